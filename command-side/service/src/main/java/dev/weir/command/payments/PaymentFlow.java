package dev.weir.command.payments;

import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.BookDispatcher;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.domain.Book;
import dev.weir.domain.PendingPayment;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.Lane;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Decisions, deadlines and takeovers of all partitions of this node. */
public final class PaymentFlow implements Deadlines, DecisionFeed.Sink, AutoCloseable {
    private static final long GIVE_UP_LOOK_MILLIS = 250;

    private final BookDispatcher dispatcher;
    private final PaymentDesk desk;
    private final FallbackLadder ladder;
    private final Control control;
    private final CommandMetrics metrics;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Integer, DecisionRoom> rooms = new ConcurrentHashMap<>();
    private final Optional<DecisionFeed> feed;

    /**
     * What the alert bands of rules and patterns need of the control book.
     *
     * @param sequence its position
     * @param banded rules and patterns in force for a book that have a band
     * @param stop has one stopped
     */
    public record Control(
            LongSupplier sequence,
            Function<String, List<AlertBands.Banded>> banded,
            AlertBands.Stop stop) {}

    public PaymentFlow(
            BookDispatcher dispatcher,
            PaymentDesk desk,
            FallbackLadder ladder,
            Control control,
            CommandMetrics metrics,
            InstantSource clock,
            Optional<DecisionInput> decisions) {
        this.dispatcher = dispatcher;
        this.desk = desk;
        this.ladder = ladder;
        this.control = control;
        this.metrics = metrics;
        this.clock = clock;
        this.timer =
                (ScheduledThreadPoolExecutor)
                        Executors.newScheduledThreadPool(
                                1, Thread.ofPlatform().daemon().name("weir-deadlines").factory());
        this.feed = decisions.map(input -> new DecisionFeed(input, this, metrics));
        desk.use(this);
        timer.scheduleWithFixedDelay(
                desk::giveUp, GIVE_UP_LOOK_MILLIS, GIVE_UP_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The partition begins to serve; on its loop. */
    public void serving(int partition) {
        EventStoreNode node = dispatcher.node();
        desk.resume(partition, book -> (Book) node.state(book));
        long applied =
                booksOf(partition)
                        .flatMap(book -> book.decisionPosition().stream())
                        .mapToLong(DecisionPosition::getOffset)
                        .max()
                        .orElse(-1);
        feed.ifPresentOrElse(
                decisions -> decisions.start(partition, applied + 1), () -> drained(partition));
    }

    /** The partition is another node's from now on. */
    public void ended(int partition) {
        feed.ifPresent(decisions -> decisions.stop(partition));
        desk.ended(partition);
    }

    @Override
    public void begin(
            int partition,
            String book,
            PaymentDetails payment,
            long arrivedMicros,
            int deadlineMillis) {
        room(partition).begin(book, payment, arrivedMicros, deadlineMillis);
    }

    @Override
    public CompletableFuture<Void> apply(
            int partition, Decision decision, DecisionTimes times, long offset) {
        try {
            OptionalInt home = dispatcher.partitionOf(decision.getBook());
            if (home.isEmpty()
                    || home.getAsInt() != partition
                    || decision.getBook().equals(Topics.CONTROL_BOOK)) {
                metrics.unusableDecision("book");
                return CompletableFuture.completedFuture(null);
            }
        } catch (ServiceException e) {
            return CompletableFuture.failedFuture(e);
        }
        return dispatcher.onLoop(
                partition,
                Lane.PRIORITY,
                () -> room(partition).decisionArrived(decision, times, offset));
    }

    @Override
    public void drained(int partition) {
        dispatcher.<Void>onLoop(
                partition,
                Lane.PRIORITY,
                () -> {
                    booksOf(partition).forEach(book -> resumePending(partition, book));
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public void close() {
        feed.ifPresent(DecisionFeed::close);
        timer.shutdownNow();
    }

    private void resumePending(int partition, Book book) {
        List<PendingPayment> live =
                book.pending().stream().filter(pending -> pending.deadlineMillis() > 0).toList();
        live.forEach(pending -> room(partition).resume(book.id(), pending));
    }

    private java.util.stream.Stream<Book> booksOf(int partition) {
        EventStoreNode node = dispatcher.node();
        return node.booksOf(partition).stream()
                .filter(book -> !book.equals(Topics.CONTROL_BOOK))
                .map(book -> (Book) node.state(book));
    }

    private DecisionRoom room(int partition) {
        return rooms.computeIfAbsent(
                partition,
                number ->
                        new DecisionRoom(
                                number,
                                dispatcher,
                                desk,
                                ladder,
                                new AlertBands(
                                        new AlertBands.Source(control.sequence(), control.banded()),
                                        control.stop()),
                                metrics,
                                clock,
                                timer));
    }
}
