package dev.weir.domain;

/** Whether an account takes part: known, open, in the right currency, with the money. */
final class Standing {
    private Standing() {}

    /** Findings against any new debit, credit or hold. */
    static void taking(Findings findings, Account account) {
        if (Interbook.isTransit(account.id())) {
            Fields.invalid(
                    findings,
                    "account_id",
                    account.id() + " moves with transfers between books alone");
        }
        switch (account.status()) {
            case CLOSED -> findings.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
            case FROZEN -> findings.add(RefusalCode.ACCOUNT_FROZEN, "account", account.id());
            case OPEN -> {}
        }
    }

    static void currency(Findings findings, Account account, String currency) {
        if (!account.currency().equals(currency)) {
            findings.add(
                    RefusalCode.CURRENCY_MISMATCH,
                    "account",
                    account.id(),
                    "expected",
                    account.currency(),
                    "actual",
                    currency);
        }
    }

    static void funds(Findings findings, Account account, long amountMinor) {
        if (!account.covers(amountMinor)) {
            findings.add(
                    RefusalCode.INSUFFICIENT_FUNDS,
                    "account",
                    account.id(),
                    "available",
                    Long.toString(account.availableMinor()),
                    "needed",
                    Long.toString(amountMinor));
        }
    }

    /** Findings against a new hold. */
    static void holding(Findings findings, Account account, long amountMinor, String currency) {
        taking(findings, account);
        currency(findings, account, currency);
        if (!account.canHold(amountMinor)) {
            findings.add(RefusalCode.AMOUNT_OVERFLOW, "account", account.id());
        } else {
            funds(findings, account, amountMinor);
        }
    }

    /** Findings against one leg: amounts above zero are credits, below zero debits. */
    static void leg(Findings findings, Account account, long amountMinor, String currency) {
        taking(findings, account);
        currency(findings, account, currency);
        if (!account.canPost(amountMinor)) {
            findings.add(RefusalCode.AMOUNT_OVERFLOW, "account", account.id());
        } else if (amountMinor < 0) {
            funds(findings, account, -amountMinor);
        }
    }
}
