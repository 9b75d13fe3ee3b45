package dev.weir.jobs;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentChallenged;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.contract.views.v1.PaymentView;
import java.util.List;

/** Payments of a book, and through {@link AccountFold} what they do to accounts. */
final class PaymentFold {
    private final ViewStore store;
    private final Changes changes;
    private final AccountFold accounts;

    PaymentFold(ViewStore store, Changes changes, AccountFold accounts) {
        this.store = store;
        this.changes = changes;
        this.accounts = accounts;
    }

    void requested(EventMeta meta, PaymentRequested event) {
        hold(meta, event.hasHold(), event.getHold());
        keep(
                meta,
                PaymentView.newBuilder()
                        .setBook(meta.book())
                        .setPaymentId(event.getPayment().getPaymentId())
                        .setStatus(PaymentStatus.PENDING)
                        .setDetails(event.getPayment())
                        .setControlSeq(event.getControlSeq())
                        .setMode(event.getMode())
                        .setOccurredAt(meta.occurred())
                        .setRequestedAt(meta.recorded()),
                event.getArrivedMicros());
    }

    void approved(EventMeta meta, PaymentApproved event) {
        decided(
                meta,
                event.getPaymentId(),
                PaymentStatus.APPROVED,
                new Basis(
                        Outcome.APPROVED,
                        event.getBasis(),
                        event.getDecision(),
                        event.getLateStep(),
                        event.getReasonsList()));
    }

    void declined(EventMeta meta, PaymentDeclined event) {
        hold(meta, event.hasRelease(), event.getRelease());
        decided(
                meta,
                event.getPaymentId(),
                PaymentStatus.DECLINED,
                new Basis(
                        Outcome.DECLINED,
                        event.getBasis(),
                        event.getDecision(),
                        event.getLateStep(),
                        event.getReasonsList()));
    }

    void referred(EventMeta meta, PaymentReferred event) {
        decided(
                meta,
                event.getPaymentId(),
                PaymentStatus.REFERRED,
                new Basis(
                        Outcome.REFERRED,
                        event.getBasis(),
                        event.getDecision(),
                        event.getLateStep(),
                        event.getReasonsList()));
    }

    void challenged(EventMeta meta, PaymentChallenged event) {
        decided(
                meta,
                event.getPaymentId(),
                PaymentStatus.CHALLENGED,
                new Basis(
                        Outcome.CHALLENGED,
                        event.getBasis(),
                        event.getDecision(),
                        LateStep.LATE_STEP_UNSPECIFIED,
                        List.of()));
    }

    void lateDecision(EventMeta meta, LateDecisionRecorded event) {
        PaymentState before = existing(meta, event.getPaymentId());
        keep(
                meta,
                before.view().toBuilder().setLateOutcome(event.getDecision().getOutcome()),
                before.arrivedMicros());
    }

    void captured(EventMeta meta, PaymentCaptured event) {
        hold(meta, event.hasRelease(), event.getRelease());
        PaymentState before = existing(meta, event.getPaymentId());
        accounts.posted(meta, event.getPostingsList(), "CAPTURE", event.getPaymentId(), "");
        checkTotal(
                meta,
                before,
                before.view().getCapturedMinor(),
                event.getAmountMinor(),
                event.getCapturedTotalMinor());
        keep(
                meta,
                before.view().toBuilder()
                        .setCapturedMinor(event.getCapturedTotalMinor())
                        .setStatus(
                                event.getFinal()
                                        ? PaymentStatus.CAPTURED
                                        : PaymentStatus.PARTIALLY_CAPTURED),
                before.arrivedMicros());
    }

    void voided(EventMeta meta, PaymentVoided event) {
        hold(meta, event.hasRelease(), event.getRelease());
        ended(meta, event.getPaymentId(), PaymentStatus.VOIDED);
    }

    void expired(EventMeta meta, HoldExpired event) {
        hold(meta, event.hasRelease(), event.getRelease());
        ended(meta, event.getPaymentId(), PaymentStatus.EXPIRED);
    }

