package dev.weir.eventstore;

/**
 * How a takeover went.
 *
 * @param path where the state came from
 * @param readMillis time to fence and read the snapshot
 * @param fillMillis time to check it and to fill the folds from it
 * @param events events replayed behind it
 * @param millis time of it all, fencing to serving; 0 before the first
 */
public record TakeoverFigures(
        Path path, long readMillis, long fillMillis, long events, long millis) {
    static final TakeoverFigures NONE = new TakeoverFigures(Path.NONE, 0, 0, 0, 0);

    /** What the snapshot took, of {@link #millis}. */
    public long snapshotMillis() {
        return readMillis + fillMillis;
    }

    /** Where the state came from. */
    public enum Path {
        /** There was no takeover yet. */
        NONE,
        /** The whole log. */
        REPLAY,
        /** A snapshot, and the local index that was kept. */
        SNAPSHOT,
        /** A snapshot; the local index is rebuilt meanwhile. */
        SNAPSHOT_WITHOUT_INDEX
    }
}
