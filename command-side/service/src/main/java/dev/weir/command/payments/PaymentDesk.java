package dev.weir.command.payments;

import dev.weir.command.api.Answer;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.Replies;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.PaymentResult;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.domain.Book;
import dev.weir.domain.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers requests for payments: at once where the outcome is known, else when the decision or the
 * fallback is durable. A waiter is entered in the same turn of the loop in which the request is
 * appended, and decisions run on that loop too, so none can slip by.
 */
public final class PaymentDesk {
    /** Live payments under way on a node; past it they are refused early instead of piling up. */
    private static final int WAITING_MAX = 10_000;

    /**
     * Behind a backlog of two deadlines a payment can't be decided in time. Taking it in would make
     * those behind it later still: once 100 payments a second met a cold node, every one of them
     * was answered, after 6 s.
     */
    static final Duration BACKLOG_MAX = Duration.ofMillis(2L * Limits.DEADLINE_MILLIS);

    /**
     * How long after its deadline a payment may still be answered with its decision: the second
     * commit takes milliseconds, a second or so on a machine that compiles or checkpoints. Past it
     * the client is told to ask again with the key.
     */
    static final Duration SECOND_COMMIT_MAX = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final CommandMetrics metrics;
    private final Map<PaymentKey, Waiting> waiting = new ConcurrentHashMap<>();
    private Deadlines deadlines;