    void refunded(EventMeta meta, PaymentRefunded event) {
        PaymentState before = existing(meta, event.getPaymentId());
        accounts.posted(meta, event.getPostingsList(), "REFUND", event.getPaymentId(), "");
        checkTotal(
                meta,
                before,
                before.view().getRefundedMinor(),
                event.getAmountMinor(),
                event.getRefundedTotalMinor());
        keep(
                meta,
                before.view().toBuilder().setRefundedMinor(event.getRefundedTotalMinor()),
                before.arrivedMicros());
    }

    void chargedBack(EventMeta meta, ChargebackReported event) {
        PaymentState before = existing(meta, event.getPaymentId());
        keep(meta, before.view().toBuilder().setChargedBack(true), before.arrivedMicros());
    }

    /** A person's verdict about the payment. */
    void judged(EventMeta meta, String paymentId, dev.weir.contract.cases.v1.Verdict verdict) {
        PaymentState before = existing(meta, paymentId);
        keep(meta, before.view().toBuilder().setVerdict(verdict), before.arrivedMicros());
    }

    /** What a deciding event says. */
    private record Basis(
            Outcome outcome,
            DecisionBasis basis,
            Decision decision,
            LateStep lateStep,
            List<Reason> reasons) {}

    private void decided(EventMeta meta, String paymentId, PaymentStatus status, Basis basis) {
        PaymentState before = existing(meta, paymentId);
        PaymentView.Builder view =
                before.view().toBuilder()
                        .setStatus(status)
                        .setOutcome(basis.outcome())
                        .setBasis(basis.basis())
                        .setLateStep(basis.lateStep());
        Decision decision = basis.decision();
        if (!decision.getPaymentId().isEmpty()) {
            view.setScoreMilli(decision.getScoreMilli())
                    .setModelHash(decision.getModelHash())
                    .setControlSeq(decision.getControlSeq())
                    .clearReasons()
                    .addAllReasons(decision.getReasonsList());
        } else if (!basis.reasons().isEmpty()) {
            view.clearReasons().addAllReasons(basis.reasons());
        }
        // A verdict on a referred payment is a second outcome: the time of the first one stands.
        if (before.arrivedMicros() > 0 && before.view().getOutcome().getNumber() == 0) {
            view.setDecisionMicros(meta.recordedMicros() - before.arrivedMicros());
        }
        keep(meta, view, before.arrivedMicros());
    }

    /** Nothing is held any more: what had been captured before stays captured. */
    private void ended(EventMeta meta, String paymentId, PaymentStatus uncaptured) {
        PaymentState before = existing(meta, paymentId);
        keep(
                meta,
                before.view().toBuilder()
                        .setStatus(
                                before.view().getCapturedMinor() > 0
                                        ? PaymentStatus.CAPTURED
                                        : uncaptured),
                before.arrivedMicros());
    }

    private void hold(EventMeta meta, boolean present, HoldChange change) {
        if (present) {
            accounts.held(meta, change);
        }
    }

    private void checkTotal(
            EventMeta meta, PaymentState payment, long before, long amount, long total) {
        long own;
        try {
            own = Math.addExact(before, amount);
        } catch (ArithmeticException overflow) {
            own = Long.MIN_VALUE;
        }
        String account = payment.view().getDetails().getAccountId();
        if (own != total && !account.isEmpty()) {
            accounts.unsound(meta, account);
        }
    }

    /**
     * A payment that was never requested can't be shown in full; BookFold counts the book unsound.
     */
    private PaymentState existing(EventMeta meta, String paymentId) {
        return store.payment(paymentId)
                .orElseGet(
                        () -> {
                            changes.markBook();
                            return new PaymentState(
                                    PaymentView.newBuilder()
                                            .setBook(meta.book())
                                            .setPaymentId(paymentId)
                                            .build(),
                                    0);
                        });
    }

    private void keep(EventMeta meta, PaymentView.Builder payment, long arrivedMicros) {
        PaymentView view =
                payment.setSequence(meta.sequence()).setUpdatedAt(meta.recorded()).build();
        store.put(new PaymentState(view, arrivedMicros));
        changes.payment(view);
    }
}
