package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListEntryRemoved;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.features.patterns.DefaultPatterns;
import dev.weir.features.rules.DefaultRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The control book of {@link FixedLog}: everything that it can put in force comes and goes. */
final class FixedControl {
    static final String LARGE_LIST = "large";

    /** Model A is promoted, then B, then A comes back. */
    final String modelA;

    final String modelB;

    private final BookLog log = new BookLog(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION);

    FixedControl(Path models) throws Exception {
        modelA =
                TinyModel.store(
                        models, TinyModel.file("payments@2", "account_count_1d", 2, -0.2f, 0.9f));
        modelB =
                TinyModel.store(
                        models, TinyModel.file("payments@2", "terminal_count_1h", 2, 0.1f, 2f));
        List<Pattern> patterns = DefaultPatterns.samples();
        add(BookOpened.newBuilder().setBookId("book-0").build());
        DefaultRules.genesis().forEach(rule -> add(activated(rule)));
        patterns.subList(0, 3).forEach(pattern -> add(activated(pattern)));
        add(list(LARGE_LIST, ListKind.BLOCK, EntityKind.TERMINAL));
        add(list("watched", ListKind.WATCH, EntityKind.ACCOUNT));
        add(entry("watched", "account-1", BookLog.START_MICROS + 20 * 86_400_000_000L));
        add(promoted(modelA));
        Rule night = rule("night", 1, "features.night && payment.amount_minor > 20000");
        add(RuleDrafted.newBuilder().setRule(night).build());
        add(RuleShadowed.newBuilder().setRuleId("night").setVersion(1).build());
        add(activated(rule("busy", 1, "features.device_count_7d >= 5")));
        patterns.subList(3, patterns.size()).forEach(pattern -> add(activated(pattern)));
        add(promoted(modelB));
        add(ChallengerSet.newBuilder().setModelHash(modelA).setFeatureSet("payments@2").build());
        add(activated(rule("busy", 2, "features.terminal_risk_30d > 0.05")));
        add(list("friends", ListKind.ALLOW, EntityKind.CARD));
        add(entry("friends", "card of account-2", 0));
        add(
                ScoreThresholdsSet.newBuilder()
                        .setBookId("book-2")
                        .setReferFromMilli(150_000)
                        .setDeclineFromMilli(300_000)
                        .setAlertFromMilli(50_000)
                        .build());
        EntitySnoozed snooze =
                EntitySnoozed.newBuilder()
                        .setBookId("book-1")
                        .setEntity(EntityKind.ACCOUNT)
                        .setEntityId("account-0")
                        .setUntilMicros(Long.MAX_VALUE)
                        .build();
        add(snooze);
        Pattern twice = patterns.get(6).toBuilder().setVersion(2).setAtLeast(2).build();
        add(PatternDrafted.newBuilder().setPattern(twice).build());
        add(PatternShadowed.newBuilder().setPatternId(twice.getPatternId()).setVersion(2).build());
        add(ModelRolledBack.newBuilder().setModelHash(modelA).setFeatureSet("payments@2").build());
        add(
                ListEntryRemoved.newBuilder()
                        .setListId("friends")
                        .setValue("card of account-2")
                        .build());
        add(activated(twice));
        add(
                EntitySnoozeEnded.newBuilder()
                        .setBookId("book-1")
                        .setEntity(EntityKind.ACCOUNT)
                        .setEntityId("account-0")
                        .build());
        add(RuleStopped.newBuilder().setRuleId("busy").setVersion(2).build());
        add(ListRemoved.newBuilder().setListId("watched").build());
        add(RuleRetired.newBuilder().setRuleId("night").build());
        add(PatternRetired.newBuilder().setPatternId(patterns.get(0).getPatternId()).build());
        add(ChallengerSet.newBuilder().build());
    }

    List<EventIn> events() {
        return log.events();
    }

    private void add(Message event) {
        log.command(event);
    }

    private static Rule rule(String id, int version, String expression) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(version)
                .setExpression(expression)
                .setOutcome(Outcome.REFERRED)
                .setWeightMilli(100_000)
                .setReasonCode(id.toUpperCase(Locale.ROOT))
                .build();
    }

    private static Message activated(Rule rule) {
        return RuleActivated.newBuilder().setRule(rule).build();
    }

    private static Message activated(Pattern pattern) {
        return PatternActivated.newBuilder()
                .setPatternId(pattern.getPatternId())
                .setVersion(pattern.getVersion())
                .setDefinition(pattern.toByteString())
                .build();
    }

    private static Message promoted(String model) {
        return ModelPromoted.newBuilder().setModelHash(model).setFeatureSet("payments@2").build();
    }

    private static Message list(String id, ListKind kind, EntityKind entity) {
        return ListDefined.newBuilder()
                .setListId(id)
                .setKind(kind)
                .setEntity(entity)
                .setWeightMilli(50_000)
                .build();
    }

    private static Message entry(String list, String value, long expires) {
        return ListEntryAdded.newBuilder()
                .setListId(list)
                .setValue(value)
                .setExpiresMicros(expires)
                .build();
    }
}