    public PaymentDesk(InstantSource clock, CommandMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Closes the circle of the two; once, before the first payment. */
    public void use(Deadlines value) {
        this.deadlines = value;
    }

    /**
     * Throws OVERLOADED when a live payment could only be late, or too many wait already.
     *
     * @param backlog of the book's partition
     */
    public void admit(RequestPayment command, Duration backlog) {
        if (isLive(command)
                && (backlog.compareTo(BACKLOG_MAX) > 0 || waiting.size() >= WAITING_MAX)) {
            throw new ServiceException(ServiceError.OVERLOADED);
        }
    }

    /**
     * A request was accepted or is a repeat; on the loop, in the same turn.
     *
     * @param book with the request applied
     * @param reply names the request's record
     * @param durable done when the request is
     */
    public CompletableFuture<Answer> requested(
            int partition,
            Book book,
            RequestPayment command,
            long arrivedMicros,
            CommandReply reply,
            CompletableFuture<Void> durable) {
        String paymentId = reply.getId();
        PaymentResult result = book.result(paymentId).orElseThrow();
        if (result.getOutcome() != Outcome.OUTCOME_UNSPECIFIED) {
            Answer answer = decided(book, reply, result);
            return durable.thenApply(done -> answer);
        }
        if (!isLive(command)) {
            Answer answer = new Answer.Done(reply.toBuilder().setPayment(result).build());
            return durable.thenApply(done -> answer);
        }
        PaymentKey key = new PaymentKey(book.id(), paymentId);
        Waiting known = waiting.get(key);
        if (known != null) {
            return known.answer();
        }
        int deadlineMillis =
                command.getDeadlineMillis() == 0
                        ? Limits.DEADLINE_MILLIS
                        : command.getDeadlineMillis();
        Waiting waiter = new Waiting(partition, arrivedMicros, deadlineMillis, reply);
        waiting.put(key, waiter);
        durable.whenComplete(
                (done, failure) -> {
                    if (failure == null) {
                        waiter.requestIsDurable();
                    } else {
                        fail(key, waiter, failure);
                    }
                });
        deadlines.begin(
                partition,
                book.id(),
                command.getPayment().toBuilder().setPaymentId(paymentId).build(),
                arrivedMicros,
                deadlineMillis);
        return waiter.answer();
    }

    /**
     * An event that may have decided a payment was accepted; on the loop, in the same turn.
     *
     * @param durable done when the event is
     */
    void maybeDecided(Book book, String paymentId, CompletableFuture<Void> durable) {
        PaymentKey key = new PaymentKey(book.id(), paymentId);
        Waiting waiter = waiting.get(key);
        if (waiter == null) {
            return;
        }
        Optional<PaymentResult> result = book.result(paymentId);
        if (result.isEmpty() || result.get().getOutcome() == Outcome.OUTCOME_UNSPECIFIED) {
            return;
        }
        Answer answer =
                decided(book, Replies.reply(book.id(), 0, "", paymentId, false), result.get());
        durable.whenComplete(
                (done, failure) -> {
                    if (!waiting.remove(key, waiter)) {
                        return; // it was answered before
                    }
                    metrics.answered(
                            Math.max(0, Micros.of(clock.instant()) - waiter.arrivedMicros()));
                    if (failure == null) {
                        waiter.answer().complete(answer);
                    } else {
                        outcomeUnknown(waiter, failure);
                    }
                });
    }

    /** Which step a payment's way was at when its deadline passed. */
    LateStep lateStep(String book, String paymentId) {
        Waiting waiter = waiting.get(new PaymentKey(book, paymentId));
        return waiter != null && !waiter.isRequestDurable() ? LateStep.APPEND : LateStep.DECIDE;
    }

    /**
     * A partition was taken over again: answers who waits for what the log does or does not hold;
     * on its loop.
     */
    void resume(int partition, java.util.function.Function<String, Book> bookOf) {
        waiting.forEach(
                (key, waiter) -> {
                    if (waiter.partition() != partition) {
                        return;
                    }
                    Book book = bookOf.apply(key.book());
                    if (book.result(key.paymentId()).isEmpty()) {
                        fail(key, waiter, new ServiceException(ServiceError.OUTCOME_UNKNOWN));
                    } else {
                        maybeDecided(
                                book, key.paymentId(), CompletableFuture.completedFuture(null));
                    }
                });
    }

    /**
     * Another node decides the partition's payments now: who waits here is told what is known, and
     * asks again.
     */
    void ended(int partition) {
        waiting.forEach(
                (key, waiter) -> {
                    if (waiter.partition() == partition && waiting.remove(key, waiter)) {
                        outcomeUnknown(waiter, new ServiceException(ServiceError.OUTCOME_UNKNOWN));
                    }
                });
    }

    /** Answers who has waited past the deadline and the second commit with what is known. */
    void giveUp() {
        long now = Micros.of(clock.instant());
        waiting.forEach(
                (key, waiter) -> {
                    if (now - waiter.deadlineMicros() > SECOND_COMMIT_MAX.toMillis() * 1_000
                            && waiting.remove(key, waiter)) {
                        outcomeUnknown(waiter, new ServiceException(ServiceError.OUTCOME_UNKNOWN));
                    }
                });
    }

    /** Live payments that somebody waits for. */
    public int waiting() {
        return waiting.size();
    }

    private void fail(PaymentKey key, Waiting waiter, Throwable failure) {
        if (waiting.remove(key, waiter)) {
            waiter.answer().completeExceptionally(failure);
        }
    }

    private static void outcomeUnknown(Waiting waiter, Throwable failure) {
        if (waiter.isRequestDurable()) {
            waiter.answer().complete(waiter.undecided());
        } else {
            waiter.answer().completeExceptionally(failure);
        }
    }

    private static Answer decided(Book book, CommandReply reply, PaymentResult result) {
        CommandReference record = book.answeredBy(reply.getId()).orElseThrow();
        return new Answer.Done(
                Replies.reply(
                                book.id(),
                                record.getSequence(),
                                record.getRecordHash(),
                                reply.getId(),
                                reply.getRepeated())
                        .toBuilder()
                        .setPayment(result)
                        .build());
    }

    private static boolean isLive(RequestPayment command) {
        return command.getMode() == DecisionMode.LIVE
                || command.getMode() == DecisionMode.DECISION_MODE_UNSPECIFIED;
    }
}
