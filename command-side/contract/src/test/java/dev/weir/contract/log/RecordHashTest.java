package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordHashTest {
    private static final byte[] KEY = bytes("b");
    private static final byte[] VALUE = {1, 2, 3};
    private static final List<Map.Entry<String, byte[]>> HEADERS =
            List.of(header("ce_id", "x"), header("ce_seq", "7"));

    /** The bytes are written out by hand, as docs/log-format.md describes them. */
    @Test
    void isSha256OverLengthsAndBytes() throws NoSuchAlgorithmException {
        byte[] written =
                HexFormat.of()
                        .parseHex(
                                "00000001"
                                        + "62" // key: b
                                        + "00000005"
                                        + "63655f6964"
                                        + "00000001"
                                        + "78" // ce_id: x
                                        + "00000006"
                                        + "63655f736571"
                                        + "00000001"
                                        + "37" // ce_seq: 7
                                        + "00000003"
                                        + "010203"); // value

        assertThat(RecordHash.of(KEY, HEADERS, VALUE))
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(written)));
    }

    @Test
    void givesTheKnownAnswers() {
        assertThat(RecordHash.of(KEY, HEADERS, VALUE))
                .isEqualTo("9c08050e81cc9887002f57f6b84399211f1f133a62cd059d566cc3a54456c886");
        assertThat(RecordHash.of(new byte[0], List.of(), new byte[0]))
                .isEqualTo("af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
    }

    @Test
    void takesHeadersLargerThanMostRecordsHave() throws NoSuchAlgorithmException {
        String text = "x".repeat(5_000);
        byte[] length = {0, 0, 0x13, (byte) 0x88};
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(new byte[] {0, 0, 0, 1, 'b', 0, 0, 0, 1, 'h'});
        digest.update(length);
        digest.update(bytes(text));
        digest.update(new byte[] {0, 0, 0, 3, 1, 2, 3});

        assertThat(RecordHash.of(KEY, List.of(header("h", text)), VALUE))
                .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void leavesTraceContextOut() {
        List<Map.Entry<String, byte[]>> traced = new ArrayList<>(HEADERS);
        traced.add(1, header("traceparent", "00-aa-bb-01"));
        traced.add(header("tracestate", "vendor=1"));

        assertThat(RecordHash.of(KEY, traced, VALUE)).isEqualTo(RecordHash.of(KEY, HEADERS, VALUE));
    }

    @Test
    void changesWithEveryPartOfTheRecord() {
        String hash = RecordHash.of(KEY, HEADERS, VALUE);

        assertThat(
                        List.of(
                                RecordHash.of(bytes("c"), HEADERS, VALUE),
                                RecordHash.of(KEY, HEADERS.reversed(), VALUE),
                                RecordHash.of(KEY, HEADERS.subList(0, 1), VALUE),
                                RecordHash.of(
                                        KEY,
                                        List.of(header("ce_id", "x"), header("ce_seq", "8")),
                                        VALUE),
                                RecordHash.of(KEY, HEADERS, new byte[] {1, 2, 4})))
                .doesNotContain(hash)
                .doesNotHaveDuplicates();
    }

    @Test
    void bytesCannotMoveFromOneFieldToTheNext() {
        assertThat(RecordHash.of(bytes("ab"), List.of(header("c", "")), VALUE))
                .isNotEqualTo(RecordHash.of(bytes("a"), List.of(header("bc", "")), VALUE))
                .isNotEqualTo(RecordHash.of(bytes("ab"), List.of(header("", "c")), VALUE));
    }

    private static Map.Entry<String, byte[]> header(String name, String value) {
        return Map.entry(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
