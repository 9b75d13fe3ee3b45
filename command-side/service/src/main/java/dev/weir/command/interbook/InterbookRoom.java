package dev.weir.command.interbook;

import com.google.protobuf.Message;
import dev.weir.command.engine.BookCommand;
import dev.weir.command.engine.BookDispatcher;
import dev.weir.contract.Topics;
import dev.weir.contract.interbook.v1.AcknowledgeCredit;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.interbook.v1.CreditState;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import dev.weir.domain.Book;
import dev.weir.domain.InternalCommand;
import dev.weir.eventstore.Lane;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transfers to other books from the books of one partition, while one owner serves it. Everything
 * but the waiting for the other book runs on the partition's loop. A call is sent only when what it
 * rests on is durable: money must not be credited that was never held.
 */
final class InterbookRoom {
    private static final Logger LOG = LoggerFactory.getLogger(InterbookRoom.class);
    private static final long SECOND = 1_000_000L;

    /** Calls that may begin in one tick, so that a mass of them does not hold up commands. */
    private static final int CALLS_PER_TICK = 200;

    /** An answer that is later than this is asked for again. */
    private static final long ANSWER_MICROS = 10 * SECOND;

    private static final long BACK_OFF_MAX_MICROS = 60 * SECOND;

    /** Healthy transfers take milliseconds; after this somebody should look. */
    private static final long ALARM_MICROS = 60 * SECOND;

    private final int partition;
    private final BookDispatcher dispatcher;
    private final BookPort port;
    private final InstantSource clock;
    private final Map<Key, Attempt> attempts = new HashMap<>();
    private long alarmedMicros;
    private volatile boolean ended;
    private volatile long open;
    private volatile long oldestMicros;

    private record Key(String book, String transferId) {}

    /** How often a step was tried, and when it may be tried again. */
    private record Attempt(int tries, long againMicros) {}

    InterbookRoom(int partition, BookDispatcher dispatcher, BookPort port, InstantSource clock) {
        this.partition = partition;
        this.dispatcher = dispatcher;
        this.port = port;
        this.clock = clock;
    }

    long open() {
        return open;
    }

    long oldestSeconds() {
        return oldestMicros / SECOND;
    }

    /** The owner serves no more: answers that still come are the next one's to ask for. */
    void end() {
        ended = true;
    }

    /** Sends what is open, unless an answer is awaited or a failure is too fresh. */
    void drive() {
        long now = Micros.of(clock.instant());
        List<Runnable> calls = new ArrayList<>();
        long waiting = 0;
        long oldest = 0;
        for (String id : dispatcher.node().booksOf(partition)) {
            if (id.equals(Topics.CONTROL_BOOK)) {
                continue;
            }
            Book book = (Book) dispatcher.node().state(id);
            for (OutgoingTransfer transfer : book.outgoing()) {
                if (transfer.getStage() == OutgoingStage.OUTGOING_STARTED) {
                    waiting++;
                    long age = book.now(now) - transfer.getStartedMicros();
                    if (age > oldest) {
                        oldest = age;
                    }
                    alarm(id, transfer, age, now);
                }
                Key key = new Key(id, transfer.getTransferId());
                if (calls.size() < CALLS_PER_TICK && mayBegin(key, now)) {
                    calls.add(() -> call(key, transfer));
                }
            }
        }
        open = waiting;
        oldestMicros = oldest;
        whenDurable(dispatcher.node().durable(partition), calls);
    }

    /** A transfer was accepted, and is not durable yet. */
    void begin(String book, OutgoingTransfer transfer) {
        Key key = new Key(book, transfer.getTransferId());
        if (mayBegin(key, Micros.of(clock.instant()))) {
            whenDurable(dispatcher.node().durable(partition), List.of(() -> call(key, transfer)));
        }
    }

    private boolean mayBegin(Key key, long now) {
        Attempt before = attempts.getOrDefault(key, new Attempt(0, 0));
        if (before.againMicros() > now) {
            return false;
        }
        attempts.put(key, new Attempt(before.tries() + 1, now + ANSWER_MICROS));
        return true;
    }

