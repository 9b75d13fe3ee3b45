package dev.weir.domain;

import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What happens to the money of a decided payment: capture, void, refund, expiry. */
final class SettlementRules {
    private static final Set<PaymentStage> CAPTURABLE =
            Set.of(PaymentStage.STAGE_APPROVED, PaymentStage.STAGE_PARTIALLY_CAPTURED);
    private static final Set<PaymentStage> VOIDABLE =
            Set.of(
                    PaymentStage.STAGE_APPROVED,
                    PaymentStage.STAGE_PARTIALLY_CAPTURED,
                    PaymentStage.STAGE_REFERRED);

    private SettlementRules() {}

    static Outcome capture(Dispatch.Call call, CapturePayment c) {
        Findings f = call.findings();
        long occurred =
                form(
                        call,
                        c.getPaymentId(),
                        c.getAmountMinor(),
                        "capture_id",
                        c.getCaptureId(),
                        c.hasOccurredAt(),
                        c.getOccurredAt());
        Optional<PaymentState> found = find(call, c.getPaymentId());
        if (found.isEmpty()) {
            return f.refusal().get();
        }
        Optional<Outcome> repeated =
                repeat(call, found.get(), found.get().getCapturesMap(), c.getCaptureId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        PaymentState payment = TimerRules.meet(draft, found.get(), call.nowMicros());
        List<NewEvent> due = draft.events();
        needs(call, payment, CAPTURABLE, "APPROVED");
        room(f, "capture_id", "captures", payment.getCapturesCount());
        long amount = c.getAmountMinor() == 0 ? payment.getHeldMinor() : c.getAmountMinor();
        if (amount > payment.getHeldMinor()) {
            f.add(
                    RefusalCode.CAPTURE_EXCEEDS_HOLD,
                    "payment",
                    c.getPaymentId(),
                    "held",
                    Long.toString(payment.getHeldMinor()),
                    "amount",
                    Long.toString(amount));
        }
        if (!f.none()) {
            return call.orElse(due, draft::accepted);
        }
        Capture capture =
                new Capture(
                        payment.getDetails(),
                        Capture.creditAccount(draft, payment.getDetails()),
                        number(payment.getCapturesMap(), c.getCaptureId()),
                        payment.getCapturedMinor(),
                        payment.getHeldMinor(),
                        amount,
                        c.getFinal());
        if (!capture.overflows(draft).isEmpty()) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", capture.overflows(draft));
        }
        return call.orElse(
                due,
                () -> {
                    capture.addTo(draft);
                    return draft.accepted();
                });
    }

