package dev.weir.domain;

import static dev.weir.domain.ControlRefusalsTest.HASH;
import static dev.weir.domain.ControlRefusalsTest.draft;
import static dev.weir.domain.ControlRefusalsTest.entries;
import static dev.weir.domain.ControlRefusalsTest.list;
import static dev.weir.domain.ControlRefusalsTest.model;
import static dev.weir.domain.ControlRefusalsTest.pattern;
import static dev.weir.domain.ControlRefusalsTest.rule;
import static dev.weir.domain.ControlRefusalsTest.snooze;
import static dev.weir.domain.ControlRefusalsTest.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.PromoteModel;
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
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.queries.v1.ControlPage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lives of what the control book holds. Each ends with a replay and a snapshot. */
class ControlLifeTest {
    private final ControlDesk desk = new ControlDesk();

    @AfterEach
    void aReplayAndASnapshotGiveTheSameBook() throws InvalidProtocolBufferException {
        assertThat(desk.replayed().fingerprint()).isEqualTo(desk.book.fingerprint());
        ControlBook filled = new ControlBook(4);
        BookSnapshots to = filled.snapshots();
        for (int bucket = 0; bucket < desk.book.snapshots().buckets(); bucket++) {
            desk.book.snapshots().copyBucket(bucket, entity -> restore(to, entity));
        }
        to.restored(desk.book.snapshots().header());
        assertThat(filled.fingerprint()).isEqualTo(desk.book.fingerprint());
    }

    @Test
    void aRuleCountsOnceAnotherPersonHasAgreedToIt() {
        assertThat(desk.words("ann", draft(rule("r")), shadow(1))).containsOnly("OK");
        assertThat(desk.words("ann", approve(1))).containsExactly("OWN_APPROVAL");
        assertThat(desk.words("bob", activate(1), approve(1), approve(1), activate(1), activate(1)))
                .containsExactly("VERSION_STATUS", "OK", "VERSION_STATUS", "OK", "VERSION_STATUS");
        Rule live = desk.book.activeRules("b").getFirst();
        assertThat(live.getVersion()).isEqualTo(1);
        assertThat(live.getAuthor()).isEqualTo("ann");
    }

    @Test
    void rollingBackBringsBackWhatCountedBeforeVersionByVersion() {
        for (int version = 1; version <= 3; version++) {
            live(version);
        }
        assertThat(desk.words("bob", rollBack())).containsExactly("OK");
        RuleActivated event = (RuleActivated) desk.lastEvent();
        assertThat(event.getRolledBack()).isTrue();
        assertThat(event.getRule().getVersion()).isEqualTo(2);
        assertThat(event.getApprovedBy()).isEqualTo("bob");
        assertThat(desk.words("bob", rollBack(), rollBack()))
                .containsExactly("OK", "NOTHING_TO_ROLL_BACK");
        assertThat(desk.book.activeRules("b").getFirst().getVersion()).isEqualTo(1);
        assertThat(desk.words("bob", activate(3))).containsExactly("OK");
    }

    @Test
    void aStoppedRuleGoesOnInShadowAndTheOneBeforeCanComeBack() {
        live(1);
        live(2);
        Message stop =
                StopRule.newBuilder()
                        .setRuleId("r")
                        .setVersion(2)
                        .setFlagged(90)
                        .setPayments(100)
                        .setBook("b")
                        .build();
        assertThat(desk.words("node", stop, stop)).containsExactly("OK", "VERSION_STATUS");
        assertThat(desk.book.activeRules("b")).isEmpty();
        assertThat(desk.words("ann", shadow(2))).containsExactly("VERSION_STATUS");
        assertThat(desk.words("bob", rollBack())).containsExactly("OK");
        assertThat(desk.book.activeRules("b").getFirst().getVersion()).isEqualTo(1);
    }

    @Test
    void aRetiredRuleCountsNoMoreAndCanComeBack() {
        live(1);
        Message retire = RetireRule.newBuilder().setRuleId("r").setReason("noise").build();
        assertThat(desk.words("bob", retire, retire)).containsExactly("OK", "VERSION_STATUS");
        assertThat(desk.book.activeRules("b")).isEmpty();
        assertThat(desk.words("bob", rollBack())).containsExactly("OK");
        assertThat(desk.book.activeRules("b")).hasSize(1);
    }

    @Test
    void draftsThatNeverCountedGoFirst() {
        live(1);
        for (int i = 0; i < 2 * Limits.VERSIONS_KEPT_MAX; i++) {
            desk.send("ann", draft(rule("r")));
        }
        int last = 1 + 2 * Limits.VERSIONS_KEPT_MAX;
        assertThat(desk.words("ann", shadow(2), shadow(last)))
                .containsExactly("RULE_UNKNOWN", "OK");
        assertThat(desk.book.activeRules("b").getFirst().getVersion()).isEqualTo(1);
    }

