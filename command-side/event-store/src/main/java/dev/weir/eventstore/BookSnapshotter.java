package dev.weir.eventstore;

import com.google.protobuf.ByteString;
import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.store.v1.ChunkReference;
import dev.weir.contract.store.v1.SnapshotChunk;
import dev.weir.contract.store.v1.SnapshotEntity;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes one book to the snapshots, round after round. A round takes what has changed since the
 * last one and, bucket by bucket, a part of all entities, so that after {@value #ROUNDS_PER_PASS}
 * rounds at the latest everything was written anew and old changes are needed no more.
 *
 * <p>The book goes on meanwhile: it is looked at in short turns, and each chunk is as of the record
 * at its own turn. That still makes a snapshot of <b>one</b> record, the last turn's: in it all
 * that has changed since the turns before is taken, and a later chunk wins over an earlier one.
 *
 * <p>A chunk of changes is needed while a base chunk is older than it.
 */
final class BookSnapshotter {
    /** With a round each 30 s everything is rewritten in 10 minutes. */
    private static final int ROUNDS_PER_PASS = 20;

    /** Entities in a turn: references to copy, some 50 microseconds. */
    private static final int TURN_ENTITIES = 2_000;

    /** After so many turns a book that changes faster than it is taken is taken in one. */
    private static final int TURNS_OF_CHANGES_MAX = 100;

    /** Value of a chunk; Kafka's usual limit is 1 MB. */
    private static final int CHUNK_BYTES = 512 << 10;

    private final String book;
    private final Sink sink;
    private final int turnEntities;
    private final List<ChunkReference> obsolete = new ArrayList<>();
    private List<ChunkReference> bases = new ArrayList<>();
    private List<ChunkReference> deltas = new ArrayList<>();

    /** Those of {@code bases} that this pass has written. */
    private final List<ChunkReference> ofThisPass = new ArrayList<>();

    private int cursor;
    private boolean whole;
    private long covered = -1;

    /** Last record that a manifest which is not written yet covers; -1: there is none. */
    private long covering = -1;

    /** Of an earlier epoch; goes when this epoch has one. */
    private String formerManifest = "";

    /** Where chunks go. */
    interface Sink {
        long epoch();

        long nextNumber();

        /** Returns when all that is accepted now is durable. */
        void awaitDurable();

        /** Where the log is durable to at least. */
        long durableOffset();

        /** Writes all entries or none. */
        void write(List<SnapshotLog.Entry> entries);

        /** Writes all entries or none, together with the head that ends the round. */
        void publish(List<SnapshotLog.Entry> entries);
    }

    /** What a look at the book gave, all of it as of one record. */
    private static final class Turn {
        private final List<FoldEntity> base = new ArrayList<>();
        private final List<FoldEntity> changes = new ArrayList<>();
        private int fromBucket;
        private int untilBucket;
        private BookPosition at;
        private int schema;
        private byte[] header;
        private Supplier<MerkleFrontier> tree;
    }

    BookSnapshotter(String book, Sink sink) {
        this(book, sink, TURN_ENTITIES);
    }

    /**
     * @param turnEntities most entities in a turn, but for a bucket that has more
     */
    BookSnapshotter(String book, Sink sink, int turnEntities) {
        this.book = book;
        this.sink = sink;
        this.turnEntities = turnEntities;
    }

    /** Goes on from the snapshot that the book was restored from. */
    BookSnapshotter(SnapshotManifest from, Sink sink) {
        this(from.getBook(), sink);
        bases.addAll(from.getBasesList());
        deltas.addAll(from.getDeltasList());
        whole = true;
        covered = from.getSequence();
        formerManifest = SnapshotFormat.manifestKey(book, from.getEpoch());
    }

    /**
     * Goes on after a round that failed: all is written anew, and then what was there is removed.
     */
    BookSnapshotter afterFailure() {
        BookSnapshotter next = new BookSnapshotter(book, sink, turnEntities);
        next.obsolete.addAll(obsolete);
        next.obsolete.addAll(bases);
        next.obsolete.addAll(deltas);
        next.formerManifest = formerManifest;
        return next;
    }

    /** Last record of the book that the snapshots cover; -1: none. */
    long covered() {
        return covered;
    }

    /** Brings the snapshots up to the book's last record, with {@link #published} behind it. */
    void round(PartitionState state) {
        int target = state.with(book, this::target);
        Turn turn;
        int turns = 0;
        do {
            int atMost = turns++ < TURNS_OF_CHANGES_MAX ? turnEntities : Integer.MAX_VALUE;
            turn = state.with(book, log -> take(log, target, atMost));
            sink.awaitDurable();
            writeBase(turn);
            writeChanges(turn);
        } while (turn.header == null);
        publish(turn);
        if (cursor >= state.with(book, log -> snapshots(log).buckets())) {
            cursor = 0;
            ofThisPass.clear();
        }
    }

    /** The bucket before which this round stops. */
    private int target(BookLog log) {
        FoldSnapshots fold = snapshots(log);
        fold.track();
        if (!whole || fold.size() <= turnEntities) {
            return fold.buckets();
        }
        // A takeover reads everything that is kept: when the same entities have changed so often
        // that it is half again as much as the book, the pass is ended at once.
        if (kept() + fold.changed() > fold.size() * 3L / 2) {
            return fold.buckets();
        }
        return Math.min(fold.buckets(), cursor + Math.ceilDiv(fold.buckets(), ROUNDS_PER_PASS));
    }

    /** Entities in all chunks. */
    private long kept() {
        return Stream.concat(bases.stream(), deltas.stream())
                .mapToLong(ChunkReference::getEntities)
                .sum();
    }

    private Turn take(BookLog log, int target, int atMost) {
        FoldSnapshots fold = snapshots(log);
        Turn turn = new Turn();
        turn.at = log.last();
        turn.fromBucket = cursor;
        while (cursor < target && turn.base.size() < turnEntities) {
            fold.copyBucket(cursor++, turn.base::add);
        }
        turn.untilBucket = cursor;
        if (cursor < target) {
            return turn;
        }
        fold.takeChanged(atMost, turn.changes::add);
        if (fold.changed() == 0) {
            turn.schema = fold.schema();
            turn.header = fold.header();
            turn.tree = log.tree().whole();
        }
        return turn;
    }

    private void writeBase(Turn turn) {
        if (turn.untilBucket == turn.fromBucket) {
            return;
        }
        List<ChunkReference> written = writeChunks(turn.base, turn);
        if (written.isEmpty()) {
            // Says that there was nothing in these buckets as of that record.
            written.add(writeChunk(SnapshotChunk.getDefaultInstance(), turn));
        }
        ofThisPass.addAll(written);
        bases.addAll(written);
        // Those of earlier passes whose buckets this one has been through.
        List<ChunkReference> replaced =
                bases.stream()
                        .filter(base -> !ofThisPass.contains(base))
                        .filter(base -> base.getUntilBucket() <= cursor)
                        .toList();
        bases.removeAll(replaced);
        obsolete.addAll(replaced);
    }

    private void writeChanges(Turn turn) {
        long oldest = bases.stream().mapToLong(ChunkReference::getSequence).min().orElse(-1);
        List<ChunkReference> replaced =
                deltas.stream().filter(delta -> delta.getSequence() <= oldest).toList();
        deltas.removeAll(replaced);
        obsolete.addAll(replaced);
        if (!turn.changes.isEmpty() && turn.at.sequence() > oldest) {
            deltas.addAll(writeChunks(turn.changes, turn));
        }
    }

    private List<ChunkReference> writeChunks(List<FoldEntity> entities, Turn turn) {
        List<ChunkReference> references = new ArrayList<>();
        SnapshotChunk.Builder chunk = SnapshotChunk.newBuilder();
        long bytes = 0;
        for (FoldEntity entity : entities) {
            SnapshotEntity message =
                    SnapshotEntity.newBuilder()
                            .setKind(entity.kind())
                            .setId(entity.id())
                            .setValue(ByteString.copyFrom(entity.toBytes()))
                            .setRemoved(entity.removed())
                            .build();
            if (bytes > 0 && bytes + message.getSerializedSize() > CHUNK_BYTES) {
                references.add(writeChunk(chunk.build(), turn));
                chunk.clear();
                bytes = 0;
            }
            chunk.addEntities(message);
            bytes += message.getSerializedSize();
        }
        if (chunk.getEntitiesCount() > 0) {
            references.add(writeChunk(chunk.build(), turn));
        }
        return references;
    }

    private ChunkReference writeChunk(SnapshotChunk chunk, Turn turn) {
        byte[] value = chunk.toByteArray();
        ChunkReference reference =
                ChunkReference.newBuilder()
                        .setEpoch(sink.epoch())
                        .setNumber(sink.nextNumber())
                        .setSequence(turn.at.sequence())
                        .setFromBucket(turn.fromBucket)
                        .setUntilBucket(turn.untilBucket)
                        .setDigest(SnapshotFormat.digest(value))
                        .setEntities(chunk.getEntitiesCount())
                        .build();
        sink.write(List.of(new SnapshotLog.Entry(SnapshotFormat.chunkKey(book, reference), value)));
        return reference;
    }

    private void publish(Turn last) {
        SnapshotManifest manifest =
                SnapshotFormat.sealed(
                        SnapshotManifest.newBuilder()
                                .setBook(book)
                                .setEpoch(sink.epoch())
                                .setSchema(last.schema)
                                .setSequence(last.at.sequence())
                                .setRecordHash(last.at.hash())
                                .setRecordedMicros(last.at.recordedMicros())
                                .setEventsOffset(sink.durableOffset())
                                .setHeader(ByteString.copyFrom(last.header))
                                .setMerkleFrontier(ByteString.copyFrom(last.tree.get().toBytes()))
                                .addAllBases(bases)
                                .addAllDeltas(deltas));
        List<SnapshotLog.Entry> entries = new ArrayList<>();
        entries.add(
                new SnapshotLog.Entry(
                        SnapshotFormat.manifestKey(book, sink.epoch()), manifest.toByteArray()));
        for (ChunkReference chunk : obsolete) {
            entries.add(new SnapshotLog.Entry(SnapshotFormat.chunkKey(book, chunk), null));
        }
        if (!formerManifest.isEmpty()) {
            entries.add(new SnapshotLog.Entry(formerManifest, null));
        }
        sink.publish(entries);
        covering = last.at.sequence();
    }

    /** What the last round has published is written. */
    void published() {
        if (covering >= 0) {
            formerManifest = "";
            obsolete.clear();
            whole = true;
            covered = covering;
            covering = -1;
        }
    }

    private static FoldSnapshots snapshots(BookLog log) {
        return log.fold().snapshots().orElseThrow();
    }
}
