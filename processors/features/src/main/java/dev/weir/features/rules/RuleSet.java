package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.Rule;
import dev.weir.features.FeatureSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules in force at one position of the control book, compiled. Immutable and safe for many
 * threads. Compiling takes milliseconds a rule: compile when the control book changes, never per
 * payment.
 */
public final class RuleSet {
    private final FeatureSet features;
    private final List<CompiledRule> live;
    private final List<CompiledRule> shadow;
    private final List<RuleFailure> rejected;

    private RuleSet(
            FeatureSet features,
            List<CompiledRule> live,
            List<CompiledRule> shadow,
            List<RuleFailure> rejected) {
        this.features = features;
        this.live = List.copyOf(live);
        this.shadow = List.copyOf(shadow);
        this.rejected = List.copyOf(rejected);
    }

    /**
     * Compiles rules. One that does not compile is left out and named in {@link #rejected}: it was
     * checked when it was drafted, and the others must go on.
     *
     * @param live rules that count
     * @param shadow rules that are evaluated after the decision and reported only
     */
    public static RuleSet compile(FeatureSet features, List<Rule> live, List<Rule> shadow) {
        return compile(
                features, new RuleCompiler.Cached(RuleCompiler.full(features)), live, shadow);
    }

    static RuleSet compile(
            FeatureSet features, RuleCompiler.Cached compiler, List<Rule> live, List<Rule> shadow) {
        List<RuleFailure> rejected = new ArrayList<>();
        return new RuleSet(
                features,
                compiler.compileAll(live, rejected),
                compiler.compileAll(shadow, rejected),
                rejected);
    }

    /**
     * Checks a draft.
     *
     * @throws RuleException with a message for its author: line, column and what is wrong
     */
    public static void check(FeatureSet features, Rule draft) {
        RuleCompiler.full(features).compile(draft);
    }

    /** Live rules that fire, marked as counting; rules that fail are added to the failures. */
    public List<Fired> firedLive(String book, RuleInput input, List<RuleFailure> failures) {
        return fired(live, false, book, input, failures);
    }

    /** Rules in shadow that fire, marked so; rules that fail are added to the failures. */
    public List<Fired> firedShadow(String book, RuleInput input, List<RuleFailure> failures) {
        return fired(shadow, true, book, input, failures);
    }

    static List<Fired> fired(
            List<CompiledRule> rules,
            boolean shadow,
            String book,
            RuleInput input,
            List<RuleFailure> failures) {
        List<Fired> fired = new ArrayList<>();
        for (CompiledRule rule : rules) {
            if (!rule.holdsFor(book)) {
                continue;
            }
            try {
                if (rule.fires(input)) {
                    fired.add(rule.fired(shadow));
                }
            } catch (CelEvaluationException e) {
                failures.add(rule.failure(e));
            }
        }
        return fired;
    }

    /** Rules that could not be compiled, and why. */
    public List<RuleFailure> rejected() {
        return rejected;
    }

    /** Number of rules that count. */
    public int live() {
        return live.size();
    }

    /** Number of rules in shadow. */
    public int shadow() {
        return shadow.size();
    }

    /** The set that the rules were compiled for. */
    public FeatureSet features() {
        return features;
    }
}