    @Test
    void patternsLiveLikeRulesAndTheirEventCarriesThemWhole() throws Exception {
        assertThat(desk.words("ann", draft(pattern("p")))).containsExactly("OK");
        assertThat(
                        desk.words(
                                "bob",
                                ApprovePattern.newBuilder().setPatternId("p").setVersion(1).build(),
                                ActivatePattern.newBuilder()
                                        .setPatternId("p")
                                        .setVersion(1)
                                        .build()))
                .containsOnly("OK");
        PatternActivated event = (PatternActivated) desk.lastEvent();
        assertThat(dev.weir.contract.control.v1.Pattern.parseFrom(event.getDefinition()))
                .isEqualTo(desk.book.activePatterns("b").getFirst());
        assertThat(
                        desk.words(
                                "node",
                                StopPattern.newBuilder().setPatternId("p").setVersion(1).build()))
                .containsExactly("OK");
        assertThat(desk.book.activePatterns("b")).isEmpty();
    }

    @Test
    void listsTakeEntriesUntilTheyAreRemoved() {
        Message remove = RemoveListEntries.newBuilder().setListId("l").addValues("v1").build();
        assertThat(desk.words("ann", list("l").build(), entries("l", 0, 3), remove, remove))
                .containsExactly("OK", "OK", "OK", "LIST_ENTRY_UNKNOWN");
        assertThat(desk.book.hasList("l")).isTrue();
        assertThat(desk.words("ann", RemoveList.newBuilder().setListId("l").build()))
                .containsExactly("OK");
        assertThat(desk.words("ann", list("l").setEntity(EntityKind.DEVICE).build(), remove))
                .containsExactly("OK", "LIST_ENTRY_UNKNOWN");
    }

    @Test
    void aModelIsPromotedByOneAndTakenBackByOneCommand() {
        String other = "cd".repeat(32);
        desk.send("ann", model().build());
        desk.send("ann", model().setModelHash(other).build());
        for (String hash : List.of(HASH, other)) {
            assertThat(
                            desk.words(
                                    "bob",
                                    ApproveModel.newBuilder().setModelHash(hash).build(),
                                    PromoteModel.newBuilder()
                                            .setModelHash(hash)
                                            .setWeightMilli(500_000)
                                            .build()))
                    .containsOnly("OK");
        }
        Message back = RollBackModel.getDefaultInstance();
        assertThat(desk.words("bob", back)).containsExactly("OK");
        ModelRolledBack event = (ModelRolledBack) desk.lastEvent();
        assertThat(event.getModelHash()).isEqualTo(HASH);
        assertThat(event.getWeightMilli()).isEqualTo(500_000);
        assertThat(event.getPath()).isEqualTo("models/one.bin");
        assertThat(desk.words("bob", back, back)).containsExactly("OK", "NOTHING_TO_ROLL_BACK");
        assertThat(
                        desk.words(
                                "ann",
                                SetChallenger.newBuilder().setModelHash(other).build(),
                                SetChallenger.getDefaultInstance()))
                .containsOnly("OK");
    }

    @Test
    void thePolicyOfBookAndChannelGoesBeforeThatOfAll() {
        assertThat(desk.book.lateAction("b", Channel.POS)).isEqualTo(LateAction.LATE_VOID);
        SetLatePolicy.Builder policy = SetLatePolicy.newBuilder();
        desk.send("root", policy.setAction(LateAction.LATE_ALERT).build());
        desk.send("root", policy.setBook("b").setAction(LateAction.LATE_REFER).build());
        desk.send("root", policy.setChannel(Channel.POS).setAction(LateAction.LATE_VOID).build());
        assertThat(desk.book.lateAction("b", Channel.POS)).isEqualTo(LateAction.LATE_VOID);
        assertThat(desk.book.lateAction("b", Channel.ATM)).isEqualTo(LateAction.LATE_REFER);
        assertThat(desk.book.lateAction("x", Channel.ATM)).isEqualTo(LateAction.LATE_ALERT);
        assertThat(
                        desk.words(
                                "root",
                                SetFallbackPolicy.newBuilder()
                                        .setBook("b")
                                        .setOtherwise(
                                                dev.weir.contract.decisions.v1.Outcome.DECLINED)
                                        .build(),
                                SetScoreThresholds.newBuilder()
                                        .setReferFromMilli(1)
                                        .setDeclineFromMilli(1)
                                        .build()))
                .containsOnly("OK");
    }

    @Test
    void aSnoozeEndsOnceAndASubscriptionKeepsItsIdForEver() {
        Message end =
                EndSnooze.newBuilder()
                        .setBook("b")
                        .setEntity(EntityKind.CARD)
                        .setEntityId("c")
                        .build();
        assertThat(desk.words("ann", snooze().build(), end, end))
                .containsExactly("OK", "OK", "SNOOZE_UNKNOWN");
        Message remove = RemoveSubscription.newBuilder().setSubscriptionId("s").build();
        assertThat(desk.words("root", subscription().build())).containsExactly("OK");
        assertThat(desk.book.subscriptions().getFirst().getAttemptsMax())
                .isEqualTo(Limits.SUBSCRIPTION_ATTEMPTS);
        assertThat(desk.words("root", remove, remove, subscription().build()))
                .containsExactly("OK", "SUBSCRIPTION_UNKNOWN", "SUBSCRIPTION_EXISTS");
        assertThat(desk.book.subscriptions()).isEmpty();
    }

