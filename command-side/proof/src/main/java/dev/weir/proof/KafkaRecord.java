package dev.weir.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks whether the record of a proof lies in the log, committed and to the byte. */
final class KafkaRecord {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> NOT_HASHED = Set.of("traceparent", "tracestate");

    private KafkaRecord() {}

    static void require(Proof proof, String bootstrap) {
        TopicPartition partition = new TopicPartition(proof.topic(), proof.partition());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties(bootstrap))) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (proof.offset() < 0 || proof.offset() >= end) {
                throw new RejectedException(
                        partition + " ends with offset " + end + ", before the record");
            }
            consumer.seek(partition, proof.offset());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    compare(proof, record);
                    return;
                }
            }
            throw new RejectedException("Kafka gives no record at " + partition);
        }
    }

    /** The first record that is committed at the offset or behind it must be the one. */
    private static void compare(Proof proof, ConsumerRecord<byte[], byte[]> record) {
        List<dev.weir.proof.Header> found = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!NOT_HASHED.contains(header.key())) {
                found.add(new dev.weir.proof.Header(header.key(), header.value()));
            }
        }
        boolean same =
                record.offset() == proof.offset()
                        && Arrays.equals(record.key(), proof.key())
                        && Arrays.equals(record.value(), proof.value())
                        && found.size() == proof.headers().size();
        for (int i = 0; same && i < found.size(); i++) {
            same =
                    found.get(i).name().equals(proof.headers().get(i).name())
                            && Arrays.equals(found.get(i).value(), proof.headers().get(i).value());
        }
        if (!same) {
            throw new RejectedException(
                    "the log has another record at "
                            + record.topic()
                            + "-"
                            + record.partition()
                            + ", offset "
                            + proof.offset());
        }
    }

    private static Map<String, Object> properties(String bootstrap) {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "none",
                "max.poll.records",
                1,
                "default.api.timeout.ms",
                10_000,
                "request.timeout.ms",
                5_000,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
    }
}
