package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What follows from the rules that fire. Points of live rules add up to the score. The outcome is
 * the severest of what a live rule asks for and what the score asks for. Shadow rules are reported
 * and count for nothing.
 *
 * @param outcome APPROVED, REFERRED or DECLINED
 * @param scoreMilli thousandths, 0 to {@link #SCORE_MAX}
 * @param reasons live before shadow, then severest outcome, most points, rule id, version
 * @param failures rules that could not say
 */
public record Score(
        Outcome outcome, int scoreMilli, List<Reason> reasons, List<RuleFailure> failures) {
    /** The largest score, thousandths. */
    public static final int SCORE_MAX = 1_000_000;

    /**
     * From this score on a payment is declined, thousandths: one grave rule, or two that would each
     * refer it.
     */
    public static final int DECLINE_FROM = 700_000;

    /** From this score on a payment is referred to a person, thousandths. */
    public static final int REFER_FROM = 400_000;

    private static final Comparator<CompiledRule> SEVEREST_FIRST =
            Comparator.comparing(CompiledRule::shadow)
                    .thenComparing(
                            rule -> severity(rule.rule().getOutcome()), Comparator.reverseOrder())
                    .thenComparing(rule -> rule.rule().getWeightMilli(), Comparator.reverseOrder())
                    .thenComparing(rule -> rule.rule().getRuleId())
                    .thenComparing(rule -> rule.rule().getVersion());

    static Score of(List<CompiledRule> rules, String book, RuleInput input) {
        List<CompiledRule> fired = new ArrayList<>();
        List<RuleFailure> failures = new ArrayList<>();
        for (CompiledRule rule : rules) {
            if (!rule.holdsFor(book)) {
                continue;
            }
            try {
                if (rule.fires(input)) {
                    fired.add(rule);
                }
            } catch (CelEvaluationException e) {
                failures.add(rule.failure(e));
            }
        }
        fired.sort(SEVEREST_FIRST);
        long points = 0;
        Outcome asked = Outcome.APPROVED;
        for (CompiledRule rule : fired) {
            if (!rule.shadow()) {
                points += rule.rule().getWeightMilli();
                asked = severer(asked, rule.rule().getOutcome());
            }
        }
        int score = (int) Math.clamp(points, 0L, (long) SCORE_MAX);
        List<Reason> reasons = fired.stream().map(CompiledRule::reason).toList();
        return new Score(severer(asked, byScore(score)), score, reasons, failures);
    }

    private static Outcome byScore(int score) {
        if (score >= DECLINE_FROM) {
            return Outcome.DECLINED;
        }
        return score >= REFER_FROM ? Outcome.REFERRED : Outcome.APPROVED;
    }

    private static Outcome severer(Outcome one, Outcome other) {
        return severity(one) >= severity(other) ? one : other;
    }

    private static int severity(Outcome outcome) {
        return switch (outcome) {
            case DECLINED -> 3;
            case REFERRED -> 2;
            case CHALLENGED -> 1;
            case APPROVED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    }
}