    static Outcome giveUp(Dispatch.Call call, VoidPayment c) {
        Findings f = call.findings();
        long occurred =
                form(call, c.getPaymentId(), 0, "", "", c.hasOccurredAt(), c.getOccurredAt());
        Fields.text(f, "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        Optional<PaymentState> found = find(call, c.getPaymentId());
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        PaymentState payment = TimerRules.meet(draft, found.orElseThrow(), call.nowMicros());
        List<NewEvent> due = draft.events();
        needs(call, payment, VOIDABLE, "APPROVED, PARTIALLY_CAPTURED or REFERRED");
        return call.orElse(
                due,
                () -> {
                    DecisionRules.giveUp(draft, payment, c.getReason());
                    return draft.accepted();
                });
    }

    static Outcome refund(Dispatch.Call call, RefundPayment c) {
        Findings f = call.findings();
        long occurred =
                form(
                        call,
                        c.getPaymentId(),
                        c.getAmountMinor(),
                        "refund_id",
                        c.getRefundId(),
                        c.hasOccurredAt(),
                        c.getOccurredAt());
        Optional<PaymentState> found = find(call, c.getPaymentId());
        if (found.isEmpty()) {
            return f.refusal().get();
        }
        Optional<Outcome> repeated =
                repeat(call, found.get(), found.get().getRefundsMap(), c.getRefundId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        PaymentState payment = TimerRules.meet(draft, found.get(), call.nowMicros());
        List<NewEvent> due = draft.events();
        long refundable = payment.getCapturedMinor() - payment.getRefundedMinor();
        long amount = c.getAmountMinor() == 0 ? refundable : c.getAmountMinor();
        refundable(call, payment, refundable, amount);
        if (!f.none()) {
            return call.orElse(due, draft::accepted);
        }
        PaymentDetails details = payment.getDetails();
        String payer = details.getAccountId();
        String payee = payment.getCreditedAccountId();
        Standing.leg(f, draft.account(payee), -amount, details.getCurrency());
        Standing.leg(f, draft.account(payer), amount, details.getCurrency());
        return call.orElse(
                due,
                () -> {
                    draft.add(
                            PaymentRefunded.newBuilder()
                                    .setPaymentId(c.getPaymentId())
                                    .setRefundId(number(payment.getRefundsMap(), c.getRefundId()))
                                    .setAmountMinor(amount)
                                    .addPostings(draft.post(payee, -amount))
                                    .addPostings(draft.post(payer, amount))
                                    .setRefundedTotalMinor(payment.getRefundedMinor() + amount)
                                    .build(),
                            c.getPaymentId());
                    return draft.accepted();
                });
    }

    static Optional<PaymentState> find(Dispatch.Call call, String paymentId) {
        Optional<PaymentState> found = call.state().payment(paymentId);
        if (found.isEmpty()) {
            call.add(RefusalCode.PAYMENT_UNKNOWN, "payment", paymentId);
        }
        return found;
    }

    private static void refundable(
            Dispatch.Call call, PaymentState payment, long refundable, long amount) {
        String id = payment.getDetails().getPaymentId();
        if (payment.getStage() == PaymentStage.STAGE_PENDING) {
            call.add(RefusalCode.PAYMENT_NOT_DECIDED, "payment", id);
        } else if (isExpired(payment) && payment.getCapturedMinor() == 0) {
            expired(call, payment);
        } else if (payment.getCapturedMinor() == 0) {
            status(call, payment, payment.getStage(), "CAPTURED");
        } else if (amount > refundable || amount == 0) {
            call.add(
                    RefusalCode.REFUND_EXCEEDS_CAPTURED,
                    "payment",
                    id,
                    "refundable",
                    Long.toString(refundable),
                    "amount",
                    Long.toString(amount));
        }
        room(call.findings(), "refund_id", "refunds", payment.getRefundsCount());
    }

    private static void needs(
            Dispatch.Call call, PaymentState payment, Set<PaymentStage> legal, String needed) {
        PaymentStage stage = payment.getStage();
        if (isExpired(payment)) {
            expired(call, payment);
        } else if (stage == PaymentStage.STAGE_PENDING) {
            call.add(
                    RefusalCode.PAYMENT_NOT_DECIDED,
                    "payment",
                    payment.getDetails().getPaymentId());
        } else if (!legal.contains(stage)) {
            status(call, payment, stage, needed);
        }
    }

    private static boolean isExpired(PaymentState payment) {
        return payment.getStage() == PaymentStage.STAGE_EXPIRED;
    }

    private static void expired(Dispatch.Call call, PaymentState payment) {
        call.add(
                RefusalCode.HOLD_EXPIRED,
                "hold",
                payment.getDetails().getPaymentId(),
                "expired",
                Micros.format(payment.getHoldExpiresMicros()));
    }

    private static void status(
            Dispatch.Call call, PaymentState payment, PaymentStage stage, String needed) {
        call.add(
                RefusalCode.PAYMENT_STATUS,
                "payment",
                payment.getDetails().getPaymentId(),
                "status",
                Payments.statusOf(stage),
                "needed",
                needed);
    }

    private static long form(
            Dispatch.Call call,
            String paymentId,
            long amountMinor,
            String idField,
            String id,
            boolean timed,
            Timestamp time) {
        Findings f = call.findings();
        Fields.requiredId(f, "payment_id", paymentId);
        Fields.optionalId(f, idField, id);
        if (amountMinor < 0) {
            f.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", Long.toString(amountMinor));
        }
        return Fields.occurred(f, "occurred_at", timed, time, call.nowMicros());
    }

    private static Optional<Outcome> repeat(
            Dispatch.Call call,
            PaymentState payment,
            Map<String, CommandReference> before,
            String id) {
        Optional<CommandReference> used =
                id.isEmpty() ? Optional.empty() : Optional.ofNullable(before.get(id));
        if (used.isPresent()
                && call.findings().none()
                && Dispatch.sameCommand(used.get(), call.context())) {
            return Optional.of(
                    new Outcome.Repeated(
                            payment.getDetails().getPaymentId(),
                            used.get().getSequence(),
                            used.get().getRecordHash()));
        }
        used.ifPresent(other -> call.add(RefusalCode.ID_REUSED, "id", id));
        return Optional.empty();
    }

    /** The next number that is free, where the client gave no id. */
    static String number(Map<String, CommandReference> before, String given) {
        if (!given.isEmpty()) {
            return given;
        }
        int next = before.size() + 1;
        while (before.containsKey(Integer.toString(next))) {
            next++;
        }
        return Integer.toString(next);
    }

    private static void room(Findings f, String field, String what, int count) {
        if (count >= Limits.MOVES_PER_PAYMENT_MAX) {
            Fields.invalid(
                    f,
                    field,
                    "a payment takes at most " + Limits.MOVES_PER_PAYMENT_MAX + " " + what);
        }
    }
}
