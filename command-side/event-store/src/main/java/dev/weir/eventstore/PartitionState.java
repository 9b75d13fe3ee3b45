package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * Everything that one life of an owner holds in memory: its books, and what it has accepted but not
 * committed. Dropped whole when the owner steps down. Safe for all threads; sourcing a folded book
 * hands out live state, so that is for the partition loop alone.
 */
final class PartitionState {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final String topic;
    private final int partition;
    private final EventStoreSettings settings;
    private final EventCodec codec;
    private final OverlayIndex localIndex;
    private final Map<String, BookLog> books = new HashMap<>();
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private List<Pending> inFlight = List.of();

    /** Answers that are given when the group in flight is committed. */
    private List<Waiter> riding = List.of();

    private LogPosition position = LogPosition.START;
    private long lastWrittenMillis;
    private long accepted;
    private long durable;
    private long conflicts;
    private Throwable dead;

    /** Waits for a commit of everything up to a position, begun after it came. */
    private record Waiter(long position, long sinceNanos, CompletableFuture<Void> done) {}

    PartitionState(
            String topic, int partition, EventStoreSettings settings, OverlayIndex localIndex) {
        this.topic = topic;
        this.partition = partition;
        this.settings = settings;
        this.codec = new EventCodec(settings.payloads());
        this.localIndex = localIndex;
    }

    /** What is done with a book under the lock. */
    interface BookAction<R> {
        R on(BookLog log);
    }

    <R> R with(String book, BookAction<R> action) {
        lock.lock();
        try {
            requireAlive();
            return action.on(book(book));
        } finally {
            lock.unlock();
        }
    }

