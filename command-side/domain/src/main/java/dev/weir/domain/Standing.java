package dev.weir.domain;

/** Whether an account takes part: known, open, in the right currency, with the money. */
final class Standing {
    private Standing() {}

    /** Findings against an account that is not open without reserve. */
    static void open(Findings findings, Account account) {
        noTransit(findings, account);
        switch (account.status()) {
            case CLOSED -> findings.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
            case FROZEN, FROZEN_DEBITS, FROZEN_CREDITS -> frozen(findings, account);
            case OPEN -> {}
        }
    }

    /** Findings against any new debit or hold. */
    static void debits(Findings findings, Account account) {
        noTransit(findings, account);
        switch (account.status()) {
            case CLOSED -> findings.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
            case FROZEN, FROZEN_DEBITS -> frozen(findings, account);
            case OPEN, FROZEN_CREDITS -> {}
        }
    }

    /** Findings against any new credit. */
    static void credits(Findings findings, Account account) {
        noTransit(findings, account);
        switch (account.status()) {
            case CLOSED -> findings.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
            case FROZEN, FROZEN_CREDITS -> frozen(findings, account);
            case OPEN, FROZEN_DEBITS -> {}
        }
    }

    private static void noTransit(Findings findings, Account account) {
        if (Interbook.isTransit(account.id())) {
            Fields.invalid(
                    findings,
                    "account_id",
                    account.id() + " moves with transfers between books alone");
        }
    }

    private static void frozen(Findings findings, Account account) {
        findings.add(RefusalCode.ACCOUNT_FROZEN, "account", account.id());
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
        debits(findings, account);
        currency(findings, account, currency);
        if (!account.canHold(amountMinor)) {
            findings.add(RefusalCode.AMOUNT_OVERFLOW, "account", account.id());
        } else {
            funds(findings, account, amountMinor);
        }
    }

    /** Findings against one leg: amounts above zero are credits, below zero debits. */
    static void leg(Findings findings, Account account, long amountMinor, String currency) {
        if (posting(findings, account, amountMinor, currency) && amountMinor < 0) {
            funds(findings, account, -amountMinor);
        }
    }

    /** As {@link #leg}, without a look at the funds; whether the amount can be added at all. */
    static boolean posting(Findings findings, Account account, long amountMinor, String currency) {
        if (amountMinor < 0) {
            debits(findings, account);
        } else {
            credits(findings, account);
        }
        currency(findings, account, currency);
        if (!account.canPost(amountMinor)) {
            findings.add(RefusalCode.AMOUNT_OVERFLOW, "account", account.id());
            return false;
        }
        return true;
    }
}
