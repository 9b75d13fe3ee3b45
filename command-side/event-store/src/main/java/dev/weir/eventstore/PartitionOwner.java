package dev.weir.eventstore;

import dev.weir.contract.store.v1.BookPlacement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of a partition. Its thread lives through takeover and writing, again and again:
 *
 * <ol>
 *   <li>fence: older writers are refused from now on, their open transactions are ended;
 *   <li>only then read the end of the log, since before the fence it could still move;
 *   <li>replay everything up to there, checking sequence and hash chain of each book, and fold;
 *   <li>publish itself as the owner, with the fenced producer;
 *   <li>serve: commit what has queued up while the group before was being committed. No timer:
 *       under light load a group is one command, under heavy load it grows by itself.
 * </ol>
 *
 * <p>Any failure that {@link GroupWriter} can't mend means that the outcome of the group is
 * unknown: everybody who waits is told so, the folded state is dropped, the producer is closed, and
 * after a pause it begins again at 1. The log then says whether the group is there.
 */
final class PartitionOwner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionOwner.class);

    /** An owner whose clock is further behind the log than this does not take it over. */
    private static final Duration CLOCK_BEHIND_MAX = Duration.ofSeconds(2);

    /** How long the writer waits for work before it looks whether it was closed. */
    private static final long IDLE_MILLIS = 200;

    private static final long CLOSE_WAIT_SECONDS = 15;

    private final StoreTopics topics;
    private final int partition;
    private final PartitionLogs logs;
    private final EventStoreSettings settings;
    private final PartitionLoop loop;
    private final Consumer<BookPlacement> placed;
    private final List<Runnable> servingListeners = new CopyOnWriteArrayList<>();
    private final ExecutorService acknowledgements;
    private final Thread thread;
    private final AtomicLong takeovers = new AtomicLong();
    private final AtomicLong takeoverMillis = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong secondTries = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();

    /** Read by every thread, written by the loop (begins to serve) and the owner's (ceases to). */
    private volatile PartitionState serving;

    private volatile GroupWriter current;
    private volatile boolean closed;

    PartitionOwner(
            StoreTopics topics,
            int partition,
            PartitionLogs logs,
            EventStoreSettings settings,
            Consumer<BookPlacement> placed) {
        this.topics = topics;
        this.partition = partition;
        this.logs = logs;
        this.settings = settings;
        this.placed = placed;
        this.loop = new PartitionLoop("weir-loop-" + partition, settings.loopTasksMax());
        this.acknowledgements =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("weir-ack-" + partition).factory());
        this.thread =
                Thread.ofPlatform().daemon().name("weir-owner-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    PartitionLoop loop() {
        return loop;
    }

    /** How long what waits longest has waited: for the loop, or for its transaction. */
    Duration backlog() {
        PartitionState state = serving;
        return Duration.ofNanos(
                Math.max(loop.waitedNanos(), state == null ? 0 : state.waitedNanos()));
    }

    void onServing(Runnable listener) {
        servingListeners.add(listener);
    }

    boolean isServing() {
        return serving != null;
    }

    /**
     * The state that serves now.
     *
     * @throws NotServingException with STARTING
     */
    PartitionState state() {
        PartitionState state = serving;
        if (state == null) {
            throw new NotServingException(
                    NotServingException.Reason.STARTING,
                    "partition " + partition + " is being taken over");
        }
        return state;
    }

    /** Follows the committed records; independent of the owner's own life. */
    PartitionLog.Tail tail(long offset) {
        GroupWriter writer = current;
        if (writer == null) {
            throw new NotServingException(
                    NotServingException.Reason.STARTING,
                    "partition " + partition + " is being taken over");
        }
        return writer.log().tail(offset);
    }

    OwnerMetrics metrics() {
        PartitionState state = serving;
        return new OwnerMetrics(
                state != null,
                takeovers.get(),
                takeoverMillis.get(),
                events.get(),
                groups.get(),
                secondTries.get(),
                failures.get(),
                conflicts.get() + (state == null ? 0 : state.conflicts()),
                state == null ? 0 : state.pendingEvents());
    }

    /** Commits what was accepted, then ends. */
    @Override
    public void close() {
        closed = true;
        loop.close();
        try {
            if (!thread.join(Duration.ofSeconds(CLOSE_WAIT_SECONDS))) {
                thread.interrupt();
            }
            acknowledgements.shutdown();
            acknowledgements.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = settings.retryFirst();
        while (!closed) {
            long servedBefore = groups.get();
            live();
            if (closed) {
                return;
            }
            // A life that committed something was no part of a loop of failures.
            pause = groups.get() > servedBefore ? settings.retryFirst() : pause;
            pause(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(settings.retryMax()) > 0 ? settings.retryMax() : doubled;
        }
    }

    /** One life, from the fence to the end or the first failure. */
    private void live() {
        PartitionState state = null;
        OverlayIndex localIndex = null;
        GroupWriter writer = null;
        try {
            writer =
                    new GroupWriter(topics.events(), () -> logs.open(partition), this::ownerRecord);
            current = writer;
            localIndex = new OverlayIndex(openStore());
            state = new PartitionState(topics.events(), partition, settings, localIndex);
            takeOver(writer, state, localIndex);
            serve(writer, state);
            state.die(new IllegalStateException("closed"));
        } catch (Throwable failure) {
            stepDown(state, failure);
        } finally {
            serving = null;
            current = null;
            if (writer != null) {
                writer.close();
            }
            if (localIndex != null) {
                closeAfterAcknowledgements(localIndex);
            }
        }
    }

    private void takeOver(GroupWriter writer, PartitionState state, OverlayIndex localIndex) {
        long startNanos = System.nanoTime();
        PartitionLog log = writer.log();
        log.fence();
        long end = log.end();
        log.read(0, end, state::replay);
        localIndex.durable(Long.MAX_VALUE);
        requireClock(state);
        writer.begin(end);
        takeoverMillis.set(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        takeovers.incrementAndGet();
        LOG.info(
                "partition {} is served after {} ms, log end {}",
                partition,
                takeoverMillis.get(),
                end);
        loop.submitFirst(
                () -> {
                    serving = state;
                    servingListeners.forEach(Runnable::run);
                });
    }

    /** Writes, and signs tree heads beside it where the store has a key. */
    private void serve(GroupWriter writer, PartitionState state) throws InterruptedException {
        if (settings.checkpoints().isEmpty()) {
            write(writer, state);
            return;
        }
        try (Checkpointer checkpoints =
                new Checkpointer(
                        topics,
                        settings.checkpoints().get(),
                        settings.clock(),
                        writer::log,
                        state,
                        "weir-checkpoints-" + partition)) {
            checkpoints.start();
            write(writer, state);
            checkpoints.finish();
            write(writer, state); // what it had handed over last
            awaitAcknowledgements(); // the trees are whole now
            List<Outgoing> last = checkpoints.remaining();
            if (!last.isEmpty()) {
                append(writer, last);
            }
        }
    }

    private void write(GroupWriter writer, PartitionState state) throws InterruptedException {
        while (true) {
            List<Pending> group = state.nextGroup(IDLE_MILLIS);
            if (group.isEmpty()) {
                if (closed && loop.depth() == 0) {
                    return;
                }
                continue;
            }
            List<Outgoing> records =
                    group.stream().flatMap(pending -> pending.records().stream()).toList();
            long firstOffset = append(writer, records);
            groups.incrementAndGet();
            group.forEach(pending -> events.addAndGet(pending.events()));
            publishPlacements(records);
            acknowledgements.execute(state.committed(group, firstOffset));
        }
    }

    private long append(GroupWriter writer, List<Outgoing> records) {
        long before = writer.secondTries();
        long firstOffset = writer.append(records);
        secondTries.addAndGet(writer.secondTries() - before);
        return firstOffset;
    }

    /** Whoever is told that a book was opened must find it, before weir.books is read back. */
    private void publishPlacements(List<Outgoing> records) {
        for (Outgoing record : records) {
            if (record.topic().equals(topics.books())) {
                try {
                    placed.accept(BookPlacement.parseFrom(record.value()));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new IllegalStateException("what was written is no BookPlacement", e);
                }
            }
        }
    }

    private void stepDown(PartitionState state, Throwable failure) {
        serving = null;
        failures.incrementAndGet();
        if (state != null) {
            conflicts.addAndGet(state.conflicts());
            state.die(failure);
        }
        if (!closed) {
            LOG.warn("partition {}: the owner steps down", partition, failure);
        }
    }

    private void requireClock(PartitionState state) {
        if (settings.recordedTime() != EventStoreSettings.RecordedTime.MONOTONIC) {
            return;
        }
        long behindMillis = state.lastWrittenMillis() - settings.clock().millis();
        if (behindMillis > CLOCK_BEHIND_MAX.toMillis()) {
            throw new IllegalStateException(
                    "the clock is "
                            + behindMillis
                            + " ms behind the last record of partition "
                            + partition);
        }
    }

    private Outgoing ownerRecord(PartitionLog log) {
        return new Outgoing(
                topics.owners(),
                -1,
                settings.clock().millis(),
                Integer.toString(partition).getBytes(StandardCharsets.UTF_8),
                List.of(),
                dev.weir.contract.store.v1.PartitionOwner.newBuilder()
                        .setPartition(partition)
                        .setNode(settings.node())
                        .setAddress(settings.address())
                        .setEpoch(log.epoch())
                        .build()
                        .toByteArray());
    }

    private OverlayIndex.Store openStore() {
        return settings.indexFolder()
                .map(folder -> (OverlayIndex.Store) new RocksStore(indexOf(folder)))
                .orElseGet(HeapStore::new);
    }

    private Path indexOf(Path folder) {
        return folder.resolve("p" + partition);
    }

    private void awaitAcknowledgements() {
        CompletableFuture.runAsync(() -> {}, acknowledgements).join();
    }

    /** Acknowledgements of the last groups still write to the index. */
    private void closeAfterAcknowledgements(OverlayIndex localIndex) {
        CompletableFuture.runAsync(localIndex::close, acknowledgements).join();
    }

    private void pause(Duration pause) {
        long jittered = ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos());
        long until = System.nanoTime() + jittered;
        while (!closed && System.nanoTime() < until) {
            LockSupport.parkNanos(Math.min(until - System.nanoTime(), 50_000_000L));
        }
    }
}
