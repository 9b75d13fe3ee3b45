package dev.weir.domain;

import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.interbook.v1.InterbookAcknowledged;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferClosed;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import java.util.List;
import java.util.Optional;

/**
 * Money between books. The sending book holds it for as long as it takes; the receiving book says
 * once and for ever whether it takes it; the sending book follows. Every message may come more than
 * once and late.
 */
final class InterbookRules {
    private static final Outcome NOTHING = new Outcome.Accepted(List.of(), "");

    private InterbookRules() {}

    /** Sending book, a client's command. */
    static Outcome send(Dispatch.Call call, SendToBook c) {
        Findings f = call.findings();
        Fields.optionalId(f, "transfer_id", c.getTransferId());
        Fields.requiredId(f, "from_account_id", c.getFromAccountId());
        Fields.bookId(f, "to_book", c.getToBook());
        Fields.requiredId(f, "to_account_id", c.getToAccountId());
        Fields.amount(f, c.getFromAccountId(), c.getAmountMinor());
        Fields.currency(f, "currency", c.getCurrency());
        Fields.text(f, "description", c.getDescription(), Limits.TEXT_CHARACTERS_MAX);
        Fields.metadata(f, c.getMetadataMap());
        if (c.getToBook().equals(call.state().id())) {
            f.add(RefusalCode.SAME_BOOK, "book", c.getToBook());
        }
        if (c.getToBook().equals(ControlBook.ID)) {
            Fields.invalid(f, "to_book", "the control book holds no accounts");
        }
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        if (!c.getTransferId().isEmpty()) {
            Optional<Outcome> repeated = TransferRules.repeat(call, c.getTransferId());
            if (repeated.isPresent()) {
                return repeated.get();
            }
        }
        sender(call, c);
        String id = c.getTransferId().isEmpty() ? call.context().newId() : c.getTransferId();
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    draft.add(
                            InterbookTransferStarted.newBuilder()
                                    .setTransferId(id)
                                    .setToBook(c.getToBook())
                                    .setToAccountId(c.getToAccountId())
                                    .setHold(draft.hold(c.getFromAccountId(), c.getAmountMinor()))
                                    .setDescription(c.getDescription())
                                    .putAllMetadata(c.getMetadataMap())
                                    .build(),
                            id);
                    return draft.accepted();
                });
    }

    /** Sending book: what the receiving book said. */
    static Outcome answered(BookState state, InternalCommand.CreditAnswered c, long nowMicros) {
        Optional<OutgoingTransfer> found =
                state.interbook()
                        .outgoing(c.transferId())
                        .filter(t -> t.getStage() == OutgoingStage.OUTGOING_STARTED);
        if (found.isEmpty()) {
            return NOTHING;
        }
        OutgoingTransfer transfer = found.get();
        Draft draft = new Draft(state, nowMicros);
        switch (c.answer().getState()) {
            case CREDIT_CREDITED -> settle(draft, transfer);
            case CREDIT_REFUSED -> release(draft, transfer, c.answer());
            case CREDIT_STATE_UNSPECIFIED, UNRECOGNIZED -> {
                return NOTHING;
            }
        }
        return draft.accepted();
    }

    /** Sending book: the receiving book knows that the transfer is over. */
    static Outcome closed(BookState state, InternalCommand.AcknowledgementTaken c, long nowMicros) {
        Optional<OutgoingTransfer> found =
                state.interbook()
                        .outgoing(c.transferId())
                        .filter(t -> t.getStage() != OutgoingStage.OUTGOING_STARTED);
        if (found.isEmpty()) {
            return NOTHING;
        }
        Draft draft = new Draft(state, nowMicros);
        draft.add(
                InterbookTransferClosed.newBuilder()
                        .setTransferId(c.transferId())
                        .setToBook(found.get().getToBook())
                        .build(),
                c.transferId());
        return draft.accepted();
    }

    /** Receiving book: the first of credit and refusal wins, for ever. */
    static Outcome credit(BookState state, CreditFromBook c, long nowMicros) {
        if (state.interbook().incoming(c.getFromBook(), c.getTransferId()).isPresent()) {
            return NOTHING;
        }
        Draft draft = new Draft(state, nowMicros);
        Findings f = new Findings();
        receiver(f, draft, c);
        if (!f.none()) {
            Outcome.Refused refused = f.refusal().get();
            draft.add(
                    InterbookRefused.newBuilder()
                            .setFromBook(c.getFromBook())
                            .setTransferId(c.getTransferId())
                            .setCode(refused.code().name())
                            .putAllParameters(refused.parameters())
                            .build(),
                    c.getTransferId());
            return draft.accepted();
        }
        String transit = draft.transit(c.getFromBook(), c.getCurrency());
        draft.add(
                InterbookCredited.newBuilder()
                        .setFromBook(c.getFromBook())
                        .setTransferId(c.getTransferId())
                        .setFromAccountId(c.getFromAccountId())
                        .setAmountMinor(c.getAmountMinor())
                        .addPostings(draft.post(transit, -c.getAmountMinor()))
                        .addPostings(draft.post(c.getToAccountId(), c.getAmountMinor()))
                        .setDescription(c.getDescription())
                        .putAllMetadata(c.getMetadataMap())
                        .build(),
                c.getTransferId());
        return draft.accepted();
    }

    /** Receiving book, a client's command: cancels a transfer that it has not credited. */
    static Outcome refuse(Dispatch.Call call, RefuseCredit c) {
        Findings f = call.findings();
        Fields.bookId(f, "from_book", c.getFromBook());
        Fields.requiredId(f, "transfer_id", c.getTransferId());
        Fields.text(f, "reason", c.getReason(), Limits.PARAMETER_CHARACTERS_MAX);
        if (c.getFromBook().equals(call.state().id())) {
            f.add(RefusalCode.SAME_BOOK, "book", c.getFromBook());
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        Optional<IncomingTransfer> known =
                call.state().interbook().incoming(c.getFromBook(), c.getTransferId());
        if (known.isPresent()) {
            return refusedBefore(call, c, known.get());
        }
        Draft draft = new Draft(call.state(), call.nowMicros());
        draft.add(
                InterbookRefused.newBuilder()
                        .setFromBook(c.getFromBook())
                        .setTransferId(c.getTransferId())
                        .setCode(RefusalCode.CREDIT_REFUSED.name())
                        .putParameters("reason", c.getReason())
                        .build(),
                c.getTransferId());
        return draft.accepted();
    }

    /** Receiving book: the sending book has settled or released. */
    static Outcome acknowledged(
            BookState state, InternalCommand.CreditAcknowledged c, long nowMicros) {
        Optional<IncomingTransfer> known =
                state.interbook()
                        .incoming(c.fromBook(), c.transferId())
                        .filter(transfer -> !transfer.getAcknowledged());
        if (known.isEmpty()) {
            return NOTHING;
        }
        Draft draft = new Draft(state, nowMicros);
        draft.add(
                InterbookAcknowledged.newBuilder()
                        .setFromBook(c.fromBook())
                        .setTransferId(c.transferId())
                        .build(),
                c.transferId());
        return draft.accepted();
    }

    private static Outcome refusedBefore(
            Dispatch.Call call, RefuseCredit c, IncomingTransfer known) {
        if (known.getCredited()) {
            call.add(
                    RefusalCode.CREDIT_FINAL,
                    "transfer",
                    c.getTransferId(),
                    "book",
                    c.getFromBook());
            return call.findings().refusal().get();
        }
        CommandReference refusal = known.getRefusal();
        return new Outcome.Repeated(
                c.getTransferId(), refusal.getSequence(), refusal.getRecordHash());
    }

    private static void settle(Draft draft, OutgoingTransfer transfer) {
        long amount = transfer.getAmountMinor();
        String sender = transfer.getFromAccountId();
        String transit = draft.transit(transfer.getToBook(), transfer.getCurrency());
        draft.add(
                InterbookTransferSettled.newBuilder()
                        .setTransferId(transfer.getTransferId())
                        .setToBook(transfer.getToBook())
                        .setRelease(draft.hold(sender, -amount))
                        .addPostings(draft.post(sender, -amount))
                        .addPostings(draft.post(transit, amount))
                        .build(),
                transfer.getTransferId());
    }

    private static void release(Draft draft, OutgoingTransfer transfer, CreditAnswer answer) {
        draft.add(
                InterbookTransferReleased.newBuilder()
                        .setTransferId(transfer.getTransferId())
                        .setToBook(transfer.getToBook())
                        .setRelease(
                                draft.hold(transfer.getFromAccountId(), -transfer.getAmountMinor()))
                        .setCode(answer.getCode())
                        .putAllParameters(answer.getParametersMap())
                        .build(),
                transfer.getTransferId());
    }

    private static void sender(Dispatch.Call call, SendToBook c) {
        Findings f = call.findings();
        int open = call.state().interbook().outgoing().size();
        if (open >= Limits.BOOK_TRANSFERS_OPEN_MAX) {
            f.add(RefusalCode.TRANSFERS_IN_TRANSIT, "open", Integer.toString(open));
        }
        Optional<Account> found = call.state().account(c.getFromAccountId());
        if (found.isEmpty()) {
            f.add(RefusalCode.ACCOUNT_UNKNOWN, "account", c.getFromAccountId());
            return;
        }
        Account account = found.get();
        Standing.holding(f, account, c.getAmountMinor(), c.getCurrency());
        LimitRules.debit(call, account.id(), c.getCurrency(), c.getAmountMinor());
        // Settling must be possible whatever happens until then: it is not asked again.
        boolean settles =
                account.canPost(-c.getAmountMinor())
                        && account.canPost(-account.heldMinor() - c.getAmountMinor())
                        && call.state()
                                .account(Interbook.transitAccount(c.getToBook(), c.getCurrency()))
                                .map(transit -> transit.canPost(c.getAmountMinor()))
                                .orElse(true);
        if (!settles) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", account.id());
        }
    }

    private static void receiver(Findings f, Draft draft, CreditFromBook c) {
        if (!draft.has(c.getToAccountId())) {
            f.add(RefusalCode.ACCOUNT_UNKNOWN, "account", c.getToAccountId());
            return;
        }
        Standing.leg(f, draft.account(c.getToAccountId()), c.getAmountMinor(), c.getCurrency());
        String transit = Interbook.transitAccount(c.getFromBook(), c.getCurrency());
        if (draft.has(transit) && !draft.account(transit).canPost(-c.getAmountMinor())) {
            f.add(RefusalCode.AMOUNT_OVERFLOW, "account", transit);
        }
    }
}
