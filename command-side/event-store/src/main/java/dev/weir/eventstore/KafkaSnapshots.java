package dev.weir.eventstore;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    public Map<String, byte[]> read() {
        Map<String, byte[]> entries = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            consumer.assign(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            consumer.seekToBeginning(List.of(topic));
            long heard = System.nanoTime();
            while (consumer.position(topic) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (record.value() == null) {
                        entries.remove(key);
                    } else {
                        entries.put(key, record.value());
                    }
                }
                if (System.nanoTime() - heard > SILENCE_NANOS) {
                    throw new IllegalStateException("no answer while reading " + topic);
                }
            }
        }
        return entries;
    }

    @Override
    public void write(List<Entry> entries) {
        try {
            producer.beginTransaction();
            for (Entry entry : entries) {
                producer.send(
                        new ProducerRecord<>(
                                topic.topic(),
                                topic.partition(),
                                entry.key().getBytes(StandardCharsets.UTF_8),
                                entry.value()));
            }
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException(topic + " has a newer owner", e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
