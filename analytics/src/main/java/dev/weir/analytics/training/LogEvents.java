package dev.weir.analytics.training;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.BookFeatures;
import java.time.Duration;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The log itself, committed records up to where it ended at the start. */
final class LogEvents implements Events {
    private static final Duration POLL = Duration.ofMillis(500);

    private final String bootstrap;

    LogEvents(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public void read(Consumer<Event> each) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        5_000,
                        "default.api.timeout.ms",
                        10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (PartitionInfo info : consumer.partitionsFor(Topics.EVENTS)) {
                read(consumer, new TopicPartition(info.topic(), info.partition()), each);
            }
        } catch (KafkaException e) {
            throw new TrainFailure(
                    "the log at " + bootstrap + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Consumer<Event> each) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    EventRecord event =
                            EventRecord.parse(record.key(), headers(record), record.value());
                    if (BookFeatures.reads(event.type())) {
                        each.accept(
                                new Event(
                                        event.book(),
                                        event.occurredMicros(),
                                        EventTypes.parse(event.type(), event.value())));
                    }
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
