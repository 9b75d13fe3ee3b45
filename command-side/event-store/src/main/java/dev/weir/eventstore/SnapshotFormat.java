package dev.weir.eventstore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.ChunkReference;
import dev.weir.contract.store.v1.FilterReference;
import dev.weir.contract.store.v1.SnapshotHead;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedSet;
import java.util.TreeSet;

/** Keys and digests of snapshots; what the values are is said in {@code snapshots.proto}. */
final class SnapshotFormat {
    /** Version of heads, manifests, chunks and filters. */
    static final int VERSION = 1;

    static final String HEAD = "head\n";
    static final String MANIFEST = "manifest\n";

    private SnapshotFormat() {}

    static String headKey(long epoch) {
        return HEAD + epoch;
    }

    static String manifestKey(String book, long epoch) {
        return MANIFEST + book + '\n' + epoch;
    }

    static String chunkKey(String book, ChunkReference chunk) {
        return "chunk\n" + book + '\n' + chunk.getEpoch() + '\n' + chunk.getNumber();
    }

    static String filterKey(FilterReference filter) {
        return "filter\n" + filter.getEpoch() + '\n' + filter.getNumber();
    }

    /**
     * Where everything lies that a head names.
     *
     * @param offset where the head itself lies
     * @return empty if it is no head
     */
    static SortedSet<Long> offsets(byte[] head, long offset) {
        try {
            SnapshotHead parsed = SnapshotHead.parseFrom(head);
            SortedSet<Long> offsets = new TreeSet<>(parsed.getOffsetsList());
            for (long before = 1; before <= parsed.getRecordsBefore(); before++) {
                offsets.add(offset - before);
            }
            return offsets;
        } catch (InvalidProtocolBufferException e) {
            return new TreeSet<>();
        }
    }

    static ByteString digest(byte[] value) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static SnapshotManifest sealed(SnapshotManifest.Builder manifest) {
        manifest.clearDigest();
        return manifest.setDigest(digest(manifest.build().toByteArray())).build();
    }

    static boolean isSealed(SnapshotManifest manifest) {
        return manifest.getDigest()
                .equals(digest(manifest.toBuilder().clearDigest().build().toByteArray()));
    }
}