    /** If the owner steps down instead, the next one finds in the log what there is to do. */
    private static void whenDurable(CompletableFuture<Void> durable, List<Runnable> calls) {
        if (!calls.isEmpty()) {
            durable.thenRun(() -> calls.forEach(Runnable::run));
        }
    }

    private void call(Key key, OutgoingTransfer transfer) {
        if (ended) {
            return;
        }
        Message call =
                transfer.getStage() == OutgoingStage.OUTGOING_STARTED
                        ? credit(key.book(), transfer)
                        : AcknowledgeCredit.newBuilder()
                                .setBookId(transfer.getToBook())
                                .setFromBook(key.book())
                                .setTransferId(transfer.getTransferId())
                                .build();
        port.send(transfer.getToBook(), call)
                .whenComplete((answer, failure) -> onLoop(key, transfer, answer, failure));
    }

    private void onLoop(
            Key key, OutgoingTransfer transfer, CreditAnswer answer, Throwable failure) {
        dispatcher.<Void>onLoop(
                partition,
                Lane.PRIORITY,
                () -> {
                    if (ended) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (failure == null && answer.getState() != unknown()) {
                        answered(key, transfer, answer);
                    } else {
                        failed(key, transfer, failure);
                    }
                    return CompletableFuture.completedFuture(null);
                });
    }

    private void answered(Key key, OutgoingTransfer transfer, CreditAnswer answer) {
        attempts.remove(key);
        boolean first = transfer.getStage() == OutgoingStage.OUTGOING_STARTED;
        InternalCommand next =
                first
                        ? new InternalCommand.CreditAnswered(key.transferId(), answer)
                        : new InternalCommand.AcknowledgementTaken(key.transferId());
        dispatcher.dispatch(BookCommand.internal(key.book(), next));
        if (first) {
            Book book = (Book) dispatcher.node().state(key.book());
            book.outgoing(key.transferId()).ifPresent(ended -> begin(key.book(), ended));
        }
    }

    private void failed(Key key, OutgoingTransfer transfer, Throwable failure) {
        Book book = (Book) dispatcher.node().state(key.book());
        if (book.outgoing(key.transferId()).isEmpty()) {
            attempts.remove(key); // another answer ended it meanwhile
            return;
        }
        Attempt tried = attempts.getOrDefault(key, new Attempt(1, 0));
        long wait = Math.min(BACK_OFF_MAX_MICROS, SECOND << Math.min(tried.tries() - 1, 6));
        attempts.put(key, new Attempt(tried.tries(), Micros.of(clock.instant()) + wait));
        LOG.debug(
                "book {}: transfer {} to book {} is not answered: {}",
                key.book(),
                key.transferId(),
                transfer.getToBook(),
                failure == null ? "nothing is known of it" : failure.toString());
    }

    private void alarm(String book, OutgoingTransfer transfer, long age, long now) {
        if (age > ALARM_MICROS && now > alarmedMicros + ALARM_MICROS) {
            alarmedMicros = now;
            LOG.warn(
                    "book {}: transfer {} to book {} has been under way for {} s",
                    book,
                    transfer.getTransferId(),
                    transfer.getToBook(),
                    age / SECOND);
        }
    }

    private static CreditFromBook credit(String book, OutgoingTransfer transfer) {
        return CreditFromBook.newBuilder()
                .setBookId(transfer.getToBook())
                .setFromBook(book)
                .setTransferId(transfer.getTransferId())
                .setFromAccountId(transfer.getFromAccountId())
                .setToAccountId(transfer.getToAccountId())
                .setAmountMinor(transfer.getAmountMinor())
                .setCurrency(transfer.getCurrency())
                .setDescription(transfer.getDescription())
                .putAllMetadata(transfer.getMetadataMap())
                .build();
    }

    private static CreditState unknown() {
        return CreditState.CREDIT_STATE_UNSPECIFIED;
    }
}
