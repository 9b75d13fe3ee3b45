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

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import dev.weir.contract.log.RecordHash;
import dev.weir.eventstore.Appends.Sourced;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;

/**
 * What reaches the log and what is read back from it, which Axon's suite leaves open: it stays
 * green for an engine that never writes.
 */
abstract class EngineLogContract extends EngineFixture {
    private static final EventCriteria ALL = EventCriteria.havingAnyTag();
    private static final Tag BOOK = Tag.of("book", TestStores.BOOK);

    @Test
    void aPlainConsumerReadsExactlyWhatWasAppended() throws Exception {
        appended(engine, AppendCondition.none(), event("Opened", "1", RED, BIG));
        appended(
                engine,
                AppendCondition.none(),
                event("2"),
                event("3", BLUE),
                event("Closed", "4", RED));
        AppendTransaction<?> dropped =
                engine.appendEvents(AppendCondition.none(), null, List.of(event("x"))).get();
        dropped.rollback(null);
        engine.appendEvents(AppendCondition.none(), null, List.of()).get();
        appended(engine, AppendCondition.none(), event("5"));

        List<EventRecord> records = wiring.records(5);

        assertThat(records)
                .extracting(EngineLogContract::text)
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(records).extracting(EventRecord::sequence).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(records)
                .extracting(record -> record.runIndex() + "/" + record.runLength())
                .containsExactly("1/1", "1/3", "2/3", "3/3", "1/1");
        assertThat(records)
                .extracting(EventRecord::type)
                .containsExactly("Opened", "Happened", "Happened", "Closed", "Happened");
        assertThat(records.getFirst().tags())
                .containsExactly("colour=red", "size=big%20%26%20bold%3D1");
        assertThat(records)
                .extracting(EventRecord::recordedMicros)
                .containsOnly(Micros.of(Appends.TIME));
        String before = RecordHash.NONE;
        for (EventRecord record : records) {
            assertThat(record.previousHash()).isEqualTo(before);
            before = record.hash();
        }
        assertThat(node.position(TestStores.BOOK).hash()).isEqualTo(before);
    }

    @Test
    void acknowledgesAndStreamsOnlyWhatIsCommitted() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        MessageStream<EventMessage> stream =
                engine.stream(
                        StreamingCondition.startingFrom(new GlobalSequenceTrackingToken(0)), null);
        await().atMost(wiring.patience()).until(() -> stream.next().isPresent());
        logs.hold();

