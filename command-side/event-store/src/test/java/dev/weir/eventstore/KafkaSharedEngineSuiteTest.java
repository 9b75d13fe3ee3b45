package dev.weir.eventstore;

import org.axonframework.eventsourcing.eventstore.StorageEngineTestSuite;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.junit.jupiter.api.AfterAll;

/** Axon's own suite as it means to be run: one store for all tests. */
class KafkaSharedEngineSuiteTest extends StorageEngineTestSuite<KafkaEventStorageEngine> {
    private EventStoreNode node;

    @Override
    protected KafkaEventStorageEngine buildStorageEngine() {
        node = TestStores.kafka(TestStores.freshTopics(), TestStores.settings());
        return node.engine();
    }

    @Override
    protected ProcessingContext processingContext() {
        return null; // the engine keeps nothing in it
    }

    @AfterAll
    void close() {
        node.close();
    }
}
