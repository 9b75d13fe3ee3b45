package dev.weir.command.engine;

import dev.weir.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Sees to it that weir.decisions is there before it is read; {@code weir up} makes it too. */
final class DecisionsTopic {
    /** Hours are enough for every restart; what is older stands in the log. */
    private static final String RETENTION_MILLIS = "21600000";

    private static final short REPLICAS = 1;

    private DecisionsTopic() {}

    /** Throws IllegalStateException if the broker cannot be reached. */
    static void create(Map<String, Object> client, int partitions) {
        NewTopic topic =
                new NewTopic(Topics.DECISIONS, partitions, REPLICAS)
                        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS));
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        Topics.DECISIONS + " could not be created", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(Topics.DECISIONS + " could not be created in 30 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
