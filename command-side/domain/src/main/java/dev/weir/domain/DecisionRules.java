package dev.weir.domain;

import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.contract.store.v1.AlertStage;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.Optional;

/**
 * What a decision, its absence or its late arrival does to a payment. The first accepted one wins.
 */
final class DecisionRules {
    private static final Outcome NOTHING = new Outcome.Accepted(List.of(), "");

    private DecisionRules() {}

    static Outcome arrived(
            BookState state, InternalCommand.DecisionArrived c, CommandContext context) {
        Decision decision = c.decision();
        Optional<PaymentState> found = state.payment(decision.getPaymentId());
        if (found.isEmpty() || !usable(decision)) {
            return NOTHING;
        }
        PaymentState payment = found.get();
        if (payment.getResult().getBasis() == DecisionBasis.IMPORTED) {
            return NOTHING;
        }
        if (payment.getStage() == PaymentStage.STAGE_PENDING) {
            return expired(payment, context)
                    ? expiredBeforeDecision(state, payment, c, context)
                    : inTime(state, payment, c, context);
        }
        return late(state, payment, c, context);
    }

    static Outcome overdue(
            BookState state, InternalCommand.DecisionOverdue c, CommandContext context) {
        Optional<PaymentState> found =
                state.payment(c.paymentId())
                        .filter(p -> p.getStage() == PaymentStage.STAGE_PENDING);
        if (found.isEmpty()) {
            return NOTHING;
        }
        PaymentState payment = found.get();
        Draft draft = new Draft(state, businessTime(payment, context.nowMicros()));
        if (expired(payment, context)) {
            TimerRules.meet(draft, payment, context.nowMicros());
            return draft.accepted();
        }
        String id = c.paymentId();
        switch (c.ladderOutcome()) {
            case APPROVED ->
                    approve(
                            draft,
                            payment,
                            PaymentApproved.newBuilder()
                                    .setPaymentId(id)
                                    .setBasis(DecisionBasis.FALLBACK)
                                    .setLateStep(c.lateStep())
                                    .addAllReasons(c.ladderReasons())
                                    .build(),
                            context.nowMicros());
            case DECLINED ->
                    decline(
                            draft,
                            payment,
                            PaymentDeclined.newBuilder()
                                    .setBasis(DecisionBasis.FALLBACK)
                                    .setLateStep(c.lateStep())
                                    .addAllReasons(c.ladderReasons()));
            case REFERRED, CHALLENGED, OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                    draft.add(
                            PaymentReferred.newBuilder()
                                    .setPaymentId(id)
                                    .setBasis(DecisionBasis.FALLBACK)
                                    .setLateStep(c.lateStep())
                                    .addAllReasons(c.ladderReasons())
                                    .setExpiresMicros(context.nowMicros() + Limits.REFERRAL_MICROS)
                                    .build(),
                            id);
        }
        if (c.ladderOutcome() != dev.weir.contract.decisions.v1.Outcome.APPROVED) {
            alert(draft, payment, c.ladderOutcome(), 0, c.ladderReasons());
        }
        return draft.accepted();
    }

    /**
     * Approves, and captures in the next event where capture is automatic and the credited account
     * can take it.
     */
    static void approve(Draft draft, PaymentState payment, PaymentApproved event, long nowMicros) {
        PaymentDetails details = payment.getDetails();
        if (!Payments.isAutomatic(details)) {
            draft.add(
                    event.toBuilder()
                            .setCaptureDueMicros(TimerRules.captureDue(payment, nowMicros))
                            .build(),
                    details.getPaymentId());
            return;
        }
        Capture capture = Capture.first(draft, details);
        draft.add(event, details.getPaymentId());
        if (capture.overflows(draft).isEmpty()) {
            capture.addTo(draft);
        }
    }

    static void decline(Draft draft, PaymentState payment, PaymentDeclined.Builder event) {
        PaymentDetails details = payment.getDetails();
        event.setPaymentId(details.getPaymentId())
                .setRelease(draft.hold(details.getAccountId(), -payment.getHeldMinor()));
        draft.add(event.build(), details.getPaymentId());
    }

