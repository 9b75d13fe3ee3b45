package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose decisions were made by the decider itself, with what a live run does to them. */
class DecisionsReplayTest extends SparkTest {
    private static final int DEAR = 5_000;

    @TempDir private Path models;

    private final Log log = new Log();
    private final ControlHistory control = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
    private final Map<String, Serving> books = new HashMap<>();
    private UnaryOperator<Decision> tamper = UnaryOperator.identity();

    /** What {@code decide} and the owner of a book do. */
    private final class Serving {
        private final String book;
        private final BookDecider decider = new BookDecider(FeatureSet.payments2());
        private final HeapState state = new HeapState();
        private long sequence;
        private long position = -1;

        Serving(String book) {
            this.book = book;
        }

        long append(Message event) {
            log.append(book, event);
            return sequence++;
        }

        void signal(Message event) {
            long at = append(event);
            decider.learn(book, event, 1_000_000 * at, control.at(position).orElseThrow(), state);
        }

        /** A payment that waits, and its decision by a position of the control book. */
        Decision request(String id, String account, long amount, long by) {
            PaymentRequested requested =
                    PaymentRequested.newBuilder()
                            .setPayment(
                                    PaymentDetails.newBuilder()
                                            .setPaymentId(id)
                                            .setAccountId(account)
                                            .setCardId("card-" + account)
                                            .setAmountMinor(amount)
                                            .setCurrency("EUR"))
                            .setControlSeq(control.position())
                            .setMode(DecisionMode.LIVE)
                            .build();
            long at = append(requested);
            position = by;
            Control inForce = control.at(by).orElseThrow();
            BookDecider.Enriched enriched = decider.enrich(requested, 1_000_000 * at, state);
            BookDecider.Answer answer =
                    decider.decide(book, at, requested, enriched, inForce, state);
            decider.afterwards(answer, state, new ArrayList<>());
            return tamper.apply(answer.decision());
        }

        void inTime(Decision decision) {
            if (decision.getOutcome() == Outcome.DECLINED) {
                PaymentDeclined declined =
                        PaymentDeclined.newBuilder()
                                .setPaymentId(decision.getPaymentId())
                                .setBasis(DecisionBasis.DECIDE_JOB)
                                .setDecision(decision)
                                .build();
                signal(declined);
            } else {
                append(
                        PaymentApproved.newBuilder()
                                .setPaymentId(decision.getPaymentId())
                                .setBasis(DecisionBasis.DECIDE_JOB)
                                .setDecision(decision)
                                .build());
            }
        }

        void blindThenLate(Decision decision) {
            append(
                    PaymentApproved.newBuilder()
                            .setPaymentId(decision.getPaymentId())
                            .setBasis(DecisionBasis.FALLBACK)
                            .setLateStep(LateStep.DECIDE)
                            .build());
            append(
                    LateDecisionRecorded.newBuilder()
                            .setPaymentId(decision.getPaymentId())
                            .setDecision(decision)
                            .setApplied(Outcome.APPROVED)
                            .build());
        }
    }

    private Serving book(String name) {
        return books.computeIfAbsent(name, Serving::new);
    }

    private void control(Message event) {
        control.on(control.position() + 1, event);
        log.append(Topics.CONTROL_BOOK, event);
    }

    private void activate(int version, String expression) {
        control(
                RuleActivated.newBuilder()
                        .setRule(
                                Rule.newBuilder()
                                        .setRuleId("dear")
                                        .setVersion(version)
                                        .setExpression(expression)
                                        .setOutcome(Outcome.DECLINED)
                                        .setWeightMilli(100_000)
                                        .setReasonCode("DEAR"))
                        .build());
    }

