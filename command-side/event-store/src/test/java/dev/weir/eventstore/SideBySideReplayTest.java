package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.SimpleEventHandlingComponent;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.eventstreaming.StreamableEventSource;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Axon's pooled streaming processors on the log: one runs, one replays beside it and takes over.
 */
class SideBySideReplayTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final StoreTopics topics = TestStores.freshTopics();
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);
    private final InMemoryTokenStore tokens = new InMemoryTokenStore();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
    private final List<AutoCloseable> open = new ArrayList<>();

    /** The result of a processor: what it saw of each book, in order. */
    private static final class Result {
        final Map<String, List<String>> seen = new ConcurrentHashMap<>();

        void add(String book, String payload) {
            seen.computeIfAbsent(book, name -> new CopyOnWriteArrayList<>()).add(payload);
        }

        int size() {
            return seen.values().stream().mapToInt(List::size).sum();
        }
    }

    private PooledStreamingEventProcessor processor(
            String name, StreamableEventSource source, Result result) {
        SimpleEventHandlingComponent handler = new SimpleEventHandlingComponent();
        handler.subscribe(
                new QualifiedName("Happened"),
                (event, context) -> {
                    String payload = event.payload().toString();
                    result.add(payload.substring(0, payload.indexOf('/')), payload);
                    return MessageStream.empty();
                });
        PooledStreamingEventProcessor processor =
                new PooledStreamingEventProcessor(
                        name,
                        List.of(handler),
                        new PooledStreamingEventProcessorConfiguration()
                                .eventSource(source)
                                .tokenStore(tokens)
                                .unitOfWorkFactory(
                                        new SimpleUnitOfWorkFactory(
                                                EmptyApplicationContext.INSTANCE))
                                .coordinatorExecutor(executor)
                                .workerExecutor(executor)
                                .initialSegmentCount(1)
                                .initialToken(from -> from.firstToken(null)));
        open.add(() -> processor.shutdown().join());
        return processor;
    }

    private EventStoreNode node(int partitions) {
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "test",
                                BookResolver.byTag("book"),
                                book -> OptionalInt.of(Math.floorMod(book.hashCode(), partitions)))
                        .withPayloads(new TextPayloads())
                        .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
        EventStoreNode node = TestStores.started(EventStores.onKafka(kafka, partitions, settings));
        open.add(0, node);
        return node;
    }

    private static void append(EventStoreNode node, String book, int from, int until)
            throws Exception {
        for (int i = from; i < until; i++) {
            appended(
                    node.engine(),
                    AppendCondition.none(),
                    event("Happened", book + "/" + i, Tag.of("book", book)));
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        executor.shutdownNow();
    }

    @Test
    void aNewProcessorReplaysOneBookBesideTheOldOneAndTakesOver() throws Exception {
        EventStoreNode node = node(1);
        StreamableEventSource source = new BookEventSource(node.engine(), Tag.of("book", "b0"));
        replays(node, source, List.of("b0"));
    }

    @Test
    void aNewProcessorReplaysAllBooksBesideTheOldOneAndTakesOver() throws Exception {
        EventStoreNode node = node(2);
        BooksEventSource source = new BooksEventSource(kafka, new TextPayloads());
        open.add(source);
        replays(node, source, List.of("b0", "b1", "b2", "b3", "b4"));
    }

    private void replays(EventStoreNode node, StreamableEventSource source, List<String> books)
            throws Exception {
        for (String book : books) {
            append(node, book, 0, 20);
        }
        Result a = new Result();
        PooledStreamingEventProcessor old = processor("totals", source, a);
        old.start().join();
        await().atMost(SOON).until(() -> a.size() == 20 * books.size());

        Result b = new Result();
        SideBySideReplay replay =
                new SideBySideReplay(old, processor("totals-2", source, b), tokens);
        replay.start();
        for (String book : books) {
            append(node, book, 20, 30);
        }
        AtomicReference<Result> served = new AtomicReference<>(a);
        List<Map<String, List<String>>> atTheSwitch = new ArrayList<>();
        replay.switchOver(
                () -> {
                    atTheSwitch.add(Map.copyOf(a.seen));
                    served.set(b);
                },
                SOON);

        assertThat(old.isRunning()).isFalse();
        assertThat(served.get()).isSameAs(b);
        atTheSwitch
                .getFirst()
                .forEach((book, seen) -> assertThat(b.seen.get(book)).startsWith(at(seen)));
        assertThat(tokens.fetchSegments("totals", null).join()).isEmpty();
        for (String book : books) {
            append(node, book, 30, 35);
        }
        await().atMost(SOON).until(() -> b.size() == 35 * books.size());
        for (String book : books) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 35; i++) {
                expected.add(book + "/" + i);
            }
            assertThat(b.seen.get(book)).containsExactlyElementsOf(expected);
        }
        assertThat(a.size()).as("the old one is retired").isLessThanOrEqualTo(30 * books.size());
    }

    private static String[] at(List<String> seen) {
        return seen.toArray(String[]::new);
    }

    @Test
    void aSwitchThatIsNotReachedInTimeLeavesTheOldOneRunning() throws Exception {
        EventStoreNode node = node(1);
        append(node, "b0", 0, 5);
        StreamableEventSource source = new BookEventSource(node.engine(), Tag.of("book", "b0"));
        Result a = new Result();
        PooledStreamingEventProcessor old = processor("totals", source, a);
        old.start().join();
        await().atMost(SOON).until(() -> a.size() == 5);
        // Never started, so it never gets there.
        SideBySideReplay replay =
                new SideBySideReplay(old, processor("totals-2", source, new Result()), tokens);

        assertThatThrownBy(
                        () ->
                                replay.switchOver(
                                        () -> {
                                            throw new AssertionError("switched");
                                        },
                                        Duration.ofMillis(200)))
                .isInstanceOf(TimeoutException.class);

        append(node, "b0", 5, 6);
        await().atMost(SOON).until(() -> a.size() == 6);
    }

    @Test
    void twoProcessorsOfOneNameAreRefused() {
        EventStoreNode node = node(1);
        StreamableEventSource source = new BookEventSource(node.engine(), Tag.of("book", "b0"));
        assertThatThrownBy(
                        () ->
                                new SideBySideReplay(
                                        processor("totals", source, new Result()),
                                        processor("totals", source, new Result()),
                                        tokens))
                .hasMessageContaining("totals");
    }
}
