package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.function.Consumer;

/**
 * How a snapshot is taken of a book and how a book is made from one. Taking is for the thread that
 * changes the book; the bytes of what was taken, and {@link #parse}, for any.
 */
public interface BookSnapshots {

    /** Version of the messages; a snapshot of another one cannot be read. */
    int schema();

    /** Parts in which all entities can be copied one by one. */
    int buckets();

    /** Number of entities. */
    int size();

    /** Notes from now on which entities change. */
    void track();

    /** All entities of a bucket. */
    void copyBucket(int bucket, Consumer<BookEntity> to);

    /** Entities that have changed and were not taken since. */
    int changed();

    /** Takes changed entities, each once. */
    void takeChanged(int atMost, Consumer<BookEntity> to);

    /** What there is beside the entities. */
    byte[] header();

    /**
     * An entity of its bytes.
     *
     * @throws InvalidProtocolBufferException if they are none of this kind
     */
    Object parse(int kind, String id, byte[] bytes) throws InvalidProtocolBufferException;

    /**
     * Puts an entity in its place; later ones win.
     *
     * @param entity what {@link #parse} gave; null: it was removed
     */
    void restore(int kind, String id, Object entity) throws InvalidProtocolBufferException;

    /** Ends a restoration. */
    void restored(byte[] header) throws InvalidProtocolBufferException;
}
