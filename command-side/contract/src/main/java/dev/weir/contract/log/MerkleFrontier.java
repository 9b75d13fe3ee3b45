package dev.weir.contract.log;

import java.nio.ByteBuffer;

/**
 * What has to be kept of a Merkle tree to append to it and to tell its root: the roots of the full
 * subtrees that its leaves split into, one for each bit of its size. Immutable; two frontiers share
 * what they have in common, so keeping an old one costs nothing.
 *
 * <p>Example: 7 leaves split into subtrees of 4, 2 and 1; with the eighth, all three join to one of
 * 8.
 */
public final class MerkleFrontier {
    /** The tree without leaves. */
    public static final MerkleFrontier EMPTY = new MerkleFrontier(0, null);

    /** A full subtree, and those to its left, each larger than the one behind it. */
    private record Subtree(long leaves, byte[] root, Subtree left) {}

    private final long size;
    private final Subtree last;

    private MerkleFrontier(long size, Subtree last) {
        this.size = size;
        this.last = last;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /**
     * The tree with one leaf more.
     *
     * @param leafHash from {@link MerkleHash#leaf}
     */
    public MerkleFrontier append(byte[] leafHash) {
        Subtree joined = new Subtree(1, leafHash.clone(), last);
        while (joined.left() != null && joined.left().leaves() == joined.leaves()) {
            Subtree left = joined.left();
            joined =
                    new Subtree(
                            2 * left.leaves(),
                            MerkleHash.node(left.root(), joined.root()),
                            left.left());
        }
        return new MerkleFrontier(size + 1, joined);
    }

    /** MTH of RFC 6962, 32 bytes. */
    public byte[] root() {
        if (last == null) {
            return MerkleHash.empty();
        }
        byte[] root = last.root().clone();
        for (Subtree subtree = last.left(); subtree != null; subtree = subtree.left()) {
            root = MerkleHash.node(subtree.root(), root);
        }
        return root;
    }

    /** The size as 8 bytes, big-endian, then the roots of the full subtrees, largest first. */
    public byte[] toBytes() {
        int count = Long.bitCount(size);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + count * MerkleHash.BYTES);
        bytes.putLong(size);
        Subtree subtree = last;
        for (int i = count - 1; i >= 0; i--) {
            bytes.position(Long.BYTES + i * MerkleHash.BYTES).put(subtree.root());
            subtree = subtree.left();
        }
        return bytes.array();
    }

    /**
     * What {@link #toBytes} gave.
     *
     * @throws IllegalArgumentException if the bytes are no frontier
     */
    public static MerkleFrontier of(byte[] bytes) {
        if (bytes.length < Long.BYTES) {
            throw new IllegalArgumentException("a frontier has 8 bytes or more");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long size = buffer.getLong();
        if (size < 0 || buffer.remaining() != Long.bitCount(size) * MerkleHash.BYTES) {
            throw new IllegalArgumentException(
                    "a frontier of " + size + " leaves does not have " + bytes.length + " bytes");
        }
        Subtree last = null;
        for (long left = size; left > 0; left -= Long.highestOneBit(left)) {
            byte[] root = new byte[MerkleHash.BYTES];
            buffer.get(root);
            last = new Subtree(Long.highestOneBit(left), root, last);
        }
        return new MerkleFrontier(size, last);
    }
}
