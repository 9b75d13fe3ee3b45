package dev.weir.features.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.lists.ListHit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final FeatureSet SET = FeatureSet.payments2();

    @Test
    void theGenesisRulesCompile() {
        RuleSet rules = RuleSet.compile(SET, DefaultRules.genesis(), List.of());
        assertThat(rules.rejected()).isEmpty();
        assertThat(rules.live()).isEqualTo(6);
    }

    @Test
    void namesTheColumnOfAnUnknownFeature() {
        assertThatThrownBy(() -> check("features.card_count_10m > 3 && features.card_cuont_1h > 3"))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("line 1, column");
    }

    @Test
    void refusesARuleThatIsNoYesOrNo() {
        assertThatThrownBy(() -> check("payment.amount_minor + 1"))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("bool");
    }

    @Test
    void refusesMoneyAsFloatingPoint() {
        assertThatThrownBy(() -> check("payment.amount_minor > 10.5"))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("no matching overload");
    }

    @Test
    void refusesAnExpressionThatIsTooLong() {
        assertThatThrownBy(() -> check("true" + " || true".repeat(2_000)))
                .isInstanceOf(RuleException.class);
    }

    @Test
    void refusesAnOutcomeThatCannotBeAskedFor() {
        Rule rule = rule("r", "true", Outcome.CHALLENGED, 1);
        assertThatThrownBy(() -> RuleSet.check(SET, rule))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("CHALLENGED");
        assertThatCode(() -> check("payment.channel == 'ATM'")).doesNotThrowAnyException();
    }

    @Test
    void theSeverestOutcomeWinsAndReasonsStandSeverestFirst() {
        List<Rule> live =
                List.of(
                        rule("a-points", "true", Outcome.APPROVED, 100_000),
                        rule("b-refer", "payment.amount_minor == 500", Outcome.REFERRED, 5),
                        rule("c-no", "payment.channel == 'ATM'", Outcome.DECLINED, 5));
        Score score = score(live);
        assertThat(score.outcome()).isEqualTo(Outcome.REFERRED);
        assertThat(score.scoreMilli()).isEqualTo(100_005);
        assertThat(score.reasons())
                .extracting(Reason::getSourceId)
                .containsExactly("b-refer", "a-points");
    }

    @Test
    void whatIsMutedIsReportedLastAndCountsForNothing() {
        List<Fired> fired = new ArrayList<>();
        fired.add(fired(rule("a", "true", Outcome.DECLINED, 900_000)).muted());
        fired.add(fired(rule("b", "true", Outcome.APPROVED, 7)));
        Score score = Score.of(fired, 3, Thresholds.DEFAULT, List.of());
        assertThat(score.outcome()).isEqualTo(Outcome.APPROVED);
        assertThat(score.scoreMilli()).isEqualTo(10);
        assertThat(score.reasons()).extracting(Reason::getSourceId).containsExactly("b", "a");
        assertThat(score.reasons()).extracting(Reason::getShadow).containsExactly(false, true);
    }

    @Test
    void pointsAddUpToAnOutcome() {
        Rule half = rule("a", "true", Outcome.APPROVED, Thresholds.DEFAULT.referFrom() / 2);
        Rule other = half.toBuilder().setRuleId("b").build();
        Rule rest =
                rule(
                        "c",
                        "true",
                        Outcome.APPROVED,
                        Thresholds.DEFAULT.declineFrom() - Thresholds.DEFAULT.referFrom());
        assertThat(outcome(half)).isEqualTo(Outcome.APPROVED);
        assertThat(outcome(half, other)).isEqualTo(Outcome.REFERRED);
        assertThat(outcome(half, other, rest)).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void aRuleThatFailsDoesNotFireAndIsNamed() {
        Score score =
                score(
                        List.of(
                                rule(
                                        "bad",
                                        "1 / (payment.amount_minor - 500) > 0",
                                        Outcome.DECLINED,
                                        9)));
        assertThat(score.outcome()).isEqualTo(Outcome.APPROVED);
        assertThat(score.failures()).extracting(RuleFailure::ruleId).containsExactly("bad");
    }

    @Test
    void aRuleHoldsForItsBooksOnly() {
        Rule elsewhere =
                rule("r", "true", Outcome.DECLINED, 1).toBuilder().addBooks("other").build();
        assertThat(outcome(elsewhere)).isEqualTo(Outcome.APPROVED);
        assertThat(outcome(elsewhere.toBuilder().addBooks("book").build()))
                .isEqualTo(Outcome.DECLINED);
    }

    @Test
    void theOwnerEvaluatesRulesThatNeedNoFeatures() {
        LocalRules local =
                LocalRules.compile(
                        List.of(
                                rule(
                                        "own",
                                        "payment.amount_minor * 2 > account.available_minor",
                                        Outcome.REFERRED,
                                        7),
                                rule(
                                        "features",
                                        "features.card_count_10m >= 0",
                                        Outcome.DECLINED,
                                        7)));
        assertThat(local.size()).isEqualTo(1);
        PaymentDetails payment = PaymentDetails.newBuilder().setAmountMinor(500).build();
        assertThat(local.evaluate("book", payment, new AccountState(1_499, 500)).outcome())
                .isEqualTo(Outcome.REFERRED);
        assertThat(local.evaluate("book", payment, new AccountState(1_500, 500)).outcome())
                .isEqualTo(Outcome.APPROVED);
    }

    @Test
    void aPaymentIsDecidedByTheRulesOfItsPosition() {
        RuleHistory history = new RuleHistory(SET);
        Rule rule = rule("r", "true", Outcome.DECLINED, 1);
        history.on(0, RuleDrafted.newBuilder().setRule(rule).build());
        history.on(1, RuleShadowed.newBuilder().setRuleId("r").setVersion(1).build());
        history.on(2, RuleActivated.newBuilder().setRule(rule).build());
        history.on(3, RuleRetired.newBuilder().setRuleId("r").build());
        assertThat(liveAndShadow(history, 0)).containsExactly(0, 0);
        assertThat(liveAndShadow(history, 1)).containsExactly(0, 1);
        assertThat(liveAndShadow(history, 2)).containsExactly(1, 0);
        assertThat(liveAndShadow(history, 3)).containsExactly(0, 0);
        assertThat(history.at(4)).as("not known yet").isEmpty();
        assertThatThrownBy(() -> history.on(5, RuleRetired.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRuleThatLeftItsBandGoesOnInShadowAndAnEarlierVersionComesBack() {
        RuleHistory history = new RuleHistory(SET);
        Rule first = rule("r", "true", Outcome.REFERRED, 1);
        Rule second = first.toBuilder().setVersion(2).setOutcome(Outcome.DECLINED).build();
        history.on(0, RuleActivated.newBuilder().setRule(first).build());
        history.on(1, RuleActivated.newBuilder().setRule(second).build());
        history.on(2, RuleStopped.newBuilder().setRuleId("r").setVersion(1).build());
        history.on(3, RuleStopped.newBuilder().setRuleId("r").setVersion(2).build());
        history.on(4, RuleActivated.newBuilder().setRule(first).setRolledBack(true).build());
        history.on(5, RuleShadowed.newBuilder().setRuleId("r").setVersion(2).build());
        assertThat(liveAndShadow(history, 2)).as("it was another version").containsExactly(1, 0);
        assertThat(liveAndShadow(history, 3)).containsExactly(0, 1);
        assertThat(liveAndShadow(history, 4)).containsExactly(1, 0);
        assertThat(liveAndShadow(history, 5)).containsExactly(1, 1);
        assertThat(history.at(5).orElseThrow().firedLive("book", input(), new ArrayList<>()))
                .extracting(Fired::asked)
                .containsExactly(Outcome.REFERRED);
    }

    @Test
    void theOwnerKnowsTheListsOfTheControlBook() {
        LocalRules local = LocalRules.compile(List.of(rule("own", "true", Outcome.REFERRED, 7)));
        PaymentDetails payment = PaymentDetails.newBuilder().setAmountMinor(500).build();
        AccountState account = new AccountState(1_499, 500);
        assertThat(
                        local.evaluate(
                                        "book",
                                        payment,
                                        account,
                                        List.of(hit(ListKind.ALLOW)),
                                        Thresholds.DEFAULT)
                                .outcome())
                .isEqualTo(Outcome.APPROVED);
        assertThat(
                        local.evaluate(
                                        "book",
                                        payment,
                                        account,
                                        List.of(hit(ListKind.ALLOW), hit(ListKind.BLOCK)),
                                        Thresholds.DEFAULT)
                                .outcome())
                .isEqualTo(Outcome.DECLINED);
    }

    private static ListHit hit(ListKind kind) {
        return new ListHit(ListDefined.newBuilder().setListId("l").setKind(kind).build());
    }

    private static List<Integer> liveAndShadow(RuleHistory history, long position) {
        RuleSet rules = history.at(position).orElseThrow();
        return List.of(rules.live(), rules.shadow());
    }

    private static void check(String expression) {
        RuleSet.check(SET, rule("r", expression, Outcome.REFERRED, 1));
    }

    private static Outcome outcome(Rule... live) {
        return score(List.of(live)).outcome();
    }

    private static Score score(List<Rule> live) {
        List<RuleFailure> failures = new ArrayList<>();
        List<Fired> fired =
                RuleSet.compile(SET, live, List.of()).firedLive("book", input(), failures);
        return Score.of(fired, 0, Thresholds.DEFAULT, failures);
    }

    private static Fired fired(Rule rule) {
        return RuleSet.compile(SET, List.of(rule), List.of())
                .firedLive("book", input(), new ArrayList<>())
                .getFirst();
    }

    private static RuleInput input() {
        PaymentDetails payment =
                PaymentDetails.newBuilder()
                        .setPaymentId("p")
                        .setAccountId("a")
                        .setAmountMinor(500)
                        .setChannel(Channel.ONLINE)
                        .build();
        FeatureVector vector = new BookFeatures(SET).onPayment(payment, 1_000_000, new HeapState());
        return RuleInput.full(payment, new AccountState(0, 0), SET, SET.read(vector));
    }

    private static Rule rule(String id, String expression, Outcome outcome, int weightMilli) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(1)
                .setExpression(expression)
                .setOutcome(outcome)
                .setWeightMilli(weightMilli)
                .setReasonCode(id.toUpperCase(java.util.Locale.ROOT))
                .build();
    }
}
