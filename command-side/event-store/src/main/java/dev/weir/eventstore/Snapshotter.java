package dev.weir.eventstore;

import dev.weir.contract.store.v1.ChunkReference;
import dev.weir.contract.store.v1.FilterReference;
import dev.weir.contract.store.v1.KeyFilterPart;
import dev.weir.contract.store.v1.SnapshotHead;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the snapshots of a partition for one life of its owner, on a thread of its own beside the
 * command path. The order of a round:
 *
 * <ol>
 *   <li>note where the log is durable to: the next replay begins there;
 *   <li>every book that has records since its last snapshot: its chunks, each when what it covers
 *       is durable;
 *   <li>flush the local index, so that it is never behind a snapshot;
 *   <li>the filter of its keys;
 *   <li>in one write the manifests of these books and the head, which names the place of 1.
 * </ol>
 *
 * <p>A crash between any two leaves the round before. The manifests go a little further than the
 * head's place, and the replay passes over what they cover: so filter and index must cover it too,
 * and come before. A key that neither knows is taken for a new one, and its command carried out
 * again.
 */
final class Snapshotter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);
    private static final long TICK_MILLIS = 100;
    private static final long DURABLE_SECONDS_MAX = 30;

    /** Removals in one write. */
    private static final int GARBAGE_PER_WRITE = 1_000;

    private final int partition;
    private final long epoch;
    private final Supplier<SnapshotLog> opener;
    private final PartitionState state;
    private final SnapshotPolicy policy;
    private final OverlayIndex index;
    private final Executor acknowledgements;
    private final InstantSource clock;
    private final Sink sink = new Sink();
    private final Map<String, BookSnapshotter> books = new HashMap<>();
    private final Map<KeyFilter, FilterReference> filters = new IdentityHashMap<>();
    private final List<FilterReference> filtersInOrder = new ArrayList<>();

    /** Parts that were written, or inherited, when they took no more keys. */
    private final Set<KeyFilter> whole = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<SnapshotLog.Entry> manifests = new ArrayList<>();
    private final Set<String> garbage = new LinkedHashSet<>();

    /** Offsets of what the snapshots need, by key. */
    private final Map<String, Long> placed = new HashMap<>();

    /** It is known what earlier owners left, and what of it nobody needs is removed. */
    private boolean inherited;

    private final Thread thread;
    private SnapshotLog log;
    private long numbers;
    private LogPosition headAt = LogPosition.START;
    private long eventsAtRound;
    private long nanosAtRound = System.nanoTime();
    private volatile boolean closed;
    private volatile long rounds;

    /**
     * @param opener opens the snapshots again after a failure
     * @param opened fenced already
     */
    Snapshotter(
            int partition,
            long epoch,
            Supplier<SnapshotLog> opener,
            SnapshotLog opened,
            PartitionState state,
            SnapshotPolicy policy,
            OverlayIndex index,
            Executor acknowledgements,
            InstantSource clock) {
        this.partition = partition;
        this.epoch = epoch;
        this.opener = opener;
        this.log = opened;
        this.state = state;
        this.policy = policy;
        this.index = index;
        this.acknowledgements = acknowledgements;
        this.clock = clock;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("weir-snapshots-" + partition)
                        .unstarted(this::run);
    }

    /**
     * Goes on from the snapshot that the partition was restored from.
     *
     * @param offsets where its entries lie, by key
     */
    void goOn(PartitionImage image, Map<String, Long> offsets) {
        for (BookImage each : image.books()) {
            SnapshotManifest manifest = each.manifest();
            books.put(manifest.getBook(), new BookSnapshotter(manifest, sink));
            keep(SnapshotFormat.manifestKey(manifest.getBook(), manifest.getEpoch()), offsets);
            for (ChunkReference chunk : manifest.getBasesList()) {
                keep(SnapshotFormat.chunkKey(manifest.getBook(), chunk), offsets);
            }
            for (ChunkReference chunk : manifest.getDeltasList()) {
                keep(SnapshotFormat.chunkKey(manifest.getBook(), chunk), offsets);
            }
        }
        List<FilterReference> references = image.head().getFiltersList();
        for (int i = 0; i < references.size(); i++) {
            filters.put(image.filters().get(i), references.get(i));
            if (i < references.size() - 1) {
                whole.add(image.filters().get(i));
            }
            keep(SnapshotFormat.filterKey(references.get(i)), offsets);
        }
        filtersInOrder.addAll(references);
        headAt = image.position();
    }

    private void keep(String key, Map<String, Long> offsets) {
        placed.put(key, offsets.get(key));
    }

    void start() {
        thread.start();
    }

    /** Rounds that came to their end. */
    long rounds() {
        return rounds;
    }

    /**
     * Ends the rounds and writes a last one, for whoever takes over; nothing may change any more.
     */
    void finish() {
        stop();
        try {
            roundIfChanged();
        } catch (RuntimeException e) {
            LOG.warn("partition {}: no last snapshot: {}", partition, e.toString());
        }
    }

    @Override
    public void close() {
        stop();
        if (log != null) {
            log.close();
            log = null;
        }
    }

    private void stop() {
        closed = true;
        try {
            if (Thread.currentThread() != thread) {
                thread.join(TimeUnit.SECONDS.toMillis(DURABLE_SECONDS_MAX));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(TICK_MILLIS);
                if (isDue()) {
                    attempt();
                    inherit();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDue() {
        return state.accepted() - eventsAtRound >= policy.events()
                || System.nanoTime() - nanosAtRound >= policy.interval().toNanos();
    }

    private void attempt() {
        try {
            roundIfChanged();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("partition {}: a snapshot failed: {}", partition, e.toString());
            }
            books.replaceAll((book, failed) -> failed.afterFailure());
            // What the failed round has left is found like that of an earlier owner.
            inherited = false;
            if (log != null) {
                log.close();
                log = null;
            }
        }
    }

    /**
     * What earlier owners left and nobody needs goes, behind a first round: finding it takes a
     * reading of everything, which a takeover does without.
     */
    private void inherit() {
        if (inherited || log == null || rounds == 0) {
            return;
        }
        try {
            garbage.addAll(log.keys());
            garbage.removeAll(placed.keySet());
            garbage.remove(SnapshotFormat.headKey(epoch));
            inherited = true;
        } catch (RuntimeException e) {
            LOG.warn("partition {}: its old snapshots stay for now: {}", partition, e.toString());
        }
    }

    private void roundIfChanged() {
        nanosAtRound = System.nanoTime();
        eventsAtRound = state.accepted();
        LogPosition start = state.position();
        if (start.next() > headAt.next()) {
            round(start);
        }
    }

    private void round(LogPosition start) {
        if (log == null) {
            log = opener.get();
            log.fence();
        }
        long millis = clock.millis();
        manifests.clear();
        List<String> names = new ArrayList<>();
        for (String book : state.books()) {
            long last = state.with(book, each -> each.last().sequence());
            if (last < 0) {
                continue;
            }
            if (state.with(book, each -> each.fold().snapshots().isEmpty())) {
                LOG.info("partition {} has no snapshots, as book {} has none", partition, book);
                closed = true;
                return;
            }
            names.add(book);
            BookSnapshotter snapshotter =
                    books.computeIfAbsent(book, b -> new BookSnapshotter(b, sink));
            if (last > snapshotter.covered()) {
                snapshotter.round(state);
            }
        }
        flushIndex();
        List<String> replaced = writeFilters();
        writeHead(start, names, millis, replaced);
        headAt = start;
        rounds++;
    }

    /** Behind the acknowledgements of all groups that were durable when the round began. */
    private void flushIndex() {
        await(CompletableFuture.runAsync(index::flush, acknowledgements));
    }

    /** Keys of the parts that the head that comes needs no more. */
    private List<String> writeFilters() {
        Map<KeyFilter, KeyFilterPart> changed = new IdentityHashMap<>();
        List<KeyFilter> inOrder =
                state.locked(
                        () -> {
                            List<KeyFilter> parts = index.filters().parts();
                            for (KeyFilter part : parts) {
                                // one that was open when it was written has got keys since
                                if (!whole.contains(part)) {
                                    changed.put(part, part.toMessage());
                                }
                            }
                            return parts;
                        });
        List<String> replaced = new ArrayList<>();
        for (KeyFilter part : inOrder) {
            KeyFilterPart message = changed.get(part);
            if (message == null) {
                continue;
            }
            byte[] value = message.toByteArray();
            FilterReference next =
                    FilterReference.newBuilder()
                            .setEpoch(epoch)
                            .setNumber(sink.nextNumber())
                            .setDigest(SnapshotFormat.digest(value))
                            .build();
            sink.write(List.of(new SnapshotLog.Entry(SnapshotFormat.filterKey(next), value)));
            FilterReference before = filters.put(part, next);
            if (part != inOrder.getLast()) {
                whole.add(part);
            }
            if (before == null) {
                filtersInOrder.add(next);
            } else {
                filtersInOrder.set(filtersInOrder.indexOf(before), next);
                replaced.add(SnapshotFormat.filterKey(before));
            }
        }
        return replaced;
    }

    private void writeHead(
            LogPosition start, List<String> names, long millis, List<String> replaced) {
        placed.keySet().removeAll(replaced);
        // They are written with it, right before it.
        manifests.forEach(entry -> placed.remove(entry.key()));
        SnapshotHead head =
                SnapshotHead.newBuilder()
                        .setFormat(SnapshotFormat.VERSION)
                        .setEpoch(epoch)
                        .setEventsOffset(start.next())
                        .setAnchor(start.anchor())
                        .addAllBooks(names)
                        .setWrittenMillis(millis)
                        .addAllFilters(filtersInOrder)
                        .addAllOffsets(placed.values().stream().sorted().toList())
                        .setRecordsBefore(manifests.size())
                        .build();
        manifests.add(new SnapshotLog.Entry(SnapshotFormat.headKey(epoch), head.toByteArray()));
        sink.write(manifests);
        placed.remove(SnapshotFormat.headKey(epoch));
        books.values().forEach(BookSnapshotter::published);
        garbage.addAll(replaced);
        removeGarbage();
        forgetWrittenFilters();
    }

    /** A part that changes no more is needed on heap only while the index is rebuilt. */
    private void forgetWrittenFilters() {
        if (!index.isComplete()) {
            return;
        }
        state.locked(
                () -> {
                    KeyFilters known = index.filters();
                    List<KeyFilter> parts = known.parts();
                    for (KeyFilter part : parts.subList(0, parts.size() - 1)) {
                        if (whole.remove(part)) {
                            filters.remove(part);
                            known.forget(part);
                        }
                    }
                    return null;
                });
    }

    private void removeGarbage() {
        List<SnapshotLog.Entry> removals = new ArrayList<>();
        for (String key : garbage) {
            removals.add(new SnapshotLog.Entry(key, null));
            if (removals.size() == GARBAGE_PER_WRITE) {
                sink.write(removals);
                removals = new ArrayList<>();
            }
        }
        if (!removals.isEmpty()) {
            sink.write(removals);
        }
        garbage.clear();
    }

    private static void await(java.util.concurrent.Future<?> future) {
        try {
            future.get(DURABLE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("it did not become durable", e);
        }
    }

    private final class Sink implements BookSnapshotter.Sink {
        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public long nextNumber() {
            return ++numbers;
        }

        @Override
        public void awaitDurable() {
            await(state.durable());
        }

        @Override
        public long durableOffset() {
            return state.position().next();
        }

        @Override
        public void write(List<SnapshotLog.Entry> entries) {
            long offset = log.write(entries);
            for (SnapshotLog.Entry entry : entries) {
                if (entry.value() == null) {
                    placed.remove(entry.key());
                } else {
                    placed.put(entry.key(), offset);
                }
                offset++;
            }
        }

        @Override
        public void publish(List<SnapshotLog.Entry> entries) {
            manifests.addAll(entries);
        }
    }
}
