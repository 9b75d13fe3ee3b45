package dev.weir.domain;

import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.PaymentState;
import java.util.Optional;

/**
 * Taking a payment: its amount is held until it is decided; history is approved and captured at
 * once.
 */
final class RequestRules {
    private RequestRules() {}

    static Outcome request(Dispatch.Call call, RequestPayment c) {
        Findings f = call.findings();
        form(f, c);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        String given = c.getPayment().getPaymentId();
        Optional<CommandReference> before =
                given.isEmpty()
                        ? Optional.empty()
                        : call.state().payment(given).map(PaymentState::getAnswer);
        Optional<Outcome> repeated = call.repeat(before, given, RefusalCode.ID_REUSED, "id");
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        PaymentDetails details = complete(c.getPayment(), call.context().newId());
        Draft draft = new Draft(call.state(), occurred);
        DecisionMode mode = mode(c);
        Guards.check(call, c.getGuardsList());
        HoldChange hold = parties(call, draft, c, details);
        return call.orElse(
                () -> {
                    accept(draft, call.context(), details, mode, hold, deadline(c, mode));
                    return draft.accepted();
                });
    }

    /** Checks who pays and who is paid; the hold, if nothing speaks against it. */
    private static HoldChange parties(
            Dispatch.Call call, Draft draft, RequestPayment c, PaymentDetails details) {
        Findings f = call.findings();
        String payer = details.getAccountId();
        if (!draft.has(payer) && c.getOpenAccount()) {
            AccountRules.notReserved(f, "payment.account_id", payer);
            draft.open(
                    AccountOpened.newBuilder()
                            .setAccountId(payer)
                            .setCurrency(details.getCurrency())
                            .setKind(AccountKind.CUSTOMER)
                            .setOverdraftUnlimited(true)
                            .setCustomerId(details.getCustomerId())
                            .build());
        }
        if (!details.getCounterpartyId().isEmpty()) {
            paid(f, draft, details);
        }
        if (!draft.has(payer)) {
            f.add(RefusalCode.ACCOUNT_UNKNOWN, "account", payer);
            return HoldChange.getDefaultInstance();
        }
        Account account = draft.account(payer);
        Standing.debits(f, account);
        Standing.currency(f, account, details.getCurrency());
        if (!account.canHold(details.getAmountMinor())) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", payer);
        } else {
            Standing.funds(f, account, details.getAmountMinor());
        }
        if (mode(c) == DecisionMode.LIVE) {
            call.state().limits().check(f, Spend.of(details), call.nowMicros());
        }
        return f.none()
                ? draft.hold(payer, details.getAmountMinor())
                : HoldChange.getDefaultInstance();
    }

    private static void paid(Findings f, Draft draft, PaymentDetails details) {
        String counterparty = details.getCounterpartyId();
        if (!draft.has(counterparty)) {
            f.add(RefusalCode.ACCOUNT_UNKNOWN, "account", counterparty);
            return;
        }
        Account account = draft.account(counterparty);
        Standing.credits(f, account);
        Standing.currency(f, account, details.getCurrency());
        if (!account.canPost(details.getAmountMinor())) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", counterparty);
        }
    }

    private static void accept(
            Draft draft,
            CommandContext context,
            PaymentDetails details,
            DecisionMode mode,
            HoldChange hold,
            int deadlineMillis) {
        boolean live = mode == DecisionMode.LIVE;
        draft.add(
                PaymentRequested.newBuilder()
                        .setPayment(details)
                        .setControlSeq(context.controlSeq())
                        .setMode(mode)
                        .setDeadlineMillis(deadlineMillis)
                        .setArrivedMicros(context.arrivedMicros())
                        .setHold(hold)
                        .setHoldExpiresMicros(live ? context.nowMicros() + Limits.HOLD_MICROS : 0)
                        .build(),
                details.getPaymentId());
        if (mode == DecisionMode.HISTORY) {
            Capture capture = Capture.first(draft, details);
            draft.add(
                    PaymentApproved.newBuilder()
                            .setPaymentId(details.getPaymentId())
                            .setBasis(DecisionBasis.IMPORTED)
                            .build(),
                    details.getPaymentId());
            capture.addTo(draft);
        }
    }

    private static void form(Findings f, RequestPayment c) {
        PaymentDetails p = c.getPayment();
        if (!c.hasPayment()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "payment");
        }
        Fields.optionalId(f, "payment.payment_id", p.getPaymentId());
        Fields.requiredId(f, "payment.account_id", p.getAccountId());
        Fields.optionalId(f, "payment.card_id", p.getCardId());
        Fields.optionalId(f, "payment.customer_id", p.getCustomerId());
        Fields.amount(f, p.getAccountId(), p.getAmountMinor());
        Fields.currency(f, "payment.currency", p.getCurrency());
        if (p.getChannel() == Channel.CHANNEL_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "payment.channel");
        } else if (p.getChannel() == Channel.UNRECOGNIZED) {
            Fields.invalid(f, "payment.channel", "ATM, POS or ONLINE");
        }
        Fields.optionalId(f, "payment.merchant_id", p.getMerchantId());
        Fields.optionalId(f, "payment.terminal_id", p.getTerminalId());
        Fields.optionalId(f, "payment.device_id", p.getDeviceId());
        Fields.ip(f, "payment.ip", p.getIp());
        Fields.country(f, "payment.country", p.getCountry());
        Fields.location(f, "payment.location", p.getLocation());
        Fields.optionalId(f, "payment.counterparty_id", p.getCounterpartyId());
        if (!p.getCounterpartyId().isEmpty() && p.getCounterpartyId().equals(p.getAccountId())) {
            f.add(RefusalCode.TRANSFER_TO_ITSELF, "account", p.getAccountId());
        }
        Fields.optionalId(f, "payment.session_id", p.getSessionId());
        if (p.getCapture() == CaptureMode.UNRECOGNIZED) {
            Fields.invalid(f, "payment.capture", "AUTOMATIC or MANUAL");
        }
        autoCapture(f, p);
        Fields.metadata(f, p.getMetadataMap());
        Guards.form(f, c.getGuardsList());
        Fields.notNegative(f, "deadline_millis", c.getDeadlineMillis());
        if (c.getDeadlineMillis() > Limits.DEADLINE_MILLIS_MAX) {
            Fields.invalid(f, "deadline_millis", "above " + Limits.DEADLINE_MILLIS_MAX);
        }
        if (c.getMode() == DecisionMode.UNRECOGNIZED) {
            Fields.invalid(f, "mode", "LIVE, REPLAYED or HISTORY");
        }
    }

    private static void autoCapture(Findings f, PaymentDetails p) {
        String field = "payment.auto_capture_after_seconds";
        int after = p.getAutoCaptureAfterSeconds();
        Fields.notNegative(f, field, after);
        boolean isManual =
                p.getCapture() == CaptureMode.MANUAL
                        || (p.getCapture() == CaptureMode.CAPTURE_MODE_UNSPECIFIED
                                && Payments.defaultCapture(p.getChannel()) == CaptureMode.MANUAL);
        if (after > 0 && !isManual) {
            Fields.invalid(f, field, "only a MANUAL capture waits");
        }
        if (after * 1_000_000L >= Limits.HOLD_MICROS) {
            Fields.invalid(f, field, "the hold runs out before, in 7 days");
        }
    }

    private static PaymentDetails complete(PaymentDetails details, String newId) {
        PaymentDetails.Builder complete = details.toBuilder();
        if (details.getPaymentId().isEmpty()) {
            complete.setPaymentId(newId);
        }
        if (details.getCapture() == CaptureMode.CAPTURE_MODE_UNSPECIFIED) {
            complete.setCapture(Payments.defaultCapture(details.getChannel()));
        }
        return complete.build();
    }

    private static DecisionMode mode(RequestPayment c) {
        return c.getMode() == DecisionMode.DECISION_MODE_UNSPECIFIED
                ? DecisionMode.LIVE
                : c.getMode();
    }

    private static int deadline(RequestPayment c, DecisionMode mode) {
        if (mode != DecisionMode.LIVE) {
            return 0;
        }
        return c.getDeadlineMillis() == 0 ? Limits.DEADLINE_MILLIS : c.getDeadlineMillis();
    }
}
