package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.LatePolicySet;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntriesAdded;
import dev.weir.contract.control.v1.ListEntriesRemoved;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.control.v1.ModelApproved;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternApproved;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.PatternStopped;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleApproved;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
import dev.weir.contract.store.v1.ModelState;
import dev.weir.contract.store.v1.ModelsState;
import dev.weir.contract.store.v1.OpenedBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How each event changes the control book. */
final class EvolveControl {
    /** No command writes them: entries come and go many at a time. */
    static final Set<String> IGNORED =
            Set.of("weir.control.v1.ListEntryAdded", "weir.control.v1.ListEntryRemoved");

    private EvolveControl() {}

    /** Whether the event changes what lies here; the keys' memory is {@link ControlBook}'s own. */
    static boolean apply(ControlTables state, Fold fold, Message event) {
        switch (event) {
            case BookOpened e ->
                    state.books()
                            .put(
                                    e.getBookId(),
                                    OpenedBook.newBuilder()
                                            .setOpened(e)
                                            .setOpening(fold.reference())
                                            .build());
            case FallbackPolicySet e ->
                    state.fallbacks()
                            .put(ControlTables.policyKey(e.getBookId(), e.getChannel()), e);
            case LatePolicySet e ->
                    state.latePolicies()
                            .put(ControlTables.policyKey(e.getBookId(), e.getChannel()), e);
            case ScoreThresholdsSet e -> state.thresholds().put(e.getBookId(), e);
            case EntitySnoozed e -> {
                forgetEnded(state, fold.record().recordedMicros());
                state.snoozes().put(key(e), e);
            }
            case EntitySnoozeEnded e ->
                    state.snoozes()
                            .remove(
                                    ControlTables.snoozeKey(
                                            e.getBookId(),
                                            e.getEntity(),
                                            e.getEntityId(),
                                            e.getSourceId()));
            case SubscriptionCreated e -> state.subscriptions().put(e.getSubscriptionId(), e);
            case SubscriptionRemoved e ->
                    state.subscriptions()
                            .put(
                                    e.getSubscriptionId(),
                                    SubscriptionCreated.newBuilder()
                                            .setSubscriptionId(e.getSubscriptionId())
                                            .build());
            default -> {
                return rules(state, event)
                        || patterns(state, event)
                        || lists(state, event)
                        || models(state, event);
            }
        }
        return true;
    }

    /**
     * Snoozes whose time is over have no effect, and no event of theirs comes: they go with the
     * next one. Those who decide keep their own history, so no decision changes.
     */
    private static void forgetEnded(ControlTables state, long nowMicros) {
        List<String> ended =
                state.snoozes()
                        .values()
                        .filter(snooze -> ControlTables.isOver(snooze, nowMicros))
                        .map(EvolveControl::key)
                        .toList();
        ended.forEach(state.snoozes()::remove);
    }

    private static String key(EntitySnoozed event) {
        return ControlTables.snoozeKey(
                event.getBookId(), event.getEntity(), event.getEntityId(), event.getSourceId());
    }

