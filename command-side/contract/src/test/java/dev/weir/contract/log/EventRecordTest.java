package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRecordTest {
    private static final int RECORDS = 2_000;

    @Test
    void whatIsWrittenIsRead() {
        long seed =
                Long.parseLong(
                        System.getProperty("weir.seed", "").isBlank()
                                ? "5"
                                : System.getProperty("weir.seed"));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < RECORDS; i++) {
            EventRecord written = any(random, RecordHash.NONE);

            EventRecord read =
                    EventRecord.parse(
                            written.book().getBytes(StandardCharsets.UTF_8),
                            written.headers(),
                            written.value());

            assertThat(read)
                    .as("record %d of seed %d", i, seed)
                    .usingRecursiveComparison()
                    .isEqualTo(written);
            assertThat(read.hash()).isEqualTo(written.hash());
        }
    }

    @Test
    void aChainBreaksWhereARecordWasAltered() {
        SplittableRandom random = new SplittableRandom(3);
        List<EventRecord> chain = new ArrayList<>();
        String previous = RecordHash.NONE;
        for (int i = 0; i < 10; i++) {
            EventRecord record = any(random, previous);
            chain.add(record);
            previous = record.hash();
        }
        assertThat(firstBreak(chain)).isEqualTo(-1);

        EventRecord honest = chain.get(4);
        chain.set(4, withValue(honest, new byte[] {42}));

        assertThat(firstBreak(chain)).isEqualTo(5);
    }

    @Test
    void traceContextIsNotPartOfARecord() {
        EventRecord record = any(new SplittableRandom(9), RecordHash.NONE);
        List<Map.Entry<String, byte[]>> traced = new ArrayList<>(record.headers());
        traced.add(Map.entry(EventHeaders.TRACE_PARENT, new byte[] {'0'}));

        EventRecord read =
                EventRecord.parse(
                        record.book().getBytes(StandardCharsets.UTF_8), traced, record.value());

        assertThat(read.hash()).isEqualTo(record.hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EventHeaders.SEQUENCE,
                EventHeaders.ID,
                EventHeaders.TYPE,
                EventHeaders.TIME,
                EventHeaders.OCCURRED_AT,
                EventHeaders.PREVIOUS_HASH,
                EventHeaders.RUN
            })
    void aRecordWithoutARequiredHeaderIsRefusedByItsName(String name) {
        EventRecord record = any(new SplittableRandom(9), RecordHash.NONE);
        List<Map.Entry<String, byte[]>> headers =
                record.headers().stream().filter(header -> !header.getKey().equals(name)).toList();

        assertThatThrownBy(() -> EventRecord.parse(new byte[] {'b'}, headers, record.value()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("header " + name + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "a/b", "1/"})
    void aMalformedRunIsRefused(String run) {
        EventRecord record = any(new SplittableRandom(9), RecordHash.NONE);
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>(record.headers());
        headers.replaceAll(
                header ->
                        header.getKey().equals(EventHeaders.RUN)
                                ? Map.entry(EventHeaders.RUN, run.getBytes(StandardCharsets.UTF_8))
                                : header);

        assertThatThrownBy(() -> EventRecord.parse(new byte[] {'b'}, headers, record.value()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * Place of the first record whose previous hash is not the hash of the one before; -1: sound.
     */
    private static int firstBreak(List<EventRecord> chain) {
        String previous = RecordHash.NONE;
        for (int i = 0; i < chain.size(); i++) {
            if (!chain.get(i).previousHash().equals(previous)) {
                return i;
            }
            previous = chain.get(i).hash();
        }
        return -1;
    }

    private static EventRecord withValue(EventRecord r, byte[] value) {
        return new EventRecord(
                r.book(),
                r.sequence(),
                r.id(),
                r.type(),
                r.recordedMicros(),
                r.occurredMicros(),
                r.subject(),
                r.previousHash(),
                r.runIndex(),
                r.runLength(),
                r.key(),
                r.commandHash(),
                r.tags(),
                r.metadata(),
                value);
    }

    private static EventRecord any(SplittableRandom random, String previousHash) {
        List<String> tags = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.add("key" + i + "=" + text(random));
            metadata.put("name" + i, "x" + text(random));
        }
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        int runLength = random.nextInt(1, 5);
        return new EventRecord(
                "book" + text(random),
                random.nextLong(0, Long.MAX_VALUE),
                "id" + text(random),
                "weir.ledger.v1.TransferPosted",
                random.nextLong(-1L << 50, 1L << 51),
                random.nextLong(-1L << 50, 1L << 51),
                text(random),
                previousHash,
                random.nextInt(1, runLength + 1),
                runLength,
                text(random),
                text(random),
                List.copyOf(tags),
                metadata,
                value);
    }

    /** Up to 8 characters, some of them of two, three and four bytes; sometimes none. */
    private static String text(SplittableRandom random) {
        String[] characters = {"a", "Z", "0", "-", "ü", "€", "😀", " ", "=", "/", "%"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }
}
