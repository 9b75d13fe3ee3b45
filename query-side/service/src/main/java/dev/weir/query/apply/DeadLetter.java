package dev.weir.query.apply;

import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of weir.views that was set aside.
 *
 * @param key null: the record had none
 * @param type header ce_type; null: the record had none
 * @param value null: the record had none
 * @param reason for people
 * @param letter the whole record, as weir.dead-letters has it
 */
record DeadLetter(
        long offset,
        byte[] key,
        String type,
        byte[] value,
        String reason,
        dev.weir.contract.store.v1.DeadLetter letter) {
    /** Who sets aside, in a letter's id. */
    static final String CONSUMER = "query";

    /**
     * @param atMicros clock, microseconds since 1970
     */
    static DeadLetter of(
            ConsumerRecord<byte[], byte[]> entry, String type, String reason, long atMicros) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        for (Header header : entry.headers()) {
            headers.add(new SimpleImmutableEntry<>(header.key(), header.value()));
        }
        return new DeadLetter(
                entry.offset(),
                entry.key(),
                type,
                entry.value(),
                reason,
                DeadLetters.letter(
                                CONSUMER,
                                entry.topic(),
                                entry.partition(),
                                entry.offset(),
                                entry.key(),
                                headers,
                                entry.value(),
                                reason,
                                atMicros)
                        .setBook(bookOf(entry.key()))
                        .build());
    }

    /** Keys are BOOK/KIND/...; empty where that can't be read: then no book can be marked. */
    private static String bookOf(byte[] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        return Upsert.text(text.substring(0, Math.max(0, text.indexOf('/'))));
    }

    /** The letter that a record was written again from; null: it was not. */
    static String retried(ConsumerRecord<byte[], byte[]> entry) {
        return text(entry, DeadLetters.RETRY_OF);
    }

    /** Header ce_type; null: there is none. */
    static String type(ConsumerRecord<byte[], byte[]> entry) {
        return text(entry, EventHeaders.TYPE);
    }

    private static String text(ConsumerRecord<byte[], byte[]> entry, String name) {
        Header header = entry.headers().lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
