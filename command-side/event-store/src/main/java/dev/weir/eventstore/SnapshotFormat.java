package dev.weir.eventstore;

import com.google.protobuf.ByteString;
import dev.weir.contract.store.v1.ChunkReference;
import dev.weir.contract.store.v1.FilterReference;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
