package dev.weir.domain;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.FreezeScope;

/**
 * An account as it stands. Amounts in minor units of its currency.
 *
 * @param heldMinor sum of open holds, at least 0
 * @param version sequence of the record that changed it last; -1 while that is not written
 */
public record Account(
        String id,
        String currency,
        AccountKind kind,
        long overdraftLimitMinor,
        boolean overdraftUnlimited,
        Status status,
        long balanceMinor,
        long heldMinor,
        long version) {

    /** What may be done with it. */
    public enum Status {
        OPEN,
        FROZEN,
        FROZEN_DEBITS,
        FROZEN_CREDITS,
        CLOSED;

        /** Whether an account that stands so can be unfrozen. */
        boolean isFrozen() {
            return this == FROZEN || this == FROZEN_DEBITS || this == FROZEN_CREDITS;
        }

        static Status frozen(FreezeScope scope) {
            return switch (scope) {
                case DEBITS -> FROZEN_DEBITS;
                case CREDITS -> FROZEN_CREDITS;
                case BOTH, FREEZE_SCOPE_UNSPECIFIED, UNRECOGNIZED -> FROZEN;
            };
        }
    }

    /** The account as it is opened. */
    static Account of(AccountOpened event) {
        return new Account(
                event.getAccountId(),
                event.getCurrency().intern(), // one of a few, kept a million times
                event.getKind(),
                event.getOverdraftLimitMinor(),
                event.getOverdraftUnlimited(),
                Status.OPEN,
                0,
                0,
                -1);
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
                heldMinor,
                version);
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
                nextHeldMinor,
                version);
    }

    Account withOverdraft(long nextLimitMinor, boolean nextUnlimited) {
        return new Account(
                id,
                currency,
                kind,
                nextLimitMinor,
                nextUnlimited,
                status,
                balanceMinor,
                heldMinor,
                version);
    }

    Account at(long nextVersion) {
        return new Account(
                id,
                currency,
                kind,
                overdraftLimitMinor,
                overdraftUnlimited,
                status,
                balanceMinor,
                heldMinor,
                nextVersion);
    }

    private static boolean inRange(long amountMinor) {
        return amountMinor >= -Limits.MONEY_MAX && amountMinor <= Limits.MONEY_MAX;
    }
}
