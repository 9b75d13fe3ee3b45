package dev.weir.command.bench;

import dev.weir.eventstore.StoreTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The peer: a bare transactional producer that writes the records of the engine again, in groups of
 * the same size, with the engine's settings, to a topic of its own.
 */
final class RawProducer {
    /** Records that are read back and written round and round. */
    private static final int RECORDS_MAX = 20_000;

    private RawProducer() {}

    /** The last records of the engine's log, once they are many: what its load writes. */
    static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap, StoreTopics topics) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topics.events(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.seek(partition, Math.max(0, end - RECORDS_MAX));
            while (consumer.position(partition) < end && records.size() < RECORDS_MAX) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** Figures of a {@link Window}, an answer being a record that was committed. */
    static Map<String, Double> write(
            String bootstrap,
            String topic,
            List<ConsumerRecord<byte[], byte[]>> records,
            int groupRecords,
            Duration warmUp,
            Duration measured,
            Map<String, LongSupplier> counters) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "transactional.id", "weir-raw-" + topic,
                                "acks", "all",
                                "linger.ms", "0",
                                "batch.size", "262144",
                                "compression.type", "lz4",
                                "retry.backoff.ms", "2",
                                "retry.backoff.max.ms", "20",
                                "transaction.timeout.ms", "10000"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            Window window = new Window(counters);
            long begin = System.nanoTime() + warmUp.toNanos();
            long end = begin + measured.toNanos();
            boolean opened = false;
            int next = 0;
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                if (!opened && now >= begin) {
                    opened = true;
                    window.open();
                }
                producer.beginTransaction();
                for (int i = 0; i < groupRecords; i++) {
                    ConsumerRecord<byte[], byte[]> record = records.get(next++ % records.size());
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    0,
                                    record.timestamp(),
                                    record.key(),
                                    record.value(),
                                    record.headers()));
                }
                producer.commitTransaction();
                long took = System.nanoTime() - now;
                for (int i = 0; i < groupRecords; i++) {
                    window.answered(took);
                }
            }
            return window.close();
        }
    }
}
