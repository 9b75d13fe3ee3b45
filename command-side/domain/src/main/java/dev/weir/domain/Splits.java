package dev.weir.domain;

import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.Split;
import dev.weir.contract.commands.v1.SplitPart;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** One amount over several accounts, to the last minor unit. */
final class Splits {
    private Splits() {}

    static void form(Findings f, Split split) {
        Fields.requiredId(f, "split.from_account_id", split.getFromAccountId());
        Fields.amount(f, split.getFromAccountId(), split.getAmountMinor());
        Fields.currency(f, "split.currency", split.getCurrency());
        if (split.getPartsCount() < 1 || split.getPartsCount() > Limits.SPLIT_PARTS_MAX) {
            Fields.invalid(f, "split.parts", "1 to " + Limits.SPLIT_PARTS_MAX + " are taken");
        }
        Set<String> seen = new HashSet<>(Set.of(split.getFromAccountId()));
        for (SplitPart part : split.getPartsList()) {
            if (!seen.add(part.getAccountId())) {
                f.add(RefusalCode.TRANSFER_TO_ITSELF, "account", part.getAccountId());
            }
            Fields.requiredId(f, "split.parts.account_id", part.getAccountId());
            if (part.getWeight() < 1 || part.getWeight() > Limits.SPLIT_WEIGHT_MAX) {
                Fields.invalid(f, "split.parts.weight", "1 to " + Limits.SPLIT_WEIGHT_MAX);
            }
        }
    }

    /**
     * The legs of a split whose form is sound; a share of 0 makes none.
     *
     * @param debitMinor what the sender pays
     * @param sharedMinor what is shared out, at least 1
     */
    static List<Leg> legs(Split split, long debitMinor, long sharedMinor) {
        long[] weights = split.getPartsList().stream().mapToLong(SplitPart::getWeight).toArray();
        long[] shares = shares(sharedMinor, weights);
        List<Leg> legs = new ArrayList<>(shares.length + 1);
        legs.add(TransferRules.leg(split.getFromAccountId(), -debitMinor, split.getCurrency()));
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] != 0) {
                legs.add(
                        TransferRules.leg(
                                split.getParts(i).getAccountId(), shares[i], split.getCurrency()));
            }
        }
        return legs;
    }

    /**
     * Shares by the method of the largest remainder; they sum to the amount.
     *
     * @param amountMinor at least 0
     * @param weights each at least 1
     */
    static long[] shares(long amountMinor, long[] weights) {
        BigInteger amount = BigInteger.valueOf(amountMinor);
        BigInteger whole = BigInteger.valueOf(Arrays.stream(weights).sum());
        long[] shares = new long[weights.length];
        BigInteger[] remainders = new BigInteger[weights.length];
        long left = amountMinor;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] parts =
                    amount.multiply(BigInteger.valueOf(weights[i])).divideAndRemainder(whole);
            shares[i] = parts[0].longValueExact();
            remainders[i] = parts[1];
            left -= shares[i];
        }
        List<Integer> byRemainder =
                IntStream.range(0, weights.length)
                        .boxed()
                        .sorted(
                                Comparator.<Integer, BigInteger>comparing(i -> remainders[i])
                                        .reversed())
                        .toList();
        for (int i = 0; i < left; i++) {
            shares[byRemainder.get(i)]++;
        }
        return shares;
    }
}
