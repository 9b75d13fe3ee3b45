package dev.weir.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Payments at a fixed rate, whatever the answers take: each is due at its time and its latency
 * counts from then, so a slow platform cannot slow its own measurement down (no coordinated
 * omission).
 */
final class OpenLoop {
    private static final int IN_FLIGHT_MAX = 4_000;
    private static final int ACCEPTED = 202;
    private static final long LONGEST_MICROS = 60_000_000L;

    private final ApiClient commands;
    private final String path;
    private final LongFunction<String> body;

    /**
     * @param body the n-th payment as JSON; its payment_id is unique in the book
     */
    OpenLoop(ApiClient commands, String book, LongFunction<String> body) {
        this.commands = commands;
        this.path = "/v1/books/" + book + "/payments";
        this.body = body;
    }

    /**
     * @param latencyMicros of every answered payment, from the time it was due
     * @param unanswered calls that failed or were refused
     */
    record Outcome(Histogram latencyMicros, long fallbacks, long unanswered) {
        double millisAt(double percentile) {
            return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
        }

        /**
         * Answers within a time from when they were due, of all payments: what got no answer is
         * late.
         */
        double percentWithin(long millis) {
            long all = latencyMicros.getTotalCount() + unanswered;
            return all == 0
                    ? 0
                    : 100.0 * latencyMicros.getCountBetweenValues(0, millis * 1_000) / all;
        }

        double fallbackPercent() {
            long answered = latencyMicros.getTotalCount();
            return answered == 0 ? 100 : 100.0 * fallbacks / answered;
        }
    }

    /** Is told of each payment that was answered, by any thread. */
    @FunctionalInterface
    interface Observer {
        Observer NOBODY = (dueNanos, payment) -> {};

        /**
         * @param dueNanos when the payment was due, by {@link System#nanoTime}
         * @param payment of the answer
         */
        void answered(long dueNanos, JsonNode payment);
    }

    /** {@link #run(int, int, long, Observer)} that nobody is told of. */
    Outcome run(int rate, int seconds, long first) throws InterruptedException {
        return run(rate, seconds, first, Observer.NOBODY);
    }

    /**
     * Sends payments {@code first}, {@code first + 1}, ... for so many seconds and waits for their
     * answers.
     */
    Outcome run(int rate, int seconds, long first, Observer observer) throws InterruptedException {
        return run(rate, seconds, first, observer, () -> true);
    }

    /**
     * The same, but for as long as it goes on.
     *
     * @param secondsMax at most
     * @param goesOn asked before each payment
     */
    Outcome run(int rate, int secondsMax, long first, Observer observer, BooleanSupplier goesOn)
            throws InterruptedException {
        Histogram latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
        AtomicLong fallbacks = new AtomicLong();
        AtomicLong unanswered = new AtomicLong();
        Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
        long begun = System.nanoTime();
        for (long n = 0; n < (long) rate * secondsMax && goesOn.getAsBoolean(); n++) {
            long due = begun + n * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (!inFlight.tryAcquire()) {
                unanswered.incrementAndGet();
                continue;
            }
            commands.postAsync(path, body.apply(first + n), Map.of())
                    .whenComplete(
                            (response, problem) -> {
                                inFlight.release();
                                if (problem != null || response.statusCode() > ACCEPTED) {
                                    unanswered.incrementAndGet();
                                } else {
                                    latency.recordValue(
                                            Math.min(
                                                    LONGEST_MICROS,
                                                    (System.nanoTime() - due) / 1_000));
                                    JsonNode payment = payment(response);
                                    fallbacks.addAndGet(isFallback(payment) ? 1 : 0);
                                    observer.answered(due, payment);
                                }
                            });
        }
        inFlight.tryAcquire(IN_FLIGHT_MAX, 60, TimeUnit.SECONDS);
        return new Outcome(latency, fallbacks.get(), unanswered.get());
    }

    /** Whether it was answered without the decision of {@code decide}. */
    static boolean isFallback(JsonNode payment) {
        return payment.path("basis").asText().equals("FALLBACK");
    }

    private static JsonNode payment(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body()).path("payment");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer is no JSON: " + response.body(), e);
        }
    }
}