    /**
     * Business time of what the owner does by itself: an imported payment stays in its own time.
     */
    static long businessTime(PaymentState payment, long nowMicros) {
        return payment.getMode() == DecisionMode.LIVE ? nowMicros : payment.getOccurredMicros();
    }

    static boolean expired(PaymentState payment, CommandContext context) {
        return Payments.isOpen(payment.getStage())
                && payment.getHoldExpiresMicros() > 0
                && payment.getHoldExpiresMicros() <= context.nowMicros();
    }

    private static Outcome inTime(
            BookState state,
            PaymentState payment,
            InternalCommand.DecisionArrived c,
            CommandContext context) {
        Decision decision = c.decision();
        Draft draft = new Draft(state, businessTime(payment, context.nowMicros()));
        switch (decision.getOutcome()) {
            case APPROVED ->
                    approve(
                            draft,
                            payment,
                            PaymentApproved.newBuilder()
                                    .setPaymentId(decision.getPaymentId())
                                    .setBasis(DecisionBasis.DECIDE_JOB)
                                    .setDecision(decision)
                                    .setTimes(c.times())
                                    .setPosition(c.position())
                                    .build(),
                            context.nowMicros());
            case DECLINED ->
                    decline(
                            draft,
                            payment,
                            PaymentDeclined.newBuilder()
                                    .setBasis(DecisionBasis.DECIDE_JOB)
                                    .setDecision(decision)
                                    .setTimes(c.times())
                                    .setPosition(c.position()));
            case REFERRED ->
                    draft.add(
                            PaymentReferred.newBuilder()
                                    .setPaymentId(decision.getPaymentId())
                                    .setBasis(DecisionBasis.DECIDE_JOB)
                                    .setDecision(decision)
                                    .setTimes(c.times())
                                    .setPosition(c.position())
                                    .setExpiresMicros(context.nowMicros() + Limits.REFERRAL_MICROS)
                                    .build(),
                            decision.getPaymentId());
            case CHALLENGED, OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalStateException("usable() lets no such outcome through");
        }
        if (decision.getOutcome() != dev.weir.contract.decisions.v1.Outcome.APPROVED
                || decision.getAlert()) {
            alert(draft, payment, decision);
        }
        return draft.accepted();
    }

    private static Outcome late(
            BookState state,
            PaymentState payment,
            InternalCommand.DecisionArrived c,
            CommandContext context) {
        String hash = CommandHash.ofContent(c.decision());
        boolean known =
                payment.getDecisionHash().equals(hash)
                        || payment.getLateDecisionHashesList().contains(hash);
        if (known) {
            return new Outcome.Repeated(
                    c.decision().getPaymentId(),
                    payment.getAnswer().getSequence(),
                    payment.getAnswer().getRecordHash());
        }
        if (payment.getLateDecisionHashesCount() >= Limits.LATE_DECISIONS_MAX) {
            return NOTHING;
        }
        boolean diverges =
                !payment.getDecisionHash().isEmpty() || payment.getLateDecisionHashesCount() > 0;
        Draft draft = new Draft(state, businessTime(payment, context.nowMicros()));
        PaymentState met = TimerRules.meet(draft, payment, context.nowMicros());
        draft.add(lateEvent(payment, c, diverges), c.decision().getPaymentId());
        if (!diverges) {
            blind(draft, met, c, context.nowMicros());
        }
        return draft.accepted();
    }

