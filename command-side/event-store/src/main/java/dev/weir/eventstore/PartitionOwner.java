package dev.weir.eventstore;

import dev.weir.contract.store.v1.BookPlacement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of a partition. Its thread lives through takeover and writing, again and again:
 *
 * <ol>
 *   <li>fence: older writers are refused from now on, their open transactions are ended;
 *   <li>only then read the end of the log, since before the fence it could still move;
 *   <li>load the newest snapshot and replay what lies behind it up to there, or everything,
 *       checking sequence and hash chain of each book, and fold ({@link Takeover});
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

    private final StoreTopics topics;
    private final int partition;
    private final PartitionLogs logs;
    private final EventStoreSettings settings;
    private final OwnerThreads threads;
    private final PartitionLoop loop;
    private final OwnerHome home;
    private final List<Runnable> servingListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong takeovers = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong secondTries = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();
    private final AtomicLong fences = new AtomicLong();
    private final AtomicLong heartbeats = new AtomicLong();

    /** Read by every thread, written by the loop (begins to serve) and the owner's (ceases to). */
    private volatile PartitionState serving;

    private volatile GroupWriter current;
    private volatile long epoch;
    private volatile TakeoverFigures lastTakeover = TakeoverFigures.NONE;
    private volatile boolean closed;
    private volatile boolean abandoned;

    PartitionOwner(
            StoreTopics topics,
            int partition,
            PartitionLogs logs,
            EventStoreSettings settings,
            OwnerHome home) {
        this(
                topics,
                partition,
                logs,
                settings,
                home,
                new PlatformThreads(partition, settings.loopTasksMax()));
    }

    PartitionOwner(
            StoreTopics topics,
            int partition,
            PartitionLogs logs,
            EventStoreSettings settings,
            OwnerHome home,
            OwnerThreads threads) {
        this.topics = topics;
        this.partition = partition;
        this.logs = logs;
        this.settings = settings;
        this.home = home;
        this.threads = threads;
        this.loop = threads.loop();
    }

    void start() {
        threads.start(this::run);
    }

    /** Begins when the owner before, of this process, has ended: they share a folder. */
    void startAfter(PartitionOwner former) {
        threads.startAfter(former.threads, this::run);
    }

    PartitionLoop loop() {
        return loop;
    }

    /** How long what waits longest has waited: for the loop, or for its transaction. */
    Duration backlog() {
        return Duration.ofNanos(Math.max(loop.waitedNanos(), logBacklog().toNanos()));
    }

    /** How long what waits longest has waited for its transaction. */
    Duration logBacklog() {
        PartitionState state = serving;
        return Duration.ofNanos(state == null ? 0 : state.waitedNanos());
    }

    /** See {@link PartitionState#expire}. */
    void expire(Duration patience) {
        PartitionState state = serving;
        if (state != null) {
            state.expire(patience);
        }
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

    /** Number of the takeover that serves now, as it stands in weir.owners; 0 if none does. */
    long epoch() {
        return serving == null ? 0 : epoch;
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
                lastTakeover,
                events.get(),
                groups.get(),
                secondTries.get(),
                failures.get(),
                conflicts.get() + (state == null ? 0 : state.conflicts()),
                state == null ? 0 : state.pendingEvents(),
                fences.get(),
                heartbeats.get());
    }

    /** Commits what was accepted, then ends. */
    @Override
    public void close() {
        closed = true;
        loop.close();
        PartitionState state = serving;
        if (state != null) {
            state.wake();
        }
        threads.close();
    }

    /**
     * Ends without another commit; returns at once. For a partition that was given to another node
     * without asking.
     */
    void abandon() {
        abandoned = true;
        closed = true;
        loop.close();
    }

    private void run() {
        try {
            lives();
        } finally {
            threads.ended();
        }
    }

    private void lives() {
        Duration pause = settings.retryFirst();
        while (!closed) {
            long servedBefore = groups.get();
            long fencesBefore = fences.get();
            live();
            if (closed) {
                return;
            }
            if (fences.get() > fencesBefore) {
                threads.pause(home.fenced(partition), () -> closed);
            }
            // A life that committed something was no part of a loop of failures.
            pause = groups.get() > servedBefore ? settings.retryFirst() : pause;
            threads.pause(pause, () -> closed);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(settings.retryMax()) > 0 ? settings.retryMax() : doubled;
        }
    }

    /** One life, from the fence to the end or the first failure. */
    private void live() {
        PartitionState state = null;
        OverlayIndex localIndex = null;
        Takeover takeover = null;
        GroupWriter writer = null;
        try {
            writer =
                    new GroupWriter(
                            topics.events(),
                            () -> logs.open(partition),
                            this::ownerRecord,
                            () -> threads.pause(GroupWriter.PAUSE, () -> closed));
            current = writer;
            localIndex = new OverlayIndex(openStore());
            takeover =
                    new Takeover(
                            topics,
                            partition,
                            logs,
                            settings,
                            localIndex,
                            threads::acknowledge,
                            this::requireOpen);
            state = takeOver(writer, takeover);
            serve(writer, state);
            if (!abandoned) {
                takeover.handOver();
            }
            state.die(new IllegalStateException("closed"));
        } catch (Throwable failure) {
            stepDown(state, failure);
        } finally {
            serving = null;
            current = null;
            close(takeover);
            close(writer);
            OverlayIndex index = localIndex;
            // Acknowledgements of the last groups still write to the index.
            close(index == null ? null : () -> threads.afterAcknowledgements(index::close));
        }
    }

    /**
     * One that cannot be closed must not keep the others open: the next life needs their folder.
     */
    private void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            LOG.warn("partition {}: something of the owner did not close", partition, e);
        }
    }

    private PartitionState takeOver(GroupWriter writer, Takeover takeover)
            throws InterruptedException {
        PartitionLog log = writer.log();
        log.fence();
        home.beforeReplay(partition);
        long end = log.end();
        PartitionState state = takeover.run(log, end);
        requireClock(state);
        home.beforeServing(partition);
        requireOpen();
        writer.begin(end);
        lastTakeover = takeover.figures();
        publishOwner(writer);
        takeovers.incrementAndGet();
        LOG.info("partition {} is served, log end {}, {}", partition, end, lastTakeover);
        takeover.serve(log, end);
        loop.submitFirst(
                () -> {
                    serving = state;
                    servingListeners.forEach(Runnable::run);
                });
        return state;
    }

    /** A partition may be taken away while it is being taken over. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
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
                        placed(),
                        "weir-checkpoints-" + partition)) {
            checkpoints.start();
            write(writer, state);
            checkpoints.finish();
            write(writer, state); // what it had handed over last
            threads.afterAcknowledgements(() -> {}); // the trees are whole now
            List<Outgoing> last = abandoned ? List.of() : checkpoints.remaining();
            if (!last.isEmpty()) {
                append(writer, last);
            }
        }
    }

    /** Books of the partition by the directory, with a record or without. */
    private Set<String> placed() {
        return settings.placements() instanceof BookDirectory directory
                ? directory.booksOf(partition)
                : Set.of();
    }

    private void write(GroupWriter writer, PartitionState state) throws InterruptedException {
        while (!abandoned) {
            List<Pending> group = threads.nextGroup(state);
            if (group.isEmpty() && !state.isAwaited()) {
                if (closed && loop.isIdle()) {
                    return;
                }
                continue;
            }
            List<Outgoing> records = group.isEmpty() ? heartbeat(writer) : records(group);
            long firstOffset = append(writer, records);
            groups.addAndGet(group.isEmpty() ? 0 : 1);
            group.forEach(pending -> events.addAndGet(pending.events()));
            publishPlacements(records);
            threads.acknowledge(state.committed(group, firstOffset));
        }
    }

    private static List<Outgoing> records(List<Pending> group) {
        return group.stream().flatMap(pending -> pending.records().stream()).toList();
    }

    /**
     * What an idle owner commits for answers that append nothing: its own record once more. It
     * takes no sequence and no reader of events sees it; an owner that was fenced can't commit it.
     */
    private List<Outgoing> heartbeat(GroupWriter writer) {
        heartbeats.incrementAndGet();
        return List.of(ownerRecord(writer.log()));
    }

    private long append(GroupWriter writer, List<Outgoing> records) {
        long before = writer.secondTries();
        long firstOffset = writer.append(records);
        if (writer.secondTries() > before) {
            secondTries.addAndGet(writer.secondTries() - before);
            publishOwner(writer);
        }
        return firstOffset;
    }

    /** The record that the writer has committed, known here before it is read back. */
    private void publishOwner(GroupWriter writer) {
        epoch = writer.log().epoch();
        home.owned(owner(writer.log()));
    }

    /** Whoever is told that a book was opened must find it, before weir.books is read back. */
    private void publishPlacements(List<Outgoing> records) {
        for (Outgoing record : records) {
            if (record.topic().equals(topics.books())) {
                try {
                    home.placed(BookPlacement.parseFrom(record.value()));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new IllegalStateException("what was written is no BookPlacement", e);
                }
            }
        }
    }

    private void stepDown(PartitionState state, Throwable failure) {
        serving = null;
        failures.incrementAndGet();
        if (isFence(failure)) {
            fences.incrementAndGet();
        }
        if (state != null) {
            conflicts.addAndGet(state.conflicts());
            state.die(failure);
        }
        if (!closed) {
            LOG.warn("partition {}: the owner steps down", partition, failure);
        }
    }

    private static boolean isFence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedException) {
                return true;
            }
        }
        return false;
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
                owner(log).toByteArray());
    }

    private dev.weir.contract.store.v1.PartitionOwner owner(PartitionLog log) {
        return dev.weir.contract.store.v1.PartitionOwner.newBuilder()
                .setPartition(partition)
                .setNode(settings.node())
                .setAddress(settings.address())
                .setEpoch(log.epoch())
                .build();
    }

    private OverlayIndex.Store openStore() {
        return settings.indexFolder()
                .map(folder -> (OverlayIndex.Store) new RocksStore(indexOf(folder)))
                .orElseGet(HeapStore::new);
    }

    private Path indexOf(Path folder) {
        return folder.resolve("p" + partition);
    }
}
