package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader that docs/samples shows to others is compiled and run here, so that it cannot rot. */
class SampleReaderTest {
    private static final Path SAMPLE = Path.of("../../docs/samples/ReadLog.java");

    private static final AccountOpened OPENED =
            AccountOpened.newBuilder()
                    .setAccountId("say \"hi\"")
                    .setCurrency("EUR")
                    .setKind(AccountKind.CUSTOMER)
                    .setOverdraftUnlimited(true)
                    .putMetadata("branch", "7")
                    .build();
    private static final TransferPosted POSTED =
            TransferPosted.newBuilder()
                    .setTransferId("t")
                    .addPostings(Posting.newBuilder().setAccountId("a").setAmountMinor(-5))
                    .addPostings(Posting.newBuilder().setAccountId("b").setAmountMinor(5))
                    .build();

    @TempDir private static Path classes;

    private URLClassLoader loader;
    private Object reader;
    private Method line;

    @BeforeEach
    void compileTheSample() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-d",
                            classes.toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-proc:none",
                            "--release",
                            "21");
            assertThat(
                            compiler.getTask(
                                            null,
                                            files,
                                            null,
                                            options,
                                            null,
                                            files.getJavaFileObjects(SAMPLE))
                                    .call())
                    .isTrue();
        }
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        Class<?> type = loader.loadClass("ReadLog");
        try (InputStream schema = EventRecord.class.getResourceAsStream("/weir.desc")) {
            reader = type.getConstructor(byte[].class).newInstance((Object) schema.readAllBytes());
        }
        line = type.getMethod("line", ConsumerRecord.class);
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    @Test
    void knowsNothingOfWeirButTheDescriptorSet() throws Exception {
        assertThat(Files.readString(SAMPLE)).doesNotContain("import dev.weir");
    }

    @Test
    void printsALineOfJsonForEachEvent() throws Throwable {
        EventRecord first = record(0, RecordHash.NONE, OPENED);
        EventRecord second = record(1, first.hash(), POSTED);

        assertThat(read(first))
                .isEqualTo(
                        "{\"book\":\"b\",\"sequence\":0,\"type\":\"weir.ledger.v1.AccountOpened\","
                                + "\"recorded_at\":\"1970-01-01T00:00:01Z\",\"occurred_at\":\"1970-01-01T00:00:01Z\","
                                + "\"event\":{\"account_id\":\"say \\\"hi\\\"\",\"currency\":\"EUR\",\"kind\":\"CUSTOMER\","
                                + "\"overdraft_unlimited\":true,\"metadata\":{\"branch\":\"7\"}}}");
        assertThat(read(second))
                .contains(
                        "\"postings\":[{\"account_id\":\"a\",\"amount_minor\":\"-5\"},"
                                + "{\"account_id\":\"b\",\"amount_minor\":\"5\"}]");
    }

    @Test
    void findsAnAlteredRecord() throws Throwable {
        EventRecord first = record(0, RecordHash.NONE, OPENED);
        EventRecord second = record(1, first.hash(), POSTED);
        read(record(0, RecordHash.NONE, OPENED.toBuilder().setCurrency("USD").build()));

        assertThatThrownBy(() -> read(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("book b sequence 1: the record before it was altered");
    }

    @Test
    void findsAMissingRecord() throws Throwable {
        EventRecord first = record(0, RecordHash.NONE, OPENED);
        read(first);

        assertThatThrownBy(() -> read(record(2, first.hash(), POSTED)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("book b sequence 2 is out of order");
    }

    private String read(EventRecord event) throws Throwable {
        RecordHeaders headers = new RecordHeaders();
        event.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
        byte[] key = event.book().getBytes(StandardCharsets.UTF_8);
        try {
            return (String)
                    line.invoke(
                            reader,
                            new ConsumerRecord<>(
                                    "weir.events",
                                    0,
                                    event.sequence(),
                                    0L,
                                    TimestampType.CREATE_TIME,
                                    key.length,
                                    event.value().length,
                                    key,
                                    event.value(),
                                    headers,
                                    Optional.empty()));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static EventRecord record(long sequence, String previousHash, Message event) {
        return new EventRecord(
                "b",
                sequence,
                "e" + sequence,
                EventTypes.nameOf(event),
                1_000_000,
                1_000_000,
                "",
                previousHash,
                1,
                1,
                "",
                "",
                List.of(),
                Map.of(),
                event.toByteArray());
    }
}
