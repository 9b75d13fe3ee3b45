package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.util.List;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/**
 * What an engine under the contract is made of: the log below it, and whatever is broken on
 * purpose.
 */
interface EngineWiring {

    /** The logs that the owners write. */
    PartitionLogs logs();

    /**
     * What a consumer that knows nothing of the engine reads from the log, oldest first; waits for
     * so many records.
     */
    List<EventRecord> records(int atLeast);

    /** How long something may take that happens sooner or later. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** The engine that is tested, of a node. */
    default EventStorageEngine engine(EventStoreNode node) {
        return node.engine();
    }

    /** The log as owners see it. */
    default PartitionLogs around(PartitionLogs logs) {
        return logs;
    }

    default BookFolds folds() {
        return new CountingFolds();
    }
}
