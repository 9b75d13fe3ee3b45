package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.commands.v1.PaymentResult;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.contract.store.v1.AlertStage;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.Map;

/** How the events of payments and alerts change a book. */
final class EvolvePayments {
    private EvolvePayments() {}

    static void register(Map<String, Evolve.Handler<Message>> handlers) {
        Evolve.put(handlers, PaymentRequested.class, EvolvePayments::requested);
        Evolve.put(handlers, PaymentApproved.class, EvolvePayments::approved);
        Evolve.put(handlers, PaymentDeclined.class, EvolvePayments::declined);
        Evolve.put(handlers, PaymentReferred.class, EvolvePayments::referred);
        Evolve.put(handlers, LateDecisionRecorded.class, EvolvePayments::late);
        Evolve.put(handlers, PaymentCaptured.class, EvolvePayments::captured);
        Evolve.put(handlers, PaymentVoided.class, EvolvePayments::voided);
        Evolve.put(handlers, PaymentRefunded.class, EvolvePayments::refunded);
        Evolve.put(handlers, HoldExpired.class, EvolvePayments::expired);
        Evolve.put(handlers, ChargebackReported.class, EvolvePayments::chargedBack);
        Evolve.put(handlers, AlertRaised.class, EvolvePayments::alerted);
        Evolve.put(handlers, AlertResolved.class, EvolvePayments::resolved);
        Evolve.put(handlers, AlertReopened.class, EvolvePayments::reopened);
    }

    private static void requested(BookState state, Fold fold, PaymentRequested event) {
        PaymentDetails details = event.getPayment();
        Evolve.hold(state, event.getHold());
        state.answers(details.getPaymentId());
        PaymentState payment =
                PaymentState.newBuilder()
                        .setDetails(details)
                        .setMode(event.getMode())
                        .setStage(PaymentStage.STAGE_PENDING)
                        .setHeldMinor(event.getHold().getAmountMinor())
                        .setHoldExpiresMicros(event.getHoldExpiresMicros())
                        .setArrivedMicros(event.getArrivedMicros())
                        .setOccurredMicros(fold.record().occurredMicros())
                        .setDeadlineMillis(event.getDeadlineMillis())
                        .setRequestSequence(fold.record().sequence())
                        .setRequestedMicros(fold.record().recordedMicros())
                        .setAnswer(fold.reference())
                        .setResult(PaymentResult.newBuilder().setPaymentId(details.getPaymentId()))
                        .build();
        state.save(payment);
        LimitRules.counted(state, payment);
    }

    private static void approved(BookState state, Fold fold, PaymentApproved event) {
        PaymentState.Builder next =
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setStage(PaymentStage.STAGE_APPROVED)
                        .setCaptureDueMicros(event.getCaptureDueMicros());
        answer(
                state,
                next,
                result(
                        Outcome.APPROVED,
                        event.getBasis(),
                        event.getLateStep(),
                        event.getDecision(),
                        event.getReasonsList()));
        decidedBy(state, next, event.hasPosition(), event.getPosition(), event.getDecision());
        state.save(next.build());
    }

    private static void declined(BookState state, Fold fold, PaymentDeclined event) {
        PaymentState.Builder next =
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setStage(PaymentStage.STAGE_DECLINED);
        release(state, next, event.getRelease(), 0);
        answer(
                state,
                next,
                result(
                        Outcome.DECLINED,
                        event.getBasis(),
                        event.getLateStep(),
                        event.getDecision(),
                        event.getReasonsList()));
        decidedBy(state, next, event.hasPosition(), event.getPosition(), event.getDecision());
        state.save(next.build());
    }

    private static void referred(BookState state, Fold fold, PaymentReferred event) {
        PaymentState.Builder next =
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setStage(PaymentStage.STAGE_REFERRED)
                        .setHoldExpiresMicros(event.getExpiresMicros());
        answer(
                state,
                next,
                result(
                        Outcome.REFERRED,
                        event.getBasis(),
                        event.getLateStep(),
                        event.getDecision(),
                        event.getReasonsList()));
        decidedBy(state, next, event.hasPosition(), event.getPosition(), event.getDecision());
        state.save(next.build());
    }

    private static void late(BookState state, Fold fold, LateDecisionRecorded event) {
        PaymentState.Builder next = state.requirePayment(event.getPaymentId()).toBuilder();
        next.addLateDecisionHashes(CommandHash.ofContent(event.getDecision()));
        state.decisionsReadUntil(event.getPosition());
        state.save(next.build());
    }

