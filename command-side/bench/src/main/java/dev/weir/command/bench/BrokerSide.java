package dev.weir.command.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** What the benchmark asks of its broker beside reading and writing. */
final class BrokerSide {
    private static final String EVERY_BROKER = "";
    private static final String NEVER = Long.toString(Long.MAX_VALUE);

    private final String bootstrap;

    BrokerSide(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Lets the broker flush after so many messages of a partition, of every topic, its own
     * transaction log included; 0: as the operating system likes.
     */
    Map<String, Double> flushEvery(int messages) throws InterruptedException, ExecutionException {
        ConfigEntry entry =
                new ConfigEntry(
                        "log.flush.interval.messages",
                        messages == 0 ? NEVER : Integer.toString(messages));
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(ConfigResource.Type.BROKER, EVERY_BROKER),
                                    List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        return Map.of();
    }

    void ensureTopic(String topic) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            }
        }
    }

    /** Deletes every topic whose name begins so. */
    void deleteTopics(String prefix) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            List<String> existing =
                    admin.listTopics().names().get().stream()
                            .filter(name -> name.startsWith(prefix))
                            .toList();
            admin.deleteTopics(existing).all().get();
        }
    }

    /** {@code bytes} of partition 0 on the broker's disk, and {@code offsets} that it has given. */
    Map<String, Double> disk(String topic) throws InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin()) {
            int node = admin.describeCluster().nodes().get().iterator().next().id();
            long bytes =
                    admin
                            .describeLogDirs(List.of(node))
                            .allDescriptions()
                            .get()
                            .get(node)
                            .values()
                            .stream()
                            .map(dir -> dir.replicaInfos().get(partition))
                            .filter(java.util.Objects::nonNull)
                            .mapToLong(info -> info.size())
                            .sum();
            ListOffsetsResult ends = admin.listOffsets(Map.of(partition, OffsetSpec.latest()));
            long offsets = ends.partitionResult(partition).get().offset();
            return Map.of("bytes", (double) bytes, "offsets", (double) offsets);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }
}
