package dev.weir.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Every byte that is hashed or signed. SHA-256 throughout. */
final class Hashes {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private Hashes() {}

    /**
     * Of a record: key, then name and value of each header in record order, then value, each behind
     * its length as 4 bytes, big-endian.
     */
    static byte[] record(byte[] key, List<Header> headers, byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        behindLength(bytes, key);
        for (Header header : headers) {
            behindLength(bytes, utf8(header.name()));
            behindLength(bytes, header.value());
        }
        behindLength(bytes, value);
        return sha256(bytes.toByteArray());
    }

    /** Of a leaf: 0x00 and the 32 bytes of the record's hash. */
    static byte[] leaf(byte[] recordHash) {
        return sha256(new byte[] {LEAF}, recordHash);
    }

    /** Of a node: 0x01, the left hash, the right hash. */
    static byte[] node(byte[] left, byte[] right) {
        return sha256(new byte[] {NODE}, left, right);
    }

    /**
     * What is signed of a checkpoint: its fields in their order as text, each behind its length.
     * Numbers are decimal, hashes lower-case hex digits, a hash that is not there empty.
     */
    static byte[] signed(Checkpoint checkpoint) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String field :
                List.of(
                        "weir-checkpoint-v1",
                        checkpoint.book(),
                        Long.toString(checkpoint.treeSize()),
                        hex(checkpoint.root()),
                        Long.toString(checkpoint.lastSequence()),
                        hex(checkpoint.chainHash()),
                        Long.toString(checkpoint.recordedMicros()),
                        Long.toString(checkpoint.signedMicros()),
                        Long.toString(checkpoint.ownerEpoch()),
                        Long.toString(checkpoint.previousTreeSize()),
                        hex(checkpoint.previousRoot()),
                        checkpoint.keyId())) {
            behindLength(bytes, utf8(field));
        }
        return bytes.toByteArray();
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void behindLength(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        bytes.writeBytes(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
