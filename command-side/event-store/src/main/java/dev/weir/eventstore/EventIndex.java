package dev.weir.eventstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * All events of a book on heap, found by any tag: for general use without folding. Memory grows
 * with history.
 */
final class EventIndex {
    private static final QualifiedName UNNAMED = new QualifiedName("weir.unnamed");

    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<Tag, Postings> byTag = new HashMap<>();

    /** Takes in the event with the next sequence. */
    void add(StoredEvent event) {
        if (event.sequence() != events.size()) {
            throw new IllegalStateException(
                    "sequence " + event.sequence() + " follows " + (events.size() - 1));
        }
        events.add(event);
        for (Tag tag : event.tags()) {
            byTag.computeIfAbsent(tag, t -> new Postings()).add(event.sequence());
        }
    }

    /**
     * The first {@code limit} matching events with {@code sequence >= from}, in order, each once.
     */
    List<StoredEvent> matching(EventsCondition condition, long from, int limit) {
        List<StoredEvent> found = new ArrayList<>();
        Set<EventCriterion> criteria = condition.criteria().flatten();
        if (isForEveryEvent(condition) || criteria.stream().anyMatch(c -> c.tags().isEmpty())) {
            for (long s = Math.max(0, from); s < events.size() && found.size() < limit; s++) {
                addIfMatching(condition, s, found);
            }
            return found;
        }
        TreeSet<Long> candidates = new TreeSet<>();
        criteria.forEach(criterion -> shortest(criterion).copyFrom(from, candidates));
        for (long sequence : candidates) {
            if (found.size() >= limit) {
                break;
            }
            addIfMatching(condition, sequence, found);
        }
        return found;
    }

    /**
     * Whether "any event" is one of the criteria: {@code flatten()} leaves it out, also where
     * others stand beside it, so the condition is asked about an event that nobody names.
     */
    private static boolean isForEveryEvent(EventsCondition condition) {
        return condition.matches(UNNAMED, Set.of());
    }

    List<StoredEvent> all() {
        return events;
    }

    private void addIfMatching(EventsCondition condition, long sequence, List<StoredEvent> found) {
        StoredEvent event = events.get(Math.toIntExact(sequence));
        if (event.matches(condition)) {
            found.add(event);
        }
    }

    /** Whatever matches the criterion carries all its tags, so the rarest one finds it. */
    private Postings shortest(EventCriterion criterion) {
        Postings shortest = null;
        for (Tag tag : criterion.tags()) {
            Postings postings = byTag.getOrDefault(tag, Postings.NONE);
            if (shortest == null || postings.size < shortest.size) {
                shortest = postings;
            }
        }
        return shortest;
    }

    /** Ascending sequences of the events with a tag. */
    private static final class Postings {
        static final Postings NONE = new Postings();
        private long[] sequences = new long[4];
        private int size;

        void add(long sequence) {
            if (size == sequences.length) {
                sequences = java.util.Arrays.copyOf(sequences, size * 2);
            }
            sequences[size++] = sequence;
        }

        void copyFrom(long from, TreeSet<Long> target) {
            int at = java.util.Arrays.binarySearch(sequences, 0, size, from);
            for (int i = at < 0 ? -at - 1 : at; i < size; i++) {
                target.add(sequences[i]);
            }
        }
    }
}
