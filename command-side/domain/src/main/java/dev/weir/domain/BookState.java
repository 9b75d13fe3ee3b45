package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.store.v1.BookHeader;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.CurrencyState;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import dev.weir.contract.store.v1.SpendingLimitState;
import dev.weir.contract.store.v1.TransferState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Book} folds. Its parts are immutable; the maps are changed by {@link Evolve} alone.
 */
final class BookState {
    private final String id;
    private final boolean testClock;
    private final BusinessIndex index;
    private final KeyMemory keys;
    private final Optional<Fork> fork;
    private final EntityTables tables = new EntityTables();
    private final EntityTable<Account> accounts = tables.add(1, new AccountCodec());
    private final EntityTable<PaymentState> open =
            tables.add(2, EntityCodec.ofMessage(PaymentState.parser()));
    private final Currencies currencies;
    private final SpendingLimits limits;
    private final Timers timers = new Timers();
    private final Holds holds;
    private final Interbook interbook;
    private final Cases cases;
    private boolean folding;
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
        this.keys = new KeyMemory(index);
        this.fork = Optional.empty();
        this.currencies = new Currencies(currencyTable(), Optional.empty());
        this.limits = new SpendingLimits(limitTable());
        this.holds = new Holds(index, timers, tables);
        this.interbook = new Interbook(index, tables);
        this.cases = new Cases(index, tables);
    }

    /** What this state stands on, and where its own entries of the index are. */
    private record Fork(BookState below, ForkedIndex index) {}

    /**
     * A state on top of another one: it begins as that one stands and leaves it as it is. It knows
     * of timers, clients' holds and transfers to other books only what it saw itself, so it is for
     * the commands of a batch alone, which touch none of them.
     */
    BookState(BookState below) {
        this.id = below.id;
        this.testClock = below.testClock;
        ForkedIndex forked = new ForkedIndex(below.index);
        this.index = forked;
        this.keys = new KeyMemory(below.keys, forked);
        this.fork = Optional.of(new Fork(below, forked));
        this.currencies = new Currencies(currencyTable(), Optional.of(below.currencies));
        this.limits = new SpendingLimits(limitTable(), below.limits);
        this.holds = new Holds(index, timers, tables);
        this.interbook = new Interbook(index, tables);
        this.cases = new Cases(index, tables);
        this.sequence = below.sequence;
        this.lastRecordedMicros = below.lastRecordedMicros;
        this.clockMicros = below.clockMicros;
        this.decisionPartition = below.decisionPartition;
        this.decisionOffset = below.decisionOffset;
    }

    private EntityTable<CurrencyState> currencyTable() {
        return tables.add(10, EntityCodec.ofMessage(CurrencyState.parser()));
    }

    private EntityTable<SpendingLimitState> limitTable() {
        return tables.add(11, EntityCodec.ofMessage(SpendingLimitState.parser()));
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

    KeyMemory keys() {
        return keys;
    }

    Currencies currencies() {
        return currencies;
    }

    SpendingLimits limits() {
        return limits;
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

    /** Alerts of one account and cause, looked at together. */
    Cases cases() {
        return cases;
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
        folding = true;
        try {
            Evolve.apply(this, fold, event);
            if (record.runIndex() == record.runLength()) {
                finishRun(fold, event);
            }
        } finally {
            folding = false;
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
        Account account = accounts.get(accountId);
        return account == null
                ? fork.flatMap(own -> own.below().account(accountId))
                : Optional.of(account);
    }

    Account requireAccount(String accountId) {
        return account(accountId)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "book "
                                                + id
                                                + ": the log speaks of account "
                                                + accountId
                                                + ", not opened"));
    }

    /** Keeps an account as the record that is being applied leaves it. */
    void save(Account account) {
        accounts.put(account.id(), account.at(sequence + 1));
    }

    Optional<PaymentState> payment(String paymentId) {
        PaymentState onHeap = open.get(paymentId);
        if (onHeap != null) {
            return Optional.of(onHeap);
        }
        if (fork.isPresent() && !fork.get().index().holds("p/" + paymentId)) {
            return fork.get().below().payment(paymentId);
        }
        if (folding && !index.isKnown("p/" + paymentId)) {
            return Optional.of(someClosedPayment(paymentId));
        }
        return index.get("p/" + paymentId).map(BookState::parsePayment);
    }

    /**
     * Stands in for a closed payment that the index does not know yet: whatever the fold makes of
     * it would go to the index, and {@link #save} drops it, since the rebuild comes by here itself.
     */
    private static PaymentState someClosedPayment(String paymentId) {
        return PaymentState.newBuilder()
                .setDetails(PaymentDetails.newBuilder().setPaymentId(paymentId))
                .setStage(PaymentStage.STAGE_CAPTURED)
                .build();
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
        PaymentState before = open.get(paymentId);
        timers.replace(before == null ? List.of() : Timers.of(before), Timers.of(payment));
        if (Payments.isOpen(payment.getStage())) {
            open.put(paymentId, payment);
        } else {
            open.remove(paymentId);
            if (before == null && fork.isEmpty() && !index.isKnown("p/" + paymentId)) {
                return;
            }
            index.put("p/" + paymentId, Payments.compact(payment).toByteArray());
        }
    }

    Optional<TransferState> transfer(String transferId) {
        return index.get("t/" + transferId).map(Transfers::parse);
    }

    /** Whether the index can tell of a transfer: a fold asks before it reads one. */
    boolean isTransferKnown(String transferId) {
        return index.isKnown("t/" + transferId);
    }

    void save(String transferId, TransferState transfer) {
        index.put("t/" + transferId, transfer.toByteArray());
    }

    Optional<CommandReference> accountOpening(String accountId) {
        return reference("a/" + accountId);
    }

    void saveAccountOpening(String accountId, CommandReference reference) {
        index.put("a/" + accountId, reference.toByteArray());
    }

    List<PendingPayment> pending() {
        return open.values()
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
                        tables.toString(),
                        timers.toString(),
                        interbook.toString(),
                        keys.toString()));
    }

    BookSnapshots snapshots() {
        return new Snapshots();
    }

    /** Everything on the heap: the tables, and beside them what {@link BookHeader} holds. */
    private final class Snapshots extends TableSnapshots {
        Snapshots() {
            super(tables);
        }

        @Override
        public int schema() {
            return Book.SNAPSHOT_SCHEMA;
        }

        @Override
        public byte[] header() {
            return BookHeader.newBuilder()
                    .setSequence(sequence)
                    .setLastRecordedMicros(lastRecordedMicros)
                    .setClockMicros(clockMicros)
                    .setDecisionPartition(decisionPartition)
                    .setDecisionOffset(decisionOffset)
                    .setKeysForgottenBeforeMicros(keys.forgottenBefore())
                    .addAllKeyGenerations(keys.generations())
                    .build()
                    .toByteArray();
        }

        @Override
        public void restored(byte[] bytes) throws InvalidProtocolBufferException {
            BookHeader header = BookHeader.parseFrom(bytes);
            sequence = header.getSequence();
            lastRecordedMicros = header.getLastRecordedMicros();
            clockMicros = header.getClockMicros();
            decisionPartition = header.getDecisionPartition();
            decisionOffset = header.getDecisionOffset();
            keys.restore(header.getKeysForgottenBeforeMicros(), header.getKeyGenerationsList());
            limits.restored();
            open.values().forEach(payment -> timers.replace(List.of(), Timers.of(payment)));
            holds.restored();
            interbook.restored();
            cases.restored();
        }
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
