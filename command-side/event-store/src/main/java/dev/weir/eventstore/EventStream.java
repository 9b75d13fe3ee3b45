package dev.weir.eventstore;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.QueueMessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * An open stream of one book: a thread reads the committed records and fills the queue that Axon
 * reads. The thread ends when the stream is closed.
 */
final class EventStream {
    /** Events read ahead; a slow reader holds the thread back. */
    private static final int READ_AHEAD_EVENTS = 1_024;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FULL_QUEUE_NANOS = 1_000_000L;

    private final String book;
    private final long from;
    private final EventsCondition condition;
    private final EventCodec codec;
    private final QueueMessageStream<EventMessage> queue =
            new QueueMessageStream<>(new ArrayBlockingQueue<>(READ_AHEAD_EVENTS));

    EventStream(String book, long from, EventsCondition condition, EventCodec codec) {
        this.book = book;
        this.from = from;
        this.condition = condition;
        this.codec = codec;
    }

    /** Begins to read; {@code tails} gives a tail at or before {@code from}. */
    QueueMessageStream<EventMessage> open(
            Function<Long, PartitionLog.Tail> tails, Consumer<QueueMessageStream<?>> ended) {
        Thread.ofPlatform().daemon().name("weir-stream-" + book).start(() -> run(tails, ended));
        return queue;
    }

    private void run(
            Function<Long, PartitionLog.Tail> tails, Consumer<QueueMessageStream<?>> ended) {
        try (PartitionLog.Tail tail = tails.apply(from)) {
            while (!queue.isClosed()) {
                tail.poll(POLL).forEach(this::offer);
            }
        } catch (RuntimeException e) {
            queue.completeExceptionally(e);
        } finally {
            ended.accept(queue);
        }
    }

    private void offer(PartitionLog.Entry entry) {
        if (!entry.record().book().equals(book) || entry.record().sequence() < from) {
            return;
        }
        StoredEvent event = codec.toEvent(entry.record(), codec.payload(entry.record()));
        if (!event.matches(condition)) {
            return;
        }
        while (!queue.isClosed() && !queue.offer(event.message(), context(event))) {
            LockSupport.parkNanos(FULL_QUEUE_NANOS);
        }
    }

    static Context context(StoredEvent event) {
        Context context = Tag.addToContext(Context.empty(), event.tags());
        return TrackingToken.addToContext(
                context, new GlobalSequenceTrackingToken(event.sequence() + 1));
    }
}
