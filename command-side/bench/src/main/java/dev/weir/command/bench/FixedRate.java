package dev.weir.command.bench;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a fixed rate, whatever the answers take: each is due at its time and its latency counts
 * from then, so that a slow answer cannot slow the measurement down (no coordinated omission).
 */
final class FixedRate {
    private static final int IN_FLIGHT_MAX = 10_000;
    private static final long LAST_ANSWERS_SECONDS = 60;

    private final double perSecond;
    private final ClosedLoop.Call call;
    private final Window window;

    FixedRate(double perSecond, ClosedLoop.Call call, Window window) {
        this.perSecond = perSecond;
        this.call = call;
        this.window = window;
    }

    /** Blocks for both durations; throws IllegalStateException if a call failed. */
    Map<String, Double> run(Duration warmUp, Duration measured) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
        SplittableRandom random = new SplittableRandom(11);
        long begun = System.nanoTime();
        long warm = Math.round(perSecond * warmUp.toNanos() / 1e9);
        long all = warm + Math.round(perSecond * measured.toNanos() / 1e9);
        for (long n = 0; n < all && failure.get() == null; n++) {
            if (n == warm) {
                window.open();
            }
            long due = begun + (long) (n * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            inFlight.acquire();
            boolean counted = n >= warm;
            call.send(0, random)
                    .whenComplete(
                            (answer, problem) -> {
                                inFlight.release();
                                if (problem != null) {
                                    failure.compareAndSet(null, problem);
                                } else if (counted) {
                                    window.answered(System.nanoTime() - due);
                                }
                            });
        }
        boolean answered =
                inFlight.tryAcquire(IN_FLIGHT_MAX, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
        Map<String, Double> figures = window.close();
        if (failure.get() != null || !answered) {
            throw new IllegalStateException(
                    "a call of the load failed or got no answer", failure.get());
        }
        return figures;
    }
}