    /**
     * Decided blind: a late no voids or refers what was not captured, as the late policy says, and
     * tells a person of what was approved.
     */
    private static void blind(
            Draft draft, PaymentState payment, InternalCommand.DecisionArrived c, long nowMicros) {
        Decision decision = c.decision();
        if (decision.getOutcome() == dev.weir.contract.decisions.v1.Outcome.APPROVED
                && !decision.getAlert()) {
            return;
        }
        switch (payment.getStage()) {
            case STAGE_APPROVED -> {
                if (decision.getOutcome() == dev.weir.contract.decisions.v1.Outcome.DECLINED) {
                    takeBack(draft, payment, c, nowMicros);
                }
                alert(draft, payment, decision);
            }
            case STAGE_CAPTURED, STAGE_PARTIALLY_CAPTURED -> alert(draft, payment, decision);
            case STAGE_PENDING,
                    STAGE_REFERRED,
                    STAGE_DECLINED,
                    STAGE_VOIDED,
                    STAGE_EXPIRED,
                    PAYMENT_STAGE_UNSPECIFIED,
                    UNRECOGNIZED -> {}
        }
    }

    private static void takeBack(
            Draft draft, PaymentState payment, InternalCommand.DecisionArrived c, long nowMicros) {
        switch (c.lateAction()) {
            case LATE_ALERT -> {}
            case LATE_REFER ->
                    draft.add(
                            PaymentReferred.newBuilder()
                                    .setPaymentId(payment.getDetails().getPaymentId())
                                    .setBasis(DecisionBasis.LATE)
                                    .addAllReasons(c.decision().getReasonsList())
                                    .setExpiresMicros(nowMicros + Limits.REFERRAL_MICROS)
                                    .build(),
                            payment.getDetails().getPaymentId());
            case LATE_VOID, LATE_ACTION_UNSPECIFIED, UNRECOGNIZED ->
                    giveUp(draft, payment, "declined by a late decision");
        }
    }

    static void giveUp(Draft draft, PaymentState payment, String reason) {
        PaymentDetails details = payment.getDetails();
        draft.add(
                PaymentVoided.newBuilder()
                        .setPaymentId(details.getPaymentId())
                        .setReason(reason)
                        .setRelease(draft.hold(details.getAccountId(), -payment.getHeldMinor()))
                        .build(),
                details.getPaymentId());
    }

    private static Outcome expiredBeforeDecision(
            BookState state,
            PaymentState payment,
            InternalCommand.DecisionArrived c,
            CommandContext context) {
        Draft draft = new Draft(state, businessTime(payment, context.nowMicros()));
        TimerRules.meet(draft, payment, context.nowMicros());
        draft.add(lateEvent(payment, c, false), c.decision().getPaymentId());
        return draft.accepted();
    }

    private static LateDecisionRecorded lateEvent(
            PaymentState payment, InternalCommand.DecisionArrived c, boolean diverges) {
        return LateDecisionRecorded.newBuilder()
                .setPaymentId(c.decision().getPaymentId())
                .setDecision(c.decision())
                .setTimes(c.times())
                .setPosition(c.position())
                .setApplied(payment.getResult().getOutcome())
                .setDiverges(diverges)
                .build();
    }

    private static void alert(Draft draft, PaymentState payment, Decision decision) {
        alert(
                draft,
                payment,
                decision.getOutcome(),
                decision.getScoreMilli(),
                decision.getReasonsList());
    }

    private static void alert(
            Draft draft,
            PaymentState payment,
            dev.weir.contract.decisions.v1.Outcome outcome,
            int scoreMilli,
            List<Reason> reasons) {
        if (payment.getAlert() != AlertStage.ALERT_STAGE_UNSPECIFIED) {
            return;
        }
        PaymentDetails details = payment.getDetails();
        AlertRaised alert =
                AlertRaised.newBuilder()
                        .setAlertId(details.getPaymentId())
                        .setPaymentId(details.getPaymentId())
                        .setAccountId(details.getAccountId())
                        .setOutcome(outcome)
                        .setScoreMilli(scoreMilli)
                        .addAllReasons(reasons)
                        .build();
        draft.add(alert, details.getPaymentId());
        CaseCommands.grouped(draft, alert);
    }

    private static boolean usable(Decision decision) {
        return switch (decision.getOutcome()) {
            case APPROVED, DECLINED, REFERRED -> true;
            case CHALLENGED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }
}
