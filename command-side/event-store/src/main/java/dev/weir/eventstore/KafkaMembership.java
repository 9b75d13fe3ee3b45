package dev.weir.eventstore;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the consumer group of the events topic (KIP-848), for the assignment alone: all
 * partitions are paused and no record is read through it. The broker gives a partition to the next
 * node only when the node before has given it back, was taken out of the group by who saw it die,
 * or its session has expired; added partitions are given out by themselves.
 */
final class KafkaMembership implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaMembership.class);

    /** How soon an assignment is noticed; heartbeats go by themselves. */
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * Longer than the two heartbeats (of 0.5 s in what Weir ships) in which a member hears that it
     * is none any more.
     */
    private static final Duration DOUBT = Duration.ofSeconds(2);

    private static final long REJOIN_MILLIS_MIN = 1_000;
    private static final long REJOIN_MILLIS_MAX = 4_000;

    /** Owners that end commit first; see {@link PartitionOwner#close}. */
    private static final Duration LEAVE = Duration.ofSeconds(30);

    /** A member that does not give a partition back for so long loses it. */
    private static final int REVOCATION_MILLIS_MAX = 60_000;

    private final KafkaSettings settings;
    private final String node;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("weir-member").unstarted(this::run);
    private final AtomicLong rejoins = new AtomicLong();
    private final Set<Integer> held = new TreeSet<>();
    private Member member;
    private volatile boolean joined;
    private volatile boolean rejoining;
    private volatile boolean closed;

    KafkaMembership(KafkaSettings settings, String node) {
        this.settings = settings;
        this.node = node;
    }

    @Override
    public void start(Member value) {
        member = value;
        thread.start();
    }

    @Override
    public boolean joined() {
        return joined;
    }

    @Override
    public Duration doubt() {
        return DOUBT;
    }

    @Override
    public void rejoin() {
        rejoining = true;
    }

    @Override
    public long rejoins() {
        return rejoins.get();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LEAVE.plus(LEAVE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            rejoining = false;
            try {
                takePart();
            } catch (RuntimeException e) {
                LOG.warn("the membership in {} ended and begins anew", group(), e);
            }
            joined = false;
            if (!held.isEmpty()) {
                lost(Set.copyOf(held));
            }
            if (!closed) {
                rejoins.incrementAndGet();
                waitToRejoin();
            }
        }
    }

    private void takePart() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties());
        try {
            consumer.subscribe(List.of(settings.topics().events()), listener(consumer));
            while (!closed && !rejoining) {
                consumer.poll(POLL);
                pause(consumer, consumer.assignment());
                joined = consumer.groupMetadata().generationId() > 0;
            }
        } finally {
            // Calls the listener, too: what is held is given back before the group is left.
            consumer.close(
                    CloseOptions.timeout(LEAVE)
                            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private ConsumerRebalanceListener listener(KafkaConsumer<byte[], byte[]> consumer) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                pause(consumer, partitions);
                assigned(numbers(partitions));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                revoked(numbers(partitions));
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                lost(numbers(partitions));
            }
        };
    }

    /**
     * What is assigned may be taken away in the same moment, which is no reason to leave: the next
     * round pauses what is left.
     */
    private static void pause(
            KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        try {
            consumer.pause(partitions);
        } catch (IllegalStateException e) {
            LOG.debug("the assignment has changed meanwhile", e);
        }
    }

    private void assigned(Set<Integer> partitions) {
        if (!partitions.isEmpty()) {
            LOG.info("partitions {} are assigned to {}", partitions, node);
            held.addAll(partitions);
            member.assigned(partitions);
        }
    }

    private void revoked(Set<Integer> partitions) {
        if (!partitions.isEmpty()) {
            LOG.info("partitions {} are taken from {}", partitions, node);
            member.revoked(partitions);
            held.removeAll(partitions);
        }
    }

    private void lost(Set<Integer> partitions) {
        LOG.warn("{} has lost the partitions {}", node, partitions);
        member.lost(partitions);
        held.removeAll(partitions);
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = settings.consumer();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, node + "-member");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, node);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        // Nothing is read, and no offset is ever committed.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, REVOCATION_MILLIS_MAX);
        properties.put(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, 50);
        properties.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        return properties;
    }

    private String group() {
        return Topics.ownersGroup(settings.topics().events());
    }

    private void waitToRejoin() {
        try {
            Thread.sleep(
                    ThreadLocalRandom.current().nextLong(REJOIN_MILLIS_MIN, REJOIN_MILLIS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new TreeSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        return numbers;
    }
}
