package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.PartitionOwner;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What every node follows, whoever writes it: where books live and who owns the partitions. */
interface NodeFeed extends AutoCloseable {
    /** How long one read waits; also how soon a close is noticed. */
    Duration POLL = Duration.ofMillis(200);

    /** Where it goes. */
    interface Sink {
        void placed(BookPlacement placement);

        void owned(PartitionOwner owner);
    }

    void start();

    /** Whether everything that was there at the start was read. */
    boolean isCaughtUp();

    /** Done when everything that had been committed before the call was handed over. */
    CompletableFuture<Void> refresh();

    /**
     * Hands over the committed records of a partition, too, from its first one on. After a failure
     * it begins again with the first.
     */
    void follow(int partition, Consumer<EventRecord> sink);

    @Override
    void close();
}
