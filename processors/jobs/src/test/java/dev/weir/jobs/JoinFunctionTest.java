package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.features.KeyKind;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinFunctionTest {
    private KeyedOneInputStreamOperatorTestHarness<String, Piece, EventIn> join;

    @BeforeEach
    void open() throws Exception {
        join = newJoin(1, 0);
        join.open();
    }

    @AfterEach
    void close() throws Exception {
        join.close();
    }

    @Test
    void givesEventsInTheBooksOrderHoweverTheAnswersCome() throws Exception {
        send(answer("b", 2, KeyKind.CARD, 22));
        send(event("b", 1, 2));
        send(event("b", 2, 1));
        send(event("b", 3, 0));
        send(answer("b", 1, KeyKind.CARD, 12));
        assertThat(sequences()).as("the first event waits, and all behind it").isEmpty();

        send(answer("b", 1, KeyKind.ACCOUNT, 11));

        assertThat(sequences()).containsExactly(1L, 2L, 3L);
        List<EventIn> events = join.extractOutputValues();
        assertThat(events.get(0).told).as("by kind").containsExactly(11, 12);
        assertThat(events.get(1).told).containsExactly(22);
        assertThat(events.get(2).told).isEmpty();
    }

    @Test
    void aBookDoesNotWaitForAnother() throws Exception {
        send(event("slow", 1, 1));
        send(event("quick", 1, 0));

        assertThat(join.extractOutputValues())
                .extracting(event -> event.book)
                .containsExactly("quick");
    }

    @Test
    void whatWaitsSurvivesARestoreAndIsGoneWhenItHasLeft() throws Exception {
        send(event("b", 1, 1));
        send(answer("b", 2, KeyKind.CARD, 22));
        send(event("b", 2, 1));
        OperatorSubtaskState waiting = join.snapshot(1, 1);
        join.close();

        join = newJoin(1, 0);
        join.initializeState(waiting);
        join.open();
        send(answer("b", 1, KeyKind.CARD, 12));
        assertThat(sequences()).containsExactly(1L, 2L);
        OperatorSubtaskState empty = join.snapshot(2, 2);
        join.close();

        join = newJoin(1, 0);
        join.initializeState(empty);
        join.open();
        send(event("b", 3, 0));
        assertThat(sequences()).as("nothing of before").containsExactly(3L);
    }

    @Test
    void afterARescaleEverySubtaskTakesItsOwnBooks() throws Exception {
        for (int book = 0; book < 8; book++) {
            send(event("b" + book, 1, 1));
        }
        OperatorSubtaskState waiting = join.snapshot(1, 1);
        join.close();
        int left = 0;
        for (int subtask = 0; subtask < 2; subtask++) {
            join = newJoin(2, subtask);
            join.initializeState(waiting);
            join.open();
            OperatorSubtaskState own = join.snapshot(2, 2);
            join.close();
            join = newJoin(1, 0);
            join.initializeState(own);
            join.open();
            for (int book = 0; book < 8; book++) {
                send(answer("b" + book, 1, KeyKind.CARD, book));
            }
            int took = join.extractOutputValues().size();
            assertThat(took).isBetween(1, 7);
            left += took;
            join.close();
        }
        join = newJoin(1, 0);
        assertThat(left).isEqualTo(8);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Piece, EventIn> newJoin(
            int parallelism, int subtask) throws Exception {
        var join =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new JoinFunction()),
                        new DecideFanOut.PieceSlot(),
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        parallelism,
                        subtask);
        join.setup(
                Types.POJO(EventIn.class)
                        .createSerializer(join.getExecutionConfig().getSerializerConfig()));
        return join;
    }

    private void send(Piece piece) throws Exception {
        join.processElement(piece, 0);
    }

    private List<Long> sequences() {
        return join.extractOutputValues().stream().map(event -> event.sequence).toList();
    }

    private static Piece event(String book, long sequence, int answers) {
        Piece piece = new Piece();
        piece.partition = book.hashCode() & 7;
        piece.book = book;
        piece.sequence = sequence;
        piece.event = new EventIn();
        piece.event.book = book;
        piece.event.sequence = sequence;
        piece.answers = answers;
        return piece;
    }

    private static Piece answer(String book, long sequence, KeyKind kind, int value) {
        Piece piece = new Piece();
        piece.partition = book.hashCode() & 7;
        piece.book = book;
        piece.sequence = sequence;
        piece.kind = kind;
        piece.answer = new byte[] {(byte) value};
        return piece;
    }
}
