package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.signals.v1.LoginFailed;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @BeforeEach
    void open() throws Exception {
        operator = newOperator();
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    @Test
    void aBookThatWasBusyIsAsSmallAsOneThatWasNot() throws Exception {
        FixedLog story = FixedLog.of(3, models, 200);
        List<EventIn> book =
                story.log().stream().filter(event -> event.book.equals("book-0")).toList();
        BookLog later = new BookLog("book-0", 0);
        for (int i = 0; i < EVENTS; i++) {
            later.command(LoginFailed.newBuilder().setAccountId("nobody").build());
            later.last().sequence = book.getLast().sequence + 1 + i;
            later.last().occurredMicros = BookLog.START_MICROS + 2_000 * DAY_MICROS + i;
        }

        sendControl(story);
        send(book);
        assertThat(entries()).as("while it is busy").isGreaterThan(300);
        assertThat(operator.numProcessingTimeTimers()).as("timers").isZero();
        send(later.events());
        int busy = entries();
        operator.close();
        operator = newOperator();
        sendControl(story);
        send(later.events());
        int quiet = entries();

        assertThat(busy).isEqualTo(quiet).isLessThan(8);
    }

    @Test
    void aQueueAndItsTimerAreGoneWhenTheControlBookHasCome() throws Exception {
        FixedLog story = FixedLog.of(4, models, 40);
        send(story.log().stream().filter(event -> event.book.equals("book-0")).toList());
        assertThat(operator.numProcessingTimeTimers()).as("while it waits").isEqualTo(1);
        assertThat(entries()).as("the mark and the queue").isEqualTo(2);
        sendControl(story);

        operator.setProcessingTime(BookLog.START_MICROS / 1_000 + DecideFunction.LOOK_MILLIS);

        assertThat(operator.numProcessingTimeTimers()).isZero();
        assertThat(operator.extractOutputValues()).isNotEmpty();
    }

    private static KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord>
            newOperator() throws Exception {
        var operator =
                new KeyedBroadcastOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(
                                new DecideFunction(0, ""),
                                List.of(ControlState.EVENTS, ControlState.POSITION)),
                        new BookSlot(),
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        1,
                        0);
        operator.setStateBackend(new EmbeddedRocksDBStateBackend(true));
        operator.setup(
                Types.POJO(OutRecord.class)
                        .createSerializer(operator.getExecutionConfig().getSerializerConfig()));
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
        return ((TestableKeyedStateBackend<?>)
                        ((AbstractStreamOperator<?>) operator.getOperator()).getKeyedStateBackend())
                .numKeyValueStateEntries();
    }
}
