package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The partitions that one process owns, which change while it runs, and the way to a book's engine
 * and loop.
 */
public interface EventStoreNode extends AutoCloseable {

    /** Begins to take part; returns at once. Listeners are to be added before. */
    void start();

    /**
     * Whether the node takes part, every partition of its own serves, every other one has an owner
     * that this node knows, and the directory of books was read.
     */
    boolean ready();

    /** Partitions that this node owns now, serving or being taken over. */
    List<Integer> partitions();

    /** Whether this node owns the partition now, serving or being taken over. */
    boolean owns(int partition);

    /** Number of partitions of the events topic, as far as this node has heard. */
    int partitionCount();

    /**
     * The loop on which all commands of the partition run.
     *
     * @throws NotServingException with NOT_OWNER
     */
    PartitionLoop loop(int partition);

    /** Who owns which partition. */
    OwnerDirectory owners();

    /** Number of the takeover by which this node serves the partition; 0 if it does not. */
    long epoch(int partition);

    /**
     * Done when this node has heard of everything that had been written before the call: books,
     * owners, and what it {@link #follow}s.
     */
    CompletableFuture<Void> refresh();

    /**
     * Hands over the committed records of a partition, whoever owns it, from its first one on;
     * after a failure again from the first. On a thread of the node's; must not block.
     */
    void follow(int partition, Consumer<EventRecord> records);

    /** Times that the node left the others and came back, since it was fenced again and again. */
    long rejoins();

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
     * Done when everything that the partition has accepted until now is durable, by a commit that
     * began after this call; fails with {@link OutcomeUnknownException} when the owner stepped down
     * before. A commit that began after the call shows that the owner is still the owner, so every
     * answer that appends nothing (a refusal, a repeat, a dry run) waits for it; an idle owner
     * commits a record without an event.
     *
     * <p>This and an append fail with {@link OutcomeUnknownException}, too, when the log has not
     * answered for 9 s: they may still take place.
     */
    CompletableFuture<Void> durable(int partition);

    /**
     * How long the command or the append that waits longest in the partition has waited; what is
     * handed in now waits behind it.
     */
    Duration backlog(int partition);

    /**
     * How long the log has kept what waits longest for it: an append, or an answer that rests on a
     * commit. A healthy log takes milliseconds, so after seconds it is better not to hand in more.
     */
    Duration logBacklog(int partition);

    /** Called on the loop whenever a partition begins to serve, before any other task sees it. */
    void onServing(IntConsumer listener);

    /**
     * Called when a partition is replayed and before it serves: returns when this node knows what
     * commands build on, beside the partition itself. What it throws makes the owner begin anew.
     */
    void beforeServing(Gate gate);

    /** Called when a partition has ceased to be this node's. */
    void onEnded(IntConsumer listener);

    /** What a takeover waits for; bounded. */
    interface Gate {
        void await(int partition) throws InterruptedException;
    }

    /** Counters of a partition's owner; all 0 if this node does not own it. */
    OwnerMetrics metrics(int partition);

    @Override
    void close();
}
