package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.CaseAlertAdded;
import dev.weir.contract.cases.v1.CaseAssigned;
import dev.weir.contract.cases.v1.CaseCommented;
import dev.weir.contract.cases.v1.CaseLinked;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.CaseResolved;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.interbook.v1.InterbookAcknowledged;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferClosed;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.AccountClosed;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentChallenged;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.contract.views.v1.EntryView;
import java.util.Set;

/**
 * One event of a book and the views before it give the views that it changes. Pure: no engine, no
 * clock. Every type of the log is either applied by {@link #apply} or named in {@link #NO_VIEW}; a
 * test sends all of them through the job.
 */
final class BookFold {
    /** Events that no view shows: their values are not decoded, and they only advance progress. */
    static final Set<String> NO_VIEW =
            Set.of(
                    "weir.signals.v1.SessionSummarised",
                    "weir.signals.v1.LoginFailed",
                    "weir.signals.v1.TerminalHealthChanged",
                    "weir.signals.v1.ContactChanged",
                    "weir.signals.v1.PayeeAdded",
                    "weir.signals.v1.DeviceAdded",
                    "weir.ledger.v1.CurrencyDefined", // accounts carry their decimals
                    "weir.limits.v1.SpendingLimitSet",
                    "weir.limits.v1.SpendingLimitRemoved",
                    "weir.book.v1.TimeAdvanced",
                    "weir.book.v1.TestClockMoved",
                    "weir.book.v1.CommandRefused",
                    "weir.book.v1.IdempotencyKeysExpired",
                    "weir.book.v1.BatchCompleted",
                    "weir.control.v1.BookOpened",
                    "weir.control.v1.RuleDrafted",
                    "weir.control.v1.RuleShadowed",
                    "weir.control.v1.RuleApproved",
                    "weir.control.v1.RuleActivated",
                    "weir.control.v1.RuleRetired",
                    "weir.control.v1.ListEntryAdded",
                    "weir.control.v1.ListEntryRemoved",
                    "weir.control.v1.PatternActivated",
                    "weir.control.v1.PatternRetired",
                    "weir.control.v1.ModelRegistered",
                    "weir.control.v1.ModelApproved",
                    "weir.control.v1.ModelPromoted",
                    "weir.control.v1.ModelRolledBack",
                    "weir.control.v1.FallbackPolicySet",
                    "weir.control.v1.RuleStopped",
                    "weir.control.v1.PatternDrafted",
                    "weir.control.v1.PatternShadowed",
                    "weir.control.v1.PatternApproved",
                    "weir.control.v1.PatternStopped",
                    "weir.control.v1.ListDefined",
                    "weir.control.v1.ListRemoved",
                    "weir.control.v1.ListEntriesAdded",
                    "weir.control.v1.ListEntriesRemoved",
                    "weir.control.v1.ChallengerSet",
                    "weir.control.v1.ScoreThresholdsSet",
                    "weir.control.v1.LatePolicySet",
                    "weir.control.v1.EntitySnoozed",
                    "weir.control.v1.EntitySnoozeEnded",
                    "weir.control.v1.SubscriptionCreated",
                    "weir.control.v1.SubscriptionRemoved",
                    "weir.lists.v1.BookListEntriesAdded",
                    "weir.lists.v1.BookListEntriesRemoved");

    private final Changes changes;
    private final AccountFold accounts;
    private final PaymentFold payments;
    private final CaseFold cases;
    private final HoldFold holds;
    private final BookTransferFold transfers;

    private BookFold(ViewStore store) {
        this.changes = new Changes();
        this.accounts = new AccountFold(store, changes);
        this.payments = new PaymentFold(store, changes, accounts);
        this.cases = new CaseFold(store, changes, payments);
        this.holds = new HoldFold(store, changes, accounts);
        this.transfers = new BookTransferFold(store, changes, accounts);
    }

    /**
     * Applies one event.
     *
     * @throws IllegalArgumentException for a message that no view knows of
     */
    static Changes apply(EventMeta meta, Message event, ViewStore store) {
        BookFold fold = new BookFold(store);
        fold.dispatch(meta, event);
        return fold.changes;
    }

    private void dispatch(EventMeta meta, Message event) {
        switch (event) {
            case AccountOpened e -> accounts.opened(meta, e);
            case AccountFrozen e -> accounts.frozen(meta, e);
            case AccountUnfrozen e -> accounts.unfrozen(meta, e);
            case AccountClosed e -> accounts.closed(meta, e);
            case OverdraftChanged e -> accounts.overdraft(meta, e);
            case AccountMetadataSet e -> accounts.metadata(meta, e);
            case TransferPosted e -> {
                accounts.posted(
                        meta,
                        e.getPostingsList(),
                        EntryView.newBuilder()
                                .setKind(kindOf(e))
                                .setTransactionId(e.getTransferId())
                                .setDescription(e.getDescription())
                                .putAllMetadata(e.getMetadataMap())
                                .setReversesTransferId(e.getReversesTransferId())
                                .setCorrectsTransferId(e.getCorrectsTransferId())
                                .build());
                changes.transfer(TransferViews.of(meta, e, kindOf(e)));
            }
            case PaymentRequested e -> payments.requested(meta, e);
            case PaymentApproved e -> payments.approved(meta, e);
            case PaymentDeclined e -> payments.declined(meta, e);
            case PaymentReferred e -> payments.referred(meta, e);
            case PaymentChallenged e -> payments.challenged(meta, e);
            case LateDecisionRecorded e -> payments.lateDecision(meta, e);
            case PaymentCaptured e -> payments.captured(meta, e);
            case PaymentVoided e -> payments.voided(meta, e);
            case PaymentRefunded e -> payments.refunded(meta, e);
            case HoldExpired e -> payments.expired(meta, e);
            case FundsHeld e -> holds.placed(meta, e);
            case HeldFundsCaptured e -> holds.captured(meta, e);
            case HeldFundsReleased e -> holds.released(meta, e);
            case HeldFundsExpired e -> holds.expired(meta, e);
            case InterbookTransferStarted e -> transfers.started(meta, e);
            case InterbookTransferSettled e -> transfers.settled(meta, e);
            case InterbookTransferReleased e -> transfers.released(meta, e);
            case InterbookTransferClosed e -> transfers.closed(meta, e);
            case InterbookCredited e -> transfers.credited(meta, e);
            case InterbookRefused e -> transfers.refused(meta, e);
            case InterbookAcknowledged e -> transfers.acknowledged(meta, e);
            case ChargebackReported e -> payments.chargedBack(meta, e);
            case AlertRaised e -> cases.raised(meta, e);
            case AlertResolved e -> cases.resolved(meta, e);
            case AlertReopened e -> cases.reopened(meta, e);
            case CaseOpened e -> cases.opened(meta, e);
            case CaseAlertAdded e -> cases.alertAdded(meta, e);
            case CaseAssigned e -> cases.assigned(meta, e);
            case CaseCommented e -> cases.commented(meta, e);
            case CaseLinked e -> cases.linked(meta, e);
            case CaseResolved e -> cases.resolved(meta, e);
            case CaseReopened e -> cases.reopened(meta, e);
            default ->
                    throw new IllegalArgumentException(
                            "no view is made of " + event.getDescriptorForType().getFullName());
        }
    }

    private static String kindOf(TransferPosted transfer) {
        return transfer.getKind() == TransferKind.TRANSFER_KIND_UNSPECIFIED
                        || transfer.getKind() == TransferKind.UNRECOGNIZED
                ? TransferKind.TRANSFER.name()
                : transfer.getKind().name();
    }
}
