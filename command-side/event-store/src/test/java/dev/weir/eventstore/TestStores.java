package dev.weir.eventstore;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores of one book in one partition, each on a topic of its own. */
final class TestStores {
    static final String BOOK = "book-1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestStores() {}

    static EventStoreSettings settings() {
        return EventStoreSettings.defaults(
                        "test", BookResolver.constant(BOOK), book -> OptionalInt.of(0))
                .withPayloads(new TextPayloads())
                .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
    }

    /** The same, with a book for each value of the tag {@code book}. */
    static EventStoreSettings severalBooks() {
        return EventStoreSettings.defaults(
                        "test", BookResolver.byTag("book"), book -> OptionalInt.of(0))
                .withPayloads(new TextPayloads())
                .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
    }

    static StoreTopics freshTopics() {
        return StoreTopics.of("test-" + NUMBER.incrementAndGet());
    }

    static EventStoreNode kafka(StoreTopics topics, EventStoreSettings settings) {
        return started(
                EventStores.onKafka(
                        new KafkaSettings(TestBroker.bootstrap(), topics), 1, settings));
    }

    static EventStoreNode onHeap(MemoryLogs logs, StoreTopics topics, EventStoreSettings settings) {
        return started(EventStores.onHeap(logs, topics, 1, settings));
    }

    static EventStoreNode started(EventStoreNode node) {
        node.start();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(node::ready);
        return node;
    }
}
