package dev.weir.eventstore;

import jakarta.annotation.Nonnull;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EmptyAppendTransaction;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QueueMessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * Axon's engine over the books of a node: it finds the book of a condition or of events and hands
 * over to the owner of its partition.
 *
 * <p>Positions: every number (marker, token, start) is <b>the next sequence of the book to
 * read</b>. Commands see what their owner has accepted; {@link #stream} and the tokens show what is
 * committed. A stream is of one book, since a number means nothing across books; to follow them
 * all, read the topic.
 */
public final class KafkaEventStorageEngine implements EventStorageEngine {
    private final String topic;
    private final BookResolver resolver;
    private final Function<String, PartitionOwner> owners;
    private final EventCodec codec;
    private final Set<QueueMessageStream<?>> openStreams = ConcurrentHashMap.newKeySet();

    KafkaEventStorageEngine(
            String topic,
            BookResolver resolver,
            EventPayloads payloads,
            Function<String, PartitionOwner> owners) {
        this.topic = topic;
        this.resolver = resolver;
        this.owners = owners;
        this.codec = new EventCodec(payloads);
    }

    @Override
    public CompletableFuture<AppendTransaction<?>> appendEvents(
            @Nonnull AppendCondition condition,
            @Nullable ProcessingContext context,
            @Nonnull List<TaggedEventMessage<?>> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(EmptyAppendTransaction.INSTANCE);
        }
        try {
            return CompletableFuture.completedFuture(
                    new BookAppend(bookOf(condition, events), condition, events));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public MessageStream<EventMessage> source(
            @Nonnull SourcingCondition condition, @Nullable ProcessingContext context) {
        try {
            String book = bookOf(condition);
            return owners.apply(book).state().with(book, log -> sourced(log, condition));
        } catch (RuntimeException e) {
            return MessageStream.failed(e);
        }
    }

    @Override
    public MessageStream<EventMessage> stream(
            @Nonnull StreamingCondition condition, @Nullable ProcessingContext context) {
        try {
            String book = bookOf(condition);
            PartitionOwner owner = owners.apply(book);
            TrackingToken token = condition.position();
            long from = token == null ? 0 : Math.max(0, token.position().orElse(0));
            QueueMessageStream<EventMessage> stream =
                    new EventStream(book, from, condition, codec)
                            .open(sequence -> tail(owner, book, sequence), openStreams::remove);
            openStreams.add(stream);
            return stream;
        } catch (RuntimeException e) {
            return MessageStream.failed(e);
        }
    }

    private static PartitionLog.Tail tail(PartitionOwner owner, String book, long sequence) {
        return owner.tail(owner.state().with(book, log -> log.offsetBefore(sequence)));
    }

    /** Ends all open streams. */
    void close() {
        openStreams.forEach(QueueMessageStream::close);
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return token(log -> 0L);
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return token(BookLog::durableNext);
    }

    @Override
    public CompletableFuture<TrackingToken> tokenAt(
            @Nonnull Instant at, @Nullable ProcessingContext context) {
        return token(log -> log.firstSince(at).orElse(log.durableNext()));
    }

    @Override
    public void describeTo(@Nonnull ComponentDescriptor descriptor) {
        descriptor.describeProperty("topic", topic);
    }

    private static MessageStream<EventMessage> sourced(BookLog log, SourcingCondition condition) {
        ConsistencyMarker marker = log.marker();
        List<Sourced> entries = new ArrayList<>();
        for (StoredEvent event : log.source(condition)) {
            entries.add(new Sourced(event.message(), EventStream.context(event)));
        }
        entries.add(
                new Sourced(
                        TerminalEventMessage.INSTANCE,
                        Context.with(ConsistencyMarker.RESOURCE_KEY, marker)));
        return MessageStream.fromStream(entries.stream(), Sourced::message, Sourced::context);
    }

    private record Sourced(EventMessage message, Context context) {}

    private CompletableFuture<TrackingToken> token(Function<BookLog, Long> position) {
        try {
            String book = resolver.bookOf(Set.of());
            long sequence = owners.apply(book).state().with(book, position::apply);
            return CompletableFuture.completedFuture(new GlobalSequenceTrackingToken(sequence));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The book of all events; the condition, where it has criteria, must be of the same one. */
    private String bookOf(AppendCondition condition, List<TaggedEventMessage<?>> events) {
        String book = resolver.bookOf(events.getFirst().tags());
        for (TaggedEventMessage<?> event : events) {
            requireSame(book, resolver.bookOf(event.tags()));
        }
        if (condition.consistencyMarker() != ConsistencyMarker.INFINITY) {
            requireSame(book, bookOf(condition));
        }
        return book;
    }

    private String bookOf(EventsCondition condition) {
        Set<EventCriterion> criteria = condition.criteria().flatten();
        if (criteria.isEmpty()) {
            return resolver.bookOf(Set.of());
        }
        String book = null;
        for (EventCriterion criterion : criteria) {
            String next = resolver.bookOf(criterion.tags());
            if (book != null) {
                requireSame(book, next);
            }
            book = next;
        }
        return book;
    }

    private static void requireSame(String book, String other) {
        if (!book.equals(other)) {
            throw new IllegalArgumentException(
                    "one append or condition is of one book, not of " + book + " and " + other);
        }
    }

    /** Checks and reserves in commit, where a refusal is at once and nothing is left to undo. */
    private final class BookAppend implements AppendTransaction<ConsistencyMarker> {
        private final String book;
        private final AppendCondition condition;
        private final List<EventMessage> events = new ArrayList<>();
        private final List<Set<Tag>> tags = new ArrayList<>();
        private final AtomicBoolean finished = new AtomicBoolean();

        BookAppend(String book, AppendCondition condition, List<TaggedEventMessage<?>> tagged) {
            this.book = book;
            this.condition = condition;
            for (TaggedEventMessage<?> event : tagged) {
                events.add(event.event());
                tags.add(event.tags());
            }
        }

        @Override
        @SuppressWarnings("unchecked") // a future of a marker gives one, whatever its class
        public CompletableFuture<ConsistencyMarker> commit(@Nullable ProcessingContext context) {
            if (!finished.compareAndSet(false, true)) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException(
                                "this append was committed or rolled back before"));
            }
            try {
                CompletableFuture<? extends ConsistencyMarker> durable =
                        owners.apply(book).state().append(book, condition, events, tags);
                return (CompletableFuture<ConsistencyMarker>) durable;
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public void rollback(@Nullable ProcessingContext context) {
            finished.set(true);
        }

        @Override
        public CompletableFuture<ConsistencyMarker> afterCommit(
                ConsistencyMarker marker, @Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(marker);
        }
    }
}
