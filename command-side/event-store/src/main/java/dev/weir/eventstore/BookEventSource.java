package dev.weir.eventstore;

import jakarta.annotation.Nonnull;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.StreamableEventSource;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * The committed events of one book, from the engine of the node that owns it, for Axon's streaming
 * processors. Its tokens are the next sequence of the book to read. To follow all books, or from a
 * process that owns none, use {@link BooksEventSource}.
 */
public final class BookEventSource implements StreamableEventSource {
    private final EventStorageEngine engine;
    private final Tag bookTag;

    /**
     * @param bookTag the tag that every event of the book has, for example {@code book=main}
     */
    public BookEventSource(EventStorageEngine engine, Tag bookTag) {
        this.engine = engine;
        this.bookTag = bookTag;
    }

    @Override
    public MessageStream<EventMessage> open(
            @Nonnull StreamingCondition condition, @Nullable ProcessingContext context) {
        return engine.stream(
                StreamingCondition.conditionFor(condition.position(), ofBook(condition)), context);
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return CompletableFuture.completedFuture(new GlobalSequenceTrackingToken(0));
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return engine.latestToken(context);
    }

    @Override
    public CompletableFuture<TrackingToken> tokenAt(
            @Nonnull Instant at, @Nullable ProcessingContext context) {
        return engine.tokenAt(at, context);
    }

    /** The same criteria, each of this book: the engine finds the book by its tag. */
    private EventCriteria ofBook(StreamingCondition condition) {
        Set<EventCriterion> asked = condition.criteria().flatten();
        if (asked.isEmpty()) {
            return EventCriteria.havingTags(bookTag);
        }
        List<EventCriteria> all =
                asked.stream()
                        .map(
                                criterion -> {
                                    Set<Tag> tags = new HashSet<>(criterion.tags());
                                    tags.add(bookTag);
                                    return EventCriteria.havingTags(tags)
                                            .andBeingOneOfTypes(criterion.types());
                                })
                        .toList();
        return EventCriteria.either(all);
    }
}
