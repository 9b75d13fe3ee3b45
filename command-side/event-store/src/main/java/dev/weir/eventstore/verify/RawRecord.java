package dev.weir.eventstore.verify;

import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A record of {@code weir.events} as it lies there, before anybody has made sense of it. */
@SuppressWarnings("ArrayRecordComponent") // bytes of the log; nobody compares records by equals
record RawRecord(
        int partition,
        long offset,
        byte[] key,
        List<Map.Entry<String, byte[]>> headers,
        byte[] value) {

    String book() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
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
