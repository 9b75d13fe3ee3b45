package dev.weir.contract.log;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.book.v1.TestClockMoved;
import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListEntryRemoved;
import dev.weir.contract.control.v1.ModelApproved;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleApproved;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
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
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
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
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every message that may stand in {@code weir.events}, by its wire name. A test compares the list
 * with the .proto files, so that a new event cannot be forgotten here.
 */
public final class EventTypes {
    private static final Map<String, Message> BY_NAME =
            byName(
                    List.of(
                            AccountOpened.getDefaultInstance(),
                            AccountFrozen.getDefaultInstance(),
                            AccountUnfrozen.getDefaultInstance(),
                            AccountClosed.getDefaultInstance(),
                            TransferPosted.getDefaultInstance(),
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
                            BookOpened.getDefaultInstance(),
                            RuleDrafted.getDefaultInstance(),
                            RuleShadowed.getDefaultInstance(),
                            RuleApproved.getDefaultInstance(),
                            RuleActivated.getDefaultInstance(),
                            RuleRetired.getDefaultInstance(),
                            ListEntryAdded.getDefaultInstance(),
                            ListEntryRemoved.getDefaultInstance(),
                            PatternActivated.getDefaultInstance(),
                            PatternRetired.getDefaultInstance(),
                            ModelRegistered.getDefaultInstance(),
                            ModelApproved.getDefaultInstance(),
                            ModelPromoted.getDefaultInstance(),
                            ModelRolledBack.getDefaultInstance(),
                            FallbackPolicySet.getDefaultInstance()));

    private EventTypes() {}

    /** Wire names of all events. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The wire name of a message: its full protobuf name. */
    public static String nameOf(Message message) {
        return message.getDescriptorForType().getFullName();
    }

    /** Whether this build knows the event. */
    public static boolean isKnown(String name) {
        return BY_NAME.containsKey(name);
    }

    /**
     * Decodes a value.
     *
     * @throws IllegalArgumentException if the name is unknown or the bytes are no such message
     */
    public static Message parse(String name, byte[] value) {
        return parse(prototype(name).getParserForType(), name, value);
    }

    /** An event's empty instance; throws IllegalArgumentException for an unknown name. */
    public static Message prototype(String name) {
        Message prototype = BY_NAME.get(name);
        if (prototype == null) {
            throw new IllegalArgumentException(
                    "event type " + name + " is not known to this build");
        }
        return prototype;
    }

    /** The files that declare events, for whoever needs their descriptors. */
    public static Set<FileDescriptor> files() {
        return BY_NAME.values().stream()
                .map(Message::getDescriptorForType)
                .map(Descriptor::getFile)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private static Message parse(Parser<? extends MessageLite> parser, String name, byte[] value) {
        try {
            return (Message) parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "the bytes are no " + name + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Message> byName(List<Message> prototypes) {
        Map<String, Message> byName = new LinkedHashMap<>();
        prototypes.forEach(prototype -> byName.put(nameOf(prototype), prototype));
        return byName;
    }
}
