package dev.weir.eventstore;

import static org.awaitility.Awaitility.await;

import dev.weir.contract.log.EventRecord;
import java.util.List;

/** On the log on heap. */
class HeapWiring implements EngineWiring {
    private final MemoryLogs logs;

    HeapWiring(StoreTopics topics) {
        this.logs = new MemoryLogs(topics.events());
    }

    @Override
    public PartitionLogs logs() {
        return logs;
    }

    @Override
    public List<EventRecord> records(int atLeast) {
        await().atMost(patience()).until(() -> logs.records(0).size() >= atLeast);
        return logs.records(0);
    }
}
