package dev.weir.query.apply;

import dev.weir.contract.Topics;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The partitions of weir.views that this node applies. When one is assigned, reading starts where
 * PostgreSQL says; the group's own offsets are not used.
 */
@ApplicationScoped
@Identifier("views-positions")
public class AssignedPartitions implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(AssignedPartitions.class);
    private static final Duration OFFSETS_TIMEOUT = Duration.ofSeconds(30);

    private final ViewStore store;
    private final SortedMap<Integer, AppliedPartition> partitions = new ConcurrentSkipListMap<>();
    private volatile boolean everAssigned;

    AssignedPartitions(ViewStore store) {
        this.store = store;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(assigned, OFFSETS_TIMEOUT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, OFFSETS_TIMEOUT);
        for (TopicPartition partition : assigned) {
            AppliedPartition start =
                    start(partition, beginnings.get(partition), ends.get(partition));
            // Lost ones read only what comes, which is dropped: the rest of the node goes on.
            consumer.seek(partition, start.lost().isEmpty() ? start.next() : ends.get(partition));
            partitions.put(partition.partition(), start);
            LOG.infof(
                    "%s: %s",
                    partition, start.lost().orElseGet(() -> "goes on at " + start.next()));
        }
        everAssigned = true;
    }

    private AppliedPartition start(TopicPartition partition, long beginning, long end) {
        try {
            OptionalLong stored = store.position(partition.partition());
            if (stored.isEmpty() && beginning == 0) {
                return AppliedPartition.at(store.begin(partition.partition(), 0), end);
            }
            long next = stored.orElse(0);
            if (next < beginning || next > end) {
                return AppliedPartition.lost(
                        Topics.VIEWS
                                + "-%d holds offsets %d to %d, the tables are at %d: rebuild the views"
                                        .formatted(partition.partition(), beginning, end, next));
            }
            return AppliedPartition.at(next, end);
        } catch (SQLException e) {
            throw new IllegalStateException("position of " + partition + " can't be read", e);
        }
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        revoked.forEach(partition -> partitions.remove(partition.partition()));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        onPartitionsRevoked(consumer, lost);
    }

    Optional<AppliedPartition> find(int partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    boolean isAssigned(AppliedPartition partition) {
        return partitions.containsValue(partition);
    }

    /** By partition. */
    SortedMap<Integer, AppliedPartition> all() {
        return partitions;
    }

    /** The group has given this node its partitions, if only none. */
    boolean everAssigned() {
        return everAssigned;
    }
}
