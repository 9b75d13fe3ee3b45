package dev.weir.query.apply;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the applier did: records, rows, time, conflicts, runs shown in part, records set aside,
 * records still to apply.
 */
@ApplicationScoped
public class ViewMetrics {
    private final Counter records;
    private final Counter rows;
    private final Counter deadLetters;
    private final Counter conflicts;
    private final Counter overdue;
    private final Timer batches;
    private final AtomicLong lag = new AtomicLong();
    private volatile boolean reachable = true;

    ViewMetrics(MeterRegistry registry) {
        records = registry.counter("weir.views.records");
        rows = registry.counter("weir.views.rows");
        deadLetters = registry.counter("weir.views.dead.letters");
        conflicts = registry.counter("weir.views.conflicts");
        overdue = registry.counter("weir.views.overdue");
        batches =
                Timer.builder("weir.views.apply")
                        .description("time to apply one batch of one partition")
                        .serviceLevelObjectives(
                                Duration.ofMillis(2),
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(50),
                                Duration.ofMillis(250),
                                Duration.ofSeconds(1))
                        .register(registry);
        registry.gauge("weir.views.lag", lag);
    }

    void applied(int applied, int changed, int setAside, long nanos) {
        records.increment(applied);
        rows.increment(changed);
        deadLetters.increment(setAside);
        batches.record(nanos, TimeUnit.NANOSECONDS);
    }

    void conflict() {
        conflicts.increment();
    }

    /** The beginning of a run was shown without its end. */
    void overdue() {
        overdue.increment();
    }

    /** Records of the topic that are not applied yet, over this node's partitions. */
    void lag(long recordsBehind) {
        lag.set(recordsBehind);
    }

    void reachable(boolean answering) {
        reachable = answering;
    }

    /** PostgreSQL took the last batch. */
    boolean reachable() {
        return reachable;
    }
}
