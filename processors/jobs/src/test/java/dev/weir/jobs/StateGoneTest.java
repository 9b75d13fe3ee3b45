package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.signals.v1.LoginFailed;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a whole log leaves in a book's state goes away by the book's own clock: windows with their
 * chunks, what accounts met, profiles, labels, sessions, health, entries of lists, events of
 * patterns, and the index by which all of it is found.
 */
class StateGoneTest {
    private static final long DAY_MICROS = 86_400_000_000L;

    /** Clean-up walks over every hour of the time in between, 32 an event. */
    private static final int EVENTS = 1_000;

    @TempDir private Path models;

    private KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord> operator;

    /** In the tests of fan-out. */
    private KeyedOneInputStreamOperatorTestHarness<String, Ask, Piece> place;

    @BeforeEach
    void open() throws Exception {
        operator = newOperator();
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
        if (place != null) {
            place.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBookThatWasBusyIsAsSmallAsOneThatWasNot(boolean decided) throws Exception {
        FixedLog story = FixedLog.of(3, models, 200);
        List<EventIn> book =
                story.log().stream().filter(event -> event.book.equals("book-0")).toList();
        List<EventIn> later = muchLater(book.getLast().sequence, decided);

        sendControl(story);
        send(book);
        assertThat(entries()).as("while it is busy").isGreaterThan(300);
        assertThat(operator.numProcessingTimeTimers()).as("timers").isZero();
        send(later);
        int busy = entries();
        operator.close();
        operator = newOperator();
        sendControl(story);
        send(later);
        int quiet = entries();

        assertThat(busy).isEqualTo(quiet);
        if (!decided) {
            assertThat(busy).isLessThan(8);
        }
    }

    @Test
    void aPlaceOfEntitiesThatWasBusyIsAsSmallAsOneThatWasNot() throws Exception {
        FixedLog story = FixedLog.of(3, models, 200);
        List<EventIn> book =
                story.log().stream().filter(event -> event.book.equals("book-0")).toList();
        List<EventIn> later = muchLater(book.getLast().sequence, true);

        place = newPlace();
        answer(asked(book));
        assertThat(entries(place)).as("while it is busy").isGreaterThan(50);
        answer(asked(later));
        int busy = entries(place);
        place.close();
        place = newPlace();
        answer(asked(later));
        int quiet = entries(place);

        assertThat(busy).isEqualTo(quiet);
    }

    /** Events of one account, when nothing of a story can be reached any more. */
    private static List<EventIn> muchLater(long sequence, boolean payments) {
        BookLog later = new BookLog("book-0", 0);
        Ledger ledger = new Ledger();
        ledger.open("nobody");
        for (int i = 0; i < EVENTS; i++) {
            later.command(
                    payments
                            ? ledger.request("later-" + i, "nobody", 100)
                            : LoginFailed.newBuilder().setAccountId("nobody").build());
            later.last().sequence = sequence + 1 + i;
            later.last().occurredMicros = BookLog.START_MICROS + 2_000 * DAY_MICROS + i;
        }
        return later.events();
    }

    /** What the payments of a book ask their entities. */
    private static List<Ask> asked(List<EventIn> book) throws Exception {
        var asker =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new AskFunction()),
                        new BookSlot(),
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        1,
                        0);
        asker.setup(
                Types.POJO(Piece.class)
                        .createSerializer(asker.getExecutionConfig().getSerializerConfig()));
        asker.open();
        for (EventIn event : book) {
            asker.processElement(event, 0);
        }
        List<Ask> asked =
                asker.getSideOutput(AskFunction.ASKS).stream().map(StreamRecord::getValue).toList();
        asker.close();
        return asked;
    }

    private void answer(List<Ask> asks) throws Exception {
        for (Ask ask : asks) {
            place.processElement(ask, 0);
        }
    }

    /** One place that keeps all entities. */
    private static KeyedOneInputStreamOperatorTestHarness<String, Ask, Piece> newPlace()
            throws Exception {
        var place =
                new KeyedOneInputStreamOperatorTestHarness<String, Ask, Piece>(
                        new KeyedProcessOperator<>(new AnswerFunction()),
                        ask -> ask.book,
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        1,
                        0);
        place.setStateBackend(new EmbeddedRocksDBStateBackend(true));
        place.setup(
                Types.POJO(Piece.class)
                        .createSerializer(place.getExecutionConfig().getSerializerConfig()));
        place.open();
        return place;
    }

    @Test
    void aQueueAndItsTimerAreGoneWhenTheControlBookHasCome() throws Exception {
        FixedLog story = FixedLog.of(4, models, 40);
        List<EventIn> book =
                story.log().stream().filter(event -> event.book.equals("book-0")).toList();
        send(book);
        assertThat(operator.numProcessingTimeTimers()).as("while it waits").isEqualTo(1);
        assertThat(entries()).as("the mark and the queue").isEqualTo(2);
        sendControl(story);

        operator.setProcessingTime(BookLog.START_MICROS / 1_000 + DecideFunction.LOOK_MILLIS);

        assertThat(operator.numProcessingTimeTimers()).isZero();
        assertThat(operator.extractOutputValues()).isNotEmpty();
        int waited = entries();
        operator.close();
        operator = newOperator();
        sendControl(story);
        send(book);
        assertThat(waited).as("as if it had never waited").isEqualTo(entries());
    }

    private static KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord>
            newOperator() throws Exception {
        var operator = DecideOperator.on(new EmbeddedRocksDBStateBackend(true), 0);
        operator.open();
        operator.setProcessingTime(BookLog.START_MICROS / 1_000);
        return operator;
    }

    private void sendControl(FixedLog story) throws Exception {
        for (EventIn event : story.control().events()) {
            operator.processBroadcastElement(event, 0);
        }
    }

    private void send(List<EventIn> events) throws Exception {
        for (EventIn event : events) {
            operator.processElement(event, 0);
        }
    }

    private int entries() throws Exception {
        return entries(operator);
    }

    private static int entries(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
        return ((TestableKeyedStateBackend<?>)
                        ((AbstractStreamOperator<?>) harness.getOperator()).getKeyedStateBackend())
                .numKeyValueStateEntries();
    }
}
