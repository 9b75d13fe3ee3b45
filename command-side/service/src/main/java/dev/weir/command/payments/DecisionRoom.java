package dev.weir.command.payments;

import com.google.protobuf.Message;
import dev.weir.command.engine.BookCommand;
import dev.weir.command.engine.BookDispatcher;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.domain.Account;
import dev.weir.domain.Book;
import dev.weir.domain.InternalCommand;
import dev.weir.domain.Limits;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import dev.weir.domain.PendingPayment;
import dev.weir.eventstore.Lane;
import dev.weir.features.rules.AccountState;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides live payments on one partition: by the decision that arrives in time, else by the
 * fallback ladder. Everything but the timer runs on the partition's loop.
 */
final class DecisionRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionRoom.class);

    /**
     * Time kept for the commit of a fallback: a group commit takes 1.5 to 5 ms at p50 and some 15
     * at p95 on two busy cores.
     */
    static final long COMMIT_MARGIN_MICROS = 15_000;

    /** Payments decided blind whose decision is still awaited, to tell its age. */
    private static final int BLIND_MAX = 10_000;

    private final int partition;
    private final BookDispatcher dispatcher;
    private final PaymentDesk desk;
    private final FallbackLadder ladder;
    private final AlertBands bands;
    private final CommandMetrics metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final Breaker breaker = new Breaker();
    private final Map<PaymentKey, Long> arrivals =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<PaymentKey, Long> eldest) {
                    return size() > BLIND_MAX;
                }
            };

    DecisionRoom(
            int partition,
            BookDispatcher dispatcher,
            PaymentDesk desk,
            FallbackLadder ladder,
            AlertBands bands,
            CommandMetrics metrics,
            InstantSource clock,
            ScheduledExecutorService timer) {
        this.partition = partition;
        this.dispatcher = dispatcher;
        this.desk = desk;
        this.ladder = ladder;
        this.bands = bands;
        this.metrics = metrics;
        this.clock = clock;
        this.timer = timer;
    }

    /** A live payment was requested; see {@link Deadlines#begin}. */
    void begin(String book, PaymentDetails payment, long arrivedMicros, int deadlineMillis) {
        arrivals.put(new PaymentKey(book, payment.getPaymentId()), arrivedMicros);
        long left = arrivedMicros + deadlineMillis * 1_000L - Micros.of(clock.instant());
        if (left <= 0) {
            overdue(book, payment, LateStep.ADMISSION);
        } else if (breaker.isOpen()) {
            overdue(book, payment, LateStep.DECIDE);
        } else {
            schedule(book, payment, left - COMMIT_MARGIN_MICROS);
        }
    }

    /** Sets the deadlines of payments that a former owner left undecided; decisions come first. */
    void resume(String book, PendingPayment pending) {
        arrivals.put(new PaymentKey(book, pending.paymentId()), pending.arrivedMicros());
        long left =
                pending.arrivedMicros()
                        + pending.deadlineMillis() * 1_000L
                        - Micros.of(clock.instant());
        schedule(book, pending.details(), left - COMMIT_MARGIN_MICROS);
    }

    /**
     * Applies a record of weir.decisions; on the loop.
     *
     * @return done when what it led to is durable
     */
    CompletableFuture<Void> decisionArrived(
            Decision decision, DecisionTimes times, long decisionsOffset) {
        DecisionPosition position =
                DecisionPosition.newBuilder()
                        .setPartition(partition)
                        .setOffset(decisionsOffset)
                        .build();
        noteAge(new PaymentKey(decision.getBook(), decision.getPaymentId()));
        BookCommand command =
                BookCommand.internal(
                        decision.getBook(),
                        new InternalCommand.DecisionArrived(
                                decision, times, position, lateAction(decision)));
        CompletableFuture<Void> written = dispatcher.dispatch(command);
        if (command.isDecided()) {
            count(decision, command.outcome());
            if (command.isAppended()) {
                desk.maybeDecided(book(decision.getBook()), decision.getPaymentId(), written);
            }
        }
        return written;
    }

    private void schedule(String book, PaymentDetails payment, long delayMicros) {
        timer.schedule(() -> fire(book, payment), Math.max(0, delayMicros), TimeUnit.MICROSECONDS);
    }

    private void fire(String book, PaymentDetails payment) {
        dispatcher
                .<Void>onLoop(
                        partition,
                        Lane.PRIORITY,
                        () -> {
                            overdue(book, payment, desk.lateStep(book, payment.getPaymentId()));
                            return CompletableFuture.completedFuture(null);
                        })
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "the deadline of payment {} of book {} could not be kept: {};"
                                                + " the next owner sees to it",
                                        payment.getPaymentId(),
                                        book,
                                        failure.getMessage());
                            }
                        });
    }

    /** Decisions that wait on the loop already ran before this: they come by the same lane. */
    private void overdue(String bookId, PaymentDetails payment, LateStep step) {
        Book book = book(bookId);
        String paymentId = payment.getPaymentId();
        if (book.result(paymentId).isEmpty()
                || book.result(paymentId).get().getOutcome()
                        != dev.weir.contract.decisions.v1.Outcome.OUTCOME_UNSPECIFIED) {
            return;
        }
        Account account = book.account(payment.getAccountId()).orElseThrow();
        FallbackLadder.Step fallback =
                ladder.decide(
                        bookId,
                        payment,
                        new AccountState(account.balanceMinor(), account.heldMinor()));
        BookCommand command =
                BookCommand.internal(
                        bookId,
                        new InternalCommand.DecisionOverdue(
                                paymentId, step, fallback.reasons(), fallback.outcome()));
        CompletableFuture<Void> written = dispatcher.dispatch(command);
        if (command.isDecided() && command.isAppended()) {
            metrics.fallback(step);
            metrics.decided(DecisionBasis.FALLBACK);
            if (step == LateStep.DECIDE && breaker.fellBack()) {
                metrics.breaker(true);
                LOG.warn("partition {}: decisions are late, falling back at once", partition);
            }
            desk.maybeDecided(book, paymentId, written);
        }
    }

    private void noteAge(PaymentKey key) {
        Long arrived = arrivals.remove(key);
        if (arrived == null) {
            return;
        }
        long age = Micros.of(clock.instant()) - arrived;
        if (breaker.decided(age, Limits.DEADLINE_MILLIS * 1_000L)) {
            metrics.breaker(false);
            LOG.info("partition {}: decisions are in time again", partition);
        }
    }

    /** Asked for only where the decision is late: the policy is the control book's. */
    private LateAction lateAction(Decision decision) {
        Book book = book(decision.getBook());
        String paymentId = decision.getPaymentId();
        boolean late =
                decision.getOutcome() == dev.weir.contract.decisions.v1.Outcome.DECLINED
                        && book.result(paymentId)
                                .filter(
                                        result ->
                                                result.getOutcome()
                                                        != dev.weir.contract.decisions.v1.Outcome
                                                                .OUTCOME_UNSPECIFIED)
                                .isPresent();
        return late
                ? book.channel(paymentId)
                        .map(channel -> ladder.late(decision.getBook(), channel))
                        .orElse(LateAction.LATE_ACTION_UNSPECIFIED)
                : LateAction.LATE_ACTION_UNSPECIFIED;
    }

    private void count(Decision decision, Outcome outcome) {
        if (!(outcome instanceof Outcome.Accepted accepted) || accepted.events().isEmpty()) {
            return;
        }
        List<Message> events = accepted.events().stream().map(NewEvent::payload).toList();
        Optional<LateDecisionRecorded> late =
                events.stream()
                        .filter(LateDecisionRecorded.class::isInstance)
                        .map(LateDecisionRecorded.class::cast)
                        .findFirst();
        if (late.isEmpty()) {
            metrics.decided(DecisionBasis.DECIDE_JOB);
        } else if (late.get().getDiverges()) {
            metrics.diverged();
            return;
        } else {
            countBlind(late.get(), events);
        }
        bands.decided(decision.getBook(), decision);
    }

    private void countBlind(LateDecisionRecorded late, List<Message> events) {
        metrics.decidedBlind(late.getApplied() != late.getDecision().getOutcome());
        if (late.getApplied() == dev.weir.contract.decisions.v1.Outcome.APPROVED
                && late.getDecision().getOutcome()
                        == dev.weir.contract.decisions.v1.Outcome.DECLINED) {
            metrics.wouldHaveDeclined(
                    events.stream().anyMatch(PaymentVoided.class::isInstance)
                            ? "voided"
                            : events.stream().anyMatch(PaymentReferred.class::isInstance)
                                    ? "referred"
                                    : "alerted");
        }
    }

    private Book book(String book) {
        return (Book) dispatcher.node().state(book);
    }
}
