package dev.weir.features;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.decide.Activations;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.patterns.DefaultPatterns;
import dev.weir.features.rules.DefaultRules;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/**
 * Prints payments per CPU-second of one thread on heap state: vector, lists, the sample patterns,
 * five rules, decision, clean-up. Argument: payments a round.
 */
final class Throughput {
    private static final int ROUNDS = 5;

    private Throughput() {}

    public static void main(String[] arguments) {
        int payments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        Control control = control();
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
                BookDecider.Enriched enriched = decider.enrich(requested, clock, state);
                decider.decide("book", i, requested, enriched, control, state);
                decider.cleanUp(state, 32);
            }
            long micros = Math.max(1, (cpuNanos() - start) / 1_000);
            System.out.printf(
                    "round %d: %,d payments per CPU-second, %,d keys, %,d bytes%n",
                    round, payments * 1_000_000L / micros, state.size(), state.bytes());
        }
    }

    private static Control control() {
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
        Activations.of(DefaultRules.genesis(), DefaultPatterns.samples()).forEach(history::append);
        return history.at(history.position()).orElseThrow();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
