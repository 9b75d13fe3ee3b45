package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of deliveries where the launcher has not made them, and the settings of their group.
 */
final class WebhookTopics {
    /** The share group of all deliverers. */
    static final String DELIVERERS = "weir-webhooks";

    private static final long ANSWER_SECONDS = 30;
    private static final String WEEK_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(7));
    private static final String THREE_DAYS_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(3));

    private WebhookTopics() {}

    /**
     * Repeatable.
     *
     * @throws IllegalStateException if the broker cannot be asked
     */
    static void prepare(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            create(admin, Topics.WEBHOOKS, 1, WEEK_MILLIS);
            create(admin, Topics.WEBHOOKS_LATER, Topics.WEBHOOK_WAITS, WEEK_MILLIS);
            create(admin, Topics.WEBHOOK_ATTEMPTS, 1, THREE_DAYS_MILLIS);
            // "latest" by default: what is written before the first deliverer comes would be lost
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, DELIVERERS);
            admin.incrementalAlterConfigs(
                            Map.of(
                                    group,
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry(
                                                            "share.auto.offset.reset", "earliest"),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the topics of webhooks could not be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void create(Admin admin, String name, int partitions, String keptMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic topic =
                new NewTopic(name, Optional.of(partitions), Optional.empty())
                        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, keptMillis));
        try {
            admin.createTopics(List.of(topic)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
