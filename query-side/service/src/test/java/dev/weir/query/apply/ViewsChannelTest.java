package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.query.ServiceTest;
import dev.weir.query.wait.PositionWaits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Batches handed to the applier, of partitions that only the tables know. */
@ServiceTest
class ViewsChannelTest {
    @Inject ViewStore store;
    @Inject PositionWaits waits;
    @Inject KafkaClientService kafka;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void recordsOfALostPartitionAreLeftAlone() throws Exception {
        store.begin(85, 4);
        channel(85, 10, 12).apply(batch(85, List.of(dangling(85, 12, 0, "lost"))));
        assertThat(store.position(85)).hasValue(4);
        assertThat(registry.counter("weir.views.rows").count()).isZero();
    }

    @Test
    void recordsOfAPartitionThatWasTakenAwayAreLeftAlone() throws Exception {
        store.begin(86, 4);
        channel(85, 0, 12).apply(batch(86, List.of(dangling(86, 4, 0, "taken-away"))));
        assertThat(store.position(86)).hasValue(4);
    }

    @Test
    void aRunWhoseEndStaysAwayForTooLongIsShownAndCounted() throws Exception {
        store.begin(87, 4);
        channel(87, 0, 6)
                .apply(
                        batch(
                                87,
                                List.of(
                                        dangling(87, 4, 0, "overdue"),
                                        dangling(87, 5, Cut.WITHHELD_MILLIS_MAX + 1, "overdue"))));
        assertThat(store.position(87)).hasValue(6);
        assertThat(registry.counter("weir.views.overdue").count()).isEqualTo(1);
        assertThat(registry.counter("weir.views.rows").count()).isEqualTo(2);
    }

    private ViewsChannel channel(int number, long beginning, long end) {
        TopicPartition partition = new TopicPartition(Topics.VIEWS, number);
        AssignedPartitions assigned = new AssignedPartitions(store);
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
            consumer.assign(List.of(partition));
            consumer.updateBeginningOffsets(Map.of(partition, beginning));
            consumer.updateEndOffsets(Map.of(partition, end));
            assigned.onPartitionsAssigned(consumer, List.of(partition));
        }
        return new ViewsChannel(
                store, assigned, waits, new ViewMetrics(registry), kafka, Clock.systemUTC());
    }

    /** A view of an account named like its offset, as a run without an end has it. */
    private static ConsumerRecord<byte[], byte[]> dangling(
            int partition, long offset, long atMillis, String book) {
        return record(partition, offset, atMillis, account(book, "a" + offset, 1, 1).build());
    }

    private static ConsumerRecords<byte[], byte[]> batch(
            int partition, List<ConsumerRecord<byte[], byte[]>> records) {
        return new ConsumerRecords<>(
                Map.of(new TopicPartition(Topics.VIEWS, partition), records), Map.of());
    }
}
