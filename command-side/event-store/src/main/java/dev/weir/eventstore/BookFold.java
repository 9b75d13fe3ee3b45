package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.util.Optional;

/**
 * The folded state of one book, so that a command does not read the book's history. It is used by
 * one thread at a time: the takeover's, then the partition loop's.
 */
public interface BookFold {

    /**
     * Takes in an event: on replay, and speculatively when an append is accepted (if the append
     * fails, the whole fold is dropped and rebuilt). Must not refuse and must not block.
     *
     * @param event the payload, as {@link EventPayloads} reads it
     * @param hash the record's hash, 64 hex digits
     */
    void apply(EventRecord record, Object event, String hash);

    /** The live state that {@code source()} hands to a command, never a copy. */
    Object state();

    /**
     * Everything up to the sequence is durable from now on. Called on another thread than {@link
     * #apply}, also when a takeover has replayed the book.
     */
    default void durable(long sequence) {}

    /** How snapshots are taken of it; empty: it is always folded from the book's first event. */
    default Optional<FoldSnapshots> snapshots() {
        return Optional.empty();
    }
}
