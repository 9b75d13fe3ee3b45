package dev.weir.eventstore;

import org.axonframework.eventsourcing.eventstore.StorageEngineTestSuite;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Axon's own suite on the log on heap, so that the port's two sides are held to the same. */
class HeapEngineSuiteTest extends StorageEngineTestSuite<KafkaEventStorageEngine> {
    private EventStoreNode node;

    @Override
    protected KafkaEventStorageEngine buildStorageEngine() {
        StoreTopics topics = TestStores.freshTopics();
        node = TestStores.onHeap(new MemoryLogs(topics.events()), topics, TestStores.settings());
        return node.engine();
    }

    @Override
    protected ProcessingContext processingContext() {
        return null; // the engine keeps nothing in it
    }

    @BeforeEach
    void openFreshStore() {
        close();
        testSubject = buildStorageEngine();
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
            node = null;
        }
    }
}