    private static void captured(BookState state, Fold fold, PaymentCaptured event) {
        PaymentState payment = state.requirePayment(event.getPaymentId());
        PaymentState.Builder next =
                payment.toBuilder()
                        .setCapturedMinor(event.getCapturedTotalMinor())
                        .setStage(
                                event.getFinal()
                                        ? PaymentStage.STAGE_CAPTURED
                                        : PaymentStage.STAGE_PARTIALLY_CAPTURED)
                        .setCreditedAccountId(event.getPostings(1).getAccountId())
                        .putCaptures(
                                event.getCaptureId(),
                                fold.reference().toBuilder()
                                        .setAmountMinor(event.getAmountMinor())
                                        .build());
        release(state, next, event.getRelease(), event.getAmountMinor());
        Evolve.post(state, event.getPostingsList());
        if (state.isAnswering(event.getPaymentId())) {
            next.setResult(
                    payment.getResult().toBuilder().setCapturedMinor(event.getAmountMinor()));
        }
        state.save(next.build());
    }

    private static void voided(BookState state, Fold fold, PaymentVoided event) {
        PaymentState payment = state.requirePayment(event.getPaymentId());
        PaymentState.Builder next =
                payment.toBuilder().setStage(Payments.voided(payment.getCapturedMinor()));
        release(state, next, event.getRelease(), 0);
        state.save(next.build());
    }

    private static void refunded(BookState state, Fold fold, PaymentRefunded event) {
        Evolve.post(state, event.getPostingsList());
        state.save(
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setRefundedMinor(event.getRefundedTotalMinor())
                        .putRefunds(
                                event.getRefundId(),
                                fold.reference().toBuilder()
                                        .setAmountMinor(event.getAmountMinor())
                                        .build())
                        .build());
    }

    private static void expired(BookState state, Fold fold, HoldExpired event) {
        PaymentState.Builder next =
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setStage(PaymentStage.STAGE_EXPIRED);
        release(state, next, event.getRelease(), 0);
        state.save(next.build());
    }

    private static void chargedBack(BookState state, Fold fold, ChargebackReported event) {
        state.save(
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .addChargebacks(fold.reference())
                        .build());
    }

    private static void alerted(BookState state, Fold fold, AlertRaised event) {
        state.save(
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setAlert(AlertStage.ALERT_OPEN)
                        .build());
    }

    private static void resolved(BookState state, Fold fold, AlertResolved event) {
        state.save(
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setAlert(AlertStage.ALERT_DONE)
                        .build());
    }

    private static void reopened(BookState state, Fold fold, AlertReopened event) {
        state.save(
                state.requirePayment(event.getPaymentId()).toBuilder()
                        .setAlert(AlertStage.ALERT_OPEN)
                        .build());
    }

    /** What is released and not captured with it counts against no spending limit any more. */
    private static void release(
            BookState state, PaymentState.Builder next, HoldChange release, long capturedMinor) {
        Evolve.hold(state, release);
        LimitRules.givenBack(state, next.build(), -release.getAmountMinor() - capturedMinor);
        next.setHeldMinor(next.getHeldMinor() + release.getAmountMinor());
    }

    /**
     * The first decision answers the request; a verdict or late decision that comes after it does
     * not change the answer.
     */
    private static void answer(
            BookState state, PaymentState.Builder next, PaymentResult.Builder result) {
        if (result.getBasis() != DecisionBasis.VERDICT && result.getBasis() != DecisionBasis.LATE) {
            String paymentId = next.getDetails().getPaymentId();
            next.setResult(result.setPaymentId(paymentId));
            state.answers(paymentId);
        }
    }

    private static void decidedBy(
            BookState state,
            PaymentState.Builder next,
            boolean hasPosition,
            DecisionPosition position,
            Decision decision) {
        if (hasPosition) {
            next.setDecisionHash(CommandHash.ofContent(decision));
            state.decisionsReadUntil(position);
        }
    }

    private static PaymentResult.Builder result(
            Outcome outcome,
            DecisionBasis basis,
            LateStep lateStep,
            Decision decision,
            List<Reason> reasons) {
        boolean byJob = basis == DecisionBasis.DECIDE_JOB;
        return PaymentResult.newBuilder()
                .setOutcome(outcome)
                .setBasis(basis)
                .setLateStep(lateStep)
                .setScoreMilli(decision.getScoreMilli())
                .addAllReasons(byJob ? decision.getReasonsList() : reasons);
    }
}
