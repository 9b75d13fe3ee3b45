package dev.weir.command.bench;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Each of so many callers sends its next call when its last one is answered. */
final class ClosedLoop {
    private static final long LAST_ANSWERS_SECONDS = 60;

    /** Ids are drawn, so no two loads of a process may draw the same. */
    private static final AtomicLong SEEDS = new AtomicLong(7);

    private final int callers;
    private final Call call;
    private final Window window;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** One call; the stage fails when it was not carried out. */
    @FunctionalInterface
    interface Call {
        CompletionStage<?> send(int caller, SplittableRandom random);
    }

    ClosedLoop(int callers, Call call, Window window) {
        this.callers = callers;
        this.call = call;
        this.window = window;
    }

    /** Blocks for both durations; throws IllegalStateException if a call failed. */
    Map<String, Double> run(Duration warmUp, Duration measured) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(callers);
        SplittableRandom seeds = new SplittableRandom(SEEDS.getAndIncrement());
        for (int caller = 0; caller < callers; caller++) {
            next(caller, seeds.split(), ended);
        }
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        window.open();
        TimeUnit.NANOSECONDS.sleep(measured.toNanos());
        Map<String, Double> figures = window.close();
        stopped = true;
        boolean answered = ended.await(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
        if (failure.get() != null || !answered) {
            throw new IllegalStateException(
                    "a call of the load failed or got no answer", failure.get());
        }
        return figures;
    }

    private void next(int caller, SplittableRandom random, CountDownLatch ended) {
        if (stopped || failure.get() != null) {
            ended.countDown();
            return;
        }
        long sent = System.nanoTime();
        call.send(caller, random)
                .whenComplete(
                        (answer, problem) -> {
                            if (problem == null) {
                                window.answered(System.nanoTime() - sent);
                            } else {
                                failure.compareAndSet(null, problem);
                            }
                            next(caller, random, ended);
                        });
    }
}
