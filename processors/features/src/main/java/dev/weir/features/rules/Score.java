package dev.weir.features.rules;

import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What follows from all that fired. Points of what counts add up to the score. The outcome is the
 * severest of what one of it asks for and what the score asks for.
 *
 * @param outcome APPROVED, REFERRED or DECLINED
 * @param scoreMilli thousandths, 0 to {@link #SCORE_MAX}
 * @param reasons counted before shadow, then severest outcome, most points, source, id, version
 * @param failures rules that could not say
 */
public record Score(
        Outcome outcome, int scoreMilli, List<Reason> reasons, List<RuleFailure> failures) {
    /** The largest score, thousandths. */
    public static final int SCORE_MAX = 1_000_000;

    private static final Comparator<Fired> SEVEREST_FIRST =
            Comparator.comparing((Fired fired) -> fired.reason().getShadow())
                    .thenComparing(fired -> severity(fired.asked()), Comparator.reverseOrder())
                    .thenComparing(
                            fired -> fired.reason().getWeightMilli(), Comparator.reverseOrder())
                    .thenComparing(fired -> fired.reason().getSource())
                    .thenComparing(fired -> fired.reason().getSourceId())
                    .thenComparing(fired -> fired.reason().getSourceVersion());

    /**
     * Adds up.
     *
     * @param modelPoints points of the model, thousandths; 0 without one
     */
    public static Score of(
            Collection<Fired> fired,
            long modelPoints,
            Thresholds thresholds,
            List<RuleFailure> failures) {
        long points = modelPoints;
        Outcome asked = Outcome.APPROVED;
        for (Fired one : fired) {
            if (one.counts()) {
                points += one.points();
                asked = severer(asked, one.asked());
            }
        }
        int score = (int) Math.clamp(points, 0L, (long) SCORE_MAX);
        List<Reason> reasons = fired.stream().sorted(SEVEREST_FIRST).map(Fired::reason).toList();
        return new Score(
                severer(asked, thresholds.outcomeOf(score)), score, reasons, List.copyOf(failures));
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
