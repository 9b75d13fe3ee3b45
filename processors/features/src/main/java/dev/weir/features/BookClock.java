package dev.weir.features;

import java.nio.ByteBuffer;

/**
 * What a book's features know of the book as such: its clock, the next clean-up bucket and how much
 * came too late.
 */
final class BookClock {
    private static final int BYTES = 3 * Long.BYTES;

    private long clock = Long.MIN_VALUE;
    private long cleanUpBucket = Long.MAX_VALUE;
    private long tooLate;

    private BookClock() {}

    static BookClock open(FeatureState state) {
        BookClock book = new BookClock();
        byte[] value = state.get(StateKey.book());
        if (value != null) {
            ByteBuffer blob = ByteBuffer.wrap(value);
            book.clock = blob.getLong();
            book.cleanUpBucket = blob.getLong();
            book.tooLate = blob.getLong();
        }
        return book;
    }

    void write(FeatureState state) {
        byte[] value =
                ByteBuffer.allocate(BYTES)
                        .putLong(clock)
                        .putLong(cleanUpBucket)
                        .putLong(tooLate)
                        .array();
        state.put(StateKey.book(), value);
    }

    /**
     * Moves the clock to an event's time, or counts the event as too late; true if it may be put in
     * its place.
     */
    boolean accept(long occurredAtMicros) {
        if (!started()) {
            clock = occurredAtMicros;
            cleanUpBucket = Math.min(cleanUpBucket, CleanUp.bucketAt(clock));
        }
        clock = Math.max(clock, occurredAtMicros);
        boolean inTime = occurredAtMicros >= earliest();
        if (!inTime) {
            tooLate++;
        }
        return inTime;
    }

    /**
     * Before the clock runs: clean-up will have to begin where this time lies, or earlier. True if
     * that changed something.
     */
    boolean startCleanUpAt(long micros) {
        long bucket = CleanUp.bucketAt(micros);
        if (started() || bucket >= cleanUpBucket) {
            return false;
        }
        cleanUpBucket = bucket;
        return true;
    }

    boolean started() {
        return clock != Long.MIN_VALUE;
    }

    /** Largest time so far of an event that features read, microseconds. */
    long clock() {
        return clock;
    }

    /** Earliest time at which an event is still put in its place, microseconds. */
    long earliest() {
        return clock - Times.ALLOWED_LATENESS;
    }

    long tooLate() {
        return tooLate;
    }

    long cleanUpBucket() {
        return cleanUpBucket;
    }

    void cleanedUpBucket() {
        cleanUpBucket++;
    }
}
