package dev.weir.eventstore;

import jakarta.annotation.Nonnull;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;

/** Axon's engine over the books of a node. */
public final class KafkaEventStorageEngine implements EventStorageEngine {
    @Override
    public CompletableFuture<AppendTransaction<?>> appendEvents(
            @Nonnull AppendCondition condition,
            @Nullable ProcessingContext context,
            @Nonnull List<TaggedEventMessage<?>> events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageStream<EventMessage> source(
            @Nonnull SourcingCondition condition, @Nullable ProcessingContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageStream<EventMessage> stream(
            @Nonnull StreamingCondition condition, @Nullable ProcessingContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<TrackingToken> tokenAt(
            @Nonnull Instant at, @Nullable ProcessingContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void describeTo(@Nonnull ComponentDescriptor descriptor) {
        descriptor.describeProperty("log", "weir.events");
    }
}
