package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka's records in the terms of the log. */
public final class KafkaReader {
    private KafkaReader() {}

    /** Throws IllegalArgumentException naming the header that is missing or malformed. */
    public static EventRecord event(ConsumerRecord<byte[], byte[]> record) {
        return EventRecord.parse(record.key(), headers(record), record.value());
    }

    /** The headers in record order. */
    public static List<Map.Entry<String, byte[]>> headers(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(Map.entry(header.key(), header.value()));
        }
        return headers;
    }

    static PartitionLog.Entry entry(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new PartitionLog.Entry(record.offset(), record.timestamp(), event(record));
        } catch (IllegalArgumentException e) {
            throw new LogCorruptException(
                    record.topic()
                            + "-"
                            + record.partition()
                            + ", offset "
                            + record.offset()
                            + ": "
                            + e.getMessage());
        }
    }
}
