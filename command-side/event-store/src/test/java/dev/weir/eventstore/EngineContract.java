package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.append;
import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.finish;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.eventstore.Appends.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Axon's suite leaves open, for every log that the engine runs on. */
abstract class EngineContract {
    private static final Tag RED = Tag.of("colour", "red");
    private static final Tag BLUE = Tag.of("colour", "blue");
    private static final Tag BIG = Tag.of("size", "big & bold=1");

    protected EventStoreNode node;
    protected KafkaEventStorageEngine engine;

    /** A node on the test's own log; called again, another owner of the same log. */
    protected abstract EventStoreNode open(EventStoreSettings settings);

    @BeforeEach
    void open() {
        node = open(TestStores.settings());
        engine = node.engine();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void sourcesByAllTagsOfACriterion() throws Exception {
        appended(engine, AppendCondition.none(), event("1", RED), event("2", RED, BIG));

        assertThat(source(engine, EventCriteria.havingTags(RED, BIG)).payloads())
                .containsExactly("2");
        assertThat(source(engine, EventCriteria.havingTags(RED)).payloads())
                .containsExactly("1", "2");
    }

    @Test
    void sourcesEachEventOnceAndInOrderByAnyOfSeveralCriteria() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("1", BLUE),
                event("2", RED, BIG),
                event("3"),
                event("4", BIG));

