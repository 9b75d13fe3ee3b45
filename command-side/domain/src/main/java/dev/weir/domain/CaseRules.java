package dev.weir.domain;

import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.store.v1.AlertStage;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.Optional;

/** Labels: verdicts on alerts, and chargebacks. */
final class CaseRules {
    private CaseRules() {}

    static Outcome resolve(Dispatch.Call call, ResolveAlert c) {
        Findings f = call.findings();
        Fields.requiredId(f, "alert_id", c.getAlertId());
        verdictOf(f, c.getVerdict());
        Fields.text(f, "comment", c.getComment(), Limits.COMMENT_CHARACTERS_MAX);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<PaymentState> found =
                call.state()
                        .payment(c.getAlertId())
                        .filter(p -> p.getAlert() != AlertStage.ALERT_STAGE_UNSPECIFIED);
        if (found.isEmpty()) {
            f.add(RefusalCode.ALERT_UNKNOWN, "alert", c.getAlertId());
        } else if (found.get().getAlert() == AlertStage.ALERT_DONE) {
            f.add(RefusalCode.ALERT_RESOLVED, "alert", c.getAlertId());
        }
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    PaymentState payment =
                            TimerRules.meet(draft, found.orElseThrow(), call.nowMicros());
                    resolve(
                            call,
                            draft,
                            payment,
                            new Verdict(c.getVerdict(), c.getComment(), "", occurred));
                    return draft.accepted();
                });
    }

    static Outcome chargeback(Dispatch.Call call, ReportChargeback c) {
        Findings f = call.findings();
        Fields.requiredId(f, "payment_id", c.getPaymentId());
        Fields.text(f, "reason_code", c.getReasonCode(), Limits.ID_CHARACTERS_MAX);
        if (c.getAmountMinor() < 0) {
            f.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", Long.toString(c.getAmountMinor()));
        }
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        long known =
                c.hasKnownAt()
                        ? Fields.occurred(f, "known_at", true, c.getKnownAt(), call.nowMicros())
                        : occurred;
        Optional<PaymentState> found = SettlementRules.find(call, c.getPaymentId());
        if (!f.none()) {
            return f.refusal().get();
        }
        PaymentState payment = found.orElseThrow();
        Optional<CommandReference> before =
                payment.getChargebacksList().stream()
                        .filter(other -> Dispatch.sameCommand(other, call.context()))
                        .findFirst();
        if (before.isPresent()) {
            return new Outcome.Repeated(
                    c.getPaymentId(), before.get().getSequence(), before.get().getRecordHash());
        }
        if (payment.getChargebacksCount() >= Limits.CHARGEBACKS_MAX) {
            Fields.invalid(
                    f,
                    "payment_id",
                    "a payment takes at most " + Limits.CHARGEBACKS_MAX + " chargebacks");
        }
        Draft draft = new Draft(call.state(), occurred);
        draft.add(
                ChargebackReported.newBuilder()
                        .setPaymentId(c.getPaymentId())
                        .setAmountMinor(
                                c.getAmountMinor() == 0
                                        ? payment.getDetails().getAmountMinor()
                                        : c.getAmountMinor())
                        .setReasonCode(c.getReasonCode())
                        .setKnownAtMicros(known)
                        .build(),
                c.getPaymentId());
        return call.orElse(draft::accepted);
    }

    /**
     * What a person found.
     *
     * @param caseId the case whose verdict it is; empty: the alert's alone
     * @param knownMicros when it became known, microseconds since 1970
     */
    record Verdict(
            dev.weir.contract.cases.v1.Verdict found,
            String comment,
            String caseId,
            long knownMicros) {}

    static void verdictOf(Findings f, dev.weir.contract.cases.v1.Verdict verdict) {
        switch (verdict) {
            case FRAUD, LEGITIMATE -> {}
            case VERDICT_UNSPECIFIED -> f.add(RefusalCode.FIELD_MISSING, "field", "verdict");
            case UNRECOGNIZED -> Fields.invalid(f, "verdict", "FRAUD or LEGITIMATE");
        }
    }

    /** Resolves an alert; a payment that waits for it is approved or declined. */
    static void resolve(Dispatch.Call call, Draft draft, PaymentState payment, Verdict verdict) {
        String id = payment.getDetails().getPaymentId();
        draft.add(
                AlertResolved.newBuilder()
                        .setAlertId(id)
                        .setPaymentId(id)
                        .setVerdict(verdict.found())
                        .setComment(verdict.comment())
                        .setResolvedBy(call.context().subject())
                        .setKnownAtMicros(verdict.knownMicros())
                        .setCaseId(verdict.caseId())
                        .build(),
                id);
        if (payment.getStage() != PaymentStage.STAGE_REFERRED) {
            return;
        }
        if (verdict.found() == dev.weir.contract.cases.v1.Verdict.LEGITIMATE) {
            DecisionRules.approve(
                    draft,
                    payment,
                    PaymentApproved.newBuilder()
                            .setPaymentId(id)
                            .setBasis(DecisionBasis.VERDICT)
                            .build(),
                    call.nowMicros());
        } else {
            DecisionRules.decline(
                    draft, payment, PaymentDeclined.newBuilder().setBasis(DecisionBasis.VERDICT));
        }
    }
}
