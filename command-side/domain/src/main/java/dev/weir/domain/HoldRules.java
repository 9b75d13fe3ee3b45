package dev.weir.domain;

import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.HoldStage;
import dev.weir.contract.store.v1.HoldState;
import java.util.List;
import java.util.Optional;

/** Transfers in two phases: a client holds funds, then captures or releases them. */
final class HoldRules {
    private HoldRules() {}

    static Outcome place(Dispatch.Call call, HoldFunds c) {
        Findings f = call.findings();
        Fields.optionalId(f, "hold_id", c.getHoldId());
        Fields.requiredId(f, "account_id", c.getAccountId());
        Fields.amount(f, c.getAccountId(), c.getAmountMinor());
        Fields.currency(f, "currency", c.getCurrency());
        Fields.optionalId(f, "counterparty_id", c.getCounterpartyId());
        if (!c.getCounterpartyId().isEmpty() && c.getCounterpartyId().equals(c.getAccountId())) {
            f.add(RefusalCode.TRANSFER_TO_ITSELF, "account", c.getAccountId());
        }
        Fields.text(f, "description", c.getDescription(), Limits.TEXT_CHARACTERS_MAX);
        Fields.metadata(f, c.getMetadataMap());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        if (!c.getHoldId().isEmpty()) {
            Optional<CommandReference> before =
                    call.state().holds().get(c.getHoldId()).map(HoldState::getPlaced);
            Optional<Outcome> repeated =
                    call.repeat(before, c.getHoldId(), RefusalCode.ID_REUSED, "id");
            if (repeated.isPresent()) {
                return repeated.get();
            }
        }
        expiry(call, c);
        Draft draft = new Draft(call.state(), occurred);
        parties(call, draft, c);
        String id = c.getHoldId().isEmpty() ? call.context().newId() : c.getHoldId();
        return call.orElse(
                () -> {
                    draft.add(
                            FundsHeld.newBuilder()
                                    .setHoldId(id)
                                    .setHold(draft.hold(c.getAccountId(), c.getAmountMinor()))
                                    .setCounterpartyId(c.getCounterpartyId())
                                    .setExpiresMicros(
                                            c.hasExpiresAt() ? Fields.micros(c.getExpiresAt()) : 0)
                                    .setDescription(c.getDescription())
                                    .putAllMetadata(c.getMetadataMap())
                                    .build(),
                            id);
                    return draft.accepted();
                });
    }

