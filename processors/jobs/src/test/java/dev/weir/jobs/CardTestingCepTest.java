package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.patterns.DefaultPatterns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our own automaton and Flink CEP find the same, and CEP lets go of what it kept. */
class CardTestingCepTest {
    private static final long SEED = Long.getLong("weir.seed", 5L);
    private static final int HISTORIES = 300;
    private static final int PAYMENTS = 40;
    private static final long START_MILLIS = BookLog.START_MICROS / 1_000;
    private static final long MINUTE_MILLIS = 60_000L;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

    private KeyedOneInputStreamOperatorTestHarness<String, CardPayment, String> cep;
    private int entriesMost;

    private record Paid(PaymentDetails details, long atMillis) {}

    @BeforeEach
    void open() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        cep =
                harness(
                        CardTestingCep.flagged(
                                        env.fromData(
                                                Types.POJO(CardPayment.class), new CardPayment()))
                                .getTransformation());
        cep.open();
    }

    /** The operator that Flink CEP makes of the pattern, alone. */
    @SuppressWarnings("unchecked")
    private static KeyedOneInputStreamOperatorTestHarness<String, CardPayment, String> harness(
            Transformation<String> flagged) throws Exception {
        var step = (OneInputTransformation<CardPayment, String>) flagged;
        return new KeyedOneInputStreamOperatorTestHarness<>(
                step.getOperatorFactory(),
                (KeySelector<CardPayment, String>) step.getStateKeySelector(),
                Types.STRING);
    }

    @AfterEach
    void close() throws Exception {
        cep.close();
    }

    @Test
    void bothFlagTheSamePayments() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Paid> all = new ArrayList<>();
        TreeSet<String> own = new TreeSet<>();
        for (int history = 0; history < HISTORIES; history++) {
            List<Paid> payments = history(history, random);
            all.addAll(payments);
            own.addAll(flaggedByOwn(payments));
        }

        assertThat(flaggedByCep(all)).as("seed %d", SEED).isEqualTo(own);
        assertThat(own).hasSizeBetween(HISTORIES, HISTORIES * PAYMENTS / 3);
    }

    @Test
    void cepKeepsNothingOfACardWhenItsHourIsOver() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        List<Paid> all = new ArrayList<>();
        for (int history = 0; history < 20; history++) {
            all.addAll(history(history, random));
        }
        assertThat(flaggedByCep(all)).isNotEmpty();
        assertThat(entriesMost).as("while cards are busy").isGreaterThan(20);
        long last = all.stream().mapToLong(Paid::atMillis).max().orElseThrow();
        cep.processWatermark(last + HOUR_MILLIS + 1);

        assertThat(cep.numEventTimeTimers()).as("timers").isZero();
        assertThat(entries()).as("entries of state").isZero();
    }

    private int entries() throws Exception {
        return ((TestableKeyedStateBackend<?>)
                        ((AbstractStreamOperator<?>) cep.getOperator()).getKeyedStateBackend())
                .numKeyValueStateEntries();
    }

    /** Steps that lie on the hour, too, and several payments at one time. */
    private static List<Paid> history(int number, SplittableRandom random) {
        long[] steps = {0, 1, MINUTE_MILLIS, 20 * MINUTE_MILLIS, HOUR_MILLIS - 1, HOUR_MILLIS};
        long[] amounts = {1, 500, 501, 9_999, 10_000, 70_000, 300, 200};
        List<Paid> payments = new ArrayList<>();
        long at = START_MILLIS + random.nextLong(HOUR_MILLIS);
        for (int i = 0; i < PAYMENTS; i++) {
            int longest = random.nextInt(5) == 0 ? steps.length : 4;
            at += steps[random.nextInt(longest)];
            payments.add(
                    new Paid(
                            PaymentDetails.newBuilder()
                                    .setPaymentId(number + "-" + i)
                                    .setAccountId("a")
                                    .setCardId(number + "-card-" + random.nextInt(2))
                                    .setChannel(
                                            random.nextInt(4) == 0 ? Channel.POS : Channel.ONLINE)
                                    .setAmountMinor(amounts[random.nextInt(amounts.length)])
                                    .build(),
                            at));
        }
        return payments;
    }

    private static List<String> flaggedByOwn(List<Paid> payments) {
        Pattern pattern = DefaultPatterns.samples().getFirst();
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
        history.on(
                0,
                PatternActivated.newBuilder()
                        .setPatternId(pattern.getPatternId())
                        .setVersion(pattern.getVersion())
                        .setDefinition(pattern.toByteString())
                        .build());
        Control control = history.at(0).orElseThrow();
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        HeapState state = new HeapState();
        List<String> flagged = new ArrayList<>();
        for (Paid paid : payments) {
            PaymentRequested requested =
                    PaymentRequested.newBuilder().setPayment(paid.details()).build();
            Decision decision =
                    decider.decide(
                                    "book",
                                    0,
                                    requested,
                                    decider.enrich(requested, paid.atMillis() * 1_000, state),
                                    control,
                                    state)
                            .decision();
            if (decision.getReasonsCount() > 0) {
                flagged.add(paid.details().getPaymentId());
            }
        }
        return flagged;
    }

    /** In order of time; of equal times in order of the history. */
    private TreeSet<String> flaggedByCep(List<Paid> payments) throws Exception {
        List<Paid> inOrder = new ArrayList<>(payments);
        inOrder.sort(Comparator.comparingLong(Paid::atMillis));
        for (Paid paid : inOrder) {
            cep.processElement(CardPayment.of(paid.details()), paid.atMillis());
            cep.processWatermark(paid.atMillis() - 1);
            entriesMost = Math.max(entriesMost, entries());
        }
        cep.processWatermark(inOrder.getLast().atMillis());
        return new TreeSet<>(cep.extractOutputValues());
    }
}
