package dev.weir.eventstore;

/**
 * An entity of a fold as it stood when it was taken; immutable, so that its bytes may be made by
 * another thread.
 */
public interface FoldEntity {
    /** What it is; a permanent number. */
    int kind();

    /** Unique among those of its kind in its book. */
    String id();

    /** Whether it is there no more. */
    boolean removed();

    /** Its bytes; empty if it was removed. */
    byte[] toBytes();
}
