package dev.weir.features.rules;

import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules that an owner can evaluate by itself when a decision is late: those that speak of
 * {@code payment.*} and {@code account.*} only. If none fires the outcome is APPROVED without a
 * reason, and the book's policy has the word.
 */
public final class LocalRules {
    private final List<CompiledRule> rules;

    private LocalRules(List<CompiledRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Takes from the live rules those that need no features. */
    public static LocalRules compile(List<Rule> live) {
        RuleCompiler compiler = RuleCompiler.local();
        List<CompiledRule> compiled = new ArrayList<>();
        live.forEach(rule -> RuleSet.compile(compiler, rule, false, compiled, new ArrayList<>()));
        return new LocalRules(compiled);
    }

    /** Number of rules that are evaluated. */
    public int size() {
        return rules.size();
    }

    /** What the rules say of a payment, given its account with the hold in place. */
    public Score evaluate(String book, PaymentDetails payment, AccountState account) {
        RuleInput input = new RuleInput(payment, account, Optional.empty(), Optional.empty());
        return Score.of(rules, book, input);
    }
}