    /** Two books, a rule that changes in the middle, every seventh payment decided blind. */
    private void liveRun(int payments) {
        control(BookOpened.newBuilder().setBookId("one").build());
        activate(1, "payment.amount_minor >= " + DEAR);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < payments; i++) {
            Serving book = book(random.nextBoolean() ? "one" : "two");
            if (i == payments / 2) {
                activate(2, "features.account_count_1h >= 3 || features.account_declines_1h >= 1");
            }
            String account = "a" + random.nextInt(3);
            if (random.nextInt(5) == 0) {
                book.signal(LoginFailed.newBuilder().setAccountId(account).build());
            }
            Decision decision =
                    book.request("p" + i, account, random.nextLong(10_000), control.position());
            if (i % 7 == 3) {
                book.blindThenLate(decision);
            } else {
                book.inTime(decision);
            }
        }
    }

    private DecisionsReport replay() {
        return new DecisionsReplay(spark, log, models).run(Optional.empty());
    }

    @Test
    void everyDecisionOfALiveRunIsFoundAgainAlsoThoseThatCameLate() {
        liveRun(70);

        DecisionsReport report = replay();

        assertThat(report.served()).isEqualTo(70);
        assertThat(report.differences()).isEmpty();
        assertThat(count(report, "in time")).isEqualTo(60);
        assertThat(count(report, "blind, late was DECIDE")).isEqualTo(10);
        assertThat(count(report, "late decisions")).isEqualTo(10);
        assertThat(print(report, "decisions")).endsWith("70 of 70 equal\n");
    }

    @Test
    void anotherOutcomeIsADifferenceOfTheDecisionAndNotOfItsVector() {
        tamper =
                decision ->
                        decision.getPaymentId().equals("p5")
                                ? decision.toBuilder().setScoreMilli(1).build()
                                : decision;
        liveRun(20);

        DecisionsReport report = replay();

        assertThat(report.different("features")).isZero();
        assertThat(report.different("decisions")).isEqualTo(1);
        assertThat(print(report, "decisions"))
                .contains("payment p5: score replayed ", ", served 1")
                .endsWith("19 of 20 equal\n");
        assertThat(
                        ReplayMain.show(
                                report,
                                ReplayOptions.parse(List.of("decisions")),
                                new PrintStream(new ByteArrayOutputStream())))
                .isEqualTo(1);
    }

    @Test
    void anotherValueOfAFeatureIsNamed() {
        int place = FeatureSet.payments2().positionOf("account_count_1h") * Long.BYTES;
        tamper =
                decision -> {
                    if (!decision.getPaymentId().equals("p9")) {
                        return decision;
                    }
                    byte[] values = decision.getFeatures().getValues().toByteArray();
                    values[place + 7] += 40;
                    return decision.toBuilder()
                            .setFeatures(
                                    decision.getFeatures().toBuilder()
                                            .setValues(ByteString.copyFrom(values)))
                            .build();
                };
        liveRun(20);

        DecisionsReport report = replay();

        assertThat(report.differences("features"))
                .singleElement()
                .satisfies(
                        one ->
                                assertThat(one.text())
                                        .startsWith("account_count_1h replayed ")
                                        .doesNotContain(";"));
        assertThat(report.different("decisions")).isEqualTo(1);
    }

    @Test
    void whatWasDecidedBehindTheControlBookIsReplayedByThePositionThatItNames() {
        control(BookOpened.newBuilder().setBookId("one").build());
        activate(1, "payment.amount_minor >= " + DEAR);
        activate(2, "false");

        book("one").inTime(book("one").request("p", "a", DEAR, 1));

        DecisionsReport report = replay();
        assertThat(report.differences()).isEmpty();
        assertThat(count(report, "decided behind the control book")).isEqualTo(1);
    }

    @Test
    void aPaymentThatTheJobNeverAnsweredIsCountedAndStillLearnedFrom() {
        control(BookOpened.newBuilder().setBookId("one").build());
        activate(1, "features.account_count_1h >= 2");
        book("one").request("lost", "a", 1, 1);
        book("one").inTime(book("one").request("p", "a", 1, 1));

        DecisionsReport report = replay();

        assertThat(report.served()).isEqualTo(1);
        assertThat(report.differences()).isEmpty();
        assertThat(count(report, "without a decision of the job")).isEqualTo(1);
    }

    @Test
    void aDecisionThatNamesNoPaymentIsADifference() {
        tamper = decision -> decision.toBuilder().setPaymentSequence(77).build();
        control(BookOpened.newBuilder().setBookId("one").build());
        book("one").inTime(book("one").request("p", "a", 1, 0));

        DecisionsReport report = replay();

        assertThat(report.different("decisions")).isEqualTo(1);
        assertThat(report.served()).isEqualTo(1);
    }

    @Test
    void aBookThatIsNotThereAndASetThatIsNotKnownAreSaid() {
        tamper =
                decision ->
                        decision.toBuilder()
                                .setFeatures(
                                        decision.getFeatures().toBuilder()
                                                .setFeatureSet("payments@99"))
                                .build();
        control(BookOpened.newBuilder().setBookId("one").build());
        book("one").inTime(book("one").request("p", "a", 1, 0));
        DecisionsReplay replay = new DecisionsReplay(spark, log, models);

        assertThatThrownBy(() -> replay.run(Optional.of("none")))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("no book none");
        assertThatThrownBy(() -> replay.run(Optional.empty()))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("payments@99");
    }

    private static long count(DecisionsReport report, String name) {
        return report.counts().values().stream()
                .mapToLong(book -> book.getOrDefault(name, 0L))
                .sum();
    }

    private static String print(DecisionsReport report, String what) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        DecisionsPrinter.printText(
                report, what, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
