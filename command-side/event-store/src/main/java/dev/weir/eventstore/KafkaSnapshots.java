package dev.weir.eventstore;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Snapshots in a compacted topic. They are written in transactions, with a transactional id of
 * their own per partition, so that a new owner fences the old one here, too, and a manifest and the
 * removal of what it replaces come together.
 */
final class KafkaSnapshots implements SnapshotLog {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Records that the first look back from the end covers; a chunk has half a megabyte. */
    private static final long LOOK_BACK = 16;

    /** So few records are read for nothing rather than jumped over, which costs a round trip. */
    private static final long JUMP = 8;

    private final KafkaSettings settings;
    private final TopicPartition topic;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaSnapshots(KafkaSettings settings, int partition) {
        this.settings = settings;
        this.topic = new TopicPartition(settings.topics().snapshots(), partition);
        this.producer = new KafkaProducer<>(settings.snapshotProducer(partition));
    }

    @Override
    public void fence() {
        producer.initTransactions();
    }

    @Override
    public Found newest() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long begin = consumer.beginningOffsets(List.of(topic)).get(topic);
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            ConsumerRecord<byte[], byte[]> head = lastHead(consumer, begin, end);
            Found found = new Found(new HashMap<>(), new HashMap<>());
            if (head != null) {
                put(head, found);
                readAt(
                        consumer,
                        SnapshotFormat.offsets(head.value(), head.offset()),
                        record -> put(record, found));
            }
            return found;
        }
    }

    /** Looks further and further back from the end, since a head is followed by a round at most. */
    private ConsumerRecord<byte[], byte[]> lastHead(
            KafkaConsumer<byte[], byte[]> consumer, long begin, long end) {
        AtomicReference<ConsumerRecord<byte[], byte[]>> last = new AtomicReference<>();
        long until = end;
        long step = LOOK_BACK;
        while (last.get() == null && until > begin) {
            long from = Math.max(begin, until - step);
            readFrom(
                    consumer,
                    from,
                    until,
                    record -> {
                        if (record.value() != null
                                && keyOf(record).startsWith(SnapshotFormat.HEAD)) {
                            last.set(record);
                        }
                    });
            until = from;
            step *= 2;
        }
        return last.get();
    }

    @Override
    public Found read() {
        Found found = new Found(new HashMap<>(), new HashMap<>());
        readAll(record -> put(record, found));
        return found;
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new HashSet<>();
        readAll(
                record -> {
                    if (record.value() == null) {
                        keys.remove(keyOf(record));
                    } else {
                        keys.add(keyOf(record));
                    }
                });
        return keys;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings.bounded("read_committed"));
        consumer.assign(List.of(topic));
        return consumer;
    }

    private void readAll(Consumer<ConsumerRecord<byte[], byte[]>> to) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long begin = consumer.beginningOffsets(List.of(topic)).get(topic);
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            readFrom(consumer, begin, end, to);
        }
    }

    private void readFrom(
            KafkaConsumer<byte[], byte[]> consumer,
            long from,
            long until,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        consumer.seek(topic, from);
        long heardNanos = System.nanoTime();
        while (consumer.position(topic) < until) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                heardNanos = System.nanoTime();
                if (record.offset() < until) {
                    to.accept(record);
                }
            }
            requireHeard(heardNanos);
        }
    }

    /** Reads at these offsets what is there; runs of other records are jumped over. */
    private void readAt(
            KafkaConsumer<byte[], byte[]> consumer,
            SortedSet<Long> offsets,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        long position = -1;
        long heardNanos = System.nanoTime();
        while (!offsets.isEmpty()) {
            long next = offsets.first();
            if (position < 0 || next - position > JUMP) {
                consumer.seek(topic, next);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                heardNanos = System.nanoTime();
                if (offsets.remove(record.offset())) {
                    to.accept(record);
                }
            }
            position = consumer.position(topic);
            // What was passed over was replaced, and is there no more.
            offsets.headSet(position).clear();
            requireHeard(heardNanos);
        }
    }

    private void requireHeard(long heardNanos) {
        if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
            throw new IllegalStateException("no answer while reading " + topic);
        }
    }

    private static void put(ConsumerRecord<byte[], byte[]> record, Found found) {
        String key = keyOf(record);
        if (record.value() == null) {
            found.entries().remove(key);
            found.offsets().remove(key);
        } else {
            found.entries().put(key, record.value());
            found.offsets().put(key, record.offset());
        }
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    @Override
    public long write(List<Entry> entries) {
        try {
            producer.beginTransaction();
            Future<RecordMetadata> first = null;
            for (Entry entry : entries) {
                Future<RecordMetadata> sent =
                        producer.send(
                                new ProducerRecord<>(
                                        topic.topic(),
                                        topic.partition(),
                                        entry.key().getBytes(StandardCharsets.UTF_8),
                                        entry.value()));
                first = first == null ? sent : first;
            }
            producer.commitTransaction();
            return first == null ? -1 : first.get().offset();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException(topic + " has a newer owner", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("committed, and yet not written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
