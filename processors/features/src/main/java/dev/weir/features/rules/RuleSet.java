package dev.weir.features.rules;

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
    private final List<CompiledRule> rules;
    private final List<RuleFailure> rejected;

    RuleSet(FeatureSet features, List<CompiledRule> rules, List<RuleFailure> rejected) {
        this.features = features;
        this.rules = List.copyOf(rules);
        this.rejected = List.copyOf(rejected);
    }

    /**
     * Compiles rules. One that does not compile is left out and named in {@link #rejected}: it was
     * checked when it was drafted, and the others must go on.
     *
     * @param live rules that count
     * @param shadow rules that are evaluated and reported only
     */
    public static RuleSet compile(FeatureSet features, List<Rule> live, List<Rule> shadow) {
        RuleCompiler compiler = RuleCompiler.full(features);
        List<CompiledRule> compiled = new ArrayList<>();
        List<RuleFailure> rejected = new ArrayList<>();
        live.forEach(rule -> compile(compiler, rule, false, compiled, rejected));
        shadow.forEach(rule -> compile(compiler, rule, true, compiled, rejected));
        return new RuleSet(features, compiled, rejected);
    }

    static void compile(
            RuleCompiler compiler,
            Rule rule,
            boolean shadow,
            List<CompiledRule> compiled,
            List<RuleFailure> rejected) {
        try {
            compiled.add(compiler.compile(rule, shadow));
        } catch (RuleException e) {
            rejected.add(new RuleFailure(rule.getRuleId(), rule.getVersion(), e.getMessage()));
        }
    }

    /**
     * Checks a draft.
     *
     * @throws RuleException with a message for its author: line, column and what is wrong
     */
    public static void check(FeatureSet features, Rule draft) {
        RuleCompiler.full(features).compile(draft, true);
    }

    /** Rules that could not be compiled, and why. */
    public List<RuleFailure> rejected() {
        return rejected;
    }

    /** Number of rules that are evaluated. */
    public int size() {
        return rules.size();
    }

    FeatureSet features() {
        return features;
    }

    List<CompiledRule> rules() {
        return rules;
    }
}
