package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.ChunkReference;
import dev.weir.contract.store.v1.SnapshotChunk;
import dev.weir.contract.store.v1.SnapshotEntity;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A book in a snapshot: its manifest, and the values of its chunks in the order to apply them. */
record BookImage(SnapshotManifest manifest, List<byte[]> chunks) {

    private record Parsed(int kind, String id, Object entity) {}

    /**
     * The image that a manifest describes.
     *
     * @param entries of the partition's snapshots
     * @throws UnusableSnapshotException if it is not whole
     */
    static BookImage of(SnapshotManifest manifest, Map<String, byte[]> entries) {
        List<ChunkReference> references =
                Stream.concat(manifest.getBasesList().stream(), manifest.getDeltasList().stream())
                        .sorted(Comparator.comparingLong(ChunkReference::getSequence))
                        .toList();
        List<byte[]> chunks =
                references.parallelStream().map(r -> chunk(manifest, r, entries)).toList();
        return new BookImage(manifest, chunks);
    }

    private static byte[] chunk(
            SnapshotManifest manifest, ChunkReference reference, Map<String, byte[]> entries) {
        byte[] value = entries.get(SnapshotFormat.chunkKey(manifest.getBook(), reference));
        String name =
                "chunk "
                        + reference.getNumber()
                        + " of epoch "
                        + reference.getEpoch()
                        + " of book "
                        + manifest.getBook();
        if (value == null) {
            throw new UnusableSnapshotException(name + " is missing");
        }
        if (!SnapshotFormat.digest(value).equals(reference.getDigest())) {
            throw new UnusableSnapshotException(name + " is damaged");
        }
        return value;
    }

    /**
     * Fills an empty fold. Parsing, which is most of the work, uses all processors.
     *
     * @throws UnusableSnapshotException if the fold does not understand it
     */
    void fill(FoldSnapshots fold) {
        if (manifest.getSchema() != fold.schema()) {
            throw new UnusableSnapshotException(
                    "book %s is of schema %d, this program's is %d"
                            .formatted(manifest.getBook(), manifest.getSchema(), fold.schema()));
        }
        try {
            fold.track();
            chunks.parallelStream()
                    .map(chunk -> parse(fold, chunk))
                    .forEachOrdered(
                            entities ->
                                    entities.forEach(
                                            each ->
                                                    fold.restore(
                                                            each.kind(),
                                                            each.id(),
                                                            each.entity())));
            fold.restored(manifest.getHeader().toByteArray());
        } catch (RuntimeException e) {
            throw new UnusableSnapshotException("book " + manifest.getBook() + ": " + e);
        }
    }

    private static List<Parsed> parse(FoldSnapshots fold, byte[] chunk) {
        try {
            SnapshotChunk message = SnapshotChunk.parseFrom(chunk);
            List<Parsed> entities = new ArrayList<>(message.getEntitiesCount());
            for (SnapshotEntity entity : message.getEntitiesList()) {
                entities.add(
                        new Parsed(
                                entity.getKind(),
                                entity.getId(),
                                entity.getRemoved()
                                        ? null
                                        : fold.parse(
                                                entity.getKind(),
                                                entity.getId(),
                                                entity.getValue().toByteArray())));
            }
            return entities;
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableSnapshotException("a chunk is no chunk: " + e.getMessage());
        }
    }
}
