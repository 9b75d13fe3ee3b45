package dev.weir.contract.log;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import dev.weir.contract.book.v1.BatchCompleted;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.book.v1.TestClockMoved;
import dev.weir.contract.book.v1.TimeAdvanced;
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
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.LatePolicySet;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntriesAdded;
import dev.weir.contract.control.v1.ListEntriesRemoved;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListEntryRemoved;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.control.v1.ModelApproved;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternApproved;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.PatternStopped;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleApproved;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
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
import dev.weir.contract.ledger.v1.CurrencyDefined;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.limits.v1.SpendingLimitRemoved;
import dev.weir.contract.limits.v1.SpendingLimitSet;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
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
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.util.List;
import java.util.Set;

/**
 * Every message that may stand in {@code weir.events}, by its wire name. A test compares the list
 * with the .proto files, so that a new event cannot be forgotten here.
 */
public final class EventTypes {
    /** Every version that was ever released is v1: there is no step to another yet. */
    private static final EventCatalog CATALOG =
            EventCatalog.of(
                    List.of(
                            AccountOpened.getDefaultInstance(),
                            AccountFrozen.getDefaultInstance(),
                            AccountUnfrozen.getDefaultInstance(),
                            AccountClosed.getDefaultInstance(),
                            OverdraftChanged.getDefaultInstance(),
                            AccountMetadataSet.getDefaultInstance(),
                            CurrencyDefined.getDefaultInstance(),
                            TransferPosted.getDefaultInstance(),
                            SpendingLimitSet.getDefaultInstance(),
                            SpendingLimitRemoved.getDefaultInstance(),
                            FundsHeld.getDefaultInstance(),
                            HeldFundsCaptured.getDefaultInstance(),
                            HeldFundsReleased.getDefaultInstance(),
                            HeldFundsExpired.getDefaultInstance(),
                            InterbookTransferStarted.getDefaultInstance(),
                            InterbookTransferSettled.getDefaultInstance(),
                            InterbookTransferReleased.getDefaultInstance(),
                            InterbookTransferClosed.getDefaultInstance(),
                            InterbookCredited.getDefaultInstance(),
                            InterbookRefused.getDefaultInstance(),
                            InterbookAcknowledged.getDefaultInstance(),
                            PaymentRequested.getDefaultInstance(),
                            PaymentApproved.getDefaultInstance(),
                            PaymentDeclined.getDefaultInstance(),
                            PaymentReferred.getDefaultInstance(),
                            PaymentChallenged.getDefaultInstance(),
                            LateDecisionRecorded.getDefaultInstance(),
                            PaymentCaptured.getDefaultInstance(),
                            PaymentVoided.getDefaultInstance(),
                            PaymentRefunded.getDefaultInstance(),
                            HoldExpired.getDefaultInstance(),
                            ChargebackReported.getDefaultInstance(),
                            AlertRaised.getDefaultInstance(),
                            AlertResolved.getDefaultInstance(),
                            AlertReopened.getDefaultInstance(),
                            CaseOpened.getDefaultInstance(),
                            CaseAlertAdded.getDefaultInstance(),
                            CaseAssigned.getDefaultInstance(),
                            CaseCommented.getDefaultInstance(),
                            CaseLinked.getDefaultInstance(),
                            CaseResolved.getDefaultInstance(),
                            CaseReopened.getDefaultInstance(),
                            BookListEntriesAdded.getDefaultInstance(),
                            BookListEntriesRemoved.getDefaultInstance(),
                            SessionSummarised.getDefaultInstance(),
                            LoginFailed.getDefaultInstance(),
                            TerminalHealthChanged.getDefaultInstance(),
                            ContactChanged.getDefaultInstance(),
                            PayeeAdded.getDefaultInstance(),
                            DeviceAdded.getDefaultInstance(),
                            TimeAdvanced.getDefaultInstance(),
                            TestClockMoved.getDefaultInstance(),
                            CommandRefused.getDefaultInstance(),
                            IdempotencyKeysExpired.getDefaultInstance(),
                            BatchCompleted.getDefaultInstance(),
                            BookOpened.getDefaultInstance(),
                            RuleDrafted.getDefaultInstance(),
                            RuleShadowed.getDefaultInstance(),
                            RuleApproved.getDefaultInstance(),
                            RuleActivated.getDefaultInstance(),
                            RuleRetired.getDefaultInstance(),
                            RuleStopped.getDefaultInstance(),
                            ListDefined.getDefaultInstance(),
                            ListRemoved.getDefaultInstance(),
                            ListEntriesAdded.getDefaultInstance(),
                            ListEntriesRemoved.getDefaultInstance(),
                            ListEntryAdded.getDefaultInstance(),
                            ListEntryRemoved.getDefaultInstance(),
                            EntitySnoozed.getDefaultInstance(),
                            EntitySnoozeEnded.getDefaultInstance(),
                            PatternDrafted.getDefaultInstance(),
                            PatternShadowed.getDefaultInstance(),
                            PatternApproved.getDefaultInstance(),
                            PatternActivated.getDefaultInstance(),
                            PatternRetired.getDefaultInstance(),
                            PatternStopped.getDefaultInstance(),
                            ModelRegistered.getDefaultInstance(),
                            ModelApproved.getDefaultInstance(),
                            ModelPromoted.getDefaultInstance(),
                            ModelRolledBack.getDefaultInstance(),
                            ChallengerSet.getDefaultInstance(),
                            FallbackPolicySet.getDefaultInstance(),
                            ScoreThresholdsSet.getDefaultInstance(),
                            LatePolicySet.getDefaultInstance(),
                            SubscriptionCreated.getDefaultInstance(),
                            SubscriptionRemoved.getDefaultInstance()));

    private EventTypes() {}

    /** All of them, with the steps from old versions to today's. */
    public static EventCatalog catalog() {
        return CATALOG;
    }

    /** Wire names of all events. */
    public static Set<String> names() {
        return CATALOG.names();
    }

    /** The wire name of a message: its full protobuf name. */
    public static String nameOf(Message message) {
        return message.getDescriptorForType().getFullName();
    }

    /** Whether this build knows the event. */
    public static boolean isKnown(String name) {
        return CATALOG.names().contains(name);
    }

    /**
     * Decodes a value, of any version that was ever released, to its last version.
     *
     * @throws IllegalArgumentException if the name is unknown or the bytes are no such message
     */
    public static Message parse(String name, byte[] value) {
        return CATALOG.parse(name, value);
    }

    /** An event's empty instance; throws IllegalArgumentException for an unknown name. */
    public static Message prototype(String name) {
        return CATALOG.prototype(name);
    }

    /** The files that declare events, for whoever needs their descriptors. */
    public static Set<FileDescriptor> files() {
        return CATALOG.names().stream()
                .map(EventTypes::prototype)
                .map(Message::getDescriptorForType)
                .map(Descriptor::getFile)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
