package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds of one load, put together. Peers take turns round by round, since the machine's speed
 * changes while they are measured.
 */
final class Rounds {
    private static final double NANOS_PER_MICRO = 1_000;

    private final List<JsonNode> all = new ArrayList<>();

    void add(JsonNode figures) {
        all.add(figures);
    }

    /** Answers of all rounds by their seconds. */
    double perSecond() {
        return sum("answered") / sum("seconds");
    }

    /** The rounds' median. */
    double p50Millis() {
        return median("p50_millis");
    }

    /** The rounds' median. */
    double p99Millis() {
        return median("p99_millis");
    }

    /** Processor time of the process that answered, microseconds an answer. */
    double cpuMicros() {
        return sum("cpu_nanos") / sum("answered") / NANOS_PER_MICRO;
    }

    /** Processor time of the broker, microseconds an answer. */
    double brokerMicros() {
        return sum("broker_cpu_nanos") / sum("answered") / NANOS_PER_MICRO;
    }

    /** Events in a transaction; at least 1. */
    double perTransaction() {
        return Math.max(1, sum("events") / Math.max(1, sum("transactions")));
    }

    private double sum(String name) {
        return all.stream().mapToDouble(figures -> figures.path(name).asDouble()).sum();
    }

    private double median(String name) {
        double[] sorted =
                all.stream()
                        .mapToDouble(figures -> figures.path(name).asDouble())
                        .sorted()
                        .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
