package dev.weir.jobs;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.features.AgingState.Usage;
import dev.weir.features.FeatureState;
import dev.weir.features.decide.Control;
import dev.weir.features.patterns.Patterns;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Keys and bytes that each version of a pattern keeps in the books of this subtask, as gauges. A
 * book is looked at with every {@value #EVERY}th of its payments, so that it costs nothing.
 */
final class PatternMeters {
    static final int EVERY = 512;

    private final MetricGroup group;
    private final Map<String, Integer> payments = new HashMap<>();
    private final Map<String, Map<String, Usage>> usages = new ConcurrentHashMap<>();

    PatternMeters(MetricGroup group) {
        this.group = group;
    }

    /** Takes note of a payment of a book, whose state it is. */
    void payment(String book, Control control, FeatureState state) {
        if (payments.merge(book, 1, Integer::sum) % EVERY != 1) {
            return;
        }
        for (Pattern pattern : control.patterns().followed()) {
            String version = pattern.getPatternId() + "/" + pattern.getVersion();
            usages.computeIfAbsent(version, this::gauges).put(book, Patterns.usage(state, pattern));
        }
    }

    private Map<String, Usage> gauges(String version) {
        Map<String, Usage> books = new ConcurrentHashMap<>();
        MetricGroup own = group.addGroup("pattern", version);
        own.gauge("weir.decide.patternKeys", () -> sum(books).keys());
        own.gauge("weir.decide.patternBytes", () -> sum(books).bytes());
        return books;
    }

    /** What was seen last of a version in all books of the subtask. */
    Usage usage(String version) {
        return sum(usages.getOrDefault(version, Map.of()));
    }

    private static Usage sum(Map<String, Usage> books) {
        long keys = 0;
        long bytes = 0;
        for (Usage usage : books.values()) {
            keys += usage.keys();
            bytes += usage.bytes();
        }
        return new Usage(keys, bytes);
    }
}
