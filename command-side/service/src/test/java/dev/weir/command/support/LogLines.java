package dev.weir.command.support;

import dev.weir.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What really stands in weir.events, read with nothing but a Kafka client. */
public final class LogLines {
    private LogLines() {}

    /** Types of all committed events of a book, in order, without their package. */
    public static List<String> typesOf(String book) {
        List<String> types = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                ServiceResource.kafka(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.EVENTS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    if (book.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                        String type =
                                new String(
                                        record.headers().lastHeader("ce_type").value(),
                                        StandardCharsets.UTF_8);
                        types.add(type.substring(type.lastIndexOf('.') + 1));
                    }
                }
            }
        }
        return types;
    }
}
