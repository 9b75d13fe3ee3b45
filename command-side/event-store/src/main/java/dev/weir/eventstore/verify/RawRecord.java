package dev.weir.eventstore.verify;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A record as it lies on Kafka, before anybody has made sense of it.
 *
 * @param timestampMillis Kafka's CreateTime: the owner's clock, milliseconds since 1970
 * @param key may be null, as may {@code value}: somebody may have written it
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the log; nobody compares records by equals
record RawRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        List<Map.Entry<String, byte[]>> headers,
        byte[] value) {

    /** A record of {@code weir.events} whose time does not matter. */
    RawRecord(
            int partition,
            long offset,
            byte[] key,
            List<Map.Entry<String, byte[]>> headers,
            byte[] value) {
        this(Topics.EVENTS, partition, offset, 0, key, headers, value);
    }

    String book() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Where it lies. */
    String place() {
        return topic + "-" + partition + ", offset " + offset;
    }

    /** The hash over the bytes as they are. */
    String hash() {
        return RecordHash.of(key, headers, value);
    }

    /** Text of the first header with the name, or empty. */
    String header(String name) {
        for (Map.Entry<String, byte[]> header : headers) {
            if (header.getKey().equals(name)) {
                return new String(header.getValue(), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    String source() {
        return header(EventHeaders.SOURCE);
    }
}
