package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a version of a rule that fires for every payment is named by a decision of each book,
 * and counts decisions that name another one although they were asked for later.
 */
final class RuleWatch implements PaymentLoad.Observer {
    private final String rule;
    private final int version;
    private final CountDownLatch missing;
    private final Map<String, Long> firstNanos = new ConcurrentHashMap<>();
    private final Map<String, Long> stale = new ConcurrentHashMap<>();

    RuleWatch(String rule, int version, List<String> books) {
        this.rule = rule;
        this.version = version;
        this.missing = new CountDownLatch(books.size());
    }

    @Override
    public void answered(String book, long sentNanos, long answeredNanos, JsonNode payment) {
        if (!payment.path("basis").asText().equals("DECIDE_JOB")) {
            return;
        }
        if (names(payment)) {
            if (firstNanos.putIfAbsent(book, answeredNanos) == null) {
                missing.countDown();
            }
        } else if (sentNanos - firstNanos.getOrDefault(book, sentNanos + 1) > 0) {
            stale.merge(book, 1L, Long::sum);
        }
    }

    private boolean names(JsonNode payment) {
        for (JsonNode reason : payment.path("reasons")) {
            if (reason.path("source_id").asText().equals(rule)) {
                return reason.path("source_version").asInt() == version;
            }
        }
        return false;
    }

    /** Whether every book has shown it in time. */
    boolean await(Duration patience) throws InterruptedException {
        return missing.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From a moment until the slowest book's first answer with it. */
    double slowestSeconds(long fromNanos) {
        return firstNanos.values().stream().mapToLong(at -> at - fromNanos).max().orElse(0) / 1e9;
    }

    /** Decisions that went back to another version. */
    long stale() {
        return stale.values().stream().mapToLong(Long::longValue).sum();
    }
}
