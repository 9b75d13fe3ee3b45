package dev.weir.domain;

import dev.weir.contract.commands.v1.Fee;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.ledger.v1.FeeCharged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The legs that a transfer comes to: as they were given, or from its split, with its fee. */
record Composed(List<Leg> legs, Optional<FeeCharged> fee) {
    private static final Composed NOTHING = new Composed(List.of(), Optional.empty());

    /** Without legs if there is a finding against the form of the command. */
    static Composed of(Findings f, PostTransfer c) {
        if (c.hasSplit()) {
            Splits.form(f, c.getSplit());
            if (c.getLegsCount() > 0) {
                Fields.invalid(f, "legs", "with a split none are taken");
            }
        } else {
            TransferRules.legs(f, c.getLegsList());
        }
        if (c.hasFee()) {
            Fees.form(f, c.getFee());
            if (!c.hasSplit() && !isSimple(c.getLegsList())) {
                Fields.invalid(f, "fee", "it needs a split, or two legs in one currency");
            }
        }
        if (!f.none()) {
            return NOTHING;
        }
        if (!c.hasSplit() && !c.hasFee()) {
            return new Composed(c.getLegsList(), Optional.empty());
        }
        Composed composed = composed(f, c);
        TransferRules.distinct(f, composed.legs());
        return f.none() ? composed : NOTHING;
    }

    private static Composed composed(Findings f, PostTransfer c) {
        Leg debit = c.hasSplit() ? Leg.getDefaultInstance() : debit(c.getLegsList());
        long amount = c.hasSplit() ? c.getSplit().getAmountMinor() : -debit.getAmountMinor();
        String currency = c.hasSplit() ? c.getSplit().getCurrency() : debit.getCurrency();
        if (amount > Limits.MONEY_MAX) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", debit.getAccountId());
            return NOTHING;
        }
        Fee fee = c.getFee();
        long feeMinor = c.hasFee() ? Fees.of(fee, amount) : 0;
        boolean onReceiver = Fees.isOnReceiver(fee);
        if (onReceiver && feeMinor >= amount) {
            Fields.invalid(f, "fee", "its " + feeMinor + " leave nothing of " + amount);
            return NOTHING;
        }
        if (!onReceiver && feeMinor > Limits.MONEY_MAX - amount) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", fee.getAccountId());
            return NOTHING;
        }
        long paid = onReceiver ? amount : amount + feeMinor;
        long received = onReceiver ? amount - feeMinor : amount;
        List<Leg> legs = new ArrayList<>();
        if (c.hasSplit()) {
            legs.addAll(Splits.legs(c.getSplit(), paid, received));
        } else {
            for (Leg leg : c.getLegsList()) {
                long moved = leg.getAmountMinor() < 0 ? -paid : received;
                legs.add(leg.toBuilder().setAmountMinor(moved).build());
            }
        }
        if (feeMinor == 0) {
            return new Composed(legs, Optional.empty());
        }
        legs.add(TransferRules.leg(fee.getAccountId(), feeMinor, currency));
        return new Composed(legs, Optional.of(Fees.charged(fee, feeMinor)));
    }

    /** One debit and one credit; that they balance is checked with the form of legs. */
    private static boolean isSimple(List<Leg> legs) {
        return legs.size() == 2 && legs.get(0).getCurrency().equals(legs.get(1).getCurrency());
    }

    private static Leg debit(List<Leg> legs) {
        return legs.get(0).getAmountMinor() < 0 ? legs.get(0) : legs.get(1);
    }
}
