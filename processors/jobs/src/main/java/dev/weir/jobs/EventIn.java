package dev.weir.jobs;

import dev.weir.contract.Topics;

/**
 * One record of {@code weir.events} as the jobs read it. A Flink POJO: public fields, no generic
 * serialisation. The value is decoded by the operator that needs it, after a look at {@link #type}.
 */
public final class EventIn {
    /** Partition of {@code weir.events}; what follows from the event goes to the same one. */
    public int partition;

    /** Offset in the partition. */
    public long offset;

    /** The book, the record's key. */
    public String book = "";

    /** Dense sequence in the book, from 0; -1 where {@link #fault} is set. */
    public long sequence;

    /** Full protobuf name of the value's message. */
    public String type = "";

    /** Time at which the owner recorded it, microseconds since 1970. */
    public long recordedMicros;

    /** Business time, microseconds since 1970. */
    public long occurredMicros;

    /** Place in the run of records that one command wrote, from 1. */
    public int runIndex;

    /** Number of records that the command wrote. */
    public int runLength;

    /**
     * Wall clock at which the source handed it on, microseconds since 1970; never part of an
     * output's value.
     */
    public long seenMicros;

    /** Account, transfer or payment that it is about; empty where there is none. */
    public String subject = "";

    /** Subject of the caller's token; empty where none is recorded. */
    public String by = "";

    /** Why the headers could not be read; empty where they could. */
    public String fault = "";

    /** The message, serialised. */
    public byte[] value = new byte[0];

    /** What a payment's entities answered where they are asked before; else empty. */
    public byte[] told = new byte[0];

    /** Whether it belongs to the book that holds rules. */
    boolean isControl() {
        return book.equals(Topics.CONTROL_BOOK);
    }

    /** Whether it is the last record of its command, so that the book is whole behind it. */
    boolean endsRun() {
        return runIndex >= runLength;
    }
}
