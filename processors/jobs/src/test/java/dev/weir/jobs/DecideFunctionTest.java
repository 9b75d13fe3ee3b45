package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.features.FanOut;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import dev.weir.features.HeapState;
import dev.weir.features.KeyKind;
import dev.weir.features.Visit;
import dev.weir.features.decide.BookDecider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideFunctionTest {
    private static final long NOW_MILLIS = BookLog.START_MICROS / 1_000;

    private static final long ALL_RULES = new DecideStory().allRules();

    private KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord> operator;

    @BeforeEach
    void open() throws Exception {
        operator = newOperator();
        operator.open();
        operator.setProcessingTime(NOW_MILLIS);
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    @Test
    void waitsForTheRulesThatThePaymentWasStampedWith() throws Exception {
        DecideStory story = new DecideStory();
        List<EventIn> log = livePayments(3, ALL_RULES);

        send(log);
        assertThat(decided()).as("before the control book").isEmpty();
        sendControl(story.control.events());
        operator.setProcessingTime(NOW_MILLIS + DecideFunction.LOOK_MILLIS);

        assertThat(decided()).extracting(record -> record.key).containsExactly("p0", "p1", "p2");
        assertThat(decision(decided().get(0)).getControlSeq()).isEqualTo(ALL_RULES);
    }

    @Test
    void decidesWithTheRulesThatAreThereWhenTheWaitIsOver() throws Exception {
        sendControl(new DecideStory().control.events().subList(0, 3));
        send(livePayments(2, ALL_RULES));

        operator.setProcessingTime(NOW_MILLIS + DecideFunction.LIVE_WAIT_MILLIS - 1);
        assertThat(decided()).as("within the wait").isEmpty();
        operator.setProcessingTime(
                NOW_MILLIS + DecideFunction.LIVE_WAIT_MILLIS + DecideFunction.LOOK_MILLIS);

        assertThat(decided()).extracting(record -> record.key).containsExactly("p0", "p1");
        assertThat(decision(decided().get(0)).getControlSeq()).isEqualTo(2);
    }

    @Test
    void waitsNoLongerWhenTheQueueOfTheBookIsFull() throws Exception {
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog log = new BookLog("main", 1);
        log.command(ledger.request("p", "a", 100, ALL_RULES, DecisionMode.LIVE));
        while (log.events().size() < DecideFunction.QUEUE_MAX) {
            log.command(LoginFailed.newBuilder().setAccountId("a").build());
        }
        List<EventIn> events = log.events();

        send(events.subList(0, events.size() - 1));
        operator.setProcessingTime(NOW_MILLIS + DecideFunction.LOOK_MILLIS);
        assertThat(decided()).as("while there is room").isEmpty();
        send(events.subList(events.size() - 1, events.size()));
        operator.setProcessingTime(NOW_MILLIS + 2 * DecideFunction.LOOK_MILLIS);

        assertThat(decided()).extracting(record -> record.key).containsExactly("p");
    }

    @Test
    void waitsLongerForAPaymentOfThePast() throws Exception {
        operator.setProcessingTime(NOW_MILLIS + 10 * DecideFunction.FRESH_MILLIS);
        send(livePayments(1, ALL_RULES));

        operator.setProcessingTime(
                NOW_MILLIS + 10 * DecideFunction.FRESH_MILLIS + DecideFunction.LIVE_WAIT_MILLIS);
        assertThat(decided()).isEmpty();
        operator.setProcessingTime(
                NOW_MILLIS + 10 * DecideFunction.FRESH_MILLIS + DecideFunction.OLD_WAIT_MILLIS);

        assertThat(decided()).hasSize(1);
    }

    @Test
    void learnsFromHistoryAndDecidesNothingOfIt() throws Exception {
        sendControl(new DecideStory().control.events());
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog log = new BookLog("main", 1);
        for (int i = 0; i < 9; i++) {
            log.command(ledger.request("h" + i, "a", 100, 0, DecisionMode.HISTORY));
        }
        log.command(ledger.request("tenth", "a", 100, ALL_RULES, DecisionMode.LIVE));

        send(log.events());

        assertThat(decided()).extracting(record -> record.key).containsExactly("tenth");
        assertThat(decision(decided().get(0)).getReasonsList())
                .extracting(Reason::getCode)
                .containsExactly("OFTEN");
    }

    @Test
    void dropsWhatItDecidedBefore() throws Exception {
        sendControl(new DecideStory().control.events());
        List<EventIn> log = livePayments(2, 0);

        send(log);
        send(log);

        assertThat(decided()).hasSize(2);
    }

    @Test
    void goesOnBehindAnEventThatIsNoMessage() throws Exception {
        sendControl(new DecideStory().control.events());
        List<EventIn> log = livePayments(3, 0);
        log.get(1).value = new byte[] {-1, -1, -1};
        log.get(0).fault = "malformed headers: none";

        send(log);

        assertThat(decided()).extracting(record -> record.key).containsExactly("p2");
    }

    @Test
    void survivesAControlEventThatIsNoMessage() throws Exception {
        List<EventIn> control = new DecideStory().control.events();
        control.get(2).value = new byte[] {-1, -1, -1};

        sendControl(control);
        send(livePayments(1, ALL_RULES));

        assertThat(decision(decided().get(0)).getControlSeq()).isEqualTo(ALL_RULES);
    }

    @Test
    void givesTheSameBytesWhereverItIsRestored() throws Exception {
        DecideStory story = new DecideStory().withBook("book-1", 1, 40, new SplittableRandom(11));
        Map<String, byte[]> expected = story.expected();
        List<EventIn> log = story.log().stream().filter(event -> !event.isControl()).toList();
        sendControl(story.control.events().subList(0, (int) furthestOf(log.subList(0, 5)) + 1));
        send(log.subList(0, 20));
        Map<String, byte[]> before = bytes(decided());
        assertThat(before).as("decided before").hasSizeBetween(1, 15);
        OperatorSubtaskState snapshot = operator.snapshot(1, 1);
        operator.close();

        operator = newOperator();
        operator.initializeState(snapshot);
        operator.open();
        operator.setProcessingTime(NOW_MILLIS + 1);
        sendControl(story.control.events());
        send(log);
        operator.setProcessingTime(NOW_MILLIS + DecideFunction.LOOK_MILLIS + 1);

        Map<String, byte[]> all = bytes(decided());
        assertThat(all.keySet()).doesNotContainAnyElementsOf(before.keySet());
        all.putAll(before);
        assertThat(all.keySet()).isEqualTo(expected.keySet());
        all.forEach((payment, bytes) -> assertThat(bytes).isEqualTo(expected.get(payment)));
    }

    /** The furthest position that one of these payments names. */
    private static long furthestOf(List<EventIn> events) {
        return events.stream()
                .map(event -> EventTypes.parse(event.type, event.value))
                .filter(PaymentRequested.class::isInstance)
                .mapToLong(event -> ((PaymentRequested) event).getControlSeq())
                .max()
                .orElseThrow();
    }

    /** Payments p0, p1, ... of which only the first names a position of the control book. */
    private static List<EventIn> livePayments(int count, long controlSeq) {
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog log = new BookLog("main", 1);
        for (int i = 0; i < count; i++) {
            log.command(
                    ledger.request("p" + i, "a", 100, i == 0 ? controlSeq : 0, DecisionMode.LIVE));
        }
        return log.events();
    }

    private void sendControl(List<EventIn> events) throws Exception {
        for (EventIn event : events) {
            operator.processBroadcastElement(event, 0);
        }
    }

    private void send(List<EventIn> events) throws Exception {
        for (EventIn event : events) {
            operator.processElement(event, 0);
        }
    }

    private List<OutRecord> decided() {
        return new ArrayList<>(operator.extractOutputValues());
    }

    @Test
    void whatIsInShadowFollowsItsDecision() throws Exception {
        sendControl(new DecideStory().control.events());
        send(livePaymentsAt(ALL_RULES + 2, 2));

        assertThat(decided())
                .extracting(DecideStory::key)
                .as("the rule in shadow fires for every second payment")
                .containsExactly(
                        "weir.decisions.v1.Decision/p0",
                        "weir.decisions.v1.Decision/p1",
                        "weir.decisions.v1.ShadowDecision/p1");
    }

    @Test
    void onlyLearnsFromPaymentsBeforeTheTimeItDecidesFrom() throws Exception {
        operator.close();
        operator = newOperator(BookLog.START_MICROS + BookLog.SECOND_MICROS);
        operator.open();
        sendControl(new DecideStory().control.events());
        send(livePaymentsAt(ALL_RULES + 2, 2));

        assertThat(decided())
                .extracting(DecideStory::key)
                .as("the first one was counted")
                .containsExactly(
                        "weir.decisions.v1.Decision/p1", "weir.decisions.v1.ShadowDecision/p1");
    }

    @Test
    void takesEveryEventThatTheSourceLetsThrough() throws Exception {
        sendControl(new DecideStory().control.events());
        BookLog log = new BookLog("main", 1);
        for (String type : EventTypes.names()) {
            if (BookDecider.reads(type)) {
                log.command(EventTypes.prototype(type));
            }
        }
        Ledger ledger = new Ledger();
        ledger.open("a");
        log.command(ledger.request("p0", "a", 100, 0, DecisionMode.LIVE));
        send(log.events());

        assertThat(decided()).extracting(record -> record.key).containsExactly("", "p0");
    }

    @Test
    void takesWhatAPaymentsEntitiesAnswered() throws Exception {
        sendControl(new DecideStory().control.events());
        List<EventIn> log = livePayments(3, 0);
        FanOut fanOut = new FanOut(FeatureSet.payments2());
        HeapState clock = new HeapState();
        HeapState entities = new HeapState();
        for (EventIn event : log) {
            TreeMap<KeyKind, byte[]> answers = new TreeMap<>();
            for (Visit visit :
                    fanOut.visits(
                            EventTypes.parse(event.type, event.value),
                            event.occurredMicros,
                            clock)) {
                answers.put(visit.kind(), fanOut.answer(visit, entities, 8));
            }
            event.told = FanOut.joined(answers);
        }

        send(List.of(log.get(2)));

        FeatureValues values =
                FeatureSet.payments2().read(decision(decided().get(0)).getFeatures());
        assertThat(values.value("account_count_30d"))
                .as("two payments that only the entities have seen, and this one")
                .isEqualTo(3L);
        assertThat(values.value("account_first_merchant")).isEqualTo(false);
    }

    private static List<EventIn> livePaymentsAt(long controlSeq, int count) {
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog log = new BookLog("main", 1);
        for (int i = 0; i < count; i++) {
            log.command(ledger.request("p" + i, "a", 100, controlSeq, DecisionMode.LIVE));
        }
        return log.events();
    }

    private static Decision decision(OutRecord record) throws Exception {
        return Decision.parseFrom(record.value);
    }

    private static Map<String, byte[]> bytes(List<OutRecord> records) {
        Map<String, byte[]> bytes = new HashMap<>();
        records.forEach(record -> bytes.put(DecideStory.key(record), record.value));
        return bytes;
    }

    private static KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord>
            newOperator() throws Exception {
        return newOperator(0);
    }

    private static KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord>
            newOperator(long decideFromMicros) throws Exception {
        return DecideOperator.on(new EmbeddedRocksDBStateBackend(true), decideFromMicros);
    }
}
