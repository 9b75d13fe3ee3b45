package dev.weir.eventstore;

import static org.awaitility.Awaitility.await;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** On a real broker. */
final class KafkaWiring implements EngineWiring {
    private final KafkaSettings kafka;

    KafkaWiring(StoreTopics topics) {
        this.kafka = new KafkaSettings(TestBroker.bootstrap(), topics);
        KafkaChecks.prepare(kafka, 1, (short) 1);
    }

    @Override
    public PartitionLogs logs() {
        return partition -> new KafkaPartitionLog(kafka, partition);
    }

    @Override
    public List<EventRecord> records(int atLeast) {
        return read(kafka.topics().events(), atLeast).stream().map(KafkaReader::event).toList();
    }

    /** Waits for the markers of the last commit, which come a moment after its acknowledgement. */
    static List<ConsumerRecord<byte[], byte[]>> read(String topic, int atLeast) {
        KafkaSettings settings =
                new KafkaSettings(TestBroker.bootstrap(), StoreTopics.of("unused"));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            TopicPartition only = new TopicPartition(topic, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            await().until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                                return records.size() >= atLeast;
                            });
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
