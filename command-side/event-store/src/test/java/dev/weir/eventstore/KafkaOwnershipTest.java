package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that share the partitions of a topic by a consumer group of a real broker. */
class KafkaOwnershipTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StoreTopics topics = TestStores.freshTopics();
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);
    private final EventStoreNode first = node("first");
    private final EventStoreNode second = node("second");

    private EventStoreNode node(String name) {
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                name,
                                BookResolver.byTag("book"),
                                book -> OptionalInt.of(Integer.parseInt(book)))
                        .withAddress(name + ":1")
                        .withPayloads(new TextPayloads())
                        .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
        return EventStores.sharedOnKafka(kafka, 3, settings);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void nodesShareThePartitionsAndTakeOverFromEachOther() throws Exception {
        first.start();
        await().atMost(PATIENCE).until(first::ready);
        assertThat(first.partitions()).containsExactly(0, 1, 2);
        second.start();
        await().atMost(PATIENCE)
                .until(() -> !second.partitions().isEmpty() && first.ready() && second.ready());
        Set<Integer> all = new TreeSet<>(first.partitions());
        all.addAll(second.partitions());
        assertThat(all).containsExactly(0, 1, 2);
        assertThat(first.partitions()).doesNotContainAnyElementsOf(second.partitions());
        assertThat(first.owners().all()).isEqualTo(second.owners().all());
        for (int partition : all) {
            append(partition, "before");
        }

        first.close();

        await().atMost(PATIENCE).until(() -> second.partitions().size() == 3 && second.ready());
        for (int partition : all) {
            append(partition, "after");
            assertThat(source(second.engine(), of(partition)).payloads())
                    .containsExactly("before", "after");
            assertThat(second.metrics(partition).fences()).isZero();
        }
        try (Admin admin = Admin.create(kafka.common())) {
            admin.createPartitions(Map.of(topics.events(), NewPartitions.increaseTo(4)))
                    .all()
                    .get();
        }
        await().atMost(PATIENCE).until(() -> second.partitions().contains(3) && second.ready());
        append(3, "new");
    }

    /** Whoever sees a node die says so, and nobody waits for the end of its session. */
    @Test
    void theOthersTakeOverAtOnceFromANodeThatIsTakenOutOfTheGroup() throws Exception {
        first.start();
        await().atMost(PATIENCE).until(first::ready);
        second.start();
        await().atMost(PATIENCE)
                .until(() -> !second.partitions().isEmpty() && first.ready() && second.ready());
        int taken = first.partitions().iterator().next();
        append(taken, "before");
        long epoch = second.owners().of(taken).orElseThrow().getEpoch();

        try (Admin admin = Admin.create(kafka.common())) {
            admin.removeMembersFromConsumerGroup(
                            Topics.ownersGroup(topics.events()),
                            new RemoveMembersFromConsumerGroupOptions(
                                    List.of(new MemberToRemove("first"))))
                    .all()
                    .get();
        }

        await().atMost(PATIENCE)
                .until(() -> second.owners().of(taken).orElseThrow().getEpoch() > epoch);
        await().atMost(PATIENCE).until(() -> first.ready() && second.ready());
        append(taken, "after");
        EventStoreNode owner = first.partitions().contains(taken) ? first : second;
        assertThat(source(owner.engine(), of(taken)).payloads()).containsExactly("before", "after");
    }

    private void append(int partition, String payload) throws Exception {
        EventStoreNode owner = first.partitions().contains(partition) ? first : second;
        appended(
                owner.engine(),
                AppendCondition.none(),
                event(payload, Tag.of("book", Integer.toString(partition))));
    }

    private static EventCriteria of(int partition) {
        return EventCriteria.havingTags(Tag.of("book", Integer.toString(partition)));
    }
}
