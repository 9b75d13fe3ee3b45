package dev.weir.features.rules;

import dev.weir.contract.ledger.v1.HoldChange;

/**
 * The paying account with the payment's hold in place.
 *
 * @param balanceMinor balance, minor units
 * @param heldMinor sum of open holds, this payment's among them, minor units
 */
public record AccountState(long balanceMinor, long heldMinor) {

    /** The account as the hold of a payment left it. */
    public static AccountState after(HoldChange hold) {
        return new AccountState(hold.getBalanceAfterMinor(), hold.getHeldAfterMinor());
    }

    /** What could still be spent, without any overdraft, minor units. */
    public long availableMinor() {
        return Math.subtractExact(balanceMinor, heldMinor);
    }
}
