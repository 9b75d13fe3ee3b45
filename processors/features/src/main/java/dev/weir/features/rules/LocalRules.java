package dev.weir.features.rules;

import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.lists.ListHit;
import java.util.ArrayList;
import java.util.List;

/**
 * What an owner can evaluate by itself when a decision is late: rules that speak of {@code
 * payment.*} and {@code account.*} only, and lists of the control book. If none fires the outcome
 * is APPROVED without a reason, and the book's policy has the word.
 */
public final class LocalRules {
    private final List<CompiledRule> rules;

    private LocalRules(List<CompiledRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Takes from the live rules those that need no features. */
    public static LocalRules compile(List<Rule> live) {
        return new LocalRules(
                new RuleCompiler.Cached(RuleCompiler.local()).compileAll(live, new ArrayList<>()));
    }

    /** Number of rules that are evaluated. */
    public int size() {
        return rules.size();
    }

    /** What the rules say of a payment, given its account with the hold in place. */
    public Score evaluate(String book, PaymentDetails payment, AccountState account) {
        return evaluate(book, payment, account, List.of(), Thresholds.DEFAULT);
    }

    /** What rules and lists say of it, under the book's thresholds. */
    public Score evaluate(
            String book,
            PaymentDetails payment,
            AccountState account,
            List<ListHit> lists,
            Thresholds thresholds) {
        RuleInput input = RuleInput.local(payment, account);
        List<RuleFailure> failures = new ArrayList<>();
        boolean allowed = lists.stream().anyMatch(ListHit::allows);
        List<Fired> fired = new ArrayList<>();
        for (Fired one : RuleSet.fired(rules, false, book, input, failures)) {
            fired.add(allowed ? one.muted() : one);
        }
        lists.forEach(hit -> fired.add(new Fired(hit.reason(), hit.asked())));
        return Score.of(fired, 0, thresholds, failures);
    }
}
