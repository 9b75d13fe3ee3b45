package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import dev.weir.contract.log.EventCatalog;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KafkaRecordsTest {
    private static final String TYPE = "weir.book.v1.TimeAdvanced";
    private static final byte[] VALUE = {8, 1};

    @Test
    void readsARecordAsTheOwnerWritesIt() throws Exception {
        EventIn event = read(record("main"), Set.of()).get(0);

        assertThat(event.fault).isEmpty();
        assertThat(event.book).isEqualTo("main");
        assertThat(event.partition).isEqualTo(3);
        assertThat(event.offset).isEqualTo(17);
        assertThat(event.sequence).isEqualTo(42);
        assertThat(event.type).isEqualTo(TYPE);
        assertThat(event.recordedMicros).isEqualTo(1_767_225_600_000_001L);
        assertThat(event.occurredMicros).isEqualTo(1_500_000_000_000_002L);
        assertThat(event.runIndex).isEqualTo(1);
        assertThat(event.endsRun()).isFalse();
        assertThat(event.value).isEqualTo(VALUE);
    }

    @Test
    void dropsUnwantedTypesButNothingOfTheControlBook() throws Exception {
        assertThat(read(record("main"), Set.of(TYPE))).isEmpty();
        assertThat(read(record("control"), Set.of(TYPE))).hasSize(1);
    }

    @Test
    void namesTheFaultOfMalformedHeaders() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("main");
        record.headers().remove(EventHeaders.SEQUENCE);

        EventIn event = read(record, Set.of()).get(0);

        assertThat(event.fault).startsWith("malformed headers");
        assertThat(event.sequence).isEqualTo(-1);
        assertThat(event.book).isEqualTo("main");
    }

    @Test
    void bringsAnEventOfAnOldVersionToItsLastOne() {
        EventCatalog catalog =
                EventCatalog.of(
                                List.of(
                                        StringValue.getDefaultInstance(),
                                        Int64Value.getDefaultInstance()))
                        .with(
                                "google.protobuf.StringValue",
                                "google.protobuf.Int64Value",
                                old ->
                                        Int64Value.of(
                                                Long.parseLong(((StringValue) old).getValue())));
        byte[] value = StringValue.of("12").toByteArray();

        EventIn event =
                EventInSchema.read(
                        new ConsumerRecord<>("weir.events", 0, 1, utf8("main"), value),
                        "google.protobuf.StringValue",
                        catalog);

        assertThat(event.type).isEqualTo("google.protobuf.Int64Value");
        assertThat(event.value).isEqualTo(Int64Value.of(12).toByteArray());
    }

    @Test
    void survivesARecordWithoutKeyValueAndHeaders() throws Exception {
        EventIn event =
                read(new ConsumerRecord<>("weir.events", 0, 1, null, null), Set.of()).get(0);

        assertThat(event.fault).isNotEmpty();
        assertThat(event.book).isEmpty();
    }

    @Test
    void writesADecisionToItsPartitionWithBookAndTimes() {
        OutRecord out = new OutRecord(2, "payment", "weir.decisions.v1.Decision", VALUE);
        out.book = "main";
        out.times = new byte[] {9};

        ProducerRecord<byte[], byte[]> record =
                new OutRecordSchema("weir.decisions", "a1").serialize(out, null, null);

        assertThat(record.topic()).isEqualTo("weir.decisions");
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.key()).isEqualTo(utf8("payment"));
        assertThat(record.value()).isEqualTo(VALUE);
        assertThat(record.headers().lastHeader(EventHeaders.TYPE).value())
                .isEqualTo(utf8("weir.decisions.v1.Decision"));
        assertThat(record.headers().lastHeader("weir-book").value()).isEqualTo(utf8("main"));
        assertThat(record.headers().lastHeader("weir-times").value()).isEqualTo(new byte[] {9});
        assertThat(record.headers().lastHeader("weir-job").value()).isEqualTo(utf8("a1"));
    }

    @Test
    void writesAViewWithItsTypeAlone() {
        ProducerRecord<byte[], byte[]> record =
                new OutRecordSchema("weir.views", "a1")
                        .serialize(new OutRecord(0, "main/progress", "T", VALUE), null, null);

        assertThat(record.headers().toArray()).hasSize(1);
    }

    private static List<EventIn> read(ConsumerRecord<byte[], byte[]> record, Set<String> unwanted)
            throws Exception {
        List<EventIn> events = new ArrayList<>();
        new EventInSchema(unwanted).deserialize(record, new ListCollector<>(events));
        return events;
    }

    private static ConsumerRecord<byte[], byte[]> record(String book) {
        EventRecord event =
                new EventRecord(
                        book,
                        42,
                        "id",
                        TYPE,
                        1_767_225_600_000_001L,
                        1_500_000_000_000_002L,
                        "",
                        RecordHash.NONE,
                        1,
                        2,
                        "key",
                        "",
                        List.of("account=a"),
                        Map.of("who", "me"),
                        VALUE);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("weir.events", 3, 17, utf8(book), event.value());
        event.headers().forEach(h -> record.headers().add(h.getKey(), h.getValue()));
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
