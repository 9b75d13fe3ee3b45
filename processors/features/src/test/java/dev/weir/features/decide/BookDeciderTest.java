package dev.weir.features.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.decisions.v1.ShadowDecision;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import dev.weir.features.HeapState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BookDeciderTest {
    private static final FeatureSet SET = FeatureSet.payments2();
    private static final long NOW = 1_700_000_000_000_000L;

    private final ControlHistory control =
            new ControlHistory(
                    SET,
                    (hash, path, set) ->
                            hash.equals("missing")
                                    ? Optional.empty()
                                    : Optional.of(new HalfSure(hash)));
    private final BookDecider decider = new BookDecider(SET);
    private final HeapState state = new HeapState();

    /** Gives every payment the probability 500,000 millionths, for one reason. */
    private record HalfSure(String modelHash) implements Scorer {
        @Override
        public int probabilityPpm(FeatureValues payment) {
            return 500_000;
        }

        @Override
        public List<Reason> reasons(int modelPoints) {
            return List.of(
                    Reason.newBuilder()
                            .setCode("HALF")
                            .setSource(ReasonSource.MODEL)
                            .setSourceId("night")
                            .setWeightMilli(modelPoints)
                            .build());
        }
    }

    @Test
    void withoutAnythingInForceAPaymentIsApproved() {
        Decision decision = decide();
        assertThat(decision.getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(decision.getControlSeq()).isEqualTo(-1);
        assertThat(decision.getFeatures().getFeatureSet()).isEqualTo("payments@2");
        assertThat(decision.getAlert()).isFalse();
    }

    @Test
    void aBlockListDeclinesWhateverAnAllowListSays() {
        activate(rule("r", Outcome.REFERRED, 400_000));
        list("good", ListKind.ALLOW, 0);
        Decision allowed = decide();
        assertThat(allowed.getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(allowed.getScoreMilli()).isZero();
        assertThat(allowed.getReasonsList())
                .extracting(Reason::getSourceId, Reason::getShadow)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("good", false),
                        org.assertj.core.groups.Tuple.tuple("r", true));
        list("bad", ListKind.BLOCK, 0);
        assertThat(decide().getOutcome()).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void aWatchListAddsItsPointsAndRaisesAnAlert() {
        list("eye", ListKind.WATCH, 399_999);
        Decision watched = decide();
        assertThat(watched.getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(watched.getScoreMilli()).isEqualTo(399_999);
        assertThat(watched.getAlert()).isTrue();
        activate(rule("r", Outcome.APPROVED, 1));
        assertThat(decide().getOutcome()).isEqualTo(Outcome.REFERRED);
    }

    @Test
    void aSnoozedEntityIsLeftInPeaceUntilItsTime() {
        activate(rule("r", Outcome.DECLINED, 700_000));
        EntitySnoozed.Builder snooze =
                EntitySnoozed.newBuilder()
                        .setBookId("book")
                        .setEntity(EntityKind.DEVICE)
                        .setEntityId("d")
                        .setSourceId("r")
                        .setUntilMicros(NOW);
        control(snooze.build());
        assertThat(decide().getOutcome()).as("until this very time").isEqualTo(Outcome.DECLINED);
        control(snooze.setUntilMicros(NOW + 1).build());
        Decision snoozed = decide();
        assertThat(snoozed.getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(snoozed.getReasonsList()).extracting(Reason::getShadow).containsExactly(true);
        control(
                EntitySnoozeEnded.newBuilder()
                        .setBookId("book")
                        .setEntity(EntityKind.DEVICE)
                        .setEntityId("d")
                        .setSourceId("r")
                        .build());
        assertThat(decide().getOutcome()).isEqualTo(Outcome.DECLINED);
        control(snooze.setBookId("other").build());
        assertThat(decide().getOutcome()).isEqualTo(Outcome.DECLINED);
        control(snooze.setBookId("book").setSourceId("").build());
        assertThat(decide().getOutcome()).as("of all sources").isEqualTo(Outcome.APPROVED);
    }

    @Test
    void aBookHasItsOwnThresholdsOrThoseOfAll() {
        activate(rule("r", Outcome.APPROVED, 100));
        control(thresholds("", 101, 102, 0));
        assertThat(decide().getOutcome()).isEqualTo(Outcome.APPROVED);
        control(thresholds("book", 50, 100, 0));
        assertThat(decide().getOutcome()).isEqualTo(Outcome.DECLINED);
        control(thresholds("book", 100, 200, 0));
        assertThat(decide().getOutcome()).isEqualTo(Outcome.REFERRED);
        control(thresholds("book", 1_000, 1_000, 100));
        assertThat(decide().getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(decide().getAlert()).isTrue();
        control(thresholds("book", 1_000, 1_000, 101));
        assertThat(decide().getAlert()).isFalse();
    }

    @Test
    void theModelAddsItsPointsByItsWeight() {
        control(ModelPromoted.newBuilder().setModelHash("one").setWeightMilli(600_000).build());
        Decision decision = decide();
        assertThat(decision.getModelHash()).isEqualTo("one");
        assertThat(decision.getModelScorePpm()).isEqualTo(500_000);
        assertThat(decision.getScoreMilli()).isEqualTo(300_000);
        assertThat(decision.getReasonsList()).extracting(Reason::getCode).containsExactly("HALF");
        control(ModelPromoted.newBuilder().setModelHash("two").build());
        assertThat(decide().getScoreMilli()).isEqualTo(500_000);
        control(ModelRolledBack.newBuilder().setModelHash("one").setWeightMilli(2).build());
        assertThat(decide().getScoreMilli()).isEqualTo(1);
        list("good", ListKind.ALLOW, 0);
        assertThat(decide().getScoreMilli()).isZero();
        assertThat(decide().getModelScorePpm()).isEqualTo(500_000);
        control(ModelRolledBack.getDefaultInstance());
        assertThat(decide().getModelHash()).isEmpty();
    }

    @Test
    void aModelThatIsNotThereLeavesTheDecisionToTheRest() {
        control(ModelPromoted.newBuilder().setModelHash("missing").build());
        activate(rule("r", Outcome.REFERRED, 1));
        assertThat(decide().getModelHash()).isEmpty();
        assertThat(decide().getOutcome()).isEqualTo(Outcome.REFERRED);
    }

    @Test
    void whatIsInShadowIsTheSecondRecordAndChangesNothingInTheFirst() {
        Rule shadow = rule("s", Outcome.DECLINED, 5);
        activate(rule("r", Outcome.REFERRED, 400_000));
        control(RuleDrafted.newBuilder().setRule(shadow).build());
        assertThat(shadowOf(pay(NOW))).isEmpty();
        control(RuleShadowed.newBuilder().setRuleId("s").setVersion(1).build());
        BookDecider.Answer answer = pay(NOW);
        assertThat(answer.decision().getReasonsList())
                .extracting(Reason::getSourceId)
                .containsExactly("r");
        ShadowDecision behind = shadowOf(answer).orElseThrow();
        assertThat(behind.getOutcome()).isEqualTo(Outcome.DECLINED);
        assertThat(behind.getScoreMilli()).isEqualTo(400_005);
        assertThat(behind.getReasonsList())
                .extracting(Reason::getSourceId, Reason::getShadow)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("s", true));
    }

    @Test
    void theChallengerTakesTheChampionsPlaceInTheSecondRecord() {
        control(ModelPromoted.newBuilder().setModelHash("one").setWeightMilli(100_000).build());
        control(ChallengerSet.newBuilder().setModelHash("two").build());
        BookDecider.Answer answer = pay(NOW);
        ShadowDecision behind = shadowOf(answer).orElseThrow();
        assertThat(answer.decision().getScoreMilli()).isEqualTo(50_000);
        assertThat(behind.getModelHash()).isEqualTo("two");
        assertThat(behind.getScoreMilli()).isEqualTo(500_000);
        control(ChallengerSet.getDefaultInstance());
        assertThat(shadowOf(pay(NOW))).isEmpty();
    }

    @Test
    void aPaymentIsDecidedByThePositionItNamesHoweverFarTheControlBookIs() {
        activate(rule("r", Outcome.REFERRED, 1));
        list("bad", ListKind.BLOCK, 0);
        control(thresholds("", 1, 1, 0));
        assertThat(outcomesAt(-1, 0, 1, 2, 3))
                .containsExactly(
                        Outcome.APPROVED,
                        Outcome.REFERRED,
                        Outcome.REFERRED,
                        Outcome.DECLINED,
                        Outcome.DECLINED);
        assertThat(control.at(99)).as("not known yet").isEmpty();
    }

    private List<Outcome> outcomesAt(long... positions) {
        List<Outcome> outcomes = new ArrayList<>();
        for (long position : positions) {
            outcomes.add(pay(NOW, position).decision().getOutcome());
        }
        return outcomes;
    }

    private void control(Message event) {
        control.on(control.position() + 1, event);
    }

    private void activate(Rule rule) {
        control(RuleActivated.newBuilder().setRule(rule).build());
    }

    private void list(String id, ListKind kind, int weight) {
        control(
                ListDefined.newBuilder()
                        .setListId(id)
                        .setKind(kind)
                        .setEntity(EntityKind.DEVICE)
                        .setWeightMilli(weight)
                        .build());
        control(ListEntryAdded.newBuilder().setListId(id).setValue("d").build());
    }

    private static Message thresholds(String book, int refer, int decline, int alert) {
        return ScoreThresholdsSet.newBuilder()
                .setBookId(book)
                .setReferFromMilli(refer)
                .setDeclineFromMilli(decline)
                .setAlertFromMilli(alert)
                .build();
    }

    private static Rule rule(String id, Outcome outcome, int weight) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(1)
                .setExpression("true")
                .setOutcome(outcome)
                .setWeightMilli(weight)
                .setReasonCode(id)
                .build();
    }

    private Decision decide() {
        return pay(NOW).decision();
    }

    private BookDecider.Answer pay(long time) {
        return pay(time, control.position());
    }

    private BookDecider.Answer pay(long time, long position) {
        PaymentRequested requested =
                PaymentRequested.newBuilder()
                        .setPayment(
                                PaymentDetails.newBuilder()
                                        .setPaymentId("p")
                                        .setAccountId("a")
                                        .setDeviceId("d")
                                        .setAmountMinor(5))
                        .build();
        return decider.decide(
                "book",
                7,
                requested,
                decider.enrich(requested, time, state),
                control.at(position).orElseThrow(),
                state);
    }

    private Optional<ShadowDecision> shadowOf(BookDecider.Answer answer) {
        return decider.afterwards(answer, state, new ArrayList<>());
    }
}
