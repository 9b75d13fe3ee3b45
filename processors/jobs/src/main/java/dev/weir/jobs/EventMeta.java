package dev.weir.jobs;

import com.google.protobuf.Timestamp;

/**
 * What an event's headers say of it.
 *
 * @param book its book
 * @param sequence its number in the book, from 0
 * @param recordedMicros time at which the owner recorded it, microseconds since 1970
 * @param occurredMicros business time, microseconds since 1970
 * @param subject account, transfer or payment that it is about, or empty
 * @param by subject of the caller's token, or empty
 */
record EventMeta(
        String book,
        long sequence,
        long recordedMicros,
        long occurredMicros,
        String subject,
        String by) {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    static EventMeta of(EventIn event) {
        return new EventMeta(
                event.book,
                event.sequence,
                event.recordedMicros,
                event.occurredMicros,
                event.subject,
                event.by);
    }

    Timestamp recorded() {
        return timestamp(recordedMicros);
    }

    Timestamp occurred() {
        return timestamp(occurredMicros);
    }

    static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, MICROS_PER_SECOND))
                .setNanos((int) Math.floorMod(micros, MICROS_PER_SECOND) * 1_000)
                .build();
    }
}
