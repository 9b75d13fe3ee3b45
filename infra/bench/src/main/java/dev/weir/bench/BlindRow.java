package dev.weir.bench;

import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** How long payments are decided blind when {@code decide} is interrupted while they come. */
final class BlindRow {
    private static final String TASK_MANAGER = "flink-taskmanager-1";
    private static final int RATE = 50;
    private static final int BEFORE_SECONDS = 5;
    private static final int SECONDS = 60;

    private final RestPayments payments;
    private final String machine;

    BlindRow(RestPayments payments, String machine) {
        this.payments = payments;
        this.machine = machine;
    }

    /** What happens to the job, in the middle of the load. */
    @FunctionalInterface
    interface Interruption {
        void happen();
    }

    /** kill -9 of the process that the job runs in. */
    static Interruption killOfTaskManager(Path data) {
        return () ->
                PlatformState.running(data)
                        .part(TASK_MANAGER)
                        .flatMap(PlatformState.Part::process)
                        .orElseThrow(
                                () -> new IllegalStateException("no " + TASK_MANAGER + " runs"))
                        .destroyForcibly();
    }

    /**
     * @param what is done, in words
     * @param aimSeconds from it to the last blind decision
     */
    List<Measure> measure(String what, double aimSeconds, Interruption interruption)
            throws IOException, InterruptedException {
        AtomicLong interrupted = new AtomicLong();
        AtomicLong lastBlind = new AtomicLong();
        AtomicLong blind = new AtomicLong();
        OpenLoop.Outcome outcome;
        try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            var done =
                    later.schedule(
                            () -> {
                                interrupted.set(System.nanoTime());
                                interruption.happen();
                            },
                            BEFORE_SECONDS,
                            TimeUnit.SECONDS);
            outcome =
                    payments.run(
                            RATE,
                            SECONDS,
                            RestPayments.DEADLINE_MILLIS,
                            (due, payment) -> {
                                long begun = interrupted.get();
                                if (begun != 0 && due >= begun && OpenLoop.isFallback(payment)) {
                                    blind.incrementAndGet();
                                    lastBlind.accumulateAndGet(due, Math::max);
                                }
                            });
            done.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(what + " did not happen", e);
        }
        double seconds = blind.get() == 0 ? 0 : (lastBlind.get() - interrupted.get()) / 1e9;
        return List.of(
                Measure.atMost(
                        "blind decisions after " + what + ", " + RATE + "/s",
                        seconds,
                        "s",
                        aimSeconds,
                        machine),
                Measure.shown("of them payments", blind.get(), "payments", machine),
                Measure.atMost(
                        "unanswered after " + what, outcome.unanswered(), "payments", 0, machine));
    }
}
