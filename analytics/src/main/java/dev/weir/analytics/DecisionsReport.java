package dev.weir.analytics;

import java.util.List;
import java.util.Map;

/**
 * What a replay of the decisions found.
 *
 * @param eventsNew records that were appended to bronze by this run
 * @param positions book to the sequence up to which it was replayed
 * @param counts book to what was counted there, by its name
 * @param differences at most {@link Comparison#LISTED_MAX} of each book, by book and payment
 */
record DecisionsReport(
        long eventsNew,
        Map<String, Long> positions,
        Map<String, Map<String, Long>> counts,
        List<Difference> differences) {

    /**
     * A decision that was served otherwise.
     *
     * @param what FEATURES or DECISIONS of {@link BookReplays}
     */
    record Difference(String what, String book, String payment, String text) {}

    /** Decisions that were served and replayed. */
    long served() {
        return sum("served");
    }

    /** How many of them are not equal. */
    long different(String what) {
        return sum("different " + what);
    }

    List<Difference> differences(String what) {
        return differences.stream().filter(each -> each.what().equals(what)).toList();
    }

    private long sum(String name) {
        return counts.values().stream().mapToLong(book -> book.getOrDefault(name, 0L)).sum();
    }
}
