package dev.weir.jobs;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventCatalog;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads the headers that the jobs need, and drops by {@code ce_type} alone what the job has no use
 * for, but nothing of the control book. A record whose headers cannot be read goes on with its
 * fault named: it must not disappear.
 */
public final class EventInSchema implements KafkaRecordDeserializationSchema<EventIn> {
    private static final long serialVersionUID = 1L;

    private static final byte[] CONTROL = Topics.CONTROL_BOOK.getBytes(StandardCharsets.UTF_8);

    /** Types that the job has no use for. */
    private final Set<String> unwanted;

    public EventInSchema(Set<String> unwanted) {
        this.unwanted = Set.copyOf(unwanted);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<EventIn> out)
            throws IOException {
        String type = text(record, EventHeaders.TYPE);
        // Payments name a position of the control book, so every step of it counts.
        if (!unwanted.contains(EventTypes.catalog().current(type))
                || Arrays.equals(CONTROL, record.key())) {
            out.collect(read(record, type));
        }
    }

    static EventIn read(ConsumerRecord<byte[], byte[]> record, String type) {
        return read(record, type, EventTypes.catalog());
    }

    /**
     * @param catalog brings an event of an old version to its last one, so that no job sees another
     */
    static EventIn read(ConsumerRecord<byte[], byte[]> record, String type, EventCatalog catalog) {
        EventIn event = new EventIn();
        event.partition = record.partition();
        event.offset = record.offset();
        event.book = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        event.type = type;
        event.value = record.value() == null ? new byte[0] : record.value();
        event.subject = text(record, EventHeaders.SUBJECT);
        event.by = text(record, EventHeaders.BY);
        event.seenMicros = Micros.of(InstantSource.system().instant());
        try {
            event.sequence = Long.parseLong(text(record, EventHeaders.SEQUENCE));
            event.recordedMicros = Micros.parse(text(record, EventHeaders.TIME));
            event.occurredMicros = Micros.parse(text(record, EventHeaders.OCCURRED_AT));
            String run = text(record, EventHeaders.RUN);
            int slash = run.indexOf('/');
            event.runIndex = Integer.parseInt(run.substring(0, slash));
            event.runLength = Integer.parseInt(run.substring(slash + 1));
        } catch (RuntimeException e) {
            event.sequence = -1;
            event.fault = "malformed headers: " + e.getMessage();
        }
        if (!catalog.current(type).equals(type)) {
            upcast(event, catalog);
        }
        return event;
    }

    /**
     * A value that can't be brought to its last version stays: its operator finds it unreadable.
     */
    private static void upcast(EventIn event, EventCatalog catalog) {
        try {
            byte[] value = catalog.parse(event.type, event.value).toByteArray();
            event.type = catalog.current(event.type);
            event.value = value;
        } catch (IllegalArgumentException e) {
            event.type = catalog.current(event.type);
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public TypeInformation<EventIn> getProducedType() {
        return Types.POJO(EventIn.class);
    }
}
