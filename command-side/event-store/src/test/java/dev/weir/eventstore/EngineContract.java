package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.append;
import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.eventAt;
import static dev.weir.eventstore.Appends.finish;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.eventstore.Appends.Sourced;
import java.time.Instant;
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
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;

/**
 * What Axon's suite leaves open about conditions, criteria and positions, for every log that the
 * engine runs on.
 */
abstract class EngineContract extends EngineFixture {

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
        assertThat(wiring.records(0)).isEmpty();
    }

    @Test
    void takesAnEmptyAppendAsDone() throws Exception {
        finish(engine.appendEvents(AppendCondition.none(), null, List.of()).get())
                .get(1, TimeUnit.SECONDS);

        assertThat(node.position(TestStores.BOOK).sequence()).isEqualTo(-1);
        assertThat(wiring.records(0)).isEmpty();
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
        await().atMost(wiring.patience())
                .until(
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
    void sourcesAndConditionsWithoutCriteriaAreAboutEveryEvent() throws Exception {
        Sourced nothing = source(engine, EventCriteria.havingAnyTag());
        appended(engine, AppendCondition.none(), event("1"), event("2", RED));

        assertThat(source(engine, EventCriteria.havingAnyTag()).payloads())
                .containsExactly("1", "2");
        assertRefused(
                AppendCondition.withCriteria(EventCriteria.havingAnyTag())
                        .withMarker(nothing.marker()));
    }

    @Test
    void anyEventStaysAnyEventBesideOtherCriteria() throws Exception {
        EventCriteria anyOrBlue =
                EventCriteria.either(EventCriteria.havingAnyTag(), EventCriteria.havingTags(BLUE));
        ConsistencyMarker start = source(engine, anyOrBlue).marker();
        appended(engine, AppendCondition.none(), event("1"), event("2", RED));

        assertThat(source(engine, anyOrBlue).payloads()).containsExactly("1", "2");
        assertRefused(AppendCondition.withCriteria(anyOrBlue).withMarker(start));
    }

    @Test
    void refusesWhereAnyOfSeveralCriteriaMatches() throws Exception {
        EventCriteria either =
                EventCriteria.either(EventCriteria.havingTags(RED), EventCriteria.havingTags(BLUE));
        for (Tag tag : List.of(RED, BLUE)) {
            ConsistencyMarker start = source(engine, either).marker();
            appended(engine, AppendCondition.none(), event("of " + tag.value(), tag));

            assertRefused(AppendCondition.withCriteria(either).withMarker(start));
        }
    }

    @Test
    void takesAConditionOnTagsOrTypesThatNoEventHasTogether() throws Exception {
        EventCriteria bigAndRed = EventCriteria.havingTags(RED, BIG);
        EventCriteria closed =
                EventCriteria.havingTags(RED).andBeingOneOfTypes(new QualifiedName("Closed"));
        ConsistencyMarker start = source(engine, bigAndRed).marker();
        appended(engine, AppendCondition.none(), event("Opened", "1", RED), event("2", BIG));

        appended(
                engine,
                AppendCondition.withCriteria(bigAndRed).withMarker(start),
                event("Opened", "3", BLUE));
        appended(
                engine,
                AppendCondition.withCriteria(closed).withMarker(start),
                event("Closed", "4", RED));
        assertRefused(AppendCondition.withCriteria(closed).withMarker(start));
    }

    @Test
    void theMarkersPositionStartsAtNewEvents() throws Exception {
        ConsistencyMarker marker = appended(engine, AppendCondition.none(), event("1"), event("2"));
        Sourced sourced = source(engine, EventCriteria.havingAnyTag());
        appended(engine, AppendCondition.none(), event("3"), event("4"));

        for (ConsistencyMarker each : List.of(marker, sourced.marker())) {
            SourcingCondition behind =
                    SourcingCondition.conditionFor(each.position(), EventCriteria.havingAnyTag());
            assertThat(Appends.drain(engine.source(behind, null)).payloads())
                    .containsExactly("3", "4");
        }
    }

    @Test
    void refusesAMarkerOfAnotherBook() throws Exception {
        Tag a = Tag.of("book", "a");
        Tag b = Tag.of("book", "b");
        reopen(TestStores.severalBooks());
        appended(engine, AppendCondition.none(), event("1", a));
        ConsistencyMarker ofA = source(engine, EventCriteria.havingTags(a)).marker();
        AppendCondition condition =
                AppendCondition.withCriteria(EventCriteria.havingTags(b)).withMarker(ofA);

        assertThatThrownBy(() -> appended(engine, condition, event("2", b)))
                .hasMessageContaining("position of book a was used for book b");
        assertThat(source(engine, EventCriteria.havingTags(b)).payloads()).isEmpty();
    }

    @Test
    void givesTheTokenOfTheFirstEventAtOrBehindATime() throws Exception {
        Instant first = Appends.TIME;
        appended(
                engine,
                AppendCondition.none(),
                eventAt(first, "Happened", "1"),
                eventAt(first.plusSeconds(1), "Happened", "2"),
                eventAt(first.plusSeconds(2), "Happened", "3"));

        assertThat(tokenAt(first.minusSeconds(1))).isEqualTo(0);
        assertThat(tokenAt(first.plusNanos(1_000))).isEqualTo(1);
        assertThat(tokenAt(first.plusSeconds(1))).isEqualTo(1);
        assertThat(tokenAt(first.plusSeconds(2))).isEqualTo(2);
        assertThat(tokenAt(first.plusSeconds(3))).isEqualTo(3);
    }

    private long tokenAt(Instant at) throws Exception {
        return engine.tokenAt(at, null).get().position().orElseThrow();
    }

    private void assertRefused(AppendCondition condition) {
        int before = source(engine, EventCriteria.havingAnyTag()).events().size();
        assertThatThrownBy(() -> appended(engine, condition, event("refused", RED)))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
        assertThat(source(engine, EventCriteria.havingAnyTag()).events()).hasSize(before);
    }
}
