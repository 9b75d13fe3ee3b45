package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.SimpleEventHandlingComponent;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Axon's processor on the log of two partitions, with a handler that cannot handle some events. */
class DeadLetteringHandlersTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> BOOKS = List.of("b0", "b1", "b2");
    private static final String CONSUMER = "totals";

    private final StoreTopics topics = TestStores.freshTopics();
    private final String deadLetters = topics.events() + ".dead-letters";
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);
    private final InMemoryTokenStore tokens = new InMemoryTokenStore();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
    private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final SimpleUnitOfWorkFactory works =
            new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE);
    private final KafkaDeadLetters people =
            new KafkaDeadLetters(TestBroker.bootstrap(), deadLetters, InstantSource.system());
    private EventStoreNode node;
    private BooksEventSource source;
    private DeadLetteringHandlers handlers;
    private PooledStreamingEventProcessor processor;

    @BeforeEach
    void start() throws Exception {
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "test",
                                BookResolver.byTag("book"),
                                book -> OptionalInt.of(Math.floorMod(book.hashCode(), 2)))
                        .withPayloads(new TextPayloads())
                        .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
        node = TestStores.started(EventStores.onKafka(kafka, 2, settings));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestBroker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(deadLetters, 2, (short) 1))).all().get();
        }
        source = new BooksEventSource(kafka, new TextPayloads());
        process();
    }

    /** The handler notes what it handles, once; it fails for what is poison, also too late. */
    private void process() {
        SimpleEventHandlingComponent handler = new SimpleEventHandlingComponent();
        handler.subscribe(
                new QualifiedName("Happened"),
                (event, context) -> {
                    String payload = event.payload().toString();
                    if (poison.contains(payload)) {
                        throw new IllegalStateException(payload + " is poison");
                    }
                    if (poison.contains(payload + " later")) {
                        return MessageStream.failed(new IllegalStateException(payload));
                    }
                    seen.computeIfAbsent(bookOf(payload), book -> new CopyOnWriteArrayList<>())
                            .add(payload);
                    return MessageStream.empty();
                });
        handlers =
                new DeadLetteringHandlers(
                        CONSUMER,
                        handler,
                        new DeadLetteringHandlers.Surroundings(
                                kafka,
                                deadLetters,
                                new TextPayloads(),
                                works,
                                InstantSource.system()));
        processor =
                new PooledStreamingEventProcessor(
                        CONSUMER,
                        List.of(handlers),
                        new PooledStreamingEventProcessorConfiguration()
                                .eventSource(source)
                                .tokenStore(tokens)
                                .unitOfWorkFactory(works)
                                .coordinatorExecutor(executor)
                                .workerExecutor(executor)
                                .initialSegmentCount(2)
                                .initialToken(from -> from.firstToken(null)));
        processor.start().join();
    }

    private void stopProcessing() {
        processor.shutdown().join();
        handlers.close();
    }

    @AfterEach
    void close() {
        stopProcessing();
        people.close();
        source.close();
        node.close();
        executor.shutdownNow();
    }

    @Test
    void anEventThatFailsIsSetAsideWithWhatFollowsInItsBookAndTheOthersGoOn() throws Exception {
        poison.add("b1/2");
        append(0, 5);

        await().atMost(SOON).until(() -> letters().size() == 3);
        await().atMost(SOON).until(() -> seen("b0").size() == 5 && seen("b2").size() == 5);
        assertThat(seen("b1")).containsExactly("b1/0", "b1/1");
        assertThat(processor.isRunning()).isTrue();
        DeadLetter first = letter("b1/2");
        assertThat(first.getConsumer()).isEqualTo(CONSUMER);
        assertThat(first.getBook()).isEqualTo("b1");
        assertThat(first.getTopic()).isEqualTo(topics.events());
        assertThat(first.getError()).contains("b1/2 is poison");
        assertThat(first.getAttempts()).isEqualTo(1);
        assertThat(letter("b1/3").getAttempts()).isZero();
        assertThat(letter("b1/4").getError()).isEqualTo("waits behind " + first.getId());
    }

    @Test
    void aRetryOfTheFirstLetsTheOthersFollowInTheirOrder() throws Exception {
        poison.add("b1/2 later");
        append(0, 5);
        await().atMost(SOON).until(() -> letters().size() == 3);

        decide("b1/2", DeadLetterDecision.RETRIED);
        await().atMost(SOON).until(() -> decisions().contains("b1/2 FAILED"));
        assertThat(seen("b1")).containsExactly("b1/0", "b1/1");

        poison.clear();
        decide("b1/2", DeadLetterDecision.RETRIED);
        await().atMost(SOON).until(() -> seen("b1").size() == 5);
        append(5, 6);
        await().atMost(SOON).until(() -> seen("b1").size() == 6);
        assertThat(seen("b1")).containsExactly("b1/0", "b1/1", "b1/2", "b1/3", "b1/4", "b1/5");
        await().atMost(SOON).until(() -> decisions().contains("b1/4 APPLIED"));
        assertThat(letters()).hasSize(3);
    }

    @Test
    void aDiscardedOneIsLeftOutAndTheOthersFollow() throws Exception {
        poison.add("b1/0");
        poison.add("b1/3");
        append(0, 5);
        await().atMost(SOON).until(() -> letters().size() == 5);

        decide("b1/0", DeadLetterDecision.DISCARDED);
        await().atMost(SOON).until(() -> decisions().contains("b1/3 FAILED"));
        assertThat(seen("b1")).containsExactly("b1/1", "b1/2");
        decide("b1/3", DeadLetterDecision.DISCARDED);
        await().atMost(SOON).until(() -> seen("b1").size() == 3);

        assertThat(seen("b1")).containsExactly("b1/1", "b1/2", "b1/4");
    }

    @Test
    void afterARestartWhatWaitsStillWaitsAndKeepsItsOrder() throws Exception {
        poison.add("b1/2");
        append(0, 4);
        await().atMost(SOON).until(() -> letters().size() == 2);
        stopProcessing();
        append(4, 6);
        process();

        await().atMost(SOON).until(() -> letters().size() == 4);
        await().atMost(SOON).until(() -> once("b0").size() == 6 && once("b2").size() == 6);
        assertThat(once("b1")).containsExactly("b1/0", "b1/1");
        poison.clear();
        decide("b1/2", DeadLetterDecision.RETRIED);
        await().atMost(SOON).until(() -> once("b1").size() == 6);
        assertThat(once("b1")).containsExactly("b1/0", "b1/1", "b1/2", "b1/3", "b1/4", "b1/5");
        stopProcessing();
        process();
        append(6, 7);
        await().atMost(SOON).until(() -> once("b1").contains("b1/6"));
        assertThat(once("b1")).hasSize(7);
    }

    private void append(int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            for (String book : BOOKS) {
                appended(
                        node.engine(),
                        AppendCondition.none(),
                        event("Happened", book + "/" + i, Tag.of("book", book)));
            }
        }
    }

    /** A token that was not stored before the stop lets an event be handled twice. */
    private List<String> once(String book) {
        return seen(book).stream().distinct().toList();
    }

    private List<String> seen(String book) {
        return seen.getOrDefault(book, List.of());
    }

    private static String bookOf(String payload) {
        return payload.substring(0, payload.indexOf('/'));
    }

    /** As `weir dead-letters` does it. */
    private void decide(String payload, DeadLetterDecision decision) {
        people.tell(
                DeadLetterAction.newBuilder()
                        .setId(letter(payload).getId())
                        .setDecision(decision)
                        .setBy("tester")
                        .build());
    }

    private DeadLetter letter(String payload) {
        return letters().get(payload);
    }

    /** By payload. */
    private Map<String, DeadLetter> letters() {
        Map<String, DeadLetter> letters = new ConcurrentHashMap<>();
        read(
                DeadLetter.getDescriptor().getFullName(),
                value -> {
                    DeadLetter letter = DeadLetter.parseFrom(value);
                    letters.putIfAbsent(letter.getValue().toStringUtf8(), letter);
                });
        return letters;
    }

    /** What the handlers did, PAYLOAD DECISION each. */
    private List<String> decisions() {
        Map<String, String> payloads = new ConcurrentHashMap<>();
        letters().forEach((payload, letter) -> payloads.put(letter.getId(), payload));
        List<String> decisions = new ArrayList<>();
        read(
                DeadLetterAction.getDescriptor().getFullName(),
                value -> {
                    DeadLetterAction action = DeadLetterAction.parseFrom(value);
                    if (action.getBy().equals(CONSUMER)) {
                        decisions.add(
                                payloads.get(action.getId()) + " " + action.getDecision().name());
                    }
                });
        return decisions;
    }

    private interface Reading {
        void take(byte[] value) throws com.google.protobuf.InvalidProtocolBufferException;
    }

    private void read(String type, Reading reading) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
            List<TopicPartition> all =
                    List.of(new TopicPartition(deadLetters, 0), new TopicPartition(deadLetters, 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    String name =
                            new String(
                                    record.headers().lastHeader(EventHeaders.TYPE).value(),
                                    StandardCharsets.UTF_8);
                    if (name.equals(type)) {
                        reading.take(record.value());
                    }
                }
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
