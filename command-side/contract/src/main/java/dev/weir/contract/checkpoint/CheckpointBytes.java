package dev.weir.contract.checkpoint;

import com.google.protobuf.ByteString;
import dev.weir.contract.store.v1.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of a checkpoint that are signed: {@link #DOMAIN}, then the fields 1 to 11 in the order
 * of their numbers, each as UTF-8 text behind its length as 4 bytes, big-endian. Numbers are
 * decimal, hashes lower-case hex digits. Not the protobuf bytes: those have no canonical form.
 */
public final class CheckpointBytes {
    /** Comes first, so that the signature can't be taken for one of something else. */
    public static final String DOMAIN = "weir-checkpoint-v1";

    private CheckpointBytes() {}

    public static byte[] toSign(Checkpoint checkpoint) {
        List<String> fields =
                List.of(
                        DOMAIN,
                        checkpoint.getBook(),
                        Long.toString(checkpoint.getTreeSize()),
                        hex(checkpoint.getRoot()),
                        Long.toString(checkpoint.getLastSequence()),
                        hex(checkpoint.getChainHash()),
                        Long.toString(checkpoint.getRecordedMicros()),
                        Long.toString(checkpoint.getSignedMicros()),
                        Long.toString(checkpoint.getOwnerEpoch()),
                        Long.toString(checkpoint.getPreviousTreeSize()),
                        hex(checkpoint.getPreviousRoot()),
                        checkpoint.getKeyId());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String field : fields) {
            byte[] text = field.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }

    /** Lower-case hex digits. */
    public static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
