package dev.weir.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The steps from a record to a signature:
 *
 * <ol>
 *   <li>the record is one of the book that the checkpoint is of, with the sequence of its leaf;
 *   <li>its hash, as a leaf, leads along the path to the root of a tree of the given size;
 *   <li>the checkpoint names this root and size;
 *   <li>a key that is believed has signed the checkpoint.
 * </ol>
 */
final class ProofCheck {
    /** Headers that are not hashed: what a proof said of them would be worth nothing. */
    private static final Set<String> NOT_HASHED = Set.of("traceparent", "tracestate");

    private ProofCheck() {}

    /** Returns if the proof holds; else throws {@link RejectedException}. */
    static void check(Proof proof, PublicKeys keys) {
        Checkpoint checkpoint = proof.checkpoint();
        requireOneRecord(proof, checkpoint);
        byte[] recordHash = Hashes.record(proof.key(), proof.headers(), proof.value());
        byte[] root = rootAbove(Hashes.leaf(recordHash), proof);
        if (!Arrays.equals(root, checkpoint.root())) {
            throw new RejectedException("the record does not lead to the root of the checkpoint");
        }
        if (proof.treeSize() != checkpoint.treeSize()
                || checkpoint.lastSequence() != checkpoint.treeSize() - 1) {
            throw new RejectedException("the checkpoint is of a tree of another size");
        }
        boolean isLast = proof.leafIndex() == checkpoint.lastSequence();
        if (isLast && !Arrays.equals(recordHash, checkpoint.chainHash())) {
            throw new RejectedException("the checkpoint names another last record");
        }
        keys.requireSignature(checkpoint);
    }

    private static void requireOneRecord(Proof proof, Checkpoint checkpoint) {
        if (proof.headers().stream().anyMatch(header -> NOT_HASHED.contains(header.name()))) {
            throw new RejectedException("the proof holds headers that are not part of the hash");
        }
        String book = new String(proof.key(), StandardCharsets.UTF_8);
        if (!book.equals(checkpoint.book())
                || !proof.header("ce_source").equals("/books/" + book)) {
            throw new RejectedException("record and checkpoint are of different books");
        }
        if (!proof.header("ce_seq").equals(Long.toString(proof.leafIndex()))) {
            throw new RejectedException("the record has another sequence than its leaf");
        }
    }

    /**
     * Walks from the leaf up. At each level {@code index} is the place of the node and {@code last}
     * that of the last node; a last node without a neighbour goes up as it is. (RFC 9162, 2.1.3.2)
     */
    private static byte[] rootAbove(byte[] leaf, Proof proof) {
        long index = proof.leafIndex();
        long last = proof.treeSize() - 1;
        if (index < 0 || index > last) {
            throw new RejectedException("the leaf is outside the tree");
        }
        byte[] hash = leaf;
        for (byte[] neighbour : proof.path()) {
            if (last == 0) {
                throw new RejectedException("the path is too long");
            }
            if (index % 2 == 1 || index == last) {
                hash = Hashes.node(neighbour, hash);
                while (index % 2 == 0 && index > 0) {
                    index /= 2;
                    last /= 2;
                }
            } else {
                hash = Hashes.node(hash, neighbour);
            }
            index /= 2;
            last /= 2;
        }
        if (last != 0) {
            throw new RejectedException("the path is too short");
        }
        return hash;
    }
}
