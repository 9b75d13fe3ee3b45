package dev.weir.query.apply;

import static dev.weir.query.apply.AppliedPartition.Admission.APPLY;
import static dev.weir.query.apply.AppliedPartition.Admission.DROP;
import static dev.weir.query.apply.AppliedPartition.Admission.SEEK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.contract.views.v1.AccountView;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AppliedPartitionTest {
    private final AppliedPartition partition = AppliedPartition.at(10, 20);

    @Test
    void takesABatchThatGoesOnAtItsPosition() {
        assertThat(partition.admit(10)).isEqualTo(APPLY);
    }

    @Test
    void takesABatchThatWasAppliedInPart() {
        assertThat(partition.admit(7)).isEqualTo(APPLY);
    }

    @Test
    void fetchesAgainWhenRecordsAreMissingAndDropsWhatWasQueuedBehind() {
        assertThat(partition.admit(15)).isEqualTo(SEEK);
        assertThat(partition.admit(18)).isEqualTo(DROP);
        assertThat(partition.admit(10)).isEqualTo(APPLY);
    }

    @Test
    void takesAGapThatIsStillThereWhenFetchedAgain() {
        assertThat(partition.admit(15)).isEqualTo(SEEK);
        assertThat(partition.admit(15)).isEqualTo(APPLY);
    }

    @Test
    void forgetsAGapOnceThePositionHasMoved() {
        assertThat(partition.admit(15)).isEqualTo(SEEK);
        partition.moveTo(12);
        assertThat(partition.admit(18)).isEqualTo(SEEK);
    }

    @Test
    void storesThePositionBeforeWhatIsWithheldAndForgetsItWhenThatIsMoved() {
        ReadView open = withheldAt(17);
        partition.applied(20, new Cut(List.of(), List.of(open), false));
        assertThat(partition.stored()).isEqualTo(17);
        assertThat(partition.admit(20)).isEqualTo(APPLY);
        assertThat(partition.caughtUp()).isTrue();
        assertThat(partition.behind(22)).isEqualTo(3);

        partition.moveTo(12);
        assertThat(partition.withheld()).isEmpty();
        assertThat(partition.stored()).isEqualTo(12);
        assertThat(partition.next()).isEqualTo(12);
    }

    private static ReadView withheldAt(long offset) {
        return new ReadView(
                new ConsumerRecord<>(Topics.VIEWS, 0, offset, new byte[0], new byte[0]),
                new View.Account(AccountView.getDefaultInstance()));
    }

    @Test
    void hasCaughtUpAtTheEndThatStoodWhenItWasAssigned() {
        partition.moveTo(19);
        assertThat(partition.caughtUp()).isFalse();
        partition.moveTo(20);
        assertThat(partition.caughtUp()).isTrue();
    }

    @Test
    void aLostPartitionNeverCatchesUp() {
        AppliedPartition lost = AppliedPartition.lost("retained away");
        assertThat(lost.caughtUp()).isFalse();
        assertThat(lost.lost()).contains("retained away");
    }
}
