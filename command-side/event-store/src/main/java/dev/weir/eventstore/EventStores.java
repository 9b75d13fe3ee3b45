package dev.weir.eventstore;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Makes nodes. */
public final class EventStores {
    private EventStores() {}

    /**
     * A node that owns all partitions of a topic: the only one. Checks the cluster and creates
     * missing topics first.
     *
     * @param partitions of the events topic, should it have to be created
     * @throws IllegalStateException if the cluster cannot be used or reached
     */
    public static EventStoreNode onKafka(
            KafkaSettings kafka, int partitions, EventStoreSettings settings) {
        return onKafka(kafka, partitions, settings, existing -> Membership.fixed(all(existing)));
    }

    /** The same, for one of any number of nodes that share the partitions. */
    public static EventStoreNode sharedOnKafka(
            KafkaSettings kafka, int partitions, EventStoreSettings settings) {
        return onKafka(
                kafka, partitions, settings, existing -> Membership.group(kafka, settings.node()));
    }

    /**
     * The same, with a membership of the caller's.
     *
     * @param membership made for the number of partitions that the topic has
     */
    public static EventStoreNode onKafka(
            KafkaSettings kafka,
            int partitions,
            EventStoreSettings settings,
            IntFunction<Membership> membership) {
        int existing = KafkaChecks.prepare(kafka, partitions, (short) 1);
        return new OwnedPartitions(
                kafka.topics(),
                existing,
                membership.apply(existing),
                new KafkaLogs(kafka),
                settings,
                sink -> Optional.of(new KafkaNodeFeed(kafka, sink)));
    }

    /** A node on heap that owns partitions 0 to {@code partitions - 1}. */
    public static EventStoreNode onHeap(
            MemoryLogs logs, StoreTopics topics, int partitions, EventStoreSettings settings) {
        return onHeap(logs, topics, partitions, settings, Membership.fixed(all(partitions)));
    }

    /** A node on heap with a membership of the caller's. */
    public static EventStoreNode onHeap(
            MemoryLogs logs,
            StoreTopics topics,
            int partitions,
            EventStoreSettings settings,
            Membership membership) {
        return new OwnedPartitions(
                topics,
                partitions,
                membership,
                logs,
                settings,
                sink -> Optional.of(new MemoryNodeFeed(logs, topics, sink)));
    }

    /** A node that is alone over any logs and owns partitions 0 to {@code partitions - 1}. */
    public static EventStoreNode alone(
            PartitionLogs logs, StoreTopics topics, int partitions, EventStoreSettings settings) {
        return new OwnedPartitions(
                topics,
                partitions,
                Membership.fixed(all(partitions)),
                logs,
                settings,
                sink -> Optional.empty());
    }

    private static List<Integer> all(int partitions) {
        return IntStream.range(0, partitions).boxed().toList();
    }
}
