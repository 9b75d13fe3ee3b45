package dev.weir.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/** The engine in a test's words. */
final class Appends {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");

    private Appends() {}

    /** What a sourcing gave. */
    record Sourced(List<EventMessage> events, ConsistencyMarker marker) {
        List<Object> payloads() {
            return events.stream().map(EventMessage::payload).toList();
        }
    }

    static TaggedEventMessage<?> event(String type, String payload, Tag... tags) {
        return eventAt(TIME, type, payload, tags);
    }

    static TaggedEventMessage<?> eventAt(Instant at, String type, String payload, Tag... tags) {
        EventMessage message =
                new GenericEventMessage(
                        "id-" + payload, new MessageType(type), payload, Map.of("m", "1"), at);
        return new GenericTaggedEventMessage<>(message, Set.of(tags));
    }

    static TaggedEventMessage<?> event(String payload, Tag... tags) {
        return event("Happened", payload, tags);
    }

    static CompletableFuture<ConsistencyMarker> append(
            EventStorageEngine engine, AppendCondition condition, TaggedEventMessage<?>... events) {
        return engine.appendEvents(condition, null, List.of(events)).thenCompose(Appends::finish);
    }

    @SuppressWarnings("unchecked")
    static CompletableFuture<ConsistencyMarker> finish(AppendTransaction<?> transaction) {
        AppendTransaction<Object> typed = (AppendTransaction<Object>) transaction;
        return typed.commit(null).thenCompose(result -> typed.afterCommit(result, null));
    }

    static ConsistencyMarker appended(
            EventStorageEngine engine, AppendCondition condition, TaggedEventMessage<?>... events)
            throws Exception {
        return append(engine, condition, events).get(10, TimeUnit.SECONDS);
    }

    static Sourced source(EventStorageEngine engine, EventCriteria criteria) {
        return drain(engine.source(SourcingCondition.conditionFor(criteria), null));
    }

    static Sourced drain(MessageStream<EventMessage> stream) {
        List<EventMessage> events = new ArrayList<>();
        ConsistencyMarker marker = null;
        for (Optional<MessageStream.Entry<EventMessage>> entry = stream.next();
                entry.isPresent();
                entry = stream.next()) {
            marker = entry.get().getResource(ConsistencyMarker.RESOURCE_KEY);
            if (marker == null) {
                events.add(entry.get().message());
            }
        }
        stream.error()
                .ifPresent(
                        e -> {
                            throw new IllegalStateException(e);
                        });
        return new Sourced(events, marker);
    }
}
