package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.append;
import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionOwnerTest {
    private static final EventCriteria ALL = EventCriteria.havingAnyTag();

    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs memory = new MemoryLogs(topics.events());
    private final FaultyLogs logs = new FaultyLogs(memory);
    private EventStoreNode node;
    private KafkaEventStorageEngine engine;

    @BeforeEach
    void open() {
        node = TestStores.started(unstarted(TestStores.settings()));
        engine = node.engine();
    }

    private EventStoreNode unstarted(EventStoreSettings settings) {
        return new OwnedPartitions(
                topics, List.of(0), logs, settings, directory -> Optional.empty());
    }

    @AfterEach
    void close() {
        logs.release();
        node.close();
    }

    @Test
    void showsPendingEventsToCommandsAndHidesThemFromReaders() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        MessageStream<EventMessage> stream =
                engine.stream(
                        StreamingCondition.startingFrom(new GlobalSequenceTrackingToken(0)), null);
        await().until(() -> stream.next().isPresent());
        logs.hold();

        CompletableFuture<ConsistencyMarker> pending =
                append(engine, AppendCondition.none(), event("2"));
        CompletableFuture<Void> durable = node.durable(0);

        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2");
        assertThat(engine.latestToken(null).get()).isEqualTo(new GlobalSequenceTrackingToken(1));
        assertThat(stream.hasNextAvailable()).isFalse();
        assertThat(pending).isNotDone();
        assertThat(durable).isNotDone();
        logs.release();
        pending.get(5, TimeUnit.SECONDS);
        durable.get(5, TimeUnit.SECONDS);
        await().until(() -> stream.next().isPresent());
        stream.close();
    }

    @Test
    void tellsHowLongTheOldestAppendHasWaitedForItsTransaction() throws Exception {
        appended(engine, AppendCondition.none(), event("durable"));
        await().until(() -> node.backlog(0).isZero());
        logs.hold();
        append(engine, AppendCondition.none(), event("oldest"));
        Thread.sleep(20);
        CompletableFuture<ConsistencyMarker> newest =
                append(engine, AppendCondition.none(), event("newest"));

        assertThat(node.backlog(0)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        logs.release();
        newest.get(5, TimeUnit.SECONDS);
        await().until(() -> node.backlog(0).isZero());
    }

    @Test
    void commitsInOneGroupWhatCameDuringTheCommitBefore() throws Exception {
        long groupsBefore = node.metrics(0).groups();
        logs.hold();
        List<CompletableFuture<ConsistencyMarker>> all = new ArrayList<>();
        all.add(append(engine, AppendCondition.none(), event("first")));
        await().until(() -> node.metrics(0).pendingEvents() == 1);
        for (int i = 0; i < 100; i++) {
            all.add(append(engine, AppendCondition.none(), event("e" + i)));
        }
        logs.release();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5, TimeUnit.SECONDS);

        assertThat(node.metrics(0).groups() - groupsBefore).isBetween(1L, 2L);
        assertThat(node.metrics(0).events()).isEqualTo(101);
    }

    @Test
    void sendsAGroupAgainThatDidNotReachTheLog() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.failOnceBefore();

        appended(engine, AppendCondition.none(), event("2"));

        appended(engine, AppendCondition.none(), event("3"));
        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2", "3");
        assertThat(memory.records(0)).extracting(EventRecord::sequence).containsExactly(0L, 1L, 2L);
        assertThat(node.metrics(0).takeovers()).isEqualTo(1);
        assertThat(node.metrics(0).secondTries()).isEqualTo(1);
    }

    @Test
    void findsAGroupInTheLogWhoseTransactionFailed() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.failOnceAfter();

        appended(engine, AppendCondition.none(), event("2"), event("3"));

        appended(engine, AppendCondition.none(), event("4"));
        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2", "3", "4");
        assertThat(memory.records(0))
                .extracting(EventRecord::sequence)
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(node.metrics(0).takeovers()).isEqualTo(1);
    }

    @Test
    void sendsTheSameAgainWithoutATakeoverWhenATransactionWasAborted() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.abort(2);

        appended(engine, AppendCondition.none(), event("2"));

        appended(engine, AppendCondition.none(), event("3"));
        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2", "3");
        assertThat(memory.records(0)).extracting(EventRecord::sequence).containsExactly(0L, 1L, 2L);
        assertThat(node.metrics(0).takeovers()).isEqualTo(1);
        assertThat(node.metrics(0).secondTries()).isZero();
    }

    @Test
    void fencesItselfWhenATransactionIsAbortedAgainAndAgain() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.abort(3);

        appended(engine, AppendCondition.none(), event("2"));

        assertThat(memory.records(0)).extracting(EventRecord::sequence).containsExactly(0L, 1L);
        assertThat(node.metrics(0).takeovers()).isEqualTo(1);
        assertThat(node.metrics(0).secondTries()).isEqualTo(1);
    }

    @Test
    void looksAGroupUpAgainWhenTheLookUpFailed() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.failBefore(3);

        appended(engine, AppendCondition.none(), event("2"));

        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2");
        assertThat(memory.records(0)).extracting(EventRecord::sequence).containsExactly(0L, 1L);
        assertThat(node.metrics(0).takeovers()).isEqualTo(1);
    }

    @Test
    void servesAgainByItselfWhenNoTryHelps() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.failBefore(4);

        assertUnknown(append(engine, AppendCondition.none(), event("lost")));

        await().until(node::ready);
        appended(engine, AppendCondition.none(), event("2"));
        assertThat(source(engine, ALL).payloads()).containsExactly("1", "2");
        assertThat(node.metrics(0).takeovers()).isEqualTo(2);
    }

    @Test
    void refusesAMarkerThatRestsOnEventsThatWereLost() throws Exception {
        logs.hold();
        CompletableFuture<ConsistencyMarker> lost =
                append(engine, AppendCondition.none(), event("lost"));
        AppendCondition condition =
                AppendCondition.withCriteria(ALL).withMarker(source(engine, ALL).marker());
        logs.failBefore(4);
        logs.release();
        assertUnknown(lost);
        await().until(node::ready);
        appended(engine, AppendCondition.none(), event("another in its place"));

        assertThatThrownBy(() -> appended(engine, condition, event("2")))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
        assertThat(source(engine, ALL).payloads()).containsExactly("another in its place");
    }

    @Test
    void neverSendsAgainBehindWhatAnotherOwnerHasWritten() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        logs.hold();
        CompletableFuture<ConsistencyMarker> mine =
                append(engine, AppendCondition.none(), event("mine"));
        try (EventStoreNode other =
                TestStores.started(
                        new OwnedPartitions(
                                topics,
                                List.of(0),
                                memory,
                                TestStores.settings(),
                                directory -> Optional.empty()))) {
            appended(other.engine(), AppendCondition.none(), event("other"));
        }
        logs.failOnceBefore();
        logs.release();

        assertUnknown(mine);
        await().until(node::ready);
        assertThat(source(engine, ALL).payloads()).containsExactly("1", "other");
    }

    @Test
    void aFencedOwnerStepsDownAtOnce() throws Exception {
        logs.hold();
        CompletableFuture<ConsistencyMarker> mine =
                append(engine, AppendCondition.none(), event("mine"));
        memory.open(0).fence();
        logs.release();

        assertUnknown(mine);
        await().until(node::ready);
        assertThat(node.metrics(0).secondTries()).isZero();
        assertThat(memory.records(0)).isEmpty();
    }

    @Test
    void failsAllThatWaitWhenItStepsDown() {
        logs.hold();
        CompletableFuture<ConsistencyMarker> inFlight =
                append(engine, AppendCondition.none(), event("1"));
        CompletableFuture<ConsistencyMarker> queued =
                append(engine, AppendCondition.none(), event("2"));
        CompletableFuture<Void> barrier = node.durable(0);
        logs.failBefore(4);
        logs.release();

        assertUnknown(inFlight);
        assertUnknown(queued);
        assertUnknown(barrier);
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        node.close();
        node = TestStores.started(unstarted(TestStores.settings().withPendingEventsMax(2_000)));
        logs.hold();
        for (int i = 0; i < 2_000; i++) {
            append(node.engine(), AppendCondition.none(), event("e" + i));
        }

        assertThat(append(node.engine(), AppendCondition.none(), event("one too many")))
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(OverloadedException.class);
    }

    @Test
    void refusesToOwnWithAClockBehindTheLog() throws Exception {
        appended(engine, AppendCondition.none(), event("1"));
        node.close();
        InstantSource behind = InstantSource.fixed(Appends.TIME.minusMillis(2_001));
        EventStoreSettings monotonic =
                TestStores.settings()
                        .withRecordedTime(EventStoreSettings.RecordedTime.MONOTONIC)
                        .withClock(behind);
        node = unstarted(monotonic);
        node.start();

        await().until(() -> node.metrics(0).failures() >= 2);
        assertThat(node.ready()).isFalse();
        node.close();
        node =
                TestStores.started(
                        unstarted(
                                monotonic.withClock(
                                        InstantSource.fixed(Appends.TIME.minusMillis(1_999)))));
    }

    @Test
    void ownsALogWithABookWhoseTestClockIsFarAhead() throws Exception {
        Instant ahead = Instant.now().plus(Duration.ofDays(400));
        appended(engine, AppendCondition.none(), Appends.eventAt(ahead, "Happened", "1"));
        node.close();

        node =
                TestStores.started(
                        unstarted(
                                TestStores.settings()
                                        .withRecordedTime(EventStoreSettings.RecordedTime.MONOTONIC)
                                        .withClock(InstantSource.system())));

        assertThat(node.ready()).isTrue();
    }

    @Test
    void refusesToServeALogWhoseChainIsBroken() throws Exception {
        appended(engine, AppendCondition.none(), event("1"), event("2"));
        node.close();
        List<EventRecord> records = memory.records(0);
        StoreTopics copied = TestStores.freshTopics();
        MemoryLogs broken = new MemoryLogs(copied.events());
        PartitionLog copy = broken.open(0);
        copy.fence();
        EventRecord second = records.getLast();
        copy.append(
                List.of(
                        outgoing(copied, records.getFirst(), "1".getBytes(UTF_8)),
                        outgoing(copied, second, second.value())));
        copy.append(List.of(outgoing(copied, second, second.value())));

        node =
                new OwnedPartitions(
                        copied,
                        List.of(0),
                        broken,
                        TestStores.settings(),
                        directory -> Optional.empty());
        node.start();

        await().until(() -> node.metrics(0).failures() >= 2);
        assertThat(node.ready()).isFalse();
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

    private static Outgoing outgoing(StoreTopics topics, EventRecord record, byte[] value) {
        return new Outgoing(
                topics.events(), 0, 0, record.book().getBytes(UTF_8), record.headers(), value);
    }

    private static void assertUnknown(CompletableFuture<?> future) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(OutcomeUnknownException.class);
    }
}
