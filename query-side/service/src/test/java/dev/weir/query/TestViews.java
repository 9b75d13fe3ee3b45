package dev.weir.query;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferStatus;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.contract.views.v1.TransferView;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Views as the views job makes them, small; builders, so that a test changes what it is about. */
public final class TestViews {
    private static final long START_MICROS = 1_767_225_600_000_000L; // 2026-01-01T00:00:00Z

    private TestViews() {}

    /** Minutes after 2026-01-01T00:00:00Z. */
    public static Timestamp minute(long minutes) {
        return Timestamps.fromMicros(START_MICROS + minutes * 60_000_000L);
    }

    public static AccountView.Builder account(String book, String id, long sequence, long balance) {
        return AccountView.newBuilder()
                .setBook(book)
                .setAccountId(id)
                .setSequence(sequence)
                .setCurrency("EUR")
                .setKind(AccountKind.CUSTOMER)
                .setStatus(AccountStatus.OPEN)
                .setBalanceMinor(balance)
                .setAvailableMinor(balance)
                .setOpenedAt(minute(0))
                .setUpdatedAt(minute(sequence));
    }

    /** An entry that occurred and was recorded at the minute of its sequence. */
    public static EntryView.Builder entry(
            String book, String account, long sequence, int leg, long amount, long balance) {
        return EntryView.newBuilder()
                .setBook(book)
                .setAccountId(account)
                .setSequence(sequence)
                .setLeg(leg)
                .setCurrency("EUR")
                .setAmountMinor(amount)
                .setBalanceAfterMinor(balance)
                .setTransactionId("t" + sequence)
                .setKind("TRANSFER")
                .setOccurredAt(minute(sequence))
                .setRecordedAt(minute(sequence));
    }

    /** A hold change that occurred and was recorded at the minute of its sequence. */
    public static HoldChangeView.Builder holdChange(
            String book, String account, long sequence, long amount, long heldAfter) {
        return HoldChangeView.newBuilder()
                .setBook(book)
                .setAccountId(account)
                .setSequence(sequence)
                .setCurrency("EUR")
                .setAmountMinor(amount)
                .setHeldAfterMinor(heldAfter)
                .setTransactionId("p" + sequence)
                .setOccurredAt(minute(sequence))
                .setRecordedAt(minute(sequence));
    }

    public static AccountChangeView.Builder change(
            String book, String account, long sequence, String kind, AccountStatus status) {
        return AccountChangeView.newBuilder()
                .setBook(book)
                .setAccountId(account)
                .setSequence(sequence)
                .setKind(kind)
                .setStatus(status)
                .setOccurredAt(minute(sequence))
                .setRecordedAt(minute(sequence));
    }

    public static TransferView.Builder transfer(
            String book, String id, long sequence, long amount) {
        return TransferView.newBuilder()
                .setBook(book)
                .setTransferId(id)
                .setSequence(sequence)
                .setKind("TRANSFER")
                .setCurrency("EUR")
                .setAmountMinor(amount)
                .setOccurredAt(minute(sequence))
                .setRecordedAt(minute(sequence));
    }

    public static PaymentView.Builder payment(String book, String id, long sequence) {
        return PaymentView.newBuilder()
                .setBook(book)
                .setPaymentId(id)
                .setSequence(sequence)
                .setStatus(PaymentStatus.CAPTURED)
                .setOutcome(Outcome.APPROVED)
                .setBasis(DecisionBasis.DECIDE_JOB)
                .setDetails(
                        PaymentDetails.newBuilder()
                                .setPaymentId(id)
                                .setAccountId("alice")
                                .setAmountMinor(1_250)
                                .setCurrency("EUR")
                                .setChannel(Channel.POS))
                .setOccurredAt(minute(sequence))
                .setRequestedAt(minute(sequence))
                .setUpdatedAt(minute(sequence));
    }

    public static AlertView.Builder alert(String book, String id, long sequence) {
        return AlertView.newBuilder()
                .setBook(book)
                .setAlertId(id)
                .setSequence(sequence)
                .setPaymentId(id)
                .setAccountId("alice")
                .setOutcome(Outcome.DECLINED)
                .setScoreMilli(900_000)
                .setRaisedAt(minute(sequence));
    }

    public static CaseView.Builder caseOf(String book, String id, long sequence) {
        return CaseView.newBuilder()
                .setBook(book)
                .setCaseId(id)
                .setSequence(sequence)
                .setAccountId("alice")
                .setSourceId("r1")
                .addAlertIds(id)
                .setOpenedAt(minute(sequence));
    }

    public static HoldView.Builder hold(String book, String id, long sequence) {
        return HoldView.newBuilder()
                .setBook(book)
                .setHoldId(id)
                .setSequence(sequence)
                .setStatus(HoldStatus.HOLD_OPEN)
                .setAccountId("alice")
                .setAmountMinor(40)
                .setHeldMinor(40)
                .setCurrency("EUR")
                .setPlacedAt(minute(sequence));
    }

    public static BookTransferView.Builder bookTransfer(String book, String id, long sequence) {
        return BookTransferView.newBuilder()
                .setBook(book)
                .setTransferId(id)
                .setSequence(sequence)
                .setDirection(BookTransferDirection.OUTGOING)
                .setOtherBook("far")
                .setStatus(BookTransferStatus.STARTED)
                .setFromAccountId("alice")
                .setToAccountId("x")
                .setAmountMinor(5)
                .setCurrency("EUR")
                .setStartedAt(minute(sequence));
    }

    public static BookProgress progress(String book, long sequence) {
        return BookProgress.newBuilder()
                .setBook(book)
                .setSequence(sequence)
                .setRecordedAt(minute(sequence))
                .build();
    }

    /** A view as it stands in the topic. */
    public static ConsumerRecord<byte[], byte[]> record(
            int partition, long offset, long atMillis, Message view) {
        byte[] value = view.toByteArray();
        RecordHeaders headers = new RecordHeaders();
        headers.add(
                EventHeaders.TYPE,
                view.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                Topics.VIEWS,
                partition,
                offset,
                atMillis,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                headers,
                Optional.empty());
    }
}