    static Outcome capture(Dispatch.Call call, CaptureHold c) {
        Findings f = call.findings();
        Fields.requiredId(f, "hold_id", c.getHoldId());
        Fields.optionalId(f, "capture_id", c.getCaptureId());
        Fields.optionalId(f, "counterparty_id", c.getCounterpartyId());
        if (c.getAmountMinor() < 0) {
            f.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", Long.toString(c.getAmountMinor()));
        }
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<HoldState> found = find(call, c.getHoldId());
        if (found.isEmpty()) {
            return f.refusal().get();
        }
        Optional<Outcome> repeated = repeat(call, found.get(), c.getCaptureId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        HoldState hold = TimerRules.meet(draft, found.get(), call.nowMicros());
        List<NewEvent> due = draft.events();
        open(call, hold);
        if (hold.getCapturesCount() >= Limits.MOVES_PER_PAYMENT_MAX) {
            Fields.invalid(
                    f,
                    "capture_id",
                    "a hold takes at most " + Limits.MOVES_PER_PAYMENT_MAX + " captures");
        }
        long amount = c.getAmountMinor() == 0 ? hold.getHeldMinor() : c.getAmountMinor();
        if (Holds.isOpen(hold) && amount > hold.getHeldMinor()) {
            f.add(
                    RefusalCode.HOLD_EXCEEDED,
                    "hold",
                    hold.getHoldId(),
                    "held",
                    Long.toString(hold.getHeldMinor()),
                    "amount",
                    Long.toString(amount));
        }
        String payee = payee(call, hold, c);
        if (f.none()) {
            credited(call, draft, hold, payee, amount);
        }
        return call.orElse(
                due,
                () -> {
                    draft.add(captured(draft, hold, c, payee, amount), hold.getHoldId());
                    return draft.accepted();
                });
    }

    static Outcome release(Dispatch.Call call, ReleaseHold c) {
        Findings f = call.findings();
        Fields.requiredId(f, "hold_id", c.getHoldId());
        Fields.text(f, "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<HoldState> found = find(call, c.getHoldId());
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        HoldState hold = TimerRules.meet(draft, found.orElseThrow(), call.nowMicros());
        List<NewEvent> due = draft.events();
        open(call, hold);
        return call.orElse(
                due,
                () -> {
                    draft.add(
                            HeldFundsReleased.newBuilder()
                                    .setHoldId(hold.getHoldId())
                                    .setReason(c.getReason())
                                    .setRelease(
                                            draft.hold(hold.getAccountId(), -hold.getHeldMinor()))
                                    .build(),
                            hold.getHoldId());
                    return draft.accepted();
                });
    }

    private static HeldFundsCaptured captured(
            Draft draft, HoldState hold, CaptureHold c, String payee, long amount) {
        boolean last = c.getFinal() || amount == hold.getHeldMinor();
        HoldChange release = draft.hold(hold.getAccountId(), last ? -hold.getHeldMinor() : -amount);
        return HeldFundsCaptured.newBuilder()
                .setHoldId(hold.getHoldId())
                .setCaptureId(SettlementRules.number(hold.getCapturesMap(), c.getCaptureId()))
                .setAmountMinor(amount)
                .setRelease(release)
                .addPostings(draft.post(hold.getAccountId(), -amount))
                .addPostings(draft.post(payee, amount))
                .setCapturedTotalMinor(hold.getCapturedMinor() + amount)
                .setFinal(last)
                .build();
    }

    private static void expiry(Dispatch.Call call, HoldFunds c) {
        if (!c.hasExpiresAt()) {
            return;
        }
        if (!Fields.isTimestamp(c.getExpiresAt())) {
            Fields.invalid(
                    call.findings(), "expires_at", "not a time between the years 1 and 9999");
        } else if (Fields.micros(c.getExpiresAt()) <= call.nowMicros()) {
            Fields.invalid(
                    call.findings(),
                    "expires_at",
                    "not after the book's time, " + Micros.format(call.nowMicros()));
        }
    }

    private static void parties(Dispatch.Call call, Draft draft, HoldFunds c) {
        Findings f = call.findings();
        if (!c.getCounterpartyId().isEmpty()) {
            if (draft.has(c.getCounterpartyId())) {
                Standing.credits(f, draft.account(c.getCounterpartyId()));
                Standing.currency(f, draft.account(c.getCounterpartyId()), c.getCurrency());
            } else {
                call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", c.getCounterpartyId());
            }
        }
        if (!draft.has(c.getAccountId())) {
            call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", c.getAccountId());
            return;
        }
        Standing.holding(f, draft.account(c.getAccountId()), c.getAmountMinor(), c.getCurrency());
        LimitRules.debit(call, c.getAccountId(), c.getCurrency(), c.getAmountMinor());
    }

    /** Whom the capture pays; empty with a finding. */
    private static String payee(Dispatch.Call call, HoldState hold, CaptureHold c) {
        String named = hold.getCounterpartyId();
        String given = c.getCounterpartyId();
        if (named.isEmpty() && given.isEmpty()) {
            call.add(RefusalCode.FIELD_MISSING, "field", "counterparty_id");
        } else if (!named.isEmpty() && !given.isEmpty() && !named.equals(given)) {
            Fields.invalid(call.findings(), "counterparty_id", "the hold names " + named);
        } else if (given.equals(hold.getAccountId())) {
            call.add(RefusalCode.TRANSFER_TO_ITSELF, "account", given);
        }
        return named.isEmpty() ? given : named;
    }

    /** A frozen account still pays what was held before; whom it pays must take the money. */
    private static void credited(
            Dispatch.Call call, Draft draft, HoldState hold, String payee, long amount) {
        if (!draft.has(payee)) {
            call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", payee);
            return;
        }
        Standing.leg(call.findings(), draft.account(payee), amount, hold.getCurrency());
        if (!draft.account(hold.getAccountId()).canPost(-amount)) {
            call.add(RefusalCode.AMOUNT_OVERFLOW, "account", hold.getAccountId());
        }
    }

    private static Optional<HoldState> find(Dispatch.Call call, String holdId) {
        Optional<HoldState> found = call.state().holds().get(holdId);
        if (found.isEmpty()) {
            call.add(RefusalCode.HOLD_UNKNOWN, "hold", holdId);
        }
        return found;
    }

    private static void open(Dispatch.Call call, HoldState hold) {
        if (hold.getStage() == HoldStage.HOLD_EXPIRED) {
            call.add(
                    RefusalCode.HOLD_EXPIRED,
                    "hold",
                    hold.getHoldId(),
                    "expired",
                    Micros.format(hold.getExpiresMicros()));
        } else if (!Holds.isOpen(hold)) {
            call.add(
                    RefusalCode.HOLD_STATUS,
                    "hold",
                    hold.getHoldId(),
                    "status",
                    Holds.statusOf(hold.getStage()));
        }
    }

    private static Optional<Outcome> repeat(Dispatch.Call call, HoldState hold, String captureId) {
        CommandReference before = captureId.isEmpty() ? null : hold.getCapturesMap().get(captureId);
        if (before == null) {
            return Optional.empty();
        }
        if (call.findings().none() && Dispatch.sameCommand(before, call.context())) {
            return Optional.of(
                    new Outcome.Repeated(
                            hold.getHoldId(), before.getSequence(), before.getRecordHash()));
        }
        call.add(RefusalCode.ID_REUSED, "id", captureId);
        return Optional.empty();
    }
}
