package dev.weir.eventstore;

import org.axonframework.messaging.core.QualifiedName;

/**
 * Turns on folding for one tag key. Sourcing with exactly one criterion of exactly that tag,
 * without types and from the start, gives one synthetic event, {@link #stateType} with {@link
 * BookFold#state} as its payload, which is never written to the log.
 */
public interface BookFolds {

    /** Key of the tag whose value is the book, for example {@code book}. */
    String tagKey();

    /** Name of the synthetic event. */
    QualifiedName stateType();

    /** An empty fold of a book; {@code index} is private to the book. */
    BookFold create(String book, LocalIndex index);

    /** Whether the fold of a book puts anything into its index. */
    default boolean usesIndex(String book) {
        return true;
    }

    /** When snapshots are written of the folds that allow it. */
    default SnapshotPolicy snapshotPolicy() {
        return SnapshotPolicy.STANDARD;
    }
}
