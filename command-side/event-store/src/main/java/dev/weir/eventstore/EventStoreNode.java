package dev.weir.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The partitions that one process owns, and the way to a book's engine and loop. */
public interface EventStoreNode extends AutoCloseable {

    /** Begins to take over all partitions; returns at once. */
    void start();

    /** Whether every partition of this node serves. */
    boolean ready();

    /** Partitions of this node. */
    List<Integer> partitions();

    /** The loop on which all commands of the partition run. */
    PartitionLoop loop(int partition);

    /**
     * The book's partition.
     *
     * @throws NotServingException with BOOK_UNKNOWN
     */
    int partitionOf(String book);

    /** Where books live, as this node knows it. */
    BookDirectory books();

    /** Axon's engine over all books of this node. */
    KafkaEventStorageEngine engine();

    /**
     * The book's last record, with what is not durable yet: on the loop right after a command, the
     * record that the command wrote.
     *
     * @throws NotServingException if the book's partition does not serve here now
     */
    BookPosition position(String book);

    /**
     * The live folded state of a book; only on its loop.
     *
     * @throws NotServingException if the book's partition does not serve here now
     */
    Object state(String book);

    /** Books with records in a partition, in no order; only on its loop. */
    List<String> booksOf(int partition);

    /**
     * Done when everything that the partition has accepted until now is durable; fails with {@link
     * OutcomeUnknownException} when the owner stepped down before. An answer that rests on
     * speculative state (a refusal, a repeat) waits for it.
     */
    CompletableFuture<Void> durable(int partition);

    /**
     * How long the command or the append that waits longest in the partition has waited; what is
     * handed in now waits behind it.
     */
    Duration backlog(int partition);

    /** Called on the loop whenever a partition begins to serve, before any other task sees it. */
    void onServing(java.util.function.IntConsumer listener);

    /** Counters of a partition's owner. */
    OwnerMetrics metrics(int partition);

    @Override
    void close();
}
