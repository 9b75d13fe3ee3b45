package dev.weir.eventstore;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes nodes. */
public final class EventStores {
    private EventStores() {}

    /**
     * A node that owns all partitions of a topic. Checks the cluster and creates missing topics
     * first.
     *
     * @param partitions of the events topic, should it have to be created
     * @throws IllegalStateException if the cluster cannot be used or reached
     */
    public static EventStoreNode onKafka(
            KafkaSettings kafka, int partitions, EventStoreSettings settings) {
        int existing = KafkaChecks.prepare(kafka, partitions, (short) 1);
        return new OwnedPartitions(
                kafka.topics(),
                IntStream.range(0, existing).boxed().toList(),
                partition -> new KafkaPartitionLog(kafka, partition),
                settings,
                directory -> Optional.of(new KafkaBookFeed(kafka, directory)));
    }

    /**
     * A node over logs without Kafka, such as {@link MemoryLogs}, that owns partitions 0 to {@code
     * partitions - 1}.
     */
    public static EventStoreNode onHeap(
            PartitionLogs logs, StoreTopics topics, int partitions, EventStoreSettings settings) {
        List<Integer> all = IntStream.range(0, partitions).boxed().toList();
        return new OwnedPartitions(topics, all, logs, settings, directory -> Optional.empty());
    }
}
