package dev.weir.eventstore;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where a consumer leaves a record that it cannot apply, to go on behind it. The producer is made
 * with the first letter: most processes never send one.
 */
public final class KafkaDeadLetters implements AutoCloseable {
    private static final long SEND_SECONDS = 10;

    private final String bootstrap;
    private final String topic;
    private final InstantSource clock;
    private KafkaProducer<byte[], byte[]> producer;
    private boolean closed;

    public KafkaDeadLetters(String bootstrap, InstantSource clock) {
        this(bootstrap, Topics.DEAD_LETTERS, clock);
    }

    KafkaDeadLetters(String bootstrap, String topic, InstantSource clock) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.clock = clock;
    }

    /**
     * Returns when the letter is durable; repeated for the same record it is the same letter.
     *
     * @param consumer who can't apply it
     * @param book its book, or empty
     * @throws IllegalStateException it could not be stored: the record must be tried again
     */
    public void setAside(
            String consumer, String book, ConsumerRecord<byte[], byte[]> record, String error) {
        send(letter(consumer, record, error, Micros.of(clock.instant())).setBook(book).build());
    }

    static DeadLetter.Builder letter(
            String consumer, ConsumerRecord<byte[], byte[]> record, String error, long atMicros) {
        return DeadLetters.letter(
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                headers(record),
                record.value(),
                error,
                atMicros);
    }

    /** As {@link #setAside}. */
    void send(DeadLetter letter) {
        send(letter.getId(), letter);
    }

    /** What was done with a letter, durable when this returns. */
    void tell(DeadLetterAction action) {
        send(action.getId(), action);
    }

    private synchronized void send(String id, Message letterOrAction) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (producer == null) {
            producer =
                    new KafkaProducer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    bootstrap,
                                    "acks",
                                    "all",
                                    "max.block.ms",
                                    Long.toString(SEND_SECONDS * 1_000)),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, utf8(id), letterOrAction.toByteArray());
        record.headers()
                .add(EventHeaders.TYPE, utf8(letterOrAction.getDescriptorForType().getFullName()));
        try {
            producer.send(record).get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("letter " + id + " is not stored", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("letter " + id + " is not stored", e);
        }
    }

    /** A header without a value is kept: whatever made the record unusable may be there. */
    private static List<Map.Entry<String, byte[]>> headers(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        record.headers()
                .forEach(
                        header ->
                                headers.add(
                                        new SimpleImmutableEntry<>(header.key(), header.value())));
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close();
        }
    }
}
