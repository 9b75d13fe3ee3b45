package dev.weir.eventstore;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A node on a fresh log for each test, and another one on the same log whenever the test wants. */
abstract class EngineFixture {
    static final Tag RED = Tag.of("colour", "red");
    static final Tag BLUE = Tag.of("colour", "blue");
    static final Tag BIG = Tag.of("size", "big & bold=1");

    protected EngineWiring wiring;
    protected FaultyLogs logs;
    protected EventStoreNode node;
    protected EventStorageEngine engine;

    /** An owner that fails more often than this at once will not come up. */
    private static final int FAILURES_MAX = 2;

    private StoreTopics topics;

    /** What the engine is made of, on topics that nobody has used. */
    protected abstract EngineWiring wiring(StoreTopics fresh);

    @BeforeEach
    void openFreshStore() {
        topics = TestStores.freshTopics();
        wiring = wiring(topics);
        logs = new FaultyLogs(wiring.logs());
        open(TestStores.settings());
    }

    @AfterEach
    void close() {
        logs.release();
        node.close();
    }

    /** Another owner of the same log, beside the one that is there. */
    protected EventStoreNode openBeside(EventStoreSettings settings) {
        EventStoreNode opened =
                new OwnedPartitions(
                        topics,
                        List.of(0),
                        wiring.around(logs),
                        settings,
                        directory -> Optional.empty());
        opened.start();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> opened.ready() || opened.metrics(0).failures() > FAILURES_MAX);
        if (!opened.ready()) {
            opened.close();
            throw new AssertionError("the log cannot be taken over");
        }
        return opened;
    }

    /** Ends the owner and opens another one of the same log. */
    protected void reopen(EventStoreSettings settings) {
        node.close();
        open(settings);
    }

    protected static EventStoreSettings settings() {
        return TestStores.settings();
    }

    private void open(EventStoreSettings settings) {
        node = openBeside(settings);
        engine = wiring.engine(node);
    }
}
