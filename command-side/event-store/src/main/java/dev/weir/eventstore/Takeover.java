package dev.weir.eventstore;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state of a fenced partition up to the end of its log: from the newest snapshot and the
 * log behind it, else from the whole log. A snapshot that cannot be used is a reason to log, never
 * one to fail. What keeps state and index company afterwards (rounds of snapshots, the index's
 * rebuild) begins with {@link #serve} and ends with it.
 */
final class Takeover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final StoreTopics topics;
    private final int partition;
    private final PartitionLogs logs;
    private final EventStoreSettings settings;
    private final OverlayIndex index;
    private final Executor acknowledgements;
    private final Runnable requireWanted;
    private final long startNanos = System.nanoTime();
    private TakeoverFigures.Path path = TakeoverFigures.Path.REPLAY;
    private long readNanos;
    private long fillNanos;
    private PartitionState state;
    private SnapshotLog snapshots;
    private SnapshotLog.Found found = new SnapshotLog.Found(Map.of(), Map.of());
    private PartitionImage image;
    private Snapshotter snapshotter;
    private IndexRebuild rebuild;

    /**
     * @param acknowledgements where what was committed is told
     * @param requireWanted throws when the partition was taken away meanwhile
     */
    Takeover(
            StoreTopics topics,
            int partition,
            PartitionLogs logs,
            EventStoreSettings settings,
            OverlayIndex index,
            Executor acknowledgements,
            Runnable requireWanted) {
        this.topics = topics;
        this.partition = partition;
        this.logs = logs;
        this.settings = settings;
        this.index = index;
        this.acknowledgements = acknowledgements;
        this.requireWanted = requireWanted;
    }

    /**
     * The state as of the end of the log.
     *
     * @param log fenced
     * @throws LogCorruptException if the log itself is broken
     */
    PartitionState run(PartitionLog log, long end) {
        readSnapshots();
        try {
            fromSnapshot(log, end);
        } catch (UnusableSnapshotException | LogCorruptException e) {
            LOG.info(
                    "partition {}: the whole log is replayed, no snapshot is used: {}",
                    partition,
                    e.getMessage());
            fromWholeLog(log, end);
        }
        index.durable(Long.MAX_VALUE, state.position());
        return state;
    }

    TakeoverFigures figures() {
        return new TakeoverFigures(
                path,
                TimeUnit.NANOSECONDS.toMillis(readNanos),
                TimeUnit.NANOSECONDS.toMillis(fillNanos),
                state.accepted(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    /** Begins what goes on beside the serving owner. */
    void serve(PartitionLog log, long end) {
        if (snapshots != null) {
            Supplier<SnapshotLog> opener = () -> logs.snapshots(partition).orElseThrow();
            snapshotter =
                    new Snapshotter(
                            partition,
                            log.epoch(),
                            opener,
                            snapshots,
                            state,
                            settings.folds().orElseThrow().snapshotPolicy(),
                            index,
                            acknowledgements,
                            settings.clock());
            if (image != null) {
                snapshotter.goOn(image, found.offsets());
            }
            snapshotter.start();
        }
        if (!index.isComplete()) {
            rebuild = new IndexRebuild(partition, log, end, settings, index);
            rebuild.start();
        }
        // They are large, and needed no more.
        found = new SnapshotLog.Found(Map.of(), Map.of());
        image = null;
    }

    /**
     * A last snapshot, so that whoever comes next has nothing to replay: for a clean end or
     * handover, when all that was accepted is durable and nothing more is accepted.
     */
    void handOver() {
        if (snapshotter != null) {
            snapshotter.finish();
        }
    }

    @Override
    public void close() {
        if (snapshotter != null) {
            snapshotter.close();
        } else if (snapshots != null) {
            snapshots.close();
        }
        if (rebuild != null) {
            rebuild.close();
        }
    }

    /** An index on heap is for small logs; they are replayed sooner than it could be rebuilt. */
    private void readSnapshots() {
        if (settings.folds().isEmpty() || settings.indexFolder().isEmpty()) {
            return;
        }
        Optional<SnapshotLog> kept = logs.snapshots(partition);
        if (kept.isEmpty()) {
            return;
        }
        long sinceNanos = System.nanoTime();
        snapshots = kept.get();
        try {
            snapshots.fence();
            found = snapshots.newest();
        } catch (RuntimeException e) {
            LOG.warn("partition {}: its snapshots cannot be read", partition, e);
        }
        readNanos = System.nanoTime() - sinceNanos;
    }

    private void fromSnapshot(PartitionLog log, long end) {
        long sinceNanos = System.nanoTime();
        PartitionImage newest = newest(end);
        LogPosition from = newest.position();
        KeyFilters filters = new KeyFilters(newest.filters());
        Optional<LogPosition> held =
                index.store().position().filter(at -> at.next() >= from.next() && at.next() <= end);
        if (held.isPresent()) {
            index.resume(filters, held.get().next());
        } else {
            index.resumeIncomplete(filters);
        }
        state = new PartitionState(topics.events(), partition, settings, index);
        state.restore(newest);
        fillNanos = System.nanoTime() - sinceNanos;
        // From the record before on, which tells whether this is the log of the snapshot.
        Anchors anchors = new Anchors(from, held.orElse(from));
        replay(log, from.lastOffset() >= 0 ? from.lastOffset() : from.next(), end, anchors::replay);
        anchors.requireMet();
        state.replayed();
        image = newest;
        path =
                held.isPresent()
                        ? TakeoverFigures.Path.SNAPSHOT
                        : TakeoverFigures.Path.SNAPSHOT_WITHOUT_INDEX;
    }

    /** What the last head names; if that is not whole, whatever is left of an earlier one. */
    private PartitionImage newest(long end) {
        try {
            return PartitionImage.newest(found.entries(), end);
        } catch (UnusableSnapshotException e) {
            if (snapshots == null || found.entries().isEmpty()) {
                throw e;
            }
            LOG.warn("partition {}: all its snapshots are read: {}", partition, e.getMessage());
            found = snapshots.read();
            return PartitionImage.newest(found.entries(), end);
        }
    }

    private void fromWholeLog(PartitionLog log, long end) {
        index.reset();
        state = new PartitionState(topics.events(), partition, settings, index);
        replay(log, 0, end, this::replay);
        state.replayed();
    }

    private void replay(
            PartitionLog log,
            long from,
            long end,
            BiConsumer<PartitionLog.Entry, Replay.Prepared> each) {
        Replay replay = new Replay(new EventCodec(settings.payloads()), each);
        log.read(from, end, replay);
        replay.flush();
    }

    private void replay(PartitionLog.Entry entry, Replay.Prepared prepared) {
        requireWanted.run();
        state.replay(entry, prepared);
    }

    /** Replays, and compares the records by which snapshot and index know their log. */
    private final class Anchors {
        private final LogPosition snapshot;
        private final LogPosition held;
        private int met;

        Anchors(LogPosition snapshot, LogPosition held) {
            this.snapshot = snapshot;
            this.held = held;
        }

        void replay(PartitionLog.Entry entry, Replay.Prepared prepared) {
            Takeover.this.replay(entry, prepared);
            compare(snapshot, entry, prepared.record().hash());
            compare(held, entry, prepared.record().hash());
        }

        private void compare(LogPosition known, PartitionLog.Entry entry, String hash) {
            if (entry.offset() != known.lastOffset()) {
                return;
            }
            if (!hash.equals(known.lastHash())) {
                throw new UnusableSnapshotException("it is of another log");
            }
            met++;
        }

        void requireMet() {
            if (snapshot.lastOffset() >= 0 && met < 2) {
                throw new UnusableSnapshotException("it or the local index is of another log");
            }
        }
    }
}
