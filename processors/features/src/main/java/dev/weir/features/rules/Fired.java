package dev.weir.features.rules;

import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;

/**
 * Something that fired for a payment.
 *
 * @param reason why; one that is marked shadow does not count
 * @param asked the outcome that it asks for by itself; APPROVED: none
 */
public record Fired(Reason reason, Outcome asked) {

    /** The same, reported only. */
    public Fired muted() {
        return new Fired(reason.toBuilder().setShadow(true).build(), asked);
    }

    /** The same, counted. */
    public Fired counted() {
        return new Fired(reason.toBuilder().setShadow(false).build(), asked);
    }

    boolean counts() {
        return !reason.getShadow();
    }

    /** A model's points are added as such: its reasons only share them out. */
    long points() {
        return counts() && reason.getSource() != ReasonSource.MODEL ? reason.getWeightMilli() : 0;
    }
}
