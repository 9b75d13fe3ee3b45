package dev.weir.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A book of some records, signed, and the file of a proof as docs/verify.md describes it. */
final class TestProofs {
    static final KeyPair PAIR = keyPair();
    private static final byte[] KEY = utf8("main");

    private final List<byte[]> hashes = new ArrayList<>();
    private final int size;
    private final int firstSequence;

    TestProofs(int size) {
        this(size, 0);
    }

    /** A book whose leaf 0 says that it is another record: what no owner writes. */
    TestProofs(int size, int firstSequence) {
        this.size = size;
        this.firstSequence = firstSequence;
        for (int i = 0; i < size; i++) {
            hashes.add(Hashes.record(KEY, headers(i), value(i)));
        }
    }

    static String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The fields of the proof of one record; tests alter them. */
    Map<String, Object> fields(int index) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", "weir-proof-v1");
        fields.put("topic", "weir.events");
        fields.put("partition", 1);
        fields.put("offset", Integer.toString(10 + index));
        fields.put("key", base64(KEY));
        List<Object> headers = new ArrayList<>();
        for (Header header : headers(index)) {
            headers.add(header(header.name(), header.value()));
        }
        fields.put("headers", headers);
        fields.put("value", base64(value(index)));
        fields.put("leaf_index", Integer.toString(index));
        fields.put("tree_size", Integer.toString(size));
        fields.put("path", new ArrayList<Object>(path(index, 0, size)));
        fields.put("checkpoint", checkpoint());
        return fields;
    }

    static Map<String, Object> header(String name, byte[] value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("value", base64(value));
        return fields;
    }

    private Map<String, Object> checkpoint() {
        Checkpoint unsigned =
                new Checkpoint(
                        "main",
                        size,
                        root(0, size),
                        size - 1,
                        hashes.getLast(),
                        1_800_000_000_000_000L,
                        1_800_000_000_000_001L,
                        1,
                        0,
                        new byte[0],
                        Hashes.hex(Hashes.sha256(PAIR.getPublic().getEncoded())).substring(0, 16),
                        new byte[0]);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("book", unsigned.book());
        fields.put("tree_size", Long.toString(unsigned.treeSize()));
        fields.put("root", base64(unsigned.root()));
        fields.put("last_sequence", Long.toString(unsigned.lastSequence()));
        fields.put("chain_hash", base64(unsigned.chainHash()));
        fields.put("recorded_micros", Long.toString(unsigned.recordedMicros()));
        fields.put("signed_micros", Long.toString(unsigned.signedMicros()));
        fields.put("owner_epoch", Long.toString(unsigned.ownerEpoch()));
        fields.put("previous_tree_size", Long.toString(unsigned.previousTreeSize()));
        fields.put("previous_root", base64(unsigned.previousRoot()));
        fields.put("key_id", unsigned.keyId());
        fields.put("signature", base64(sign(Hashes.signed(unsigned))));
        return fields;
    }

    /** The file with its last line. */
    static byte[] file(Map<String, Object> fields) {
        String json = json(fields, "");
        String head = json.substring(0, json.length() - 2) + ",\n";
        String digest = Hashes.hex(Hashes.sha256(utf8(head)));
        return utf8(head + "  \"sha256\": \"" + digest + "\"\n}\n");
    }

    private static String json(Object value, String indent) {
        String deeper = indent + "  ";
        return switch (value) {
            case Map<?, ?> map -> {
                List<String> parts = new ArrayList<>();
                map.forEach(
                        (name, field) ->
                                parts.add(deeper + "\"" + name + "\": " + json(field, deeper)));
                yield "{\n" + String.join(",\n", parts) + "\n" + indent + "}";
            }
            case List<?> list ->
                    "["
                            + String.join(
                                    ", ", list.stream().map(item -> json(item, deeper)).toList())
                            + "]";
            case Integer number -> number.toString();
            default -> "\"" + value + "\"";
        };
    }

    private List<Header> headers(int index) {
        return List.of(
                new Header("ce_id", utf8("e" + index)),
                new Header("ce_source", utf8("/books/main")),
                new Header("ce_type", utf8("weir.ledger.v1.TransferPosted")),
                new Header("ce_time", utf8("2026-01-02T03:04:05.000000Z")),
                new Header("ce_seq", utf8(Integer.toString(firstSequence + index))));
    }

    private static byte[] value(int index) {
        return utf8("value " + index);
    }

    /** PATH of RFC 6962, by its definition. */
    private List<String> path(int index, int from, int until) {
        if (until - from == 1) {
            return new ArrayList<>();
        }
        int middle = from + split(until - from);
        List<String> path = index < middle ? path(index, from, middle) : path(index, middle, until);
        path.add(base64(index < middle ? root(middle, until) : root(from, middle)));
        return path;
    }

    /** MTH of RFC 6962, by its definition. */
    private byte[] root(int from, int until) {
        if (until - from == 1) {
            return Hashes.leaf(hashes.get(from));
        }
        int middle = from + split(until - from);
        return Hashes.node(root(from, middle), root(middle, until));
    }

    private static int split(int leaves) {
        return Integer.highestOneBit(leaves - 1);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(PAIR.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
