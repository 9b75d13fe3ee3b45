package dev.weir.command.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.eventstore.BookDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads where books live before the node takes its partitions over: the fold of a book must know
 * from its first record whether the book runs on a test clock. What comes later reaches the
 * directory by the store itself.
 */
final class Placements {
    private static final Duration POLL = Duration.ofMillis(200);

    private Placements() {}

    static void readInto(BookDirectory directory, String bootstrap, String topic) {
        Map<String, Object> properties =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        directory.put(parse(record.value()));
                    }
                }
            }
        }
    }

    /** Throws IllegalStateException if the bytes are no placement. */
    static BookPlacement parse(byte[] value) {
        try {
            return BookPlacement.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("weir.books holds what is no placement", e);
        }
    }
}