        EventCriteria either =
                EventCriteria.either(
                        EventCriteria.havingTags(BIG),
                        EventCriteria.havingTags(RED),
                        EventCriteria.havingTags(BLUE));
        assertThat(source(engine, either).payloads()).containsExactly("1", "2", "4");
    }

    @Test
    void sourcesByTypeWithAndWithoutTags() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("Opened", "1", RED),
                event("Closed", "2", RED),
                event("Closed", "3", BLUE));

        QualifiedName closed = new QualifiedName("Closed");
        assertThat(
                        source(engine, EventCriteria.havingTags(RED).andBeingOneOfTypes(closed))
                                .payloads())
                .containsExactly("2");
        assertThat(
                        source(engine, EventCriteria.havingAnyTag().andBeingOneOfTypes(closed))
                                .payloads())
                .containsExactly("2", "3");
        assertThat(source(engine, EventCriteria.havingAnyTag()).payloads())
                .containsExactly("1", "2", "3");
    }

    @Test
    void acceptsACurrentMarkerOnATagThatHasEvents() throws Exception {
        appended(engine, AppendCondition.none(), event("1", RED));
        EventCriteria red = EventCriteria.havingTags(RED);
        Sourced sourced = source(engine, red);

        ConsistencyMarker marker =
                appended(
                        engine,
                        AppendCondition.withCriteria(red).withMarker(sourced.marker()),
                        event("2", RED));

        // The marker of a commit is as good as the marker of a sourcing behind it.
        appended(engine, AppendCondition.withCriteria(red).withMarker(marker), event("3", RED));
        assertThat(source(engine, red).payloads()).containsExactly("1", "2", "3");
    }

    @Test
    void refusesAStaleMarkerOnlyWhereACriterionMatches() throws Exception {
        EventCriteria red = EventCriteria.havingTags(RED);
        ConsistencyMarker stale = source(engine, red).marker();
        appended(engine, AppendCondition.none(), event("1", BLUE));
        AppendCondition condition = AppendCondition.withCriteria(red).withMarker(stale);
        appended(engine, condition, event("2", RED));

        assertThatThrownBy(() -> appended(engine, condition, event("3", RED)))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
        assertThat(source(engine, EventCriteria.havingAnyTag()).payloads())
                .containsExactly("1", "2");
    }

    @Test
    void refusesTheVeryNextEventBehindACommitMarker() throws Exception {
        ConsistencyMarker marker = appended(engine, AppendCondition.none(), event("1", RED));
        appended(engine, AppendCondition.none(), event("2", RED));

        assertThatThrownBy(
                        () ->
                                appended(
                                        engine,
                                        AppendCondition.withCriteria(EventCriteria.havingTags(RED))
                                                .withMarker(marker),
                                        event("3", RED)))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
    }

    @Test
    void commitsAnAppendOnce() throws Exception {
        AppendTransaction<?> append =
                engine.appendEvents(AppendCondition.none(), null, List.of(event("1", RED))).get();
        finish(append).get(10, TimeUnit.SECONDS);

        assertThat(finish(append)).failsWithin(java.time.Duration.ofSeconds(1));
        assertThat(source(engine, EventCriteria.havingAnyTag()).payloads()).containsExactly("1");
    }

    @Test
    void writesNothingAfterARollback() throws Exception {
        AppendTransaction<?> append =
                engine.appendEvents(AppendCondition.none(), null, List.of(event("1", RED))).get();
        append.rollback(null);

        assertThat(finish(append)).failsWithin(java.time.Duration.ofSeconds(1));
        assertThat(source(engine, EventCriteria.havingAnyTag()).payloads()).isEmpty();
    }

    @Test
    void takesAnEmptyAppendAsDone() throws Exception {
        finish(engine.appendEvents(AppendCondition.none(), null, List.of()).get())
                .get(1, TimeUnit.SECONDS);

        assertThat(node.position(TestStores.BOOK).sequence()).isEqualTo(-1);
    }

    @Test
    void startsATokenAtTheFirstEventOfTheTime() throws Exception {
        appended(engine, AppendCondition.none(), event("1"), event("2"));

        assertThat(engine.tokenAt(Appends.TIME, null).get())
                .isEqualTo(new GlobalSequenceTrackingToken(0));
        assertThat(engine.tokenAt(Appends.TIME.plusNanos(1_000), null).get())
                .isEqualTo(engine.latestToken(null).get())
                .isEqualTo(new GlobalSequenceTrackingToken(2));
    }

    @Test
    void streamsFromATokenOnTheEventsOfTheCriteria() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("1", RED),
                event("2", BLUE),
                event("3", RED),
                event("4", RED));
        MessageStream<EventMessage> stream =
                engine.stream(
                        StreamingCondition.conditionFor(
                                new GlobalSequenceTrackingToken(1), EventCriteria.havingTags(RED)),
                        null);

        List<Object> seen = new ArrayList<>();
        await().until(
                        () -> {
                            stream.next().ifPresent(entry -> seen.add(entry.message().payload()));
                            return seen.size() == 2;
                        });
        assertThat(seen).containsExactly("3", "4");
        stream.close();
    }

    @Test
    void losesNothingInARaceForOneTag() throws Exception {
        int threads = 8;
        int attempts = 40;
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        EventCriteria red = EventCriteria.havingTags(RED);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                runs.add(
                        pool.submit(
                                () -> {
                                    for (int i = 0; i < attempts; i++) {
                                        race(red, thread + "-" + i, accepted, refused);
                                    }
                                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        }

        // Each payload counts the events that its writer had seen: a lost update repeats a number.
        List<Object> payloads = source(engine, red).payloads();
        assertThat(payloads).hasSize(accepted.get());
        for (int i = 0; i < payloads.size(); i++) {
            assertThat(payloads.get(i).toString()).startsWith(i + " ");
        }
        assertThat(accepted.get() + refused.get()).isEqualTo(threads * attempts);
        assertThat(accepted).hasPositiveValue();
    }

    private void race(
            EventCriteria red, String name, AtomicInteger accepted, AtomicInteger refused) {
        Sourced seen = source(engine, red);
        CompletableFuture<ConsistencyMarker> done =
                append(
                        engine,
                        AppendCondition.withCriteria(red).withMarker(seen.marker()),
                        event(seen.events().size() + " " + name, RED));
        try {
            done.get(10, TimeUnit.SECONDS);
            accepted.incrementAndGet();
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
            refused.incrementAndGet();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readsBackTheSameEventsAfterATakeover() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("Opened", "1", RED, BIG),
                event("Closed", "2", BLUE));
        appended(engine, AppendCondition.none(), event("3"));
        Sourced before = source(engine, EventCriteria.havingAnyTag());
        BookPosition position = node.position(TestStores.BOOK);

        try (EventStoreNode next = open(TestStores.settings())) {
            Sourced after = source(next.engine(), EventCriteria.havingAnyTag());
            assertThat(after.events())
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(before.events());
            assertThat(after.events()).allMatch(e -> e.timestamp().equals(Appends.TIME));
            assertThat(after.marker()).isEqualTo(before.marker());
            assertThat(source(next.engine(), EventCriteria.havingTags(RED, BIG)).payloads())
                    .containsExactly("1");
            assertThat(next.position(TestStores.BOOK)).isEqualTo(position);
        }
    }

    @Test
    void refusesWhatAnOldOwnerStillWantsToWrite() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));

        try (EventStoreNode next = open(TestStores.settings())) {
            CompletableFuture<ConsistencyMarker> zombie =
                    append(engine, AppendCondition.none(), event("zombie"));
            assertThat(zombie)
                    .failsWithin(java.time.Duration.ofSeconds(15))
                    .withThrowableThat()
                    .withCauseInstanceOf(OutcomeUnknownException.class);
            // The old one takes the partition back by itself: then this one is the fenced one.
            node.close();
            await().atMost(java.time.Duration.ofSeconds(20)).until(next::ready);
            await().atMost(java.time.Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(
                            () -> {
                                appended(next.engine(), AppendCondition.none(), event("2"));
                                return true;
                            });
            List<Object> payloads = source(next.engine(), EventCriteria.havingAnyTag()).payloads();
            assertThat(payloads).startsWith("1").contains("2").doesNotContain("zombie");
        }
    }
}
