package dev.weir.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofCheckTest {
    private static final PublicKeys KEYS = PublicKeys.parse(TestProofs.publicPem());
    private static final TestProofs BOOK = new TestProofs(13);

    @Test
    void acceptsEveryRecordOfBooksOfEverySize() {
        for (int size = 1; size <= 33; size++) {
            TestProofs book = new TestProofs(size);
            for (int index = 0; index < size; index++) {
                byte[] file = TestProofs.file(book.fields(index));
                assertThatCode(() -> check(file))
                        .as("record %d of %d", index, size)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void rejectsTheFileWithAnyByteAltered() {
        byte[] file = TestProofs.file(BOOK.fields(5));
        for (int i = 0; i < file.length; i++) {
            byte[] altered = file.clone();
            altered[i] ^= 1;
            assertRejected("byte " + i, altered);
        }
    }

    @Test
    void rejectsTheFileCutAnywhere() {
        byte[] file = TestProofs.file(BOOK.fields(5));
        for (int length = 0; length < file.length; length++) {
            assertRejected("first " + length + " bytes", Arrays.copyOf(file, length));
        }
    }

    /** From here on the forger makes the last line anew. */
    @ParameterizedTest
    @ValueSource(strings = {"format", "key", "value", "leaf_index", "tree_size"})
    void rejectsAnAlteredField(String name) {
        Map<String, Object> fields = BOOK.fields(5);
        fields.put(name, other(name, fields.get(name)));

        assertRejected(name, TestProofs.file(fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "book",
                "tree_size",
                "root",
                "last_sequence",
                "chain_hash",
                "recorded_micros",
                "signed_micros",
                "owner_epoch",
                "previous_tree_size",
                "key_id",
                "signature"
            })
    void rejectsAnAlteredCheckpoint(String name) {
        Map<String, Object> fields = BOOK.fields(5);
        Map<String, Object> checkpoint = checkpoint(fields);
        checkpoint.put(name, other(name, checkpoint.get(name)));

        assertRejected(name, TestProofs.file(fields));
    }

    @Test
    void rejectsAnInventedCheckpointBefore() {
        Map<String, Object> fields = BOOK.fields(5);
        checkpoint(fields).put("previous_root", TestProofs.base64(new byte[32]));

        assertRejected("previous_root", TestProofs.file(fields));
    }

    @Test
    void rejectsEachAlteredHeader() {
        int count = headers(BOOK.fields(5)).size();
        for (int i = 0; i < count; i++) {
            for (String part : List.of("name", "value")) {
                Map<String, Object> fields = BOOK.fields(5);
                @SuppressWarnings("unchecked")
                Map<String, Object> header = (Map<String, Object>) headers(fields).get(i);
                header.put(part, other(part, header.get(part)));
                assertRejected("header " + i + " " + part, TestProofs.file(fields));
            }
        }
    }

    @Test
    void rejectsHeadersInAnotherOrderMissingOrAdded() {
        Map<String, Object> swapped = BOOK.fields(5);
        headers(swapped).add(headers(swapped).removeFirst());
        Map<String, Object> missing = BOOK.fields(5);
        headers(missing).removeFirst();
        Map<String, Object> added = BOOK.fields(5);
        headers(added).add(TestProofs.header("x", new byte[0]));
        Map<String, Object> traced = BOOK.fields(5);
        headers(traced).add(TestProofs.header("traceparent", new byte[0]));

        for (Map<String, Object> fields : List.of(swapped, missing, added, traced)) {
            assertRejected("headers", TestProofs.file(fields));
        }
    }

    @Test
    void rejectsEachAlteredPath() {
        int length = path(BOOK.fields(5)).size();
        for (int i = 0; i < length; i++) {
            Map<String, Object> altered = BOOK.fields(5);
            path(altered).set(i, other("path", path(altered).get(i)));
            assertRejected("path " + i, TestProofs.file(altered));
            Map<String, Object> shorter = BOOK.fields(5);
            path(shorter).remove(i);
            assertRejected("path without " + i, TestProofs.file(shorter));
        }
        Map<String, Object> longer = BOOK.fields(5);
        path(longer).add(path(longer).getFirst());
        assertRejected("longer path", TestProofs.file(longer));
    }

    @Test
    void rejectsTheProofOfAnotherRecord() {
        Map<String, Object> fields = BOOK.fields(5);
        Map<String, Object> others = BOOK.fields(6);
        fields.put("value", others.get("value"));
        fields.put("headers", others.get("headers"));

        assertRejected("another record", TestProofs.file(fields));
    }

    @Test
    void rejectsARecordWithAnotherSequenceThanItsLeaf() {
        assertRejected("sequence 6 at leaf 5", TestProofs.file(new TestProofs(13, 1).fields(5)));
    }

    @Test
    void rejectsAKeyThatIsNotBelieved() throws Exception {
        var other = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PublicKeys keys =
                PublicKeys.parse(
                        "-----BEGIN PUBLIC KEY-----\n"
                                + TestProofs.base64(other.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");

        assertThatThrownBy(
                        () -> ProofCheck.check(Proof.parse(TestProofs.file(BOOK.fields(5))), keys))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("unknown key");
    }

    @Test
    void rejectsFieldsThatNobodyReads() {
        Map<String, Object> more = BOOK.fields(5);
        more.put("note", "true");
        Map<String, Object> inner = BOOK.fields(5);
        checkpoint(inner).put("note", "true");

        assertRejected("a field more", TestProofs.file(more));
        assertRejected("a field more in the checkpoint", TestProofs.file(inner));
    }

    /** Where the record lies is not hashed: only Kafka can tell, and is asked with --kafka. */
    @ParameterizedTest
    @ValueSource(strings = {"topic", "partition", "offset"})
    void whereTheRecordLiesIsNotProven(String name) {
        Map<String, Object> fields = BOOK.fields(5);
        fields.put(name, name.equals("topic") ? "elsewhere" : 77);

        assertThatCode(() -> check(TestProofs.file(fields))).doesNotThrowAnyException();
    }

    @Test
    void rejectsWhatIsNoJson() {
        for (String text :
                List.of("", "{", "[]", "{\"a\":1,\"a\":2}", "{\"a\":1}x", "{\"a\":\"\\q\"}")) {
            assertThatThrownBy(() -> Json.parse(text))
                    .as(text)
                    .isInstanceOf(RejectedException.class);
        }
        assertThat(Json.parse("{\"a\":\"\\u0041\\n\",\"b\":[-3]}").text("a")).isEqualTo("A\n");
    }

    private static void check(byte[] file) {
        ProofCheck.check(Proof.parse(file), KEYS);
    }

    private static void assertRejected(String what, byte[] file) {
        assertThatThrownBy(() -> check(file)).as(what).isInstanceOf(RejectedException.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> checkpoint(Map<String, Object> fields) {
        return (Map<String, Object>) fields.get("checkpoint");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> headers(Map<String, Object> fields) {
        return (ArrayList<Object>) fields.get("headers");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> path(Map<String, Object> fields) {
        return (ArrayList<Object>) fields.get("path");
    }

    /** Another value of the same kind. */
    private static Object other(String name, Object value) {
        if (List.of("format", "book", "key_id", "name").contains(name)) {
            return value + "x";
        }
        String text = (String) value;
        if (text.matches("\\d+")) {
            return Long.toString(Long.parseLong(text) + 1);
        }
        byte[] bytes = Base64.getDecoder().decode(text);
        bytes[bytes.length - 1] ^= 1;
        return TestProofs.base64(bytes);
    }
}
