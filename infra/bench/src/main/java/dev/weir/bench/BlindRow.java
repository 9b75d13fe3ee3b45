package dev.weir.bench;

import dev.weir.launcher.flink.JobPlace;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long payments are decided blind when {@code decide} is interrupted while they come. */
final class BlindRow {
    private static final int RATE = 50;
    private static final int BEFORE_SECONDS = 5;

    /** From the interruption on, and so long behind its end. */
    private static final int AFTER_SECONDS = 45;

    /** An upgrade that takes longer is broken. */
    private static final int SECONDS_MAX = 600;

    private final RestPayments payments;
    private final String machine;

    BlindRow(RestPayments payments, String machine) {
        this.payments = payments;
        this.machine = machine;
    }

    /** What happens to the job, in the middle of the load. */
    @FunctionalInterface
    interface Interruption {
        /** Returns when it is over. */
        void happen() throws IOException, InterruptedException;
    }

    /** kill -9 of the process that the job runs in. */
    static Interruption killOfTaskManager(Path data) {
        return () -> {
            PlatformState state = PlatformState.running(data);
            String jobManager = state.part("flink-jobmanager").orElseThrow().address();
            String part = JobPlace.partOf(data, jobManager, "decide");
            state.part(part)
                    .flatMap(PlatformState.Part::process)
                    .orElseThrow(() -> new IllegalStateException("no " + part + " runs"))
                    .destroyForcibly();
        };
    }

    /** {@code weir upgrade} to a jar of the same classes, as a person would call it. */
    static Interruption upgrade(Path root, Path data) {
        return () -> {
            Path output = Files.createTempFile("weir-upgrade", ".txt");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(
                                        root.resolve("weir").toString(),
                                        "upgrade",
                                        "--again",
                                        "--data",
                                        data.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(Redirect.to(output.toFile()));
                builder.environment().put("WEIR_SKIP_BUILD", "1");
                int code = builder.start().waitFor();
                if (code != 0) {
                    throw new IllegalStateException(
                            "weir upgrade ended with " + code + ": " + Files.readString(output));
                }
            } finally {
                Files.delete(output);
            }
        };
    }

    /**
     * @param what is done, in words
     * @param aimSeconds from it to the last blind decision
     */
    List<Measure> measure(String what, double aimSeconds, Interruption interruption)
            throws IOException, InterruptedException {
        AtomicLong begun = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        Blind blind = new Blind();
        OpenLoop.Outcome outcome;
        try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> done =
                    later.schedule(
                            () -> {
                                begun.set(System.nanoTime());
                                interruption.happen();
                                ended.set(System.nanoTime());
                                return null;
                            },
                            BEFORE_SECONDS,
                            TimeUnit.SECONDS);
            outcome =
                    payments.run(
                            RATE,
                            SECONDS_MAX,
                            RestPayments.DEADLINE_MILLIS,
                            (due, payment) -> {
                                if (begun.get() != 0 && due >= begun.get()) {
                                    blind.answered(due, OpenLoop.isFallback(payment));
                                }
                            },
                            () ->
                                    !done.isDone()
                                            || done.state() == Future.State.SUCCESS
                                                    && System.nanoTime() - ended.get()
                                                            < TimeUnit.SECONDS.toNanos(
                                                                    AFTER_SECONDS));
            done.get();
        } catch (ExecutionException e) {
            throw new IOException(what + " did not happen", e);
        }
        return List.of(
                Measure.atMost(
                        "blind decisions after " + what + ", " + RATE + "/s, until the last",
                        blind.lastAfter(begun.get()),
                        "s",
                        aimSeconds,
                        machine),
                Measure.shown(
                        "until the first second without one, after " + what,
                        blind.firstClearSecond(begun.get()),
                        "s",
                        machine),
                Measure.shown(
                        "payments decided blind after " + what, blind.count(), "payments", machine),
                Measure.shown(
                        "how long " + what + " took",
                        (ended.get() - begun.get()) / 1e9,
                        "s",
                        machine),
                Measure.atMost(
                        "unanswered after " + what, outcome.unanswered(), "payments", 0, machine));
    }

    /** Which payments, by the time they were due, were decided blind. */
    static final class Blind {
        private static final long SECOND = 1_000_000_000L;

        private final ConcurrentSkipListMap<Long, Boolean> blindByDue =
                new ConcurrentSkipListMap<>();

        void answered(long dueNanos, boolean fallback) {
            blindByDue.put(dueNanos, fallback);
        }

        long count() {
            return blindByDue.values().stream().filter(blind -> blind).count();
        }

        /** Seconds from a time to the last blind decision; 0: there was none. */
        double lastAfter(long beginNanos) {
            return blindByDue.entrySet().stream()
                    .filter(payment -> payment.getValue())
                    .mapToDouble(payment -> (payment.getKey() - beginNanos) / 1e9)
                    .max()
                    .orElse(0);
        }

        /**
         * Seconds from a time to the last blind decision that another one came before within a
         * second: what comes later is a slow moment and not the interruption.
         */
        double firstClearSecond(long beginNanos) {
            long last = beginNanos;
            for (var payment : blindByDue.entrySet()) {
                if (payment.getValue()) {
                    if (payment.getKey() - last > SECOND) {
                        break;
                    }
                    last = payment.getKey();
                }
            }
            return (last - beginNanos) / 1e9;
        }
    }
}
