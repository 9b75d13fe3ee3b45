package dev.weir.faults;

import dev.weir.contract.Topics;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.PartitionOwner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Who leads and who owns the partitions of the log, and which copies are in step. */
final class Cluster implements AutoCloseable {
    private static final long ANSWER_SECONDS = 15;
    private static final long PAUSE_MILLIS = 250;

    private final String bootstrap;
    private final Admin admin;

    Cluster(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "request.timeout.ms", 5_000,
                                "default.api.timeout.ms", 10_000));
    }

    /** Parts that lead a partition of the events. */
    List<String> leaders() throws InterruptedException {
        try {
            Set<String> parts = new TreeSet<>();
            for (TopicDescription topic : describe(List.of(Topics.EVENTS))) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    if (partition.leader() != null) {
                        parts.add("kafka-" + partition.leader().id());
                    }
                }
            }
            return List.copyOf(parts);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the brokers do not say who leads", e);
        }
    }

    /** Waits until every partition of every topic has all its copies in step. */
    void awaitInStep(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String lagging = lagging();
            if (lagging.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "not in step again within " + patience + ": " + lagging);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private String lagging() throws InterruptedException {
        try {
            Set<String> topics =
                    admin.listTopics(new ListTopicsOptions().listInternal(true))
                            .names()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            StringBuilder lagging = new StringBuilder();
            for (TopicDescription topic : describe(topics)) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    if (partition.leader() == null
                            || partition.isr().size() < partition.replicas().size()) {
                        lagging.append(topic.name()).append(' ').append(partition).append("; ");
                    }
                }
            }
            return lagging.toString();
        } catch (ExecutionException | TimeoutException e) {
            return "the brokers do not tell: " + e;
        }
    }

    private Collection<TopicDescription> describe(Collection<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.describeTopics(topics)
                .allTopicNames()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .values();
    }

    /** Partition to the node that owns it, as the owners have published it. */
    Map<Integer, String> owners() throws IOException {
        Map<Integer, String> owners = new TreeMap<>();
        for (byte[] value : values(Topics.OWNERS)) {
            PartitionOwner owner = PartitionOwner.parseFrom(value);
            owners.put(owner.getPartition(), owner.getNode());
        }
        return owners;
    }

    /** Book to its partition. */
    Map<String, Integer> books() throws IOException {
        Map<String, Integer> books = new TreeMap<>();
        for (byte[] value : values(Topics.BOOKS)) {
            BookPlacement placement = BookPlacement.parseFrom(value);
            books.put(placement.getBook(), placement.getPartition());
        }
        return books;
    }

    /** Everything of a compacted topic of one partition, in its order. */
    private List<byte[]> values(String name) {
        List<byte[]> values = new ArrayList<>();
        TopicPartition topic = new TopicPartition(name, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            while (consumer.position(topic) < end) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(500))) {
                    if (record.value() != null) {
                        values.add(record.value());
                    }
                }
            }
        }
        return values;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
