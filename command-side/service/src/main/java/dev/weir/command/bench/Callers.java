package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.engine.Platform;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.log.Micros;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A closed loop: each caller sends its next command when its last one is answered. 60 of 100
 * commands deposit and 40 withdraw, over accounts of one book.
 */
final class Callers {
    static final String BOOK = "bench";
    static final int ACCOUNTS = 1_000;

    /** Latencies kept; at 40,000/s half a minute. */
    private static final int SAMPLES_MAX = 1_200_000;

    private final Platform platform;
    private final int callers;
    private final InstantSource clock;
    private final long[] latenciesNanos = new long[SAMPLES_MAX];
    private final AtomicInteger samples = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean measuring;
    private volatile boolean stopped;

    /**
     * What was measured.
     *
     * @param perSecond commands answered
     */
    record Figures(double perSecond, double p50Millis, double p99Millis) {}

    Callers(Platform platform, int callers, InstantSource clock) {
        this.platform = platform;
        this.callers = callers;
        this.clock = clock;
    }

    /** Blocks for both durations; throws IllegalStateException if a command failed. */
    Figures run(Duration warmUp, Duration measured) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(callers);
        SplittableRandom seeds = new SplittableRandom(7);
        for (int caller = 0; caller < callers; caller++) {
            next(seeds.split(), ended);
        }
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        long begin = System.nanoTime();
        measuring = true;
        TimeUnit.NANOSECONDS.sleep(measured.toNanos());
        measuring = false;
        double seconds = (System.nanoTime() - begin) / 1e9;
        stopped = true;
        if (!ended.await(30, TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("a command of the bench failed", failure.get());
        }
        int count = Math.min(samples.get(), SAMPLES_MAX);
        long[] sorted = Arrays.copyOf(latenciesNanos, count);
        Arrays.sort(sorted);
        return new Figures(count / seconds, at(sorted, 0.50), at(sorted, 0.99));
    }

    private void next(SplittableRandom random, CountDownLatch ended) {
        if (stopped || failure.get() != null) {
            ended.countDown();
            return;
        }
        long sent = System.nanoTime();
        platform.desk()
                .execute(call(random))
                .whenComplete(
                        (answer, problem) -> {
                            if (problem != null || !(answer instanceof Answer.Done)) {
                                failure.compareAndSet(
                                        null,
                                        problem == null
                                                ? new IllegalStateException(String.valueOf(answer))
                                                : problem);
                            } else if (measuring) {
                                int sample = samples.getAndIncrement();
                                if (sample < SAMPLES_MAX) {
                                    latenciesNanos[sample] = System.nanoTime() - sent;
                                }
                            }
                            next(random, ended);
                        });
    }

    private CommandCall call(SplittableRandom random) {
        String account = "a" + random.nextInt(ACCOUNTS);
        Message command =
                random.nextInt(100) < 60
                        ? Deposit.newBuilder()
                                .setBookId(BOOK)
                                .setAccountId(account)
                                .setAmountMinor(10 + random.nextInt(1_000))
                                .setCurrency("EUR")
                                .build()
                        : Withdraw.newBuilder()
                                .setBookId(BOOK)
                                .setAccountId(account)
                                .setAmountMinor(1 + random.nextInt(1_000))
                                .setCurrency("EUR")
                                .build();
        return new CommandCall(
                CommandKind.of(command), BOOK, command, "", "bench", Micros.of(clock.instant()));
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * sorted.length))]
                        / 1e6;
    }
}
