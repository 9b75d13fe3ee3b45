package dev.weir.command.support;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What really stands in weir.events, read with nothing but a Kafka client. */
public final class LogLines {
    private LogLines() {}

    /** Types of all committed events of a book, in order, without their package. */
    public static List<String> typesOf(String book) {
        return headersOf(book, "ce_type").stream()
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .toList();
    }

    /** Places in their runs of all committed events of a book, as {@code 1/2}. */
    public static List<String> runsOf(String book) {
        return headersOf(book, EventHeaders.RUN);
    }

    /** The first committed event of a book of this type. */
    public static <E extends Message> E first(String book, Class<E> type) {
        return all(book, type).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName()));
    }

    /** All committed events of a book of this type, in order. */
    public static <E extends Message> List<E> all(String book, Class<E> type) {
        return read(
                        book,
                        record ->
                                EventTypes.parse(header(record, EventHeaders.TYPE), record.value()))
                .stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> headersOf(String book, String header) {
        return read(book, record -> header(record, header));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static <T> List<T> read(String book, Function<ConsumerRecord<byte[], byte[]>, T> part) {
        List<T> texts = new ArrayList<>();
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
                        texts.add(part.apply(record));
                    }
                }
            }
        }
        return texts;
    }
}
