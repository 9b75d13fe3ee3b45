package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@link Book} folds. Its parts are immutable; the maps are changed by {@link Evolve} alone.
 */
final class BookState {
    private final String id;
    private final boolean testClock;
    private final BusinessIndex index;
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, PaymentState> open = new HashMap<>();
    private final Timers timers = new Timers();
    private final Holds holds;
    private final Interbook interbook;
    private long sequence = -1;
    private long lastRecordedMicros;
    private long clockMicros;
    private long decisionPartition = -1;
    private long decisionOffset = -1;
    private String answering = "";

    BookState(String id, boolean testClock, BusinessIndex index) {
        this.id = id;
        this.testClock = testClock;
        this.index = index;
        this.holds = new Holds(index, timers);
        this.interbook = new Interbook(index);
    }

    String id() {
        return id;
    }

    boolean testClock() {
        return testClock;
    }

    long sequence() {
        return sequence;
    }

    long lastRecordedMicros() {
        return lastRecordedMicros;
    }

    IdempotencyKeys keys() {
        return keys;
    }

    /** What the book has to do by itself. */
    Timers timers() {
        return timers;
    }

    /** Holds that clients placed. */
    Holds holds() {
        return holds;
    }

    /** Money between this book and others. */
    Interbook interbook() {
        return interbook;
    }

    long now(long ownerMicros) {
        if (sequence < 0) {
            return ownerMicros;
        }
        return Math.max(testClock ? clockMicros : ownerMicros, lastRecordedMicros + 1);
    }

    void apply(EventRecord record, Message event, String recordHash) {
        if (record.sequence() != sequence + 1) {
            throw new IllegalStateException(
                    "book " + id + ": record " + record.sequence() + " follows " + sequence);
        }
        if (sequence < 0) {
            clockMicros = record.recordedMicros();
        }
        if (record.runIndex() == 1) {
            answering = "";
        }
        Fold fold = new Fold(record, recordHash);
        Evolve.apply(this, fold, event);
        if (record.runIndex() == record.runLength()) {
            finishRun(fold, event);
        }
        sequence = record.sequence();
        lastRecordedMicros = record.recordedMicros();
    }

    private void finishRun(Fold fold, Message event) {
        if (!answering.isEmpty()) {
            PaymentState payment = requirePayment(answering);
            save(payment.toBuilder().setAnswer(fold.answer(payment)).build());
        }
        if (!fold.record().key().isEmpty()) {
            keys.remember(fold.record().key(), fold.outcome(event));
        }
    }

    Optional<Account> account(String accountId) {
        return Optional.ofNullable(accounts.get(accountId));
    }

    Account requireAccount(String accountId) {
        Account account = accounts.get(accountId);
        if (account == null) {
            throw new IllegalStateException(
                    "book " + id + ": the log speaks of account " + accountId + ", not opened");
        }
        return account;
    }

    void save(Account account) {
        accounts.put(account.id(), account);
    }

    Optional<PaymentState> payment(String paymentId) {
        PaymentState onHeap = open.get(paymentId);
        return onHeap != null
                ? Optional.of(onHeap)
                : index.get("p/" + paymentId).map(BookState::parsePayment);
    }

    PaymentState requirePayment(String paymentId) {
        return payment(paymentId)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "book "
                                                + id
                                                + ": the log speaks of payment "
                                                + paymentId
                                                + ", not requested"));
    }

    /** Keeps a payment: on the heap while money is held for it or it waits, else in the index. */
    void save(PaymentState payment) {
        String paymentId = payment.getDetails().getPaymentId();
        PaymentState before = open.getOrDefault(paymentId, PaymentState.getDefaultInstance());
        timers.replace(Timers.of(before), Timers.of(payment));
        if (Payments.isOpen(payment.getStage())) {
            open.put(paymentId, payment);
        } else {
            open.remove(paymentId);
            index.put("p/" + paymentId, Payments.compact(payment).toByteArray());
        }
    }

    Optional<CommandReference> transfer(String transferId) {
        return reference("t/" + transferId);
    }

    void saveTransfer(String transferId, CommandReference reference) {
        index.put("t/" + transferId, reference.toByteArray());
    }

    Optional<CommandReference> accountOpening(String accountId) {
        return reference("a/" + accountId);
    }

    void saveAccountOpening(String accountId, CommandReference reference) {
        index.put("a/" + accountId, reference.toByteArray());
    }

    List<PendingPayment> pending() {
        return open.values().stream()
                .filter(payment -> payment.getStage() == PaymentStage.STAGE_PENDING)
                .sorted(Comparator.comparingLong(PaymentState::getRequestSequence))
                .map(
                        payment ->
                                new PendingPayment(
                                        payment.getDetails(),
                                        payment.getRequestSequence(),
                                        payment.getArrivedMicros(),
                                        payment.getDeadlineMillis()))
                .toList();
    }

    Optional<DecisionPosition> decisionPosition() {
        return decisionOffset < 0
                ? Optional.empty()
                : Optional.of(
                        DecisionPosition.newBuilder()
                                .setPartition((int) decisionPartition)
                                .setOffset(decisionOffset)
                                .build());
    }

    void decisionsReadUntil(DecisionPosition position) {
        decisionPartition = position.getPartition();
        decisionOffset = Math.max(decisionOffset, position.getOffset());
    }

    void moveClock(long nowMicros) {
        clockMicros = nowMicros;
    }

    /** The run that is being applied answers this payment. */
    void answers(String paymentId) {
        answering = paymentId;
    }

    boolean isAnswering(String paymentId) {
        return answering.equals(paymentId);
    }

    String fingerprint() {
        return String.join(
                "\n",
                List.of(
                        id + " " + sequence + " " + lastRecordedMicros + " " + clockMicros,
                        decisionPartition + " " + decisionOffset,
                        new TreeMap<>(accounts).toString(),
                        new TreeMap<>(open).toString(),
                        timers.toString(),
                        holds.toString(),
                        interbook.toString(),
                        keys.toString()));
    }

    private Optional<CommandReference> reference(String key) {
        return index.get(key).map(BookState::parseReference);
    }

    private static CommandReference parseReference(byte[] bytes) {
        try {
            return CommandReference.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no reference where one should be", e);
        }
    }

    private static PaymentState parsePayment(byte[] bytes) {
        try {
            return PaymentState.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no payment where one should be", e);
        }
    }
}