        CompletableFuture<ConsistencyMarker> pending =
                append(engine, AppendCondition.none(), event("2"));

        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2");
        assertThat(engine.latestToken(null).get()).isEqualTo(new GlobalSequenceTrackingToken(1));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(stream.hasNextAvailable()).isFalse();
        assertThat(wiring.records(1)).hasSize(1);
        assertThat(pending).isNotDone();
        logs.release();
        pending.get(wiring.patience().toSeconds(), TimeUnit.SECONDS);
        await().atMost(wiring.patience()).until(() -> stream.next().isPresent());
        assertThat(wiring.records(2)).hasSize(2);
        stream.close();
    }

    @Test
    void sourcesTheFoldedStateOfEverythingUpToTheMarker() throws Exception {
        reopen(folded());
        for (String payload : List.of("1", "2", "3")) {
            appended(engine, AppendCondition.none(), event(payload, BOOK));
            assertThat(state(payload)).last().isEqualTo(payload);
        }

        Sourced before = source(engine, EventCriteria.havingTags(BOOK));
        assertThat(before.events()).hasSize(1);
        assertThat(before.events().getFirst().type().qualifiedName())
                .isEqualTo(new QualifiedName("test.State"));
        List<?> state = List.copyOf((List<?>) before.payloads().getFirst());
        assertThat(state).isEqualTo(List.of("1", "2", "3"));
        reopen(folded());
        Sourced after = source(engine, EventCriteria.havingTags(BOOK));
        assertThat(after.payloads()).isEqualTo(List.of(state));
        assertThat(after.marker()).isEqualTo(before.marker());
        assertThat(wiring.records(3)).hasSize(3);
    }

    private EventStoreSettings folded() {
        return settings().withFolds(wiring.folds());
    }

    private List<?> state(String description) {
        Sourced sourced = source(engine, EventCriteria.havingTags(BOOK));
        assertThat(sourced.events()).as(description).hasSize(1);
        return (List<?>) sourced.payloads().getFirst();
    }

    /** Something that is done to the engine, and how often the log grows by it. */
    private interface Step {
        void run() throws Exception;
    }

    @Test
    void answersTheSameAfterARestartBetweenAnyTwoSteps() throws Exception {
        Instant odd = Appends.TIME.plusNanos(1_000);
        EventCriteria red = EventCriteria.havingTags(RED);
        List<Step> steps =
                List.of(
                        () -> appended(engine, AppendCondition.none(), event("1", RED, BIG)),
                        () -> appended(engine, AppendCondition.none(), List.of().toArray(none())),
                        () -> appended(engine, onNothingBehind(red), event("2", RED), event("3")),
                        () ->
                                refused(
                                        AppendCondition.withCriteria(red)
                                                .withMarker(ConsistencyMarker.ORIGIN)),
                        this::rolledBack,
                        () ->
                                appended(
                                        engine,
                                        AppendCondition.none(),
                                        eventAt(odd, "Closed", "4", BLUE)),
                        this::committedTwice);
        for (Step step : steps) {
            step.run();
            Answers before = answers();
            reopen(settings());
            assertThat(answers()).usingRecursiveComparison().isEqualTo(before);
        }
        assertThat(wiring.records(5))
                .extracting(EngineLogContract::text)
                .containsExactly("1", "2", "3", "4", "once");
    }

    private static org.axonframework.eventsourcing.eventstore.TaggedEventMessage<?>[] none() {
        return new org.axonframework.eventsourcing.eventstore.TaggedEventMessage<?>[0];
    }

    /** The book's answers to everything that can be asked. */
    private record Answers(
            List<Sourced> sourced,
            List<TrackingToken> tokens,
            BookPosition position,
            List<EventMessage> streamed) {}

    private Answers answers() throws Exception {
        List<Sourced> sourced = new ArrayList<>();
        for (EventCriteria criteria :
                List.of(
                        ALL,
                        EventCriteria.havingTags(RED),
                        EventCriteria.havingTags(RED, BIG),
                        EventCriteria.either(
                                EventCriteria.havingTags(BIG), EventCriteria.havingTags(BLUE)),
                        ALL.or(EventCriteria.havingTags(RED)))) {
            sourced.add(source(engine, criteria));
        }
        TrackingToken latest = engine.latestToken(null).get();
        return new Answers(
                sourced,
                List.of(
                        engine.firstToken(null).get(),
                        latest,
                        engine.tokenAt(Appends.TIME, null).get(),
                        engine.tokenAt(Appends.TIME.plusNanos(1_000), null).get(),
                        engine.tokenAt(Appends.TIME.plusSeconds(9), null).get()),
                node.position(TestStores.BOOK),
                streamed(latest.position().orElseThrow()));
    }

    private List<EventMessage> streamed(long until) {
        MessageStream<EventMessage> stream =
                engine.stream(
                        StreamingCondition.startingFrom(new GlobalSequenceTrackingToken(0)), null);
        List<EventMessage> seen = new ArrayList<>();
        await().atMost(wiring.patience())
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            for (var e = stream.next(); e.isPresent(); e = stream.next()) {
                                seen.add(e.get().message());
                            }
                            return seen.size() >= until;
                        });
        stream.close();
        return seen;
    }

    private AppendCondition onNothingBehind(EventCriteria criteria) {
        return AppendCondition.withCriteria(criteria).withMarker(source(engine, criteria).marker());
    }

    private void refused(AppendCondition condition) {
        assertThatThrownBy(() -> appended(engine, condition, event("refused")))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
    }

    private void rolledBack() throws Exception {
        engine.appendEvents(AppendCondition.none(), null, List.of(event("rolled back")))
                .get()
                .rollback(null);
    }

    private void committedTwice() throws Exception {
        AppendTransaction<?> append =
                engine.appendEvents(AppendCondition.none(), null, List.of(event("once"))).get();
        finish(append).get(10, TimeUnit.SECONDS);
        assertThat(finish(append)).failsWithin(Duration.ofSeconds(1));
    }

    private static String text(EventRecord record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Test
    void readsBackTheSameEventsAfterATakeover() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("Opened", "1", RED, BIG),
                event("Closed", "2", BLUE));
        appended(engine, AppendCondition.none(), event("3"));
        Sourced before = source(engine, ALL);
        BookPosition position = node.position(TestStores.BOOK);

        try (EventStoreNode next = openBeside(settings())) {
            Sourced after = source(wiring.engine(next), ALL);
            assertThat(after.events())
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(before.events());
            assertThat(after.events()).allMatch(e -> e.timestamp().equals(Appends.TIME));
            assertThat(after.marker()).isEqualTo(before.marker());
            assertThat(source(wiring.engine(next), EventCriteria.havingTags(RED, BIG)).payloads())
                    .containsExactly("1");
            assertThat(next.position(TestStores.BOOK)).isEqualTo(position);
        }
    }

    @Test
    void refusesWhatAnOldOwnerStillWantsToWrite() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));

        try (EventStoreNode next = openBeside(settings())) {
            CompletableFuture<ConsistencyMarker> zombie =
                    append(engine, AppendCondition.none(), event("zombie"));
            assertThat(zombie)
                    .failsWithin(Duration.ofSeconds(15))
                    .withThrowableThat()
                    .withCauseInstanceOf(OutcomeUnknownException.class);
            // The old one takes the partition back by itself: then this one is the fenced one.
            node.close();
            await().atMost(Duration.ofSeconds(20)).until(next::ready);
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(
                            () -> {
                                appended(next.engine(), AppendCondition.none(), event("2"));
                                return true;
                            });
            List<Object> payloads = source(wiring.engine(next), ALL).payloads();
            assertThat(payloads).startsWith("1").contains("2").doesNotContain("zombie");
        }
    }
}
