package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import jakarta.annotation.Nonnull;
import jakarta.annotation.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QueueMessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.StreamableEventSource;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * The committed events of all books, for Axon's streaming processors, on any process: it reads the
 * topic and needs no owner. The order is each book's; between books there is none. Its tokens are
 * {@link BooksToken}.
 *
 * <p>Which partitions there are is looked at when a stream is opened.
 */
public final class BooksEventSource implements StreamableEventSource, AutoCloseable {
    /** Events read ahead; a slow reader holds the thread back. */
    private static final int READ_AHEAD_EVENTS = 1_024;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FULL_QUEUE_NANOS = 1_000_000L;

    private final KafkaSettings kafka;
    private final EventCodec codec;
    private final Set<QueueMessageStream<?>> openStreams = ConcurrentHashMap.newKeySet();

    public BooksEventSource(KafkaSettings kafka, EventPayloads payloads) {
        this.kafka = kafka;
        this.codec = new EventCodec(payloads);
    }

    @Override
    public MessageStream<EventMessage> open(
            @Nonnull StreamingCondition condition, @Nullable ProcessingContext context) {
        BooksToken from = BooksToken.of(condition.position());
        QueueMessageStream<EventMessage> queue =
                new QueueMessageStream<>(new ArrayBlockingQueue<>(READ_AHEAD_EVENTS));
        openStreams.add(queue);
        Thread.ofPlatform()
                .daemon()
                .name("weir-stream-books")
                .start(() -> run(queue, condition, from));
        return queue;
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return CompletableFuture.completedFuture(BooksToken.START);
    }

    /** Reads the whole log: there is no shorter way to the last sequence of every book. */
    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return CompletableFuture.supplyAsync(() -> tokenBefore(Optional.empty()));
    }

    /** By Kafka's time of the records; reads the log up to there. */
    @Override
    public CompletableFuture<TrackingToken> tokenAt(
            @Nonnull Instant at, @Nullable ProcessingContext context) {
        return CompletableFuture.supplyAsync(() -> tokenBefore(Optional.of(at)));
    }

    /** Ends all open streams. */
    @Override
    public void close() {
        openStreams.forEach(QueueMessageStream::close);
    }

    private void run(
            QueueMessageStream<EventMessage> queue, StreamingCondition condition, BooksToken from) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.beginningOffsets(partitions)
                    .forEach(
                            (partition, first) ->
                                    consumer.seek(
                                            partition,
                                            Math.max(
                                                    first,
                                                    from.offsets()
                                                            .getOrDefault(
                                                                    partition.partition(), 0L))));
            BooksToken token = from;
            while (!queue.isClosed()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    token = offer(queue, condition, token, record);
                }
            }
        } catch (RuntimeException e) {
            queue.completeExceptionally(e);
        } finally {
            openStreams.remove(queue);
        }
    }

    private BooksToken offer(
            QueueMessageStream<EventMessage> queue,
            StreamingCondition condition,
            BooksToken before,
            ConsumerRecord<byte[], byte[]> record) {
        EventRecord event = KafkaReader.event(record);
        if (event.sequence() < before.next(event.book())) {
            return before;
        }
        BooksToken behind =
                before.behind(event.book(), event.sequence(), record.partition(), record.offset());
        StoredEvent stored = codec.toEvent(event, codec.payload(event));
        if (stored.matches(condition)) {
            EventMessage message = new LoggedEvent(stored.message(), record, event);
            Context context =
                    TrackingToken.addToContext(
                            Tag.addToContext(Context.empty(), stored.tags()), behind);
            while (!queue.isClosed() && !queue.offer(message, context)) {
                LockSupport.parkNanos(FULL_QUEUE_NANOS);
            }
        }
        return behind;
    }

    private BooksToken tokenBefore(Optional<Instant> at) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            at.ifPresent(time -> cut(consumer, ends, time));
            BooksToken token = BooksToken.START;
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition =
                            new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.get(partition)) {
                        EventRecord event = KafkaReader.event(record);
                        token =
                                token.behind(
                                        event.book(),
                                        event.sequence(),
                                        record.partition(),
                                        record.offset());
                    }
                }
            }
            return token;
        }
    }

    /** Lowers the ends to the first record at the time or later. */
    private static void cut(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Instant at) {
        Map<TopicPartition, Long> times = new java.util.HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, at.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        ends.replaceAll(
                (partition, end) -> {
                    OffsetAndTimestamp first = found.get(partition);
                    return first == null ? end : Math.min(end, first.offset());
                });
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(kafka.topics().events()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
