package dev.weir.domain;

import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
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
        if (c.getVerdict() == Verdict.VERDICT_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "verdict");
        } else if (c.getVerdict() == Verdict.UNRECOGNIZED) {
            Fields.invalid(f, "verdict", "FRAUD or LEGITIMATE");
        }
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
                    verdict(call, draft, payment, c, occurred);
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

    private static void verdict(
            Dispatch.Call call, Draft draft, PaymentState payment, ResolveAlert c, long occurred) {
        draft.add(
                AlertResolved.newBuilder()
                        .setAlertId(c.getAlertId())
                        .setPaymentId(payment.getDetails().getPaymentId())
                        .setVerdict(c.getVerdict())
                        .setComment(c.getComment())
                        .setResolvedBy(call.context().subject())
                        .setKnownAtMicros(occurred)
                        .build(),
                c.getAlertId());
        boolean waits = payment.getStage() == PaymentStage.STAGE_REFERRED;
        if (waits && c.getVerdict() == Verdict.LEGITIMATE) {
            DecisionRules.approve(
                    draft,
                    payment,
                    PaymentApproved.newBuilder()
                            .setPaymentId(payment.getDetails().getPaymentId())
                            .setBasis(DecisionBasis.VERDICT)
                            .build(),
                    call.nowMicros());
        } else if (waits) {
            DecisionRules.decline(
                    draft, payment, PaymentDeclined.newBuilder().setBasis(DecisionBasis.VERDICT));
        }
    }
}
