package dev.weir.eventstore;

import dev.weir.contract.log.RecordHash;

/**
 * The last record of a book.
 *
 * @param sequence its sequence, -1 for a book without records
 * @param hash its hash, 64 hex digits
 * @param recordedMicros its recorded time, microseconds since 1970; Long.MIN_VALUE without records
 */
public record BookPosition(String book, long sequence, String hash, long recordedMicros) {
    static BookPosition start(String book) {
        return new BookPosition(book, -1, RecordHash.NONE, Long.MIN_VALUE);
    }
}