    @Test
    void aSnoozeWhoseTimeIsOverIsForgottenWithTheNextOne() {
        long second = 1_000_000;
        long lasts = 3_600 * second;
        Timestamp until = Timestamp.newBuilder().setSeconds((Desk.START + lasts) / second).build();
        desk.send("ann", snooze().setUntil(until).build());
        desk.send("ann", snooze().setEntityId("later").build());
        assertThat(snoozed()).containsExactly("c", "later");

        desk.pass(lasts - 60 * second);
        desk.send("ann", snooze().setEntityId("d").build());
        assertThat(snoozed()).containsExactly("c", "d", "later");

        desk.pass(60 * second);
        desk.send("ann", snooze().setEntityId("e").build());
        assertThat(snoozed()).containsExactly("d", "e", "later");
        assertThat(desk.replayed().page(ControlKind.SNOOZES, "", "", 9).getSnoozesList())
                .isEqualTo(desk.book.page(ControlKind.SNOOZES, "", "", 9).getSnoozesList());
    }

    private List<String> snoozed() {
        return desk.book.page(ControlKind.SNOOZES, "", "", 9).getSnoozesList().stream()
                .map(EntitySnoozed::getEntityId)
                .sorted()
                .toList();
    }

    @Test
    void theSameKeyGivesTheSameAnswerUntilItIsForgotten() {
        Message draft = draft(rule("r"));
        assertThat(Commands.word(desk.send("ann", draft, "k"))).isEqualTo("OK");
        assertThat(Commands.word(desk.send("ann", draft, "k"))).isEqualTo("REPEATED");
        assertThat(Commands.word(desk.send("ann", draft(rule("s")), "k"))).isEqualTo("KEY_REUSED");
        desk.pass(Limits.KEY_MEMORY_MICROS + 2 * Limits.KEY_GENERATION_MICROS);
        desk.send("ann", draft(rule("t")));
        assertThat(desk.book.key("k")).isEmpty();
    }

    @Test
    void whatStandsIsGivenByPagesInTheOrderOfIds() {
        live(1);
        desk.send("ann", draft(rule("q")));
        desk.send("ann", list("l").build());
        desk.send("ann", entries("l", 0, 5));
        desk.send("ann", model().build());
        desk.send("ann", snooze().build());
        desk.send("ann", subscription().build());
        desk.send(
                "root",
                SetScoreThresholds.newBuilder()
                        .setReferFromMilli(1)
                        .setDeclineFromMilli(2)
                        .build());

        ControlPage first = desk.book.page(ControlKind.RULES, "", "", 1);
        assertThat(first.getRules(0).getRuleId()).isEqualTo("q");
        assertThat(first.getRules(0).hasLive()).isFalse();
        assertThat(first.getNextCursor()).isEqualTo("q");
        ControlPage second = desk.book.page(ControlKind.RULES, "", "q", 1);
        assertThat(second.getRules(0).getLive().getVersion()).isEqualTo(1);
        assertThat(second.getRules(0).getVersions(0).getApprovedBy()).isEqualTo("bob");
        assertThat(second.getNextCursor()).isEmpty();
        assertThat(desk.book.page(ControlKind.LISTS, "", "", 9).getLists(0).getEntries())
                .isEqualTo(5);
        assertThat(desk.book.page(ControlKind.ENTRIES, "l", "v2", 9).getEntriesCount())
                .isEqualTo(2);
        assertThat(desk.book.page(ControlKind.MODELS, "", "", 9).getModels(0).getChampion())
                .isFalse();
        assertThat(desk.book.page(ControlKind.SNOOZES, "", "", 9).getSnoozesCount()).isEqualTo(1);
        assertThat(desk.book.page(ControlKind.THRESHOLDS, "", "", 9).getThresholdsCount())
                .isEqualTo(1);
        assertThat(desk.book.page(ControlKind.SUBSCRIPTIONS, "", "", 9).getSubscriptionsCount())
                .isEqualTo(1);
        assertThat(second.getSequence()).isEqualTo(desk.book.sequence());
        for (ControlKind kind : ControlKind.values()) {
            assertThat(desk.book.page(kind, "l", "~", 9).getNextCursor()).isEmpty();
        }
    }

    private void live(int version) {
        assertThat(desk.words("ann", draft(rule("r")))).containsExactly("OK");
        assertThat(desk.words("bob", approve(version), activate(version))).containsOnly("OK");
    }

    private static void restore(BookSnapshots to, BookEntity entity) {
        try {
            to.restore(
                    entity.kind(),
                    entity.id(),
                    to.parse(entity.kind(), entity.id(), entity.toBytes()));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Message shadow(int version) {
        return ShadowRule.newBuilder().setRuleId("r").setVersion(version).build();
    }

    private static Message approve(int version) {
        return ApproveRule.newBuilder().setRuleId("r").setVersion(version).build();
    }

    private static Message activate(int version) {
        return ActivateRule.newBuilder().setRuleId("r").setVersion(version).build();
    }

    private static Message rollBack() {
        return RollBackRule.newBuilder().setRuleId("r").build();
    }
}
