package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static dev.weir.query.TestViews.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.log.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutTest {
    private static final long START_MILLIS = 1_767_225_600_000L;

    private final List<ReadView> topic = new ArrayList<>();
    private long atMillis = START_MILLIS;

    @Test
    void whatLiesBehindTheProgressIsWithheldAndThePositionStandsBeforeIt() throws Exception {
        add(account("a", "x", 1, 0).build(), progress("a", 1), account("a", "x", 2, -5).build());

        Cut cut = Cut.of(List.of(), topic);

        assertThat(offsets(cut.shown())).containsExactly(0L, 1L);
        assertThat(offsets(cut.withheld())).containsExactly(2L);
        assertThat(cut.position(3)).isEqualTo(2);
    }

    @Test
    void theNextProgressShowsWhatWasWithheld() throws Exception {
        add(account("a", "x", 2, -5).build());
        Cut first = Cut.of(List.of(), topic);
        add(account("a", "y", 2, 5).build(), progress("a", 2));

        Cut second = Cut.of(first.withheld(), topic.subList(1, 3));

        assertThat(first.shown()).isEmpty();
        assertThat(offsets(second.shown())).containsExactly(0L, 1L, 2L);
        assertThat(second.withheld()).isEmpty();
        assertThat(second.position(3)).isEqualTo(3);
    }

    @Test
    void progressOfOneBookShowsNothingOfAnother() throws Exception {
        add(account("a", "x", 1, 1).build(), account("b", "x", 1, 1).build(), progress("b", 1));

        Cut cut = Cut.of(List.of(), topic);

        assertThat(offsets(cut.shown())).containsExactly(1L, 2L);
        assertThat(cut.position(3)).isZero();
    }

    @Test
    void anOldProgressThatIsWrittenAgainShowsNothingNewer() throws Exception {
        add(
                account("a", "x", 9, -5).build(),
                account("a", "x", 8, 0).build(),
                account("a", "y", 8, 0).build(),
                progress("a", 8));

        Cut cut = Cut.of(List.of(), topic);

        assertThat(offsets(cut.shown())).containsExactly(1L, 2L, 3L);
        assertThat(offsets(cut.withheld())).containsExactly(0L);
    }

    @Test
    void aRecordThatWasWrittenAgainFromADeadLetterWaitsForNoProgress() throws Exception {
        add(account("a", "x", 1, 1).build());
        topic.getFirst()
                .entry()
                .headers()
                .add(DeadLetters.RETRY_OF, "letter".getBytes(StandardCharsets.UTF_8));

        assertThat(Cut.of(List.of(), topic).withheld()).isEmpty();
    }

    @Test
    void moreThanIsKeptIsShownAsItIs() throws Exception {
        String padding = "m".repeat(1 << 20);
        long records = Cut.WITHHELD_BYTES_MAX / (1 << 20);
        for (long i = 1; i < records; i++) {
            add(account("a", "x" + i, 1, 1).setCustomerId(padding).build());
        }
        Cut under = Cut.of(List.of(), topic);
        assertThat(under.shown()).isEmpty();
        assertThat(under.overdue()).isFalse();
        add(account("a", "last", 1, 1).setCustomerId(padding).build());

        Cut over = Cut.of(under.withheld(), List.of(topic.getLast()));

        assertThat(over.shown()).isEqualTo(topic);
        assertThat(over.withheld()).isEmpty();
        assertThat(over.overdue()).isTrue();
    }

    @Test
    void aRunWhoseEndNeverComesIsShownWhenTheTopicHasGoneOnForLong() throws Exception {
        add(account("a", "x", 1, 1).build());
        Cut cut = Cut.of(List.of(), topic);
        atMillis = START_MILLIS + Cut.WITHHELD_MILLIS_MAX;
        add(account("b", "x", 1, 1).build(), progress("b", 1));
        Cut inTime = Cut.of(cut.withheld(), topic.subList(1, 3));
        assertThat(offsets(inTime.withheld())).containsExactly(0L);

        atMillis++;
        add(account("b", "x", 2, 1).build(), progress("b", 2));
        Cut late = Cut.of(inTime.withheld(), topic.subList(3, 5));

        assertThat(offsets(late.shown())).containsExactly(0L, 3L, 4L);
        assertThat(late.overdue()).isTrue();
        assertThat(late.position(5)).isEqualTo(5);
    }

    private void add(Message... views) throws UnreadableView {
        for (Message view : views) {
            String type = view.getDescriptorForType().getFullName();
            topic.add(
                    new ReadView(
                            record(0, topic.size(), atMillis, view),
                            ViewReader.read(type, view.toByteArray())));
        }
    }

    private static List<Long> offsets(List<ReadView> views) {
        return views.stream().map(one -> one.entry().offset()).toList();
    }
}
