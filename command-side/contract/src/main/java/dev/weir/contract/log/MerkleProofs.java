package dev.weir.contract.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that a tree continues a smaller
 * one. Both are lists of roots of subtrees; {@link Range} says which leaves such a subtree has, so
 * that whoever walks the leaves once, in order, can make a proof of a tree of any size with a
 * {@link MerkleFrontier} for each range.
 */
public final class MerkleProofs {
    private MerkleProofs() {}

    /** The leaves {@code from <= index < until}; their subtree is one hash of a proof. */
    public record Range(long from, long until) {}

    /** Hashes of leaves, from {@link MerkleHash#leaf}. */
    @FunctionalInterface
    public interface Leaves {
        byte[] at(long index);
    }

    /**
     * PATH of RFC 6962: what has to be hashed with a leaf to get to the root, nearest first.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public static List<Range> inclusion(long index, long size) {
        requireInside(index >= 0 && index < size, index, size);
        List<Range> path = new ArrayList<>();
        long from = 0;
        long until = size;
        while (until - from > 1) {
            long middle = from + split(until - from);
            if (index < middle) {
                path.add(new Range(middle, until));
                until = middle;
            } else {
                path.add(new Range(from, middle));
                from = middle;
            }
        }
        return path.reversed();
    }

    /**
     * PROOF of RFC 6962: what shows that the first {@code oldSize} leaves of a tree are the old
     * tree; empty for equal sizes.
     *
     * @throws IllegalArgumentException unless {@code 0 < oldSize <= newSize}
     */
    public static List<Range> consistency(long oldSize, long newSize) {
        requireInside(oldSize > 0 && oldSize <= newSize, oldSize, newSize);
        List<Range> proof = new ArrayList<>();
        long from = 0;
        long until = newSize;
        while (until != oldSize) {
            long middle = from + split(until - from);
            if (oldSize <= middle) {
                proof.add(new Range(middle, until));
                until = middle;
            } else {
                proof.add(new Range(from, middle));
                from = middle;
            }
        }
        if (from > 0) {
            proof.add(new Range(from, until));
        }
        return proof.reversed();
    }

    /** The hashes of a proof. */
    public static List<byte[]> hashes(List<Range> proof, Leaves leaves) {
        return proof.stream().map(range -> root(range, leaves)).toList();
    }

    private static byte[] root(Range range, Leaves leaves) {
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        for (long index = range.from(); index < range.until(); index++) {
            tree = tree.append(leaves.at(index));
        }
        return tree.root();
    }

    /** Whether the leaf hash is that of leaf {@code index} in the tree with this size and root. */
    public static boolean isIncluded(
            byte[] leafHash, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        List<Range> ranges = inclusion(index, size);
        if (ranges.size() != path.size()) {
            return false;
        }
        byte[] hash = leafHash;
        for (int i = 0; i < path.size(); i++) {
            hash =
                    ranges.get(i).from() > index
                            ? MerkleHash.node(hash, path.get(i))
                            : MerkleHash.node(path.get(i), hash);
        }
        return Arrays.equals(hash, root);
    }

    /** Whether the proof shows that the new tree begins with all leaves of the old one. */
    public static boolean isConsistent(
            long oldSize, byte[] oldRoot, long newSize, byte[] newRoot, List<byte[]> proof) {
        if (oldSize <= 0 || oldSize > newSize) {
            return false;
        }
        List<Range> ranges = consistency(oldSize, newSize);
        if (ranges.size() != proof.size()) {
            return false;
        }
        // The old tree ends with a subtree that both trees have: given, or the old tree itself.
        boolean given = !ranges.isEmpty() && ranges.getFirst().until() == oldSize;
        byte[] ofOld = given ? proof.getFirst() : oldRoot;
        byte[] ofNew = ofOld;
        for (int i = given ? 1 : 0; i < proof.size(); i++) {
            byte[] hash = proof.get(i);
            if (ranges.get(i).from() >= oldSize) {
                ofNew = MerkleHash.node(ofNew, hash);
            } else {
                ofOld = MerkleHash.node(hash, ofOld);
                ofNew = MerkleHash.node(hash, ofNew);
            }
        }
        return Arrays.equals(ofOld, oldRoot) && Arrays.equals(ofNew, newRoot);
    }

    /** The largest power of two below a number above 1. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }

    private static void requireInside(boolean inside, long index, long size) {
        if (!inside) {
            throw new IllegalArgumentException("no proof of " + index + " in " + size + " leaves");
        }
    }
}
