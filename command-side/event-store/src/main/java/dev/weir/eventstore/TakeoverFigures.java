package dev.weir.eventstore;

/**
 * How a takeover went.
 *
 * @param path where the state came from
 * @param snapshotMillis time to read the snapshot and to fill the folds from it
 * @param events events replayed behind it
 * @param millis time of it all, fencing to serving; 0 before the first
 */
public record TakeoverFigures(Path path, long snapshotMillis, long events, long millis) {
    static final TakeoverFigures NONE = new TakeoverFigures(Path.NONE, 0, 0, 0);

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
