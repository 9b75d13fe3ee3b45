package dev.weir.eventstore;

/** Which queue of a partition loop a task waits in. */
public enum Lane {
    /** Decisions and timers: what has an answer waiting for it. */
    PRIORITY,
    /** Commands of clients. */
    NORMAL
}
