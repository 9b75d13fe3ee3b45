package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A record with what is costly to make of it: its headers and its hash are needed by the chain, the
 * fold and the producer, and are made once.
 */
record SealedRecord(EventRecord event, List<Map.Entry<String, byte[]>> headers, String hash) {
    static SealedRecord of(EventRecord event) {
        List<Map.Entry<String, byte[]>> headers = event.headers();
        byte[] key = event.book().getBytes(StandardCharsets.UTF_8);
        return new SealedRecord(event, headers, RecordHash.of(key, headers, event.value()));
    }

    BookPosition position() {
        return new BookPosition(event.book(), event.sequence(), hash, event.recordedMicros());
    }
}
