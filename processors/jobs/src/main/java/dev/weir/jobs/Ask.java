package dev.weir.jobs;

import dev.weir.features.Visit;

/** What a payment asks the place that keeps one of its entities. A Flink POJO. */
public final class Ask {
    /** Partition of {@code weir.events}. */
    public int partition;

    /** The book. */
    public String book = "";

    /** Sequence of the payment's event in the book. */
    public long sequence;

    /** The payment at the entity. */
    public Visit visit;
}
