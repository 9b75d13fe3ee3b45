package dev.weir.eventstore;

import java.time.Duration;

/**
 * When the owner of a partition writes snapshots: after so many events or so long, whichever comes
 * first, and only if something has changed. It bounds what a takeover has to replay.
 */
public record SnapshotPolicy(long events, Duration interval) {
    /** At some 50,000 events a second by a warm owner, 100,000 are two seconds of a takeover. */
    public static final SnapshotPolicy STANDARD =
            new SnapshotPolicy(100_000, Duration.ofSeconds(30));

    public SnapshotPolicy {
        if (events < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("a snapshot comes after at least 1 event and 1 ns");
        }
    }
}
