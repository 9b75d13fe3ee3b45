package dev.weir.query.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.query.ServiceTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Where reading starts, with positions in the real table. */
@ServiceTest
class AssignedPartitionsTest {
    @Inject ViewStore store;

    @Test
    void anUntouchedPartitionIsReadFromItsBeginning() {
        assertThat(assign(70, 0, 30)).isEqualTo(new Start(0, ""));
    }

    @Test
    void aKnownPartitionGoesOnAtItsPosition() throws Exception {
        store.begin(71, 12);
        assertThat(assign(71, 10, 30)).isEqualTo(new Start(12, ""));
    }

    @Test
    void aPositionThatWasRetainedAwayIsLostAndSaysWhatToDo() throws Exception {
        store.begin(72, 9);
        Start start = assign(72, 10, 30);
        assertThat(start.lost())
                .contains("weir.views-72 holds offsets 10 to 30")
                .contains("the tables are at 9")
                .contains("rebuild the views");
        assertThat(start.readsFrom()).isEqualTo(30);
    }

    @Test
    void aPositionBehindTheEndOfANewTopicIsLost() throws Exception {
        store.begin(73, 31);
        assertThat(assign(73, 0, 30).lost()).contains("the tables are at 31");
    }

    @Test
    void emptyTablesDoNotStartInTheMiddleOfTheTopic() {
        assertThat(assign(74, 5, 30).lost()).contains("the tables are at 0");
    }

    private record Start(long readsFrom, String lost) {}

    private Start assign(int number, long beginning, long end) {
        TopicPartition partition = new TopicPartition(Topics.VIEWS, number);
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
            consumer.assign(List.of(partition));
            consumer.updateBeginningOffsets(Map.of(partition, beginning));
            consumer.updateEndOffsets(Map.of(partition, end));
            AssignedPartitions assigned = new AssignedPartitions(store);
            assigned.onPartitionsAssigned(consumer, List.of(partition));
            String lost = assigned.find(number).orElseThrow().lost().orElse("");
            return new Start(consumer.position(partition), lost);
        }
    }
}
