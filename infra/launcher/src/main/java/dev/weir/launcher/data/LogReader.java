package dev.weir.launcher.data;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventRecord;
import dev.weir.launcher.Failure;
import java.time.Duration;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the whole log once, partition by partition, up to where it ended at the start. */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(500);

    interface EventSink {
        void accept(EventRecord event) throws java.io.IOException;
    }

    private LogReader() {}

    static void read(String bootstrap, EventSink sink) throws java.io.IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        settings.put("max.poll.records", 5_000);
        settings.put("default.api.timeout.ms", 10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (PartitionInfo info : consumer.partitionsFor(Topics.EVENTS)) {
                readPartition(consumer, new TopicPartition(info.topic(), info.partition()), sink);
            }
        } catch (KafkaException e) {
            throw Failure.notReachable(
                    "The log at " + bootstrap + " cannot be read: " + e.getMessage());
        }
    }

    private static void readPartition(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, EventSink sink)
            throws java.io.IOException {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    sink.accept(EventRecord.parse(record.key(), headers(record), record.value()));
                }
            }
        }
    }

    private static List<Map.Entry<String, byte[]>> headers(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>(16);
        for (Header header : record.headers()) {
            headers.add(new SimpleImmutableEntry<>(header.key(), header.value()));
        }
        return headers;
    }
}
