package dev.weir.domain;

import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.HoldStage;
import dev.weir.contract.store.v1.HoldState;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.HashSet;
import java.util.Set;

/**
 * What recorded time alone brings about: holds run out, and payments that asked for it are
 * captured. It is written either by the book's own turn ({@link #fire}) or in front of the command
 * that meets the entity first ({@code meet}); the log is the same but for that moment.
 */
final class TimerRules {
    private TimerRules() {}

    /** Everything that is due, earliest first, at most {@link Limits#HOLDS_PER_RUN} of it. */
    static Outcome fire(BookState state, long nowMicros) {
        Draft draft = new Draft(state, nowMicros);
        Set<String> ended = new HashSet<>();
        for (Timers.Timer timer : state.timers().due(nowMicros, Limits.HOLDS_PER_RUN)) {
            if (timer.kind() == Timers.Kind.HOLD_EXPIRY) {
                meet(draft, state.holds().require(timer.id()), nowMicros);
            } else if (ended.add(timer.id())) {
                // A capture ends the payment, and with it the expiry that may stand behind.
                meet(draft, state.requirePayment(timer.id()), nowMicros);
            }
        }
        return draft.accepted();
    }

    /** The payment as it stands once what is due for it is written into the draft. */
    static PaymentState meet(Draft draft, PaymentState payment, long nowMicros) {
        boolean captureIsDue =
                Timers.isCapturable(payment.getStage())
                        && isDue(payment.getCaptureDueMicros(), nowMicros);
        boolean expiryIsDue =
                Payments.isOpen(payment.getStage())
                        && isDue(payment.getHoldExpiresMicros(), nowMicros);
        if (captureIsDue
                && (!expiryIsDue
                        || payment.getCaptureDueMicros() <= payment.getHoldExpiresMicros())) {
            return capture(draft, payment, nowMicros);
        }
        return expiryIsDue ? expire(draft, payment, nowMicros) : payment;
    }

    /** The hold as it stands once its expiry, if that is due, is written into the draft. */
    static HoldState meet(Draft draft, HoldState hold, long nowMicros) {
        if (!Holds.isOpen(hold) || !isDue(hold.getExpiresMicros(), nowMicros)) {
            return hold;
        }
        draft.add(
                HeldFundsExpired.newBuilder()
                        .setHoldId(hold.getHoldId())
                        .setRelease(draft.hold(hold.getAccountId(), -hold.getHeldMinor()))
                        .build(),
                hold.getHoldId(),
                nowMicros);
        return hold.toBuilder().setHeldMinor(0).setStage(HoldStage.HOLD_EXPIRED).build();
    }

    /** When a payment that is approved now is captured by itself; 0: never. */
    static long captureDue(PaymentState payment, long nowMicros) {
        int after = payment.getDetails().getAutoCaptureAfterSeconds();
        if (after == 0 || Payments.isAutomatic(payment.getDetails())) {
            return 0;
        }
        long due = nowMicros + after * 1_000_000L;
        // One that a person approved late is captured before its hold runs out, and not lost.
        return payment.getHoldExpiresMicros() == 0
                ? due
                : Math.min(due, payment.getHoldExpiresMicros() - 1);
    }

    private static boolean isDue(long dueMicros, long nowMicros) {
        return dueMicros > 0 && dueMicros <= nowMicros;
    }

    private static PaymentState capture(Draft draft, PaymentState payment, long nowMicros) {
        PaymentDetails details = payment.getDetails();
        String id = details.getPaymentId();
        long held = payment.getHeldMinor();
        String captureId = SettlementRules.number(payment.getCapturesMap(), "");
        Capture capture =
                new Capture(
                        details,
                        Capture.creditAccount(draft, details),
                        captureId,
                        payment.getCapturedMinor(),
                        held,
                        held,
                        true);
        String overflowing = capture.overflows(draft);
        if (!overflowing.isEmpty()) {
            DecisionRules.giveUp(draft, payment, "a capture would overflow " + overflowing);
            return payment.toBuilder()
                    .setHeldMinor(0)
                    .setStage(Payments.voided(payment.getCapturedMinor()))
                    .build();
        }
        PaymentCaptured event = capture.event(draft).setTimed(true).build();
        draft.add(event, id, DecisionRules.businessTime(payment, nowMicros));
        return payment.toBuilder()
                .setStage(PaymentStage.STAGE_CAPTURED)
                .setHeldMinor(0)
                .setCapturedMinor(event.getCapturedTotalMinor())
                .setCreditedAccountId(capture.creditAccountId())
                .putCaptures(captureId, CommandReference.getDefaultInstance())
                .build();
    }

    private static PaymentState expire(Draft draft, PaymentState payment, long nowMicros) {
        PaymentDetails details = payment.getDetails();
        draft.add(
                HoldExpired.newBuilder()
                        .setPaymentId(details.getPaymentId())
                        .setRelease(draft.hold(details.getAccountId(), -payment.getHeldMinor()))
                        .build(),
                details.getPaymentId(),
                DecisionRules.businessTime(payment, nowMicros));
        return payment.toBuilder().setStage(PaymentStage.STAGE_EXPIRED).setHeldMinor(0).build();
    }
}