    private static boolean rules(ControlTables state, Message event) {
        switch (event) {
            case RuleDrafted e -> {
                Rule rule = e.getRule();
                state.rules()
                        .put(
                                rule.getRuleId(),
                                state.rule(rule.getRuleId())
                                        .drafted(rule.getVersion(), rule, rule.getAuthor()));
            }
            case RuleShadowed e -> rule(state, e.getRuleId(), e.getVersion(), Move.SHADOW, "");
            case RuleApproved e ->
                    rule(state, e.getRuleId(), e.getVersion(), Move.APPROVE, e.getApprovedBy());
            case RuleStopped e -> rule(state, e.getRuleId(), e.getVersion(), Move.STOP, "");
            case RuleRetired e -> rule(state, e.getRuleId(), 0, Move.RETIRE, "");
            case RuleActivated e -> {
                Rule rule = e.getRule();
                Versions<Rule> before = state.rule(rule.getRuleId());
                state.rules()
                        .put(
                                rule.getRuleId(),
                                e.getRolledBack()
                                        ? before.rolledBack(rule.getVersion(), rule)
                                        : before.activated(
                                                rule.getVersion(),
                                                rule,
                                                rule.getAuthor(),
                                                e.getApprovedBy()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean patterns(ControlTables state, Message event) {
        switch (event) {
            case PatternDrafted e -> {
                Pattern pattern = e.getPattern();
                state.patterns()
                        .put(
                                pattern.getPatternId(),
                                state.pattern(pattern.getPatternId())
                                        .drafted(
                                                pattern.getVersion(),
                                                pattern,
                                                pattern.getAuthor()));
            }
            case PatternShadowed e ->
                    pattern(state, e.getPatternId(), e.getVersion(), Move.SHADOW, "");
            case PatternApproved e ->
                    pattern(
                            state,
                            e.getPatternId(),
                            e.getVersion(),
                            Move.APPROVE,
                            e.getApprovedBy());
            case PatternStopped e ->
                    pattern(state, e.getPatternId(), e.getVersion(), Move.STOP, "");
            case PatternRetired e -> pattern(state, e.getPatternId(), 0, Move.RETIRE, "");
            case PatternActivated e -> {
                Versions<Pattern> before = state.pattern(e.getPatternId());
                Pattern pattern = patternOf(e);
                state.patterns()
                        .put(
                                e.getPatternId(),
                                e.getRolledBack()
                                        ? before.rolledBack(e.getVersion(), pattern)
                                        : before.activated(
                                                e.getVersion(),
                                                pattern,
                                                pattern.getAuthor(),
                                                e.getApprovedBy()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Pattern patternOf(PatternActivated event) {
        try {
            return Pattern.parseFrom(event.getDefinition());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "book control: pattern " + event.getPatternId() + " has no readable definition",
                    e);
        }
    }

    private enum Move {
        SHADOW,
        APPROVE,
        STOP,
        RETIRE
    }

    private static void rule(ControlTables state, String id, int version, Move move, String by) {
        state.rules().put(id, moved(state.rule(id), version, move, by));
    }

    private static void pattern(ControlTables state, String id, int version, Move move, String by) {
        state.patterns().put(id, moved(state.pattern(id), version, move, by));
    }

    private static <T extends Message> Versions<T> moved(
            Versions<T> before, int version, Move move, String by) {
        return switch (move) {
            case SHADOW -> before.shadowed(version);
            case APPROVE -> before.approved(version, by);
            case STOP -> before.stopped(version);
            case RETIRE -> before.retired();
        };
    }

    private static boolean lists(ControlTables state, Message event) {
        switch (event) {
            case ListDefined e -> state.lists().put(e.getListId(), e);
            case ListRemoved e -> state.removeList(e.getListId());
            case ListEntriesAdded e ->
                    e.getEntriesList().forEach(entry -> state.putEntry(e.getListId(), entry));
            case ListEntriesRemoved e ->
                    e.getValuesList().forEach(value -> state.removeEntry(e.getListId(), value));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean models(ControlTables state, Message event) {
        switch (event) {
            case ModelRegistered e ->
                    state.models()
                            .put(
                                    e.getModelHash(),
                                    ModelState.newBuilder().setRegistered(e).build());
            case ModelApproved e -> {
                ModelState before = state.models().get(e.getModelHash());
                if (before != null) {
                    state.models()
                            .put(
                                    e.getModelHash(),
                                    before.toBuilder().setApprovedBy(e.getApprovedBy()).build());
                }
            }
            case ModelPromoted e -> state.standing(promoted(state.standing(), e));
            case ModelRolledBack e -> state.standing(rolledBack(state.standing(), e));
            case ChallengerSet e ->
                    state.standing(
                            state.standing().toBuilder().setChallenger(e.getModelHash()).build());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static ModelsState promoted(ModelsState before, ModelPromoted event) {
        ModelsState.Builder next = before.toBuilder().setChampion(event);
        if (before.hasChampion()) {
            List<ModelPromoted> champions = new ArrayList<>(before.getBeforeList());
            champions.add(before.getChampion());
            if (champions.size() > Limits.VERSIONS_BEFORE_MAX) {
                champions.removeFirst();
            }
            next.clearBefore().addAllBefore(champions);
        }
        return next.build();
    }

    private static ModelsState rolledBack(ModelsState before, ModelRolledBack event) {
        ModelsState.Builder next = before.toBuilder();
        if (before.getBeforeCount() > 0) {
            next.removeBefore(before.getBeforeCount() - 1);
        }
        if (event.getModelHash().isEmpty()) {
            next.clearChampion();
        } else {
            next.setChampion(
                    ModelPromoted.newBuilder()
                            .setModelHash(event.getModelHash())
                            .setPath(event.getPath())
                            .setFeatureSet(event.getFeatureSet())
                            .setPromotedBy(event.getRolledBackBy())
                            .setWeightMilli(event.getWeightMilli()));
        }
        return next.build();
    }
}
