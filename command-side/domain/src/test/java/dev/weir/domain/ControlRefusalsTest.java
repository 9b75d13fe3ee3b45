package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.CreateSubscription;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.DraftPattern;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.NewListEntry;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.RemoveList;
import dev.weir.contract.commands.v1.RemoveListEntries;
import dev.weir.contract.commands.v1.RemoveSubscription;
import dev.weir.contract.commands.v1.RetireRule;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.commands.v1.RollBackRule;
import dev.weir.contract.commands.v1.SetChallenger;
import dev.weir.contract.commands.v1.SetFallbackPolicy;
import dev.weir.contract.commands.v1.SetLatePolicy;
import dev.weir.contract.commands.v1.SetScoreThresholds;
import dev.weir.contract.commands.v1.ShadowPattern;
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.SnoozeEntity;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.control.v1.AlertBand;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.WebhookTopic;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlRefusalsTest {
    /** Codes that are reached here. */
    static final EnumSet<RefusalCode> REACHED =
            EnumSet.of(
                    RefusalCode.RULE_INVALID,
                    RefusalCode.PATTERN_INVALID,
                    RefusalCode.FEATURE_SET_UNKNOWN,
                    RefusalCode.RULE_UNKNOWN,
                    RefusalCode.PATTERN_UNKNOWN,
                    RefusalCode.OWN_APPROVAL,
                    RefusalCode.VERSION_STATUS,
                    RefusalCode.NOTHING_TO_ROLL_BACK,
                    RefusalCode.LIST_UNKNOWN,
                    RefusalCode.LIST_ENTITY_FIXED,
                    RefusalCode.LIST_ENTRY_UNKNOWN,
                    RefusalCode.MODEL_UNKNOWN,
                    RefusalCode.MODEL_EXISTS,
                    RefusalCode.MODEL_STATUS,
                    RefusalCode.SNOOZE_UNKNOWN,
                    RefusalCode.SUBSCRIPTION_UNKNOWN,
                    RefusalCode.SUBSCRIPTION_EXISTS,
                    RefusalCode.CONTROL_FULL);

    static final String HASH = "ab".repeat(32);

    record Case(RefusalCode code, Message command) {
        @Override
        public String toString() {
            return code + " " + command.getDescriptorForType().getName();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refuses(Case example) {
        ControlDesk desk = stage();
        String before = desk.book.fingerprint();
        Outcome outcome = desk.send("ann", example.command());

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        Outcome.Refused refused = (Outcome.Refused) outcome;
        assertThat(refused.code()).isEqualTo(example.code());
        refused.parameters()
                .keySet()
                .forEach(name -> assertThat(refused.code().template()).contains("{" + name + "}"));
        assertThat(desk.book.fingerprint()).isEqualTo(before);
    }

    @Test
    void everyCodeOfTheControlBookIsReached() {
        EnumSet<RefusalCode> reached = EnumSet.noneOf(RefusalCode.class);
        cases().map(Case::code).forEach(reached::add);

        assertThat(reached).containsAll(REACHED);
    }

    /** A book b; rule r and model HASH of ann, not approved; lists l and full. */
    private static ControlDesk stage() {
        ControlDesk desk = new ControlDesk();
        assertThat(
                        desk.words(
                                "ann",
                                draft(rule("r")),
                                list("l").build(),
                                list("full").build(),
                                model().build(),
                                subscription().build()))
                .containsOnly("OK");
        for (int i = 0; i < Limits.LIST_ENTRIES_MAX; i += Limits.LIST_ENTRIES_PER_COMMAND_MAX) {
            desk.send("ann", entries("full", i, Limits.LIST_ENTRIES_PER_COMMAND_MAX));
        }
        return desk;
    }

    static Stream<Case> cases() {
        return Stream.of(
                        of(
                                RefusalCode.FIELD_MISSING,
                                draft(rule("")),
                                draft(rule("x").setExpression("")),
                                draft(rule("x").clearOutcome()),
                                draft(rule("x").setReasonCode("")),
                                draft(pattern("x").clearKind()),
                                draft(pattern("x").clearEntity()),
                                draft(pattern("x").clearSteps()),
                                list("x").clearKind().build(),
                                list("x").clearEntity().build(),
                                AddListEntries.newBuilder().setListId("l").build(),
                                model().clearPath().build(),
                                SetFallbackPolicy.getDefaultInstance(),
                                SetLatePolicy.getDefaultInstance(),
                                snooze().clearUntil().build(),
                                snooze().clearEntityId().build(),
                                subscription().setSubscriptionId("t").clearTopics().build()),
                        of(
                                RefusalCode.FIELD_INVALID,
                                draft(rule("x").setVersion(3)),
                                draft(rule("x").setAuthor("bob")),
                                draft(rule("x").setExpression("x".repeat(4_097))),
                                draft(rule("x").setWeightMilli(-1)),
                                draft(rule("x").setReasonCode("small")),
                                draft(
                                        rule("x")
                                                .setBand(
                                                        AlertBand.newBuilder()
                                                                .setMaxPpm(5)
                                                                .setOverPayments(99))),
                                draft(
                                        rule("x")
                                                .setBand(
                                                        AlertBand.newBuilder()
                                                                .setMinPpm(6)
                                                                .setMaxPpm(5)
                                                                .setOverPayments(100))),
                                draft(pattern("x").setWithinMillis(0)),
                                draft(
                                        pattern("x")
                                                .setKind(PatternKind.CYCLE)
                                                .clearSteps()
                                                .setAtLeast(7)),
                                draft(
                                        pattern("x")
                                                .setKind(PatternKind.SHARED_ENTITY)
                                                .setAtLeast(3)),
                                draft(pattern("x").setEntity(EntityKind.COUNTRY)),
                                list("x").setWeightMilli(5).build(),
                                entries("l", 0, 1_001),
                                AddListEntries.newBuilder()
                                        .setListId("l")
                                        .addEntries(NewListEntry.newBuilder().setValue("v"))
                                        .addEntries(NewListEntry.newBuilder().setValue("v"))
                                        .build(),
                                model().setModelHash("AB").build(),
                                model().setPath("../secret").build(),
                                model().setFeatureSet("payments").build(),
                                SetScoreThresholds.newBuilder()
                                        .setReferFromMilli(500)
                                        .setDeclineFromMilli(400)
                                        .build(),
                                subscription().setSubscriptionId("t").setUrl("ftp://x/").build(),
                                subscription()
                                        .setSubscriptionId("t")
                                        .setUrl("https://me:pw@x/")
                                        .build(),
                                subscription().setSubscriptionId("t").setAttemptsMax(21).build()),
                        of(RefusalCode.RULE_INVALID, draft(rule("x").setExpression("1 wrong"))),
                        of(
                                RefusalCode.FEATURE_SET_UNKNOWN,
                                model().setFeatureSet("payments@9").build(),
                                model().setFeatureSet("salaries@1").build()),
                        of(
                                RefusalCode.PATTERN_INVALID,
                                draft(pattern("x").setPredicate("1 wrong"))),
                        of(
                                RefusalCode.BOOK_UNKNOWN,
                                draft(rule("x").addBooks("nowhere")),
                                snooze().setBook("nowhere").build(),
                                SetScoreThresholds.newBuilder()
                                        .setBook("nowhere")
                                        .setReferFromMilli(1)
                                        .setDeclineFromMilli(1)
                                        .build(),
                                OpenAccount.newBuilder().setAccountId("a").build()),
                        of(
                                RefusalCode.RULE_UNKNOWN,
                                shadow("none", 1),
                                shadow("r", 2),
                                ApproveRule.newBuilder().setRuleId("r").setVersion(2).build(),
                                RollBackRule.newBuilder().setRuleId("none").build(),
                                RetireRule.newBuilder().setRuleId("none").build()),
                        of(
                                RefusalCode.PATTERN_UNKNOWN,
                                ShadowPattern.newBuilder()
                                        .setPatternId("none")
                                        .setVersion(1)
                                        .build()),
                        of(
                                RefusalCode.OWN_APPROVAL,
                                ApproveRule.newBuilder().setRuleId("r").setVersion(1).build(),
                                ApproveModel.newBuilder().setModelHash(HASH).build()),
                        of(
                                RefusalCode.VERSION_STATUS,
                                ActivateRule.newBuilder().setRuleId("r").setVersion(1).build(),
                                StopRule.newBuilder().setRuleId("r").setVersion(1).build(),
                                RetireRule.newBuilder().setRuleId("r").build()),
                        of(
                                RefusalCode.NOTHING_TO_ROLL_BACK,
                                RollBackRule.newBuilder().setRuleId("r").build(),
                                RollBackModel.getDefaultInstance()),
                        of(
                                RefusalCode.LIST_UNKNOWN,
                                entries("none", 0, 1),
                                RemoveList.newBuilder().setListId("none").build()),
                        of(
                                RefusalCode.LIST_ENTITY_FIXED,
                                list("l").setEntity(EntityKind.DEVICE).build()),
                        of(
                                RefusalCode.LIST_ENTRY_UNKNOWN,
                                RemoveListEntries.newBuilder()
                                        .setListId("l")
                                        .addValues("none")
                                        .build()),
                        of(RefusalCode.CONTROL_FULL, entries("full", 20_000, 1)),
                        of(
                                RefusalCode.MODEL_UNKNOWN,
                                ApproveModel.newBuilder().setModelHash("cd".repeat(32)).build(),
                                SetChallenger.getDefaultInstance()),
                        of(RefusalCode.MODEL_EXISTS, model().build()),
                        of(
                                RefusalCode.MODEL_STATUS,
                                PromoteModel.newBuilder().setModelHash(HASH).build()),
                        of(
                                RefusalCode.SNOOZE_UNKNOWN,
                                EndSnooze.newBuilder()
                                        .setBook("b")
                                        .setEntity(EntityKind.CARD)
                                        .setEntityId("c")
                                        .build()),
                        of(
                                RefusalCode.SUBSCRIPTION_UNKNOWN,
                                RemoveSubscription.newBuilder().setSubscriptionId("none").build()),
                        of(RefusalCode.SUBSCRIPTION_EXISTS, subscription().build()))
                .flatMap(List::stream);
    }

    private static List<Case> of(RefusalCode code, Message... commands) {
        return java.util.Arrays.stream(commands).map(command -> new Case(code, command)).toList();
    }

    static Message draft(Rule.Builder rule) {
        return DraftRule.newBuilder().setRule(rule).build();
    }

    static Message draft(Pattern.Builder pattern) {
        return DraftPattern.newBuilder().setPattern(pattern).build();
    }

    static Rule.Builder rule(String id) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setExpression("payment.amount > 1")
                .setOutcome(dev.weir.contract.decisions.v1.Outcome.REFERRED)
                .setReasonCode("LARGE");
    }

    static Pattern.Builder pattern(String id) {
        return Pattern.newBuilder()
                .setPatternId(id)
                .setKind(PatternKind.SEQUENCE)
                .setEntity(EntityKind.CARD)
                .setWithinMillis(60_000)
                .setOutcome(dev.weir.contract.decisions.v1.Outcome.REFERRED)
                .setReasonCode("TESTING")
                .addSteps(PatternStep.newBuilder().setName("small").setAtLeast(3))
                .addSteps(PatternStep.newBuilder().setName("large"));
    }

    static DefineList.Builder list(String id) {
        return DefineList.newBuilder()
                .setListId(id)
                .setKind(ListKind.BLOCK)
                .setEntity(EntityKind.CARD)
                .setReasonCode("BLOCKED");
    }

    static AddListEntries entries(String list, int from, int count) {
        return AddListEntries.newBuilder()
                .setListId(list)
                .addAllEntries(
                        IntStream.range(from, from + count)
                                .mapToObj(i -> NewListEntry.newBuilder().setValue("v" + i).build())
                                .toList())
                .build();
    }

    static RegisterModel.Builder model() {
        return RegisterModel.newBuilder()
                .setModelHash(HASH)
                .setPath("models/one.bin")
                .setFeatureSet("payments@2");
    }

    static SnoozeEntity.Builder snooze() {
        return SnoozeEntity.newBuilder()
                .setBook("b")
                .setEntity(EntityKind.CARD)
                .setEntityId("c")
                .setUntil(Timestamp.newBuilder().setSeconds(1_900_000_000));
    }

    static CreateSubscription.Builder subscription() {
        return CreateSubscription.newBuilder()
                .setSubscriptionId("s")
                .setUrl("https://example.test/hook")
                .addTopics(WebhookTopic.ALERTS);
    }

    private static Message shadow(String rule, int version) {
        return ShadowRule.newBuilder().setRuleId(rule).setVersion(version).build();
    }
}
