package dev.weir.domain;

import dev.weir.contract.commands.v1.Fee;
import dev.weir.contract.commands.v1.Rounding;
import dev.weir.contract.ledger.v1.FeeCharged;
import dev.weir.contract.ledger.v1.FeePayer;

/** What a fee comes to. */
final class Fees {
    private static final int WHOLE = 10_000;

    private Fees() {}

    static void form(Findings f, Fee fee) {
        Fields.requiredId(f, "fee.account_id", fee.getAccountId());
        Fields.notNegative(f, "fee.fixed_minor", fee.getFixedMinor());
        if (fee.getFixedMinor() > Limits.MONEY_MAX) {
            Fields.invalid(f, "fee.fixed_minor", "above " + Limits.MONEY_MAX);
        }
        if (fee.getBasisPoints() < 0 || fee.getBasisPoints() > WHOLE) {
            Fields.invalid(f, "fee.basis_points", "0 to " + WHOLE);
        }
        if (fee.getPayer() == FeePayer.UNRECOGNIZED) {
            Fields.invalid(f, "fee.payer", "SENDER or RECEIVER");
        }
        if (fee.getRounding() == Rounding.UNRECOGNIZED) {
            Fields.invalid(f, "fee.rounding", "HALF_EVEN, HALF_UP, DOWN or UP");
        }
    }

    /**
     * The fee of an amount, minor units, exact; at most {@link Long#MAX_VALUE}.
     *
     * @param amountMinor 0 to {@link Limits#MONEY_MAX}
     */
    static long of(Fee fee, long amountMinor) {
        // The amount is split so that no product overflows: at most 10,000 times 10,000.
        long rest = amountMinor % WHOLE * fee.getBasisPoints();
        long part = amountMinor / WHOLE * fee.getBasisPoints() + rest / WHOLE;
        return fee.getFixedMinor() + part + roundedUp(fee.getRounding(), part, rest % WHOLE);
    }

    static FeeCharged charged(Fee fee, long feeMinor) {
        return FeeCharged.newBuilder()
                .setAccountId(fee.getAccountId())
                .setAmountMinor(feeMinor)
                .setFixedMinor(fee.getFixedMinor())
                .setBasisPoints(fee.getBasisPoints())
                .setPayer(isOnReceiver(fee) ? FeePayer.RECEIVER : FeePayer.SENDER)
                .build();
    }

    static boolean isOnReceiver(Fee fee) {
        return fee.getPayer() == FeePayer.RECEIVER;
    }

    private static long roundedUp(Rounding rounding, long part, long remainder) {
        boolean up =
                switch (rounding) {
                    case UP -> remainder > 0;
                    case DOWN -> false;
                    case HALF_UP -> 2 * remainder >= WHOLE;
                    case HALF_EVEN, ROUNDING_UNSPECIFIED, UNRECOGNIZED ->
                            2 * remainder > WHOLE || 2 * remainder == WHOLE && part % 2 != 0;
                };
        return up ? 1 : 0;
    }
}
