package dev.weir.jobs;

/**
 * Where a book stands in {@code decide}. A Flink POJO; one a book, kept as long as the book.
 *
 * <p>While {@link #waiting} is above 0 the book's first waiting event is a payment that names a
 * position of the control book which this subtask has not read yet; all that follows queues behind
 * it, in order.
 */
public final class DecideMark {
    /** Last sequence that was taken; -1: none. */
    public long sequence = -1;

    /**
     * Position of the control book by which its last payment was decided; -1: none was. What comes
     * without a position of its own is followed by it.
     */
    public long controlSeq = -1;

    /** Number of events that wait. */
    public int waiting;

    /** Position of the control book that the first of them needs. */
    public long needed;

    /** Processing time at which it is decided with what there is, milliseconds since 1970. */
    public long waitUntilMillis;
}
