package dev.weir.query.apply;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.views.v1.BookTransferStatus;
import dev.weir.contract.views.v1.BookTransferView;
import java.sql.Connection;
import java.sql.SQLException;

/** Which field of a view stands in which column; db/migration has the tables. */
final class ViewTables {
    private final Upsert<View.Account> accounts =
            new Upsert<View.Account>("account")
                    .key("book", row -> row.message().getBook())
                    .key("account_id", row -> row.message().getAccountId())
                    .number("sequence", View.Account::sequence)
                    .text("currency", row -> row.message().getCurrency())
                    .name("kind", row -> row.message().getKind())
                    .name("status", row -> row.message().getStatus())
                    .text("customer_id", row -> row.message().getCustomerId())
                    .number("balance_minor", row -> row.message().getBalanceMinor())
                    .number("held_minor", row -> row.message().getHeldMinor())
                    .number("available_minor", row -> row.message().getAvailableMinor())
                    .number("unsound", row -> row.message().getUnsound() ? 1 : 0)
                    .json("metadata", row -> row.message().getMetadataMap())
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Entry> entries =
            new Upsert<View.Entry>("entry")
                    .key("book", row -> row.message().getBook())
                    .numberKey("sequence", View.Entry::sequence)
                    .numberKey("leg", row -> row.message().getLeg())
                    .text("account_id", row -> row.message().getAccountId())
                    .text("currency", row -> row.message().getCurrency())
                    .number("amount_minor", row -> row.message().getAmountMinor())
                    .number("balance_after_minor", row -> row.message().getBalanceAfterMinor())
                    .number("held_after_minor", row -> row.message().getHeldAfterMinor())
                    .text("transaction_id", row -> row.message().getTransactionId())
                    .text("kind", row -> row.message().getKind())
                    .time("occurred_at", row -> micros(row.message().getOccurredAt()))
                    .time("recorded_at", row -> micros(row.message().getRecordedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.HoldChange> holdChanges =
            new Upsert<View.HoldChange>("hold_change")
                    .key("book", row -> row.message().getBook())
                    .numberKey("sequence", View.HoldChange::sequence)
                    .numberKey("leg", row -> row.message().getLeg())
                    .text("account_id", row -> row.message().getAccountId())
                    .number("amount_minor", row -> row.message().getAmountMinor())
                    .number("held_after_minor", row -> row.message().getHeldAfterMinor())
                    .time("occurred_at", row -> micros(row.message().getOccurredAt()))
                    .time("recorded_at", row -> micros(row.message().getRecordedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.AccountChange> accountChanges =
            new Upsert<View.AccountChange>("account_change")
                    .key("book", row -> row.message().getBook())
                    .key("account_id", row -> row.message().getAccountId())
                    .numberKey("sequence", View.AccountChange::sequence)
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Transfer> transfers =
            new Upsert<View.Transfer>("transfer")
                    .key("book", row -> row.message().getBook())
                    .key("transfer_id", row -> row.message().getTransferId())
                    .number("sequence", View.Transfer::sequence)
                    .text("kind", row -> row.message().getKind())
                    .text("currency", row -> row.message().getCurrency())
                    .number("amount_minor", row -> row.message().getAmountMinor())
                    .json("metadata", row -> row.message().getMetadataMap())
                    .time("occurred_at", row -> micros(row.message().getOccurredAt()))
                    .time("recorded_at", row -> micros(row.message().getRecordedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Payment> payments =
            new Upsert<View.Payment>("payment")
                    .key("book", row -> row.message().getBook())
                    .key("payment_id", row -> row.message().getPaymentId())
                    .number("sequence", View.Payment::sequence)
                    .name("status", row -> row.message().getStatus())
                    .text("account_id", row -> row.message().getDetails().getAccountId())
                    .number("amount_minor", row -> row.message().getDetails().getAmountMinor())
                    .text("currency", row -> row.message().getDetails().getCurrency())
                    .name("channel", row -> row.message().getDetails().getChannel())
                    .text("merchant_id", row -> row.message().getDetails().getMerchantId())
                    .text("terminal_id", row -> row.message().getDetails().getTerminalId())
                    .name("outcome", row -> row.message().getOutcome())
                    .name("basis", row -> row.message().getBasis())
                    .number("score_milli", row -> row.message().getScoreMilli())
                    .number("captured_minor", row -> row.message().getCapturedMinor())
                    .number("refunded_minor", row -> row.message().getRefundedMinor())
                    .number("decision_micros", row -> row.message().getDecisionMicros())
                    .name("mode", row -> row.message().getMode())
                    .text("customer_id", row -> row.message().getDetails().getCustomerId())
                    .json("metadata", row -> row.message().getDetails().getMetadataMap())
                    .time("occurred_at", row -> micros(row.message().getOccurredAt()))
                    .time("requested_at", row -> micros(row.message().getRequestedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Alert> alerts =
            new Upsert<View.Alert>("alert")
                    .key("book", row -> row.message().getBook())
                    .key("alert_id", row -> row.message().getAlertId())
                    .number("sequence", View.Alert::sequence)
                    .text("payment_id", row -> row.message().getPaymentId())
                    .text("account_id", row -> row.message().getAccountId())
                    .name("outcome", row -> row.message().getOutcome())
                    .number("score_milli", row -> row.message().getScoreMilli())
                    .number("is_open", row -> row.message().getResolved() ? 0 : 1)
                    .name("verdict", row -> row.message().getVerdict())
                    .time("raised_at", row -> micros(row.message().getRaisedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Case> cases =
            new Upsert<View.Case>("case_file")
                    .key("book", row -> row.message().getBook())
                    .key("case_id", row -> row.message().getCaseId())
                    .number("sequence", View.Case::sequence)
                    .text("account_id", row -> row.message().getAccountId())
                    .text("source_id", row -> row.message().getSourceId())
                    .text("assignee", row -> row.message().getAssignee())
                    .number("is_open", row -> row.message().getResolved() ? 0 : 1)
                    .name("verdict", row -> row.message().getVerdict())
                    .time("opened_at", row -> micros(row.message().getOpenedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Hold> holds =
            new Upsert<View.Hold>("hold")
                    .key("book", row -> row.message().getBook())
                    .key("hold_id", row -> row.message().getHoldId())
                    .number("sequence", View.Hold::sequence)
                    .name("status", row -> row.message().getStatus())
                    .text("account_id", row -> row.message().getAccountId())
                    .number("amount_minor", row -> row.message().getAmountMinor())
                    .number("held_minor", row -> row.message().getHeldMinor())
                    .number("captured_minor", row -> row.message().getCapturedMinor())
                    .text("currency", row -> row.message().getCurrency())
                    .time("placed_at", row -> micros(row.message().getPlacedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.BookTransfer> bookTransfers =
            new Upsert<View.BookTransfer>("book_transfer")
                    .key("book", row -> row.message().getBook())
                    .key("direction", row -> row.message().getDirection().name())
                    .key("other_book", row -> row.message().getOtherBook())
                    .key("transfer_id", row -> row.message().getTransferId())
                    .number("sequence", View.BookTransfer::sequence)
                    .name("status", row -> row.message().getStatus())
                    .number("is_open", row -> isOpen(row.message()) ? 1 : 0)
                    .text("from_account_id", row -> row.message().getFromAccountId())
                    .text("to_account_id", row -> row.message().getToAccountId())
                    .number("amount_minor", row -> row.message().getAmountMinor())
                    .text("currency", row -> row.message().getCurrency())
                    .time("started_at", row -> micros(row.message().getStartedAt()))
                    .bytes("view", row -> row.message().toByteArray());

    private final Upsert<View.Progress> progress =
            new Upsert<View.Progress>("book_progress")
                    .key("book", row -> row.message().getBook())
                    .number("sequence", View.Progress::sequence)
                    .bytes("view", row -> row.message().toByteArray());

    /** Returns the number of rows that changed. */
    int write(Connection connection, ViewBatch batch) throws SQLException {
        return accounts.write(connection, batch.accounts())
                + entries.write(connection, batch.entries())
                + holdChanges.write(connection, batch.holdChanges())
                + accountChanges.write(connection, batch.accountChanges())
                + transfers.write(connection, batch.transfers())
                + payments.write(connection, batch.payments())
                + alerts.write(connection, batch.alerts())
                + cases.write(connection, batch.cases())
                + holds.write(connection, batch.holds())
                + bookTransfers.write(connection, batch.bookTransfers())
                + progress.write(connection, batch.progress());
    }

    private static boolean isOpen(BookTransferView transfer) {
        return transfer.getStatus() == BookTransferStatus.STARTED;
    }

    private static long micros(Timestamp time) {
        return Timestamps.toMicros(time);
    }
}
