package dev.weir.jobs;

import dev.weir.features.KeyKind;

/**
 * A piece of what {@code decide} needs to take a book's next event: the event itself, or the answer
 * of one entity. A Flink POJO.
 */
public final class Piece {
    /** Partition of {@code weir.events}. */
    public int partition;

    /** The book. */
    public String book = "";

    /** Sequence of the event in the book. */
    public long sequence;

    /** The event; null in an answer. */
    public EventIn event;

    /** Answers that the event needs. */
    public int answers;

    /** Kind of the entity that answers; null in an event. */
    public KeyKind kind;

    /** The answer. */
    public byte[] answer = new byte[0];
}
