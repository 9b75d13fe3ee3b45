package dev.weir.domain;

import dev.weir.contract.ledger.v1.AccountKind;

/**
 * An account as it stands. Amounts in minor units of its currency.
 *
 * @param heldMinor sum of open holds, at least 0
 */
public record Account(
        String id,
        String currency,
        AccountKind kind,
        long overdraftLimitMinor,
        boolean overdraftUnlimited,
        Status status,
        long balanceMinor,
        long heldMinor) {

    /** What may be done with it. */
    public enum Status {
        OPEN,
        FROZEN,
        CLOSED
    }

    public long availableMinor() {
        return balanceMinor - heldMinor;
    }

    /** Whether this much may be debited or held, within the overdraft. */
    boolean covers(long amountMinor) {
        return overdraftUnlimited || availableMinor() + overdraftLimitMinor >= amountMinor;
    }

    /** Whether the balance stays representable with this amount added. */
    boolean canPost(long amountMinor) {
        return inRange(amountMinor) && inRange(balanceMinor + amountMinor);
    }

    /** Whether the sum of holds stays representable with this amount added. */
    boolean canHold(long amountMinor) {
        return inRange(amountMinor) && inRange(heldMinor + amountMinor);
    }

    Account with(Status next) {
        return new Account(
                id,
                currency,
                kind,
                overdraftLimitMinor,
                overdraftUnlimited,
                next,
                balanceMinor,
                heldMinor);
    }

    Account standing(long nextBalanceMinor, long nextHeldMinor) {
        return new Account(
                id,
                currency,
                kind,
                overdraftLimitMinor,
                overdraftUnlimited,
                status,
                nextBalanceMinor,
                nextHeldMinor);
    }

    private static boolean inRange(long amountMinor) {
        return amountMinor >= -Limits.MONEY_MAX && amountMinor <= Limits.MONEY_MAX;
    }
}
