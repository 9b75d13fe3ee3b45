package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.commands.v1.PaymentResult;
import dev.weir.contract.commands.v1.SpendingLimitUse;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import dev.weir.contract.store.v1.PaymentState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The folded state of one book. {@link #decide} reads it, {@link #apply} changes it, and nothing
 * else does; a fresh book to which all records are applied equals the one that decided them. For
 * one thread.
 */
public final class Book {
    /** Version of the messages in its snapshots; raised when an older one would be misread. */
    public static final int SNAPSHOT_SCHEMA = 2;

    private final BookState state;
    private List<String> noted;

    /**
     * @param testClock whether the book's time is moved by its user
     * @param index of this book alone; may hold entries of records that are yet to be applied
     */
    public Book(String id, boolean testClock, BusinessIndex index) {
        this.state = new BookState(id, testClock, index);
    }

    public String id() {
        return state.id();
    }

    /** Sequence of the last record applied, -1 for none. */
    public long sequence() {
        return state.sequence();
    }

    /** Recorded time of the last record applied, microseconds since 1970; 0 for none. */
    public long lastRecordedMicros() {
        return state.lastRecordedMicros();
    }

    /**
     * The recorded time of the next record: the owner's clock, on a test clock the time to which it
     * was moved; always after the last record.
     *
     * @param ownerMicros the owner's clock, microseconds since 1970
     */
    public long now(long ownerMicros) {
        return state.now(ownerMicros);
    }

    /**
     * What a command comes to; changes nothing.
     *
     * @param command a message of weir.commands.v1 that belongs to a book, or an {@link
     *     InternalCommand}
     * @throws IllegalArgumentException for any other class
     */
    public Outcome decide(Object command, CommandContext context) {
        return Dispatch.decide(state, command, context);
    }

    /**
     * As {@link #apply(EventRecord, Message, String)}, with the record's hash computed where it is
     * needed.
     */
    public void apply(EventRecord record, Message event) {
        state.apply(record, event, "");
    }

    /**
     * Folds a record. Never refuses.
     *
     * @param recordHash the record's hash, which the caller has at hand
     * @throws IllegalStateException if the record is not the next one, or speaks of what is not
     *     there
     */
    public void apply(EventRecord record, Message event, String recordHash) {
        state.apply(record, event, recordHash);
        if (noted != null) {
            noted.add(recordHash);
        }
    }

    /** Begins a row of commands that are decided one on top of another; changes nothing. */
    public CommandRow row() {
        return new CommandRow(new BookState(state));
    }

    /** From now on the hashes of records that are applied are noted, until {@link #noted}. */
    public void note() {
        noted = new ArrayList<>();
    }

    /** The hashes noted, in the order of their records; ends the noting. */
    public List<String> noted() {
        List<String> hashes = noted;
        noted = null;
        return hashes;
    }

    /**
     * How much of a spending limit is used; empty: there is no such limit.
     *
     * @param nowMicros the book's time, see {@link #now}
     */
    public Optional<SpendingLimitUse> limitUse(String limitId, long nowMicros) {
        return state.limits().use(limitId, nowMicros);
    }

    /** The remembered outcome of a command with this idempotency key. */
    public Optional<KeyOutcome> key(String key) {
        return state.keys().get(key);
    }

    /** The event that remembers the refusal of a command with a key. */
    public NewEvent refusalEvent(Message command, Outcome.Refused refused, CommandContext context) {
        CommandRefused event =
                CommandRefused.newBuilder()
                        .setCommand(command.getDescriptorForType().getFullName())
                        .setCode(refused.code().name())
                        .putAllParameters(refused.parameters())
                        .build();
        return new NewEvent(event, "", context.nowMicros());
    }

    /**
     * How a payment was answered, also after later captures, refunds and verdicts: without an
     * outcome while it is not decided; empty for an unknown payment.
     */
    public Optional<PaymentResult> result(String paymentId) {
        return state.payment(paymentId).map(PaymentState::getResult);
    }

    /** Where a payment was made; empty for an unknown payment. */
    public Optional<Channel> channel(String paymentId) {
        return state.payment(paymentId).map(payment -> payment.getDetails().getChannel());
    }

    /**
     * The last record of the run that answered a payment: its decision, or its request while it is
     * undecided.
     */
    public Optional<CommandReference> answeredBy(String paymentId) {
        return state.payment(paymentId).map(PaymentState::getAnswer);
    }

    /**
     * Payments that wait for their decision, in the order of their arrival, to rebuild the
     * deadlines from.
     */
    public List<PendingPayment> pending() {
        return state.pending();
    }

    /** The last record of weir.decisions that an event of this book applied. */
    public Optional<DecisionPosition> decisionPosition() {
        return state.decisionPosition();
    }

    /** Whether {@link InternalCommand.HoldsDue} has something to do. */
    public boolean holdsDue(long nowMicros) {
        return state.timers().due(nowMicros);
    }

    /** Transfers to other books that are not closed, in the order of their ids. */
    public Collection<OutgoingTransfer> outgoing() {
        return state.interbook().outgoing();
    }

    /** A transfer to another book that is not closed. */
    public Optional<OutgoingTransfer> outgoing(String transferId) {
        return state.interbook().outgoing(transferId);
    }

    /** Where a transfer to another book stands, or how it ended. */
    public Optional<OutgoingStage> outgoingStage(String transferId) {
        return state.interbook().stage(transferId);
    }

    /** A transfer from another book that was credited or refused here, for ever. */
    public Optional<IncomingTransfer> incoming(String fromBook, String transferId) {
        return state.interbook().incoming(fromBook, transferId);
    }

    /** Whether {@link InternalCommand.KeysDue} has something to do. */
    public boolean keysDue(long nowMicros) {
        return state.keys().due(nowMicros);
    }

    /** An account of the book. */
    public Optional<Account> account(String accountId) {
        return state.account(accountId);
    }

    /** To take snapshots of this book, or to fill it, fresh, from one. */
    public BookSnapshots snapshots() {
        return state.snapshots();
    }

    /** All state that lies on the heap, in a canonical text form: equal for equal books. */
    public String fingerprint() {
        return state.fingerprint();
    }
}
