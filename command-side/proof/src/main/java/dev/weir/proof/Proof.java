package dev.weir.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A proof as it stands in its file.
 *
 * @param topic where the record lies; like partition and offset it only helps to find it
 * @param headers in record order, without {@code traceparent} and {@code tracestate}
 * @param leafIndex place of the record in the tree, from 0
 * @param path hashes from the leaf to the root, nearest first
 */
record Proof(
        String topic,
        int partition,
        long offset,
        byte[] key,
        List<Header> headers,
        byte[] value,
        long leafIndex,
        long treeSize,
        List<byte[]> path,
        Checkpoint checkpoint) {

    private static final String FORMAT = "weir-proof-v1";
    private static final String DIGEST = "  \"sha256\": \"";
    private static final String END = "\"\n}\n";
    private static final int DIGEST_DIGITS = 64;

    /**
     * Reads the bytes of a proof file.
     *
     * @throws RejectedException if they are not as `weir verify --proof` wrote them
     */
    static Proof parse(byte[] file) {
        requireWhole(file);
        Json.Fields fields = Json.parse(new String(file, StandardCharsets.UTF_8));
        if (!fields.text("format").equals(FORMAT)) {
            throw new RejectedException("this is no " + FORMAT);
        }
        List<Header> headers = new ArrayList<>();
        for (Json.Fields header : fields.objects("headers")) {
            headers.add(new Header(header.text("name"), header.bytes("value")));
            header.requireAllUsed();
        }
        Proof proof =
                new Proof(
                        fields.text("topic"),
                        Math.toIntExact(fields.number("partition")),
                        fields.number("offset"),
                        fields.bytes("key"),
                        headers,
                        fields.bytes("value"),
                        fields.number("leaf_index"),
                        fields.number("tree_size"),
                        fields.listOfBytes("path"),
                        checkpoint(fields.object("checkpoint")));
        fields.text("sha256");
        fields.requireAllUsed();
        return proof;
    }

    /** The last line is the hash of all bytes before it: nothing was lost or changed on the way. */
    private static void requireWhole(byte[] file) {
        int tail = DIGEST.length() + DIGEST_DIGITS + END.length();
        int head = file.length - tail;
        if (head < 0) {
            throw new RejectedException("the file is cut");
        }
        String expected =
                DIGEST + Hashes.hex(Hashes.sha256(java.util.Arrays.copyOf(file, head))) + END;
        String found = new String(file, head, tail, StandardCharsets.UTF_8);
        if (!found.equals(expected)) {
            throw new RejectedException("the file was changed: its last line does not fit");
        }
    }

    private static Checkpoint checkpoint(Json.Fields fields) {
        Checkpoint checkpoint =
                new Checkpoint(
                        fields.text("book"),
                        fields.number("tree_size"),
                        fields.bytes("root"),
                        fields.number("last_sequence"),
                        fields.bytes("chain_hash"),
                        fields.number("recorded_micros"),
                        fields.number("signed_micros"),
                        fields.number("owner_epoch"),
                        fields.number("previous_tree_size"),
                        fields.bytes("previous_root"),
                        fields.text("key_id"),
                        fields.bytes("signature"));
        fields.requireAllUsed();
        return checkpoint;
    }

    /** Text of the only header with the name. */
    String header(String name) {
        List<Header> found = headers.stream().filter(h -> h.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new RejectedException("the record has " + found.size() + " headers " + name);
        }
        return new String(found.getFirst().value(), StandardCharsets.UTF_8);
    }
}
