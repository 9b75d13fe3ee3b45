package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.lists.ListHit;
import dev.weir.features.rules.AccountState;
import dev.weir.features.rules.Thresholds;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbackLadderTest {
    private static final AccountState ACCOUNT = new AccountState(10_000, 500);

    @Test
    void aLocalRuleComesBeforeThePolicy() {
        FallbackLadder ladder =
                ladder(
                        Outcome.APPROVED,
                        rule("atm", "payment.channel == 'ATM'", Outcome.DECLINED, "NO_ATM"));
        FallbackLadder.Step step = ladder.decide("b", payment(Channel.ATM), ACCOUNT);
        assertThat(step.outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(step.reasons()).extracting(reason -> reason.getCode()).contains("NO_ATM");
    }

    @Test
    void thePolicySpeaksWhereNoLocalRuleFires() {
        FallbackLadder ladder =
                ladder(
                        Outcome.REFERRED,
                        rule("atm", "payment.channel == 'ATM'", Outcome.DECLINED, "NO_ATM"));
        FallbackLadder.Step step = ladder.decide("b", payment(Channel.POS), ACCOUNT);
        assertThat(step.outcome()).isEqualTo(Outcome.REFERRED);
        assertThat(step.reasons())
                .extracting(reason -> reason.getSource())
                .containsExactly(ReasonSource.POLICY);
    }

    @Test
    void aRuleThatNeedsFeaturesIsLeftToTheDecideJob() {
        FallbackLadder ladder =
                ladder(
                        Outcome.APPROVED,
                        rule("many", "features.card_count_10m >= 0", Outcome.DECLINED, "MANY"));
        assertThat(ladder.decide("b", payment(Channel.POS), ACCOUNT).outcome())
                .isEqualTo(Outcome.APPROVED);
    }

    @Test
    void aBlockListDeclinesAndAnAllowListApprovesBeforeRulesAndPolicyAreAsked() {
        Rule rule = rule("atm", "payment.channel == 'ATM'", Outcome.REFERRED, "NO_ATM");
        FallbackLadder.Step blocked =
                ladder(Outcome.APPROVED, List.of(hit(ListKind.ALLOW), hit(ListKind.BLOCK)), rule)
                        .decide("b", payment(Channel.ATM), ACCOUNT);
        FallbackLadder.Step allowed =
                ladder(Outcome.DECLINED, List.of(hit(ListKind.ALLOW)), rule)
                        .decide("b", payment(Channel.ATM), ACCOUNT);

        assertThat(blocked.outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(blocked.reasons()).extracting(Reason::getCode).contains("ON_BLOCK");
        assertThat(allowed.outcome()).isEqualTo(Outcome.APPROVED);
        assertThat(allowed.reasons()).extracting(Reason::getCode).contains("ON_ALLOW");
    }

    private static ListHit hit(ListKind kind) {
        return new ListHit(
                ListDefined.newBuilder()
                        .setListId("l-" + kind)
                        .setKind(kind)
                        .setReasonCode("ON_" + kind)
                        .build());
    }

    private static FallbackLadder ladder(Outcome policy, Rule... rules) {
        return ladder(policy, List.of(), rules);
    }

    private static FallbackLadder ladder(Outcome policy, List<ListHit> hits, Rule... rules) {
        return new FallbackLadder(
                new FallbackLadder.Policies() {
                    @Override
                    public List<Rule> activeRules(String book) {
                        return List.of(rules);
                    }

                    @Override
                    public List<ListHit> lists(String book, PaymentDetails payment) {
                        return hits;
                    }

                    @Override
                    public Thresholds thresholds(String book) {
                        return Thresholds.DEFAULT;
                    }

                    @Override
                    public Outcome fallback(String book, PaymentDetails payment) {
                        return policy;
                    }

                    @Override
                    public LateAction lateAction(String book, Channel channel) {
                        return LateAction.LATE_VOID;
                    }
                });
    }

    private static Rule rule(String id, String expression, Outcome outcome, String code) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(1)
                .setExpression(expression)
                .setOutcome(outcome)
                .setWeightMilli(700_000)
                .setReasonCode(code)
                .build();
    }

    private static PaymentDetails payment(Channel channel) {
        return PaymentDetails.newBuilder()
                .setPaymentId("p")
                .setAccountId("a")
                .setAmountMinor(500)
                .setCurrency("EUR")
                .setChannel(channel)
                .build();
    }
}
