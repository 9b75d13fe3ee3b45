package dev.weir.features.rules;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rules as the control book has them at one position: every version until the rule is retired,
 * those in shadow and those that count. Immutable. Of a rule one version at most is live and one at
 * most is in shadow.
 */
public final class RuleBook {
    private final Map<String, Rule> drafts;
    private final Map<String, Rule> shadow;
    private final Map<String, Rule> live;

    private RuleBook(Map<String, Rule> drafts, Map<String, Rule> shadow, Map<String, Rule> live) {
        this.drafts = drafts;
        this.shadow = shadow;
        this.live = live;
    }

    /** No rules. */
    public static RuleBook empty() {
        return new RuleBook(Map.of(), Map.of(), Map.of());
    }

    /**
     * The book after an event of the control book; the same object if the event is not about rules
     * in force.
     */
    public RuleBook after(Message event) {
        return switch (event) {
            case RuleDrafted drafted ->
                    new RuleBook(
                            with(drafts, draftKey(drafted.getRule()), drafted.getRule()),
                            shadow,
                            live);
            case RuleShadowed shadowed -> {
                Rule draft = drafts.get(draftKey(shadowed.getRuleId(), shadowed.getVersion()));
                yield draft == null
                        ? this
                        : new RuleBook(drafts, with(shadow, draft.getRuleId(), draft), live);
            }
            case RuleActivated activated -> {
                Rule rule = activated.getRule();
                String id = rule.getRuleId();
                yield new RuleBook(
                        with(drafts, draftKey(rule), rule),
                        without(shadow, id),
                        with(live, id, rule));
            }
            case RuleStopped stopped -> {
                Rule rule = live.get(stopped.getRuleId());
                yield rule == null || rule.getVersion() != stopped.getVersion()
                        ? this
                        : new RuleBook(
                                drafts,
                                with(shadow, rule.getRuleId(), rule),
                                without(live, rule.getRuleId()));
            }
            case RuleRetired retired -> {
                String id = retired.getRuleId();
                yield new RuleBook(withoutDraftsOf(id), without(shadow, id), without(live, id));
            }
            default -> this;
        };
    }

    /** Rules that count, by id. */
    public List<Rule> live() {
        return List.copyOf(live.values());
    }

    /** Rules that are evaluated and reported only, by id. */
    public List<Rule> shadow() {
        return List.copyOf(shadow.values());
    }

    private Map<String, Rule> withoutDraftsOf(String id) {
        Map<String, Rule> left = new TreeMap<>(drafts);
        left.values().removeIf(rule -> rule.getRuleId().equals(id));
        return left;
    }

    private static Map<String, Rule> with(Map<String, Rule> rules, String key, Rule rule) {
        Map<String, Rule> more = new TreeMap<>(rules);
        more.put(key, rule);
        return more;
    }

    private static Map<String, Rule> without(Map<String, Rule> rules, String key) {
        Map<String, Rule> left = new TreeMap<>(rules);
        left.remove(key);
        return left;
    }

    private static String draftKey(Rule rule) {
        return draftKey(rule.getRuleId(), rule.getVersion());
    }

    private static String draftKey(String id, int version) {
        return id + '/' + version;
    }
}
