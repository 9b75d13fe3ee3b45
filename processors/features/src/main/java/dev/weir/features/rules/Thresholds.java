package dev.weir.features.rules;

import dev.weir.contract.decisions.v1.Outcome;

/**
 * From which scores on something happens to a payment, thousandths.
 *
 * @param referFrom it is referred to a person
 * @param declineFrom it is declined
 * @param alertFrom it raises an alert though it is approved; 0: none does
 */
public record Thresholds(int referFrom, int declineFrom, int alertFrom) {

    /** One grave rule declines, or two of which each would refer. */
    public static final Thresholds DEFAULT = new Thresholds(400_000, 700_000, 0);

    /** What a score asks for by itself. */
    public Outcome outcomeOf(int score) {
        if (score >= declineFrom) {
            return Outcome.DECLINED;
        }
        return score >= referFrom ? Outcome.REFERRED : Outcome.APPROVED;
    }

    /** Whether an approved payment of this score raises an alert. */
    public boolean alerts(int score) {
        return alertFrom > 0 && score >= alertFrom;
    }
}
