package dev.weir.features.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;

import org.junit.jupiter.api.Test;

import java.util.List;

class RulesTest {
    private static final FeatureSet SET = FeatureSet.payments2();

    @Test
    void theGenesisRulesCompile() {
        RuleSet rules = RuleSet.compile(SET, DefaultRules.genesis(), List.of());
        assertThat(rules.rejected()).isEmpty();
        assertThat(rules.size()).isEqualTo(5);
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
        Decider.Decided decided =
                decide(
                        List.of(
                                rule("a-points", "true", Outcome.APPROVED, 100_000),
                                rule("b-refer", "payment.amount_minor == 500", Outcome.REFERRED, 5),
                                rule("c-no", "payment.channel == 'ATM'", Outcome.DECLINED, 5)),
                        List.of(rule("d-shadow", "true", Outcome.DECLINED, 900_000)));
        assertThat(decided.decision().getOutcome()).isEqualTo(Outcome.REFERRED);
        assertThat(decided.decision().getScoreMilli()).isEqualTo(100_005);
        assertThat(decided.decision().getReasonsList())
                .extracting(Reason::getSourceId, Reason::getShadow)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b-refer", false),
                        org.assertj.core.groups.Tuple.tuple("a-points", false),
                        org.assertj.core.groups.Tuple.tuple("d-shadow", true));
    }

    @Test
    void pointsAddUpToAnOutcome() {
        Rule half = rule("a", "true", Outcome.APPROVED, Score.REFER_FROM / 2);
        Rule other = half.toBuilder().setRuleId("b").build();
        Rule rest = rule("c", "true", Outcome.APPROVED, Score.DECLINE_FROM - Score.REFER_FROM);
        assertThat(outcome(half)).isEqualTo(Outcome.APPROVED);
        assertThat(outcome(half, other)).isEqualTo(Outcome.REFERRED);
        assertThat(outcome(half, other, rest)).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void aRuleThatFailsDoesNotFireAndIsNamed() {
        Decider.Decided decided =
                decide(
                        List.of(
                                rule(
                                        "bad",
                                        "1 / (payment.amount_minor - 500) > 0",
                                        Outcome.DECLINED,
                                        9)),
                        List.of());
        assertThat(decided.decision().getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(decided.failures()).extracting(RuleFailure::ruleId).containsExactly("bad");
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
        assertThat(history.at(0).orElseThrow().size()).isZero();
        assertThat(history.at(1).orElseThrow().rules()).allMatch(CompiledRule::shadow).hasSize(1);
        assertThat(history.at(2).orElseThrow().rules()).noneMatch(CompiledRule::shadow).hasSize(1);
        assertThat(history.at(3).orElseThrow().size()).isZero();
        assertThat(history.at(4)).as("not known yet").isEmpty();
        assertThatThrownBy(() -> history.on(5, RuleRetired.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void check(String expression) {
        RuleSet.check(SET, rule("r", expression, Outcome.REFERRED, 1));
    }

    private static Outcome outcome(Rule... live) {
        return decide(List.of(live), List.of()).decision().getOutcome();
    }

    private static Decider.Decided decide(List<Rule> live, List<Rule> shadow) {
        PaymentDetails payment =
                PaymentDetails.newBuilder()
                        .setPaymentId("p")
                        .setAccountId("a")
                        .setAmountMinor(500)
                        .setChannel(Channel.ONLINE)
                        .build();
        return Decider.decide(
                "book",
                7,
                PaymentRequested.newBuilder().setPayment(payment).setControlSeq(3).build(),
                new BookFeatures(SET).onPayment(payment, 1_000_000, new HeapState()),
                RuleSet.compile(SET, live, shadow));
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
