package dev.weir.query.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.query.ServiceTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a node says that it is ready, with positions in the real table. */
@ServiceTest
class ViewsReadinessTest {
    private static final int PARTITION = 80;
    private static final int OTHER = 81;

    @Inject ViewStore store;

    private final ViewMetrics metrics = new ViewMetrics(new SimpleMeterRegistry());
    private AssignedPartitions assigned;
    private ViewsReadiness readiness;

    @BeforeEach
    void start() {
        assigned = new AssignedPartitions(store);
        readiness = new ViewsReadiness(assigned, metrics);
    }

    @Test
    void aNodeIsReadyOnceWhatStoodInItsPartitionsIsApplied() throws Exception {
        assertThat(readiness.call().getStatus()).as("nothing assigned yet").isEqualTo(Status.DOWN);
        store.begin(PARTITION, 10);
        assign(PARTITION, 0, 12);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(data()).containsEntry("partitions", 1L).containsEntry("catching_up", 1L);

        assigned.find(PARTITION).orElseThrow().applied(12, new Cut(List.of(), List.of(), false));
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aNodeWithALostPartitionIsNotReadyAndSaysWhy() throws Exception {
        store.begin(OTHER, 9);
        assign(OTHER, 10, 10);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(data().get("lost").toString()).contains("rebuild the views");
    }

    @Test
    void aNodeWithoutPartitionsIsReadyIfItTakesBatches() {
        assigned.onPartitionsAssigned(new MockConsumer<>("none"), List.of());
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        metrics.reachable(false);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(data()).containsEntry("postgres_takes_batches", false);
    }

    @Test
    void aPartitionThatIsTakenAwayIsNotWaitedFor() throws Exception {
        store.begin(PARTITION, 10);
        assign(PARTITION, 0, 12);
        TopicPartition partition = new TopicPartition(Topics.VIEWS, PARTITION);
        assigned.onPartitionsLost(new MockConsumer<>("none"), List.of(partition));
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    private Map<String, Object> data() {
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getName()).isEqualTo("views");
        return answer.getData().orElseThrow();
    }

    private void assign(int number, long beginning, long end) {
        TopicPartition partition = new TopicPartition(Topics.VIEWS, number);
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
            consumer.assign(List.of(partition));
            consumer.updateBeginningOffsets(Map.of(partition, beginning));
            consumer.updateEndOffsets(Map.of(partition, end));
            assigned.onPartitionsAssigned(consumer, List.of(partition));
        }
    }
}
