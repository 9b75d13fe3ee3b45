package dev.weir.jobs;

/** How far a book has come in the views. A Flink POJO; one a book, kept as long as the book. */
public final class BookMark {
    /** Last sequence that was applied; -1: none. */
    public long sequence = -1;

    /** Recorded time of it, microseconds since 1970. */
    public long recordedMicros;

    /** Its partition of weir.events. */
    public int partition;

    /** Its offset in weir.events. */
    public long offset;

    /** Whether a record of the book could not be applied; never taken back. */
    public boolean unsound;

    /** Ends of runs since the last progress record; 0: nothing to tell. */
    public int untold;

    /** Processing time of the last progress record, milliseconds. */
    public long toldMillis;

    /** Whether a timer will tell what is untold. */
    public boolean timer;
}
