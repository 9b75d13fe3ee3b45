package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One partition of the log as its owner sees it: a port, so that the owner can run on Kafka, on
 * heap and on a log that fails on purpose. The order of use is {@link #fence}, {@link #end}, {@link
 * #read}, then {@link #append}; the other order has a race.
 */
public interface PartitionLog extends AutoCloseable {

    /**
     * Refuses every older writer from now on. When it returns, what they had begun is committed or
     * aborted for good.
     */
    void fence();

    /** A number that every {@link #fence} of this partition raises, of whichever owner. */
    long epoch();

    /** Offset behind the last committed record. Offsets are not dense. */
    long end();

    /** Hands over the committed records with {@code from <= offset < until}, in order. */
    void read(long from, long until, Consumer<Entry> consumer);

    /**
     * Appends all records, to this and other topics, or none. After any exception but {@link
     * AbortedException} the outcome is unknown and this object must not be used again.
     *
     * @return offset of the first record in this partition, or -1 if it cannot be told
     * @throws AbortedException if nothing was appended, for certain
     * @throws FencedException if another owner has fenced this one
     */
    long append(List<Outgoing> records);

    /**
     * Hands over the values of the committed records of another topic in blocks, the newest block
     * first, those of one key in order within a block, until no more are wanted or none are left:
     * what is at the end is found without reading a history. A log that cannot do it cannot be used
     * with {@link CheckpointSettings}.
     *
     * @param wantsMore takes a block and says whether the one before it is wanted, too
     */
    default void readBack(String topic, Predicate<List<byte[]>> wantsMore) {
        throw new UnsupportedOperationException("this log reads no other topic");
    }

    /** Follows the committed records from an offset on, independently of writer and owner. */
    Tail tail(long from);

    @Override
    void close();

    /** A committed record and its offset. */
    record Entry(long offset, long timestampMillis, EventRecord record) {}

    /** A reader that waits for more. */
    interface Tail extends AutoCloseable {
        /** What has come, waiting at most the time given; may be empty. */
        List<Entry> poll(Duration wait);

        @Override
        void close();
    }
}