    List<String> books() {
        lock.lock();
        try {
            return List.copyOf(books.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** The trees of all books. */
    List<BookTree> trees() {
        lock.lock();
        try {
            return books.values().stream().map(BookLog::tree).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Commits a record of another topic with the next group, or alone; nothing where the state
     * serves nobody any more.
     */
    void enqueue(String book, Outgoing record) {
        lock.lock();
        try {
            if (dead != null) {
                return;
            }
            queue.add(
                    new Pending(
                            book,
                            List.of(record),
                            0,
                            record.value().length,
                            book(book).last().sequence(),
                            "",
                            accepted,
                            System.nanoTime(),
                            new CompletableFuture<>()));
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes in a committed record during the takeover. */
    void replay(PartitionLog.Entry entry, Replay.Prepared prepared) {
        lock.lock();
        try {
            accepted++;
            lastWrittenMillis = Math.max(lastWrittenMillis, entry.timestampMillis());
            localIndex.position(accepted, entry.offset());
            String hash = prepared.record().hash();
            book(entry.record().book()).replay(prepared, entry.offset());
            durable = accepted;
            position = LogPosition.after(entry.offset(), hash);
        } finally {
            lock.unlock();
        }
        if (accepted % 1_000 == 0) {
            localIndex.durable(accepted, position);
        }
    }

    /** Begins with what a snapshot holds, before the replay. */
    void restore(PartitionImage image) {
        lock.lock();
        try {
            position = image.position();
            lastWrittenMillis = image.head().getWrittenMillis();
            for (BookImage each : image.books()) {
                book(each.manifest().getBook()).restore(each, position.next());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the replay: only then is it known whether snapshot and log belong together.
     *
     * @throws LogCorruptException if they don't
     */
    void replayed() {
        lock.lock();
        try {
            books.values().forEach(BookLog::requireContinuous);
            if (settings.folds().isPresent()) {
                books.values().forEach(log -> log.fold().durable(log.last().sequence()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Up to where the log is durable, as far as it is known where that is. */
    LogPosition position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** Events taken in since the takeover began. */
    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    /** Does something that must not meet a change of any book. */
    <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            requireAlive();
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The latest time of an owner's clock in what was replayed, milliseconds since 1970. Not the
     * recorded time: the test clock of a book may be far ahead of it.
     */
    long lastWrittenMillis() {
        return lastWrittenMillis;
    }

    /**
     * Checks the condition, reserves the sequences and folds, at once; the future is done when the
     * events are durable.
     */
    CompletableFuture<BookMarker> append(
            String book,
            AppendCondition condition,
            List<EventMessage> events,
            List<Set<Tag>> tags) {
        lock.lock();
        try {
            requireAlive();
            if (accepted - durable + events.size() > settings.pendingEventsMax()) {
                throw new OverloadedException(
                        "partition " + partition + ": too many events wait for their transaction");
            }
            BookLog log = book(book);
            if (log.conflicts(condition)) {
                conflicts++;
                throw AppendEventsTransactionRejectedException.conflictingEventsDetected(
                        condition.consistencyMarker());
            }
            boolean monotonic =
                    settings.recordedTime() == EventStoreSettings.RecordedTime.MONOTONIC;
            List<SealedRecord> records = log.encode(events, tags, monotonic);
            Pending pending = pending(book, records);
            fold(log, records, events);
            queue.add(pending);
            work.signal();
            BookMarker marker = new BookMarker(book, pending.lastSequence() + 1);
            return pending.done().thenApply(done -> marker);
        } finally {
            lock.unlock();
        }
    }

    /**
     * When a book's test clock is ahead, the owner's time: Kafka refuses records from the future,
     * with the whole group that they are in.
     */
    private long createTime(EventRecord event) {
        return Math.min(Math.floorDiv(event.recordedMicros(), 1_000L), settings.clock().millis());
    }

    private Pending pending(String book, List<SealedRecord> records) {
        List<Outgoing> outgoing = new ArrayList<>(records.size());
        long bytes = 0;
        for (SealedRecord record : records) {
            EventRecord event = record.event();
            outgoing.add(
                    new Outgoing(
                            topic,
                            partition,
                            createTime(event),
                            book.getBytes(StandardCharsets.UTF_8),
                            record.headers(),
                            event.value()));
            bytes += event.value().length;
        }
        for (SealedRecord record : records) {
            outgoing.addAll(settings.alongside().of(record.event()));
        }
        return new Pending(
                book,
                outgoing,
                records.size(),
                bytes,
                records.getLast().event().sequence(),
                records.getLast().hash(),
                accepted + records.size(),
                System.nanoTime(),
                new CompletableFuture<>());
    }

    private void fold(BookLog log, List<SealedRecord> records, List<EventMessage> events) {
        try {
            for (int i = 0; i < records.size(); i++) {
                accepted++;
                localIndex.position(accepted);
                log.accept(records.get(i), events.get(i).payload());
            }
        } catch (RuntimeException | Error broken) {
            // Half-folded state must serve nobody: the owner steps down and folds again.
            dead = broken;
            work.signal();
            throw broken;
        }
    }

    /** Done when all that is accepted now is durable. */
    CompletableFuture<Void> durable() {
        lock.lock();
        try {
            requireAlive();
            return durable >= accepted ? CompletableFuture.completedFuture(null) : await();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Done when all that is accepted now is durable <b>and</b> a commit that began after this call
     * succeeded: only that shows that no other owner has been writing meanwhile, so only then an
     * answer that appends nothing may be given.
     */
    CompletableFuture<Void> confirmed() {
        lock.lock();
        try {
            requireAlive();
            return await();
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> await() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiters.add(new Waiter(accepted, System.nanoTime(), done));
        work.signal();
        return done;
    }

    /** Whether answers wait for the group that was handed out last, be it an empty one. */
    boolean isAwaited() {
        lock.lock();
        try {
            return !riding.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next group, as many waiting appends as the limits allow, and the answers that ride on it;
     * empty when nothing came within the time, or only answers: see {@link #isAwaited}.
     *
     * @throws IllegalStateException if the state broke while folding
     */
    List<Pending> nextGroup(long waitMillis) throws InterruptedException {
        lock.lock();
        try {
            if (queue.isEmpty() && waiters.isEmpty() && dead == null) {
                work.await(waitMillis, TimeUnit.MILLISECONDS);
            }
            if (dead != null) {
                throw new IllegalStateException("the folded state broke", dead);
            }
            List<Pending> group = new ArrayList<>();
            long events = 0;
            long bytes = 0;
            while (!queue.isEmpty()) {
                Pending next = queue.peek();
                events += next.events();
                bytes += next.bytes();
                if (!group.isEmpty()
                        && (events > settings.groupEventsMax()
                                || bytes > settings.groupBytesMax())) {
                    break;
                }
                group.add(queue.poll());
            }
            inFlight = group;
            long reached = group.isEmpty() ? durable : group.getLast().lastPosition();
            riding = new ArrayList<>();
            while (!waiters.isEmpty() && waiters.peek().position() <= reached) {
                riding.add(waiters.poll());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The group is committed.
     *
     * @param firstOffset offset of its first record, or -1
     * @return tells everybody; to be run on another thread than the writer's
     */
    Runnable committed(List<Pending> group, long firstOffset) {
        lock.lock();
        try {
            List<CompletableFuture<Void>> done = new ArrayList<>(group.size());
            Map<BookLog, Long> sequences = new HashMap<>();
            for (Pending pending : group) {
                BookLog log = book(pending.book());
                log.durable(pending.lastSequence(), firstOffset);
                sequences.put(log, pending.lastSequence());
                durable = pending.lastPosition();
                done.add(pending.done());
            }
            inFlight = List.of();
            riding.forEach(waiter -> done.add(waiter.done()));
            riding = List.of();
            int count = group.stream().mapToInt(Pending::events).sum();
            boolean moved = firstOffset >= 0 && count > 0;
            if (moved) {
                position = LogPosition.after(firstOffset + count - 1, lastHash(group));
            }
            long upTo = durable;
            LogPosition at = position;
            return () -> {
                done.forEach(future -> future.complete(null));
                if (moved) {
                    localIndex.durable(upTo, at);
                }
                sequences.forEach((log, sequence) -> log.tree().durable(sequence));
                if (settings.folds().isPresent()) {
                    sequences.forEach((log, sequence) -> log.fold().durable(sequence));
                }
            };
        } finally {
            lock.unlock();
        }
    }

    /** Of the last event of a group that has one; what only goes alongside has none. */
    private static String lastHash(List<Pending> group) {
        return group.reversed().stream()
                .filter(pending -> pending.events() > 0)
                .findFirst()
                .orElseThrow()
                .lastHash();
    }

    /** Lets {@link #nextGroup} return at once, for an owner that was closed meanwhile. */
    void wake() {
        lock.lock();
        try {
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Serves nobody from now on and fails everything that waits. */
    void die(Throwable cause) {
        List<CompletableFuture<Void>> failed = new ArrayList<>();
        lock.lock();
        try {
            dead = cause;
            inFlight.forEach(pending -> failed.add(pending.done()));
            queue.forEach(pending -> failed.add(pending.done()));
            riding.forEach(waiter -> failed.add(waiter.done()));
            waiters.forEach(waiter -> failed.add(waiter.done()));
            inFlight = List.of();
            riding = List.of();
            queue.clear();
            waiters.clear();
        } finally {
            lock.unlock();
        }
        failed.forEach(
                future ->
                        future.completeExceptionally(
                                new OutcomeUnknownException(
                                        "the owner of partition " + partition + " stepped down",
                                        cause)));
    }

    /**
     * Tells everybody who has waited for longer that the outcome is unknown. What was accepted
     * stays on its way: the log may still take it.
     */
    void expire(Duration patience) {
        List<CompletableFuture<Void>> late = new ArrayList<>();
        lock.lock();
        try {
            long latest = System.nanoTime() - patience.toNanos();
            Stream.concat(inFlight.stream(), queue.stream())
                    .takeWhile(pending -> pending.sinceNanos() - latest <= 0)
                    .forEach(pending -> late.add(pending.done()));
            Stream.concat(riding.stream(), waiters.stream())
                    .takeWhile(waiter -> waiter.sinceNanos() - latest <= 0)
                    .forEach(waiter -> late.add(waiter.done()));
        } finally {
            lock.unlock();
        }
        late.forEach(
                future ->
                        future.completeExceptionally(
                                new OutcomeUnknownException(
                                        "the log of partition "
                                                + partition
                                                + " has not answered for "
                                                + patience,
                                        null)));
    }

    int pendingEvents() {
        lock.lock();
        try {
            return Math.toIntExact(accepted - durable);
        } finally {
            lock.unlock();
        }
    }

    /** Answers without an append that wait for a commit. */
    int waitingAnswers() {
        lock.lock();
        try {
            return waiters.size() + riding.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long the append or the answer that waits longest for a commit has waited, in nanoseconds;
     * 0: none does.
     */
    long waitedNanos() {
        lock.lock();
        try {
            Pending append = inFlight.isEmpty() ? queue.peek() : inFlight.getFirst();
            Waiter answer = riding.isEmpty() ? waiters.peek() : riding.getFirst();
            long now = System.nanoTime();
            return Math.max(
                    append == null ? 0 : now - append.sinceNanos(),
                    answer == null ? 0 : now - answer.sinceNanos());
        } finally {
            lock.unlock();
        }
    }

    long conflicts() {
        lock.lock();
        try {
            return conflicts;
        } finally {
            lock.unlock();
        }
    }

    private BookLog book(String name) {
        return books.computeIfAbsent(
                name, book -> new BookLog(book, codec, settings.folds(), localIndex.forBook(book)));
    }

    private void requireAlive() {
        if (dead != null) {
            throw new NotServingException(
                    NotServingException.Reason.STARTING,
                    "partition " + partition + " is being taken over again");
        }
    }
}
