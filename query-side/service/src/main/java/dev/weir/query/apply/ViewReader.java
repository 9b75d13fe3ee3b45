package dev.weir.query.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.contract.views.v1.TransferView;
import java.util.Map;
import java.util.Set;

/** Reads the value of a record of weir.views by its header ce_type. */
final class ViewReader {
    /** Ids are indexed: PostgreSQL takes index rows of about 2,700 bytes, two ids and a time. */
    static final int ID_CHARACTERS_MAX = 512;

    private interface Parser {
        View parse(byte[] value) throws InvalidProtocolBufferException;
    }

    private static final Map<String, Parser> PARSERS =
            Map.ofEntries(
                    Map.entry(
                            AccountView.getDescriptor().getFullName(),
                            value -> new View.Account(AccountView.parseFrom(value))),
                    Map.entry(
                            EntryView.getDescriptor().getFullName(),
                            value -> new View.Entry(EntryView.parseFrom(value))),
                    Map.entry(
                            HoldChangeView.getDescriptor().getFullName(),
                            value -> new View.HoldChange(HoldChangeView.parseFrom(value))),
                    Map.entry(
                            AccountChangeView.getDescriptor().getFullName(),
                            value -> new View.AccountChange(AccountChangeView.parseFrom(value))),
                    Map.entry(
                            TransferView.getDescriptor().getFullName(),
                            value -> new View.Transfer(TransferView.parseFrom(value))),
                    Map.entry(
                            PaymentView.getDescriptor().getFullName(),
                            value -> new View.Payment(PaymentView.parseFrom(value))),
                    Map.entry(
                            AlertView.getDescriptor().getFullName(),
                            value -> new View.Alert(AlertView.parseFrom(value))),
                    Map.entry(
                            CaseView.getDescriptor().getFullName(),
                            value -> new View.Case(CaseView.parseFrom(value))),
                    Map.entry(
                            HoldView.getDescriptor().getFullName(),
                            value -> new View.Hold(HoldView.parseFrom(value))),
                    Map.entry(
                            BookTransferView.getDescriptor().getFullName(),
                            value -> new View.BookTransfer(BookTransferView.parseFrom(value))),
                    Map.entry(
                            BookProgress.getDescriptor().getFullName(),
                            value -> new View.Progress(BookProgress.parseFrom(value))));

    private ViewReader() {}

    /** Full names of the messages that are read. */
    static Set<String> types() {
        return PARSERS.keySet();
    }

    /**
     * @param type full protobuf name of the message; null: the record had no such header
     * @param value the message; null: the record had none
     */
    static View read(String type, byte[] value) throws UnreadableView {
        Parser parser = type == null ? null : PARSERS.get(type);
        if (parser == null) {
            throw new UnreadableView("ce_type is " + type + ", which is no view");
        }
        if (value == null) {
            throw new UnreadableView("the record has no value");
        }
        View view;
        try {
            view = parser.parse(value);
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableView("no " + type + ": " + e.getMessage());
        }
        check(view);
        return view;
    }

    private static void check(View view) throws UnreadableView {
        if (view.sequence() < 0) {
            throw new UnreadableView("sequence " + view.sequence() + " is below 0");
        }
        id("book", view.key().book());
        switch (view) {
            case View.Account(AccountView account) -> id("account_id", account.getAccountId());
            case View.Entry(EntryView entry) -> {
                id("account_id", entry.getAccountId());
                time("occurred_at", entry.getOccurredAt());
                time("recorded_at", entry.getRecordedAt());
            }
            case View.HoldChange(HoldChangeView hold) -> {
                id("account_id", hold.getAccountId());
                time("occurred_at", hold.getOccurredAt());
                time("recorded_at", hold.getRecordedAt());
            }
            case View.AccountChange(AccountChangeView change) ->
                    id("account_id", change.getAccountId());
            case View.Transfer(TransferView transfer) -> {
                id("transfer_id", transfer.getTransferId());
                time("occurred_at", transfer.getOccurredAt());
                time("recorded_at", transfer.getRecordedAt());
            }
            case View.Payment(PaymentView payment) -> {
                id("payment_id", payment.getPaymentId());
                id("account_id", payment.getDetails().getAccountId());
                time("occurred_at", payment.getOccurredAt());
                time("requested_at", payment.getRequestedAt());
            }
            case View.Alert(AlertView alert) -> {
                id("alert_id", alert.getAlertId());
                time("raised_at", alert.getRaisedAt());
            }
            case View.Case(CaseView file) -> {
                id("case_id", file.getCaseId());
                time("opened_at", file.getOpenedAt());
            }
            case View.Hold(HoldView hold) -> {
                id("hold_id", hold.getHoldId());
                id("account_id", hold.getAccountId());
                time("placed_at", hold.getPlacedAt());
            }
            case View.BookTransfer(BookTransferView transfer) -> {
                id("transfer_id", transfer.getTransferId());
                id("other_book", transfer.getOtherBook());
                time("started_at", transfer.getStartedAt());
            }
            case View.Progress(BookProgress progress) ->
                    time("recorded_at", progress.getRecordedAt());
        }
    }

    private static void id(String field, String value) throws UnreadableView {
        if (value.isEmpty() || value.length() > ID_CHARACTERS_MAX) {
            throw new UnreadableView(
                    field
                            + " has "
                            + value.length()
                            + " characters, 1 to "
                            + ID_CHARACTERS_MAX
                            + " are taken");
        }
    }

    private static void time(String field, Timestamp value) throws UnreadableView {
        if (!Timestamps.isValid(value)) {
            throw new UnreadableView(field + " is no time of the years 1 to 9999");
        }
    }
}
