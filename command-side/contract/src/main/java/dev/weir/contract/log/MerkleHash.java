package dev.weir.contract.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The two hashes of the tree of RFC 6962, section 2.1, with SHA-256. The input of a leaf is the
 * hash of a record ({@link RecordHash}) as 32 bytes. Leaves and nodes begin with different bytes,
 * so that no node can be passed off as a leaf.
 */
public final class MerkleHash {
    /** Length of every hash. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** A digest is as new after each use; looking one up costs as much as hashing. */
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(MerkleHash::sha256);

    private MerkleHash() {}

    /** Of a record's hash as 64 hex digits: SHA-256 over 0x00 and its 32 bytes. */
    public static byte[] leaf(String recordHash) {
        return leaf(HexFormat.of().parseHex(recordHash));
    }

    /** SHA-256 over 0x00 and the input. */
    public static byte[] leaf(byte[] input) {
        MessageDigest digest = SHA_256.get();
        digest.update(LEAF);
        return digest.digest(input);
    }

    /** SHA-256 over 0x01, the left and the right hash. */
    public static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = SHA_256.get();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    /** Root of the tree without leaves: SHA-256 over nothing. */
    static byte[] empty() {
        return SHA_256.get().digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
