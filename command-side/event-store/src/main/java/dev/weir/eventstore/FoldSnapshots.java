package dev.weir.eventstore;

import java.util.function.Consumer;

/**
 * How a snapshot is taken of a fold and a fold is filled from one. A fold is a set of entities, in
 * buckets that are copied one at a time, and a header beside them. Taking is called under the lock
 * under which the fold is changed, so it must be short.
 */
public interface FoldSnapshots {

    /** Version of the entities' bytes; a snapshot of another one is not read. */
    int schema();

    /** Number of buckets, at least 1. */
    int buckets();

    /** Number of entities. */
    int size();

    /** Notes from now on which entities change. */
    void track();

    /** Copies all entities of a bucket. */
    void copyBucket(int bucket, Consumer<FoldEntity> to);

    /** Entities that have changed and were not taken since. */
    int changed();

    /** Takes changed entities, each once; what is left waits. */
    void takeChanged(int atMost, Consumer<FoldEntity> to);

    /** What there is beside the entities. */
    byte[] header();

    /**
     * An entity of its bytes; for any thread.
     *
     * @throws RuntimeException if they are no entity of the kind
     */
    Object parse(int kind, String id, byte[] bytes);

    /**
     * Puts what {@link #parse} gave in its place; later ones win.
     *
     * @param entity null: removed
     */
    void restore(int kind, String id, Object entity);

    /** Ends the restoration of an empty fold. */
    void restored(byte[] header);
}
