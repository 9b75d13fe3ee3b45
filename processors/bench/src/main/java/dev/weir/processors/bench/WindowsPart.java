package dev.weir.processors.bench;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.RecentState;
import dev.weir.features.Window;
import dev.weir.jobs.DecideJob;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a long window costs. Request {@code run window=H1|D30 payments= days=}: all payments at one
 * terminal over so many days of event time, sums over that window alone, state in RocksDB with what
 * was read lately before it, as in the job. Answers {@code per_cpu_second} and {@code in_window},
 * the count that the last payment saw.
 */
final class WindowsPart implements Part {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final long DAY_MICROS = 86_400_000_000L;

    /** Few enough that each pays within every hour: none is cleaned up and met anew. */
    private static final int ACCOUNTS = 50;

    private static final int WARM_UP = 50_000;
    private static final int CLEAN_UP_KEYS = 32;

    private final Path folder;
    private int runs;

    WindowsPart(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        Window window = Window.valueOf(request.text("window"));
        int payments = request.number("payments");
        long step = request.number("days") * DAY_MICROS / payments;
        run(window, Math.min(WARM_UP, payments), step);
        return run(window, payments, step);
    }

    private Map<String, Double> run(Window window, int payments, long step) throws Exception {
        FeatureSet set = FeatureSet.payments2().sumsOver("bench@1", window);
        BookFeatures features = new BookFeatures(set);
        SplittableRandom random = new SplittableRandom(4);
        long inWindow = 0;
        try (RocksState store = new RocksState(folder.resolve("state-" + runs++))) {
            RecentState state = new RecentState(store, DecideJob.RECENT_BYTES_MAX);
            state.open("bench");
            double before = Cpu.ofProcess();
            for (int n = 0; n < payments; n++) {
                PaymentDetails payment =
                        PaymentDetails.newBuilder()
                                .setPaymentId("p" + n)
                                .setAccountId("a" + n % ACCOUNTS)
                                .setTerminalId("hot")
                                .setChannel(Channel.POS)
                                .setAmountMinor(random.nextLong(1, 10_000))
                                .build();
                var vector = features.onPayment(payment, START_MICROS + n * step, state);
                features.cleanUp(state, CLEAN_UP_KEYS);
                state.flush();
                if (n == payments - 1) {
                    inWindow =
                            set.read(vector)
                                    .bits(set.positionOf("terminal_count_" + window.text()));
                }
            }
            double seconds = Cpu.ofProcess() - before;
            return Map.of("per_cpu_second", payments / seconds, "in_window", (double) inWindow);
        }
    }
}
