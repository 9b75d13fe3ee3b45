package dev.weir.features;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.rules.Decider;
import dev.weir.features.rules.DefaultRules;
import dev.weir.features.rules.RuleSet;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prints payments per CPU-second of one thread on heap state: vector, five rules, decision,
 * clean-up. Argument: payments a round.
 */
final class Throughput {
    private static final int ROUNDS = 5;

    private Throughput() {}

    public static void main(String[] arguments) {
        int payments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
        BookFeatures features = new BookFeatures(FeatureSet.payments2());
        RuleSet rules = RuleSet.compile(FeatureSet.payments2(), DefaultRules.genesis(), List.of());
        SplittableRandom random = new SplittableRandom(1);
        HeapState state = new HeapState();
        long clock = 1_700_000_000L * Times.SECOND;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            for (int i = 0; i < payments; i++) {
                clock += 20 * Times.SECOND;
                int customer = random.nextInt(5_000);
                PaymentDetails payment =
                        PaymentDetails.newBuilder()
                                .setPaymentId(round + "-" + i)
                                .setAccountId("a" + customer)
                                .setCardId("c" + customer)
                                .setDeviceId("d" + customer)
                                .setTerminalId("t" + random.nextInt(500))
                                .setMerchantId("m" + random.nextInt(300))
                                .setIp("10." + customer / 250 + "." + customer % 250 + ".1")
                                .setChannel(Channel.POS)
                                .setAmountMinor(1 + random.nextInt(10_000))
                                .build();
                PaymentRequested requested =
                        PaymentRequested.newBuilder().setPayment(payment).build();
                Decider.decide(
                        "book",
                        i,
                        requested,
                        features.onEvent(requested, clock, state).orElseThrow(),
                        rules);
                features.cleanUp(state, 32);
            }
            long micros = Math.max(1, (cpuNanos() - start) / 1_000);
            System.out.printf(
                    "round %d: %,d payments per CPU-second, %,d keys, %,d bytes%n",
                    round, payments * 1_000_000L / micros, state.size(), state.bytes());
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
