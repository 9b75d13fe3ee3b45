package dev.weir.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/** Slow and obvious: what an event store of one book should answer, as a list that is searched. */
final class NaiveEvents {
    private final List<Event> events = new ArrayList<>();

    record Event(String payload, String type, Instant time, Set<Tag> tags) {}

    /** Matches events that carry all tags and have one of the types; no types: any. */
    record Wanted(Set<Tag> tags, Set<String> types) {
        boolean matches(Event event) {
            return event.tags().containsAll(tags)
                    && (types.isEmpty() || types.contains(event.type()));
        }

        EventCriteria criteria() {
            var byTags =
                    tags.isEmpty() ? EventCriteria.havingAnyTag() : EventCriteria.havingTags(tags);
            return types.isEmpty()
                    ? byTags
                    : byTags.andBeingOneOfTypes(
                            types.stream().map(QualifiedName::new).collect(Collectors.toSet()));
        }
    }

    int size() {
        return events.size();
    }

    void add(List<Event> added) {
        events.addAll(added);
    }

    /** Payload, type and time of what matches any of the wanted, from a position on, in order. */
    List<String> matching(List<Wanted> anyOf, long from) {
        List<String> found = new ArrayList<>();
        for (int i = (int) Math.max(0, from); i < events.size(); i++) {
            Event event = events.get(i);
            if (anyOf.stream().anyMatch(wanted -> wanted.matches(event))) {
                found.add(text(event.payload(), event.type(), event.time()));
            }
        }
        return found;
    }

    static String text(Object payload, String type, Instant time) {
        return payload + " " + type + " " + time;
    }

    long firstSince(Instant time) {
        for (int i = 0; i < events.size(); i++) {
            if (!events.get(i).time().isBefore(time)) {
                return i;
            }
        }
        return events.size();
    }
}
