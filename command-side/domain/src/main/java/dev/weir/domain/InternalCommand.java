package dev.weir.domain;

import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.LateStep;
import java.util.List;

/** Commands that the owner of a book gives itself; they are never refused, only without effect. */
public sealed interface InternalCommand {
    /**
     * A record of weir.decisions was read.
     *
     * @param lateAction what is done if it comes late and says DECLINED; see {@link
     *     ControlBook#lateAction}
     */
    record DecisionArrived(
            Decision decision,
            DecisionTimes times,
            DecisionPosition position,
            LateAction lateAction)
            implements InternalCommand {}

    /**
     * The deadline of a payment passed.
     *
     * @param ladderReasons why the fallback ladder came out as it did
     * @param ladderOutcome APPROVED, DECLINED or REFERRED; see {@link ControlBook#fallback}
     */
    record DecisionOverdue(
            String paymentId,
            LateStep lateStep,
            List<Reason> ladderReasons,
            dev.weir.contract.decisions.v1.Outcome ladderOutcome)
            implements InternalCommand {}

    /**
     * Expires and captures what is due, earliest first, at most {@link Limits#HOLDS_PER_RUN} at a
     * time.
     */
    record HoldsDue() implements InternalCommand {}

    /** Sending book: what the receiving book says has become of a transfer. */
    record CreditAnswered(String transferId, CreditAnswer answer) implements InternalCommand {}

    /** Sending book: the receiving book knows that a transfer is over. */
    record AcknowledgementTaken(String transferId) implements InternalCommand {}

    /** Receiving book: another book's owner asks to credit a transfer. */
    record CreditRequested(CreditFromBook credit) implements InternalCommand {}

    /** Receiving book: the other book has settled or released a transfer. */
    record CreditAcknowledged(String fromBook, String transferId) implements InternalCommand {}

    /** Forgets the idempotency keys that are older than {@link Limits#KEY_MEMORY_MICROS}. */
    record KeysDue() implements InternalCommand {}
}
