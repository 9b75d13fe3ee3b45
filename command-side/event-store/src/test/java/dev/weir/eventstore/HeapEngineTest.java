package dev.weir.eventstore;

class HeapEngineTest extends EngineContract {
    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs logs = new MemoryLogs(topics.events());

    @Override
    protected EventStoreNode open(EventStoreSettings settings) {
        return TestStores.onHeap(logs, topics, settings);
    }
}
