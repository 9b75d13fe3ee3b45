package dev.weir.launcher.kafka;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/**
 * The group by which command nodes share the partitions. Left alone it gives out the partitions of
 * a node that was killed when that node's session ends, seconds later; whoever saw it end can say
 * so at once. It is advice as everything of the group: the log refuses an owner that is none.
 */
public final class OwnersGroup {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private OwnersGroup() {}

    /**
     * Takes out a node whose process has ended, if it is still a member.
     *
     * @param events name of the topic of events
     * @return whether it was one
     */
    public static boolean remove(String bootstrap, String events, String node)
            throws InterruptedException {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                Long.toString(PATIENCE.toMillis()),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                Long.toString(PATIENCE.toMillis())))) {
            admin.removeMembersFromConsumerGroup(
                            Topics.ownersGroup(events),
                            new RemoveMembersFromConsumerGroupOptions(
                                    List.of(new MemberToRemove(node))))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            // It had left, or the broker is away: then its session ends by itself.
            return false;
        }
    }
}
