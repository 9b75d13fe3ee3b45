package dev.weir.eventstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What must hold of a Kafka cluster before anything is written to it. */
public final class KafkaChecks {
    /** From this version on a transaction's records cannot slip into the next one (KIP-890). */
    private static final int TRANSACTION_VERSION_MIN = 2;

    private static final long ANSWER_SECONDS = 15;

    /** Small, short segments, since the open one is never compacted and a takeover reads all. */
    private static final Map<String, String> SNAPSHOTS =
            Map.of(
                    "cleanup.policy", "compact",
                    "segment.ms", "600000",
                    "segment.bytes", Integer.toString(64 << 20),
                    "min.compaction.lag.ms", "60000",
                    "min.cleanable.dirty.ratio", "0.2");

    private KafkaChecks() {}

    /**
     * Checks the protocol and creates the store's topics where they are missing.
     *
     * @return number of partitions of the events topic
     * @throws IllegalStateException if the cluster cannot be used or reached
     */
    public static int prepare(KafkaSettings settings, int partitions, short replication) {
        try (Admin admin = Admin.create(settings.common())) {
            requireTransactionVersion(admin);
            Map<String, String> forEver =
                    Map.of(
                            "cleanup.policy", "delete",
                            "retention.ms", "-1",
                            "retention.bytes", "-1",
                            "max.message.bytes", "16777216");
            Map<String, String> compacted = Map.of("cleanup.policy", "compact");
            List<NewTopic> wanted =
                    List.of(
                            new NewTopic(settings.topics().events(), partitions, replication)
                                    .configs(forEver),
                            new NewTopic(settings.topics().books(), 1, replication)
                                    .configs(compacted),
                            new NewTopic(settings.topics().owners(), 1, replication)
                                    .configs(compacted),
                            new NewTopic(settings.topics().snapshots(), partitions, replication)
                                    .configs(SNAPSHOTS),
                            new NewTopic(settings.topics().checkpoints(), 1, replication)
                                    .configs(forEver));
            Set<String> existing = await(admin.listTopics().names());
            List<NewTopic> missing = new ArrayList<>(wanted);
            missing.removeIf(topic -> existing.contains(topic.name()));
            if (!missing.isEmpty()) {
                create(admin, missing);
            }
            return partitions(admin, settings.topics().events());
        }
    }

    /** A topic that was made a moment ago may be unknown to the broker that is asked. */
    private static int partitions(Admin admin, String topic) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (true) {
            try {
                return await(admin.describeTopics(List.of(topic)).allTopicNames())
                        .get(topic)
                        .partitions()
                        .size();
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static void create(Admin admin, List<NewTopic> missing) {
        try {
            await(admin.createTopics(missing).all());
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            // Somebody else was faster.
        }
    }

    private static void requireTransactionVersion(Admin admin) {
        FinalizedVersionRange range =
                await(admin.describeFeatures().featureMetadata())
                        .finalizedFeatures()
                        .get("transaction.version");
        int version = range == null ? 0 : range.maxVersionLevel();
        if (version < TRANSACTION_VERSION_MIN) {
            throw new IllegalStateException(
                    "the cluster's transaction.version is "
                            + version
                            + ", Weir needs 2 or above: upgrade it with kafka-features.sh");
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer", e);
        }
    }
}
