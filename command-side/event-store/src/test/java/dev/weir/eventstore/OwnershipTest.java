package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.append;
import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.store.v1.PartitionOwner;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one log, whose partitions a test gives and takes by hand. */
class OwnershipTest {
    private static final EventCriteria ALL = EventCriteria.havingAnyTag();

    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs memory = new MemoryLogs(topics.events());
    private final FaultyLogs logs = new FaultyLogs(memory);
    private final HandMembership membershipA = new HandMembership();
    private final HandMembership membershipB = new HandMembership();
    private EventStoreNode a;
    private EventStoreNode b;

    @BeforeEach
    void start() {
        a = node("a", membershipA);
        b = node("b", membershipB);
    }

    private EventStoreNode node(String name, Membership membership) {
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                name,
                                BookResolver.constant(TestStores.BOOK),
                                book -> OptionalInt.of(0))
                        .withAddress(name + ":1")
                        .withPayloads(new TextPayloads())
                        .withRecordedTime(EventStoreSettings.RecordedTime.AS_GIVEN);
        EventStoreNode node =
                new OwnedPartitions(
                        topics,
                        1,
                        membership,
                        logs,
                        settings,
                        sink -> Optional.of(new MemoryNodeFeed(memory, topics, sink)));
        node.start();
        return node;
    }

    @AfterEach
    void close() {
        logs.release();
        a.close();
        b.close();
    }

    @Test
    void aNodeWithoutThePartitionRefusesToServeIt() {
        assertThat(a.partitions()).isEmpty();
        assertNotOwner(a);
    }

    @Test
    void handsThePartitionOnWithAllThatWasAccepted() throws Exception {
        serve(a, membershipA);
        logs.hold();
        CompletableFuture<ConsistencyMarker> pending =
                append(a.engine(), AppendCondition.none(), event("1"));
        CompletableFuture<Void> revoked = CompletableFuture.runAsync(() -> membershipA.revoke(0));
        logs.release();
        revoked.get(10, TimeUnit.SECONDS);

        pending.get(1, TimeUnit.SECONDS);
        assertNotOwner(a);
        serve(b, membershipB);
        assertThat(source(b.engine(), ALL).payloads()).containsExactly("1");
        assertThat(b.metrics(0).fences()).isZero();
    }

    @Test
    void aTakeoverEndsAtOnceWhenThePartitionIsTakenAway() throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> wait = new CompletableFuture<>();
        a.beforeServing(
                partition -> {
                    begun.complete(null);
                    wait.join();
                });
        membershipA.assign(0);
        begun.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> revoked = CompletableFuture.runAsync(() -> membershipA.revoke(0));
        await().until(() -> a.loop(0).isClosed());
        wait.complete(null);

        revoked.get(10, TimeUnit.SECONDS);
        assertThat(a.owners().of(0)).isEmpty();
    }

    @Test
    void tellsWhoEndsAndWhoServes() {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        a.onEnded(ended::complete);
        serve(a, membershipA);
        membershipA.revoke(0);

        assertThat(ended).isCompletedWithValue(0);
    }

    @Test
    void everyNodeHearsOfEveryOwner() {
        serve(a, membershipA);
        PartitionOwner first = a.owners().of(0).orElseThrow();
        membershipA.revoke(0);
        serve(b, membershipB);

        assertThat(first.getNode()).isEqualTo("a");
        assertThat(a.owners().of(0)).isEqualTo(b.owners().of(0));
        PartitionOwner second = a.owners().of(0).orElseThrow();
        assertThat(second.getAddress()).isEqualTo("b:1");
        assertThat(second.getEpoch()).isGreaterThan(first.getEpoch()).isEqualTo(b.epoch(0));
        assertThat(a.epoch(0)).isZero();
    }

    @Test
    void isReadyWhenWhatItDoesNotOwnHasAnotherOwner() {
        assertThat(a.ready()).isFalse();
        serve(b, membershipB);

        assertThat(a.ready()).isTrue();
        membershipB.revoke(0);
        // Its own name is on the partition, but it is not the owner any more.
        assertThat(b.ready()).isFalse();
    }

    @Test
    void anOwnerThatLostThePartitionCommitsNothingMore() throws Exception {
        serve(a, membershipA);
        logs.hold();
        CompletableFuture<ConsistencyMarker> inFlight =
                append(a.engine(), AppendCondition.none(), event("in flight"));
        await().until(() -> a.metrics(0).pendingEvents() == 1);
        CompletableFuture<ConsistencyMarker> waiting =
                append(a.engine(), AppendCondition.none(), event("waiting"));
        membershipA.lose(0);
        memory.open(0).fence();
        logs.release();

        assertUnknown(inFlight);
        assertUnknown(waiting);
        assertThat(memory.records(0)).isEmpty();
    }

    @Test
    void aPartitionThatWasLostCanBeOwnedAgain() throws Exception {
        serve(a, membershipA);
        membershipA.lose(0);
        serve(a, membershipA);

        appended(a.engine(), AppendCondition.none(), event("1"));
    }

    @Test
    void aPartitionThatComesBackBeforeItsOwnerHasEndedWaitsForIt() throws Exception {
        AtomicInteger takeovers = new AtomicInteger();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> wait = new CompletableFuture<>();
        a.beforeServing(
                partition -> {
                    if (takeovers.incrementAndGet() == 1) {
                        begun.complete(null);
                        wait.join();
                    }
                });
        membershipA.assign(0);
        begun.get(10, TimeUnit.SECONDS);
        Thread revoking = Thread.ofPlatform().start(() -> membershipA.revoke(0));
        await().until(() -> a.loop(0).isClosed());
        // as when its patience is at an end
        revoking.interrupt();
        revoking.join();

        membershipA.assign(0);

        await().during(Duration.ofMillis(300)).until(() -> takeovers.get() == 1);
        wait.complete(null);
        await().until(() -> a.metrics(0).serving());
        assertThat(takeovers).hasValue(2);
    }

    @Test
    void anIdleOwnerConfirmsAnAnswerWithoutAnEvent() throws Exception {
        serve(a, membershipA);

        a.durable(0).get(5, TimeUnit.SECONDS);

        assertThat(a.metrics(0).heartbeats()).isEqualTo(1);
        assertThat(a.metrics(0).groups()).isZero();
        assertThat(memory.records(0)).isEmpty();
        assertThat(a.position(TestStores.BOOK).sequence()).isEqualTo(-1);
    }

    @Test
    void anAnswerDoesNotRestOnACommitThatBeganBeforeIt() throws Exception {
        serve(a, membershipA);
        logs.hold();
        CompletableFuture<ConsistencyMarker> before =
                append(a.engine(), AppendCondition.none(), event("1"));
        await().until(logs::isHolding);
        CompletableFuture<Void> answer = a.durable(0);
        logs.release();
        before.get(5, TimeUnit.SECONDS);
        answer.get(5, TimeUnit.SECONDS);

        assertThat(a.metrics(0).heartbeats()).isEqualTo(1);
    }

    @Test
    void manyAnswersRideOnOneCommit() throws Exception {
        serve(a, membershipA);
        logs.hold();
        append(a.engine(), AppendCondition.none(), event("1"));
        await().until(logs::isHolding);
        CompletableFuture<?>[] answers = new CompletableFuture<?>[100];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = a.durable(0);
        }
        append(a.engine(), AppendCondition.none(), event("2"));
        logs.release();
        CompletableFuture.allOf(answers).get(5, TimeUnit.SECONDS);

        assertThat(a.metrics(0).heartbeats()).isZero();
        assertThat(memory.records(0)).hasSize(2);
    }

    @Test
    void anOwnerThatWasFencedGivesNoAnswer() {
        serve(a, membershipA);
        serve(b, membershipB);

        assertUnknown(a.durable(0));
    }

    @Test
    void ownersThatFightLeaveTheGroup() {
        serve(a, membershipA);
        serve(b, membershipB);

        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            a.durable(0);
                            b.durable(0);
                            return a.rejoins() + b.rejoins() > 0;
                        });
    }

    @Test
    void oneFenceIsNoFightAndTwoFarApartAreNone() {
        FenceCount count = new FenceCount();
        long minute = Duration.ofMinutes(1).toNanos();

        assertThat(count.isRepeated(0, 0)).isFalse();
        assertThat(count.isRepeated(1, 1)).isFalse();
        assertThat(count.isRepeated(0, minute)).isFalse();
        assertThat(count.isRepeated(0, minute + 1)).isTrue();
        assertThat(count.isRepeated(0, minute + 2)).isFalse();
    }

    private static void serve(EventStoreNode node, HandMembership membership) {
        membership.assign(0);
        await().until(() -> node.metrics(0).serving());
    }

    private static void assertNotOwner(EventStoreNode node) {
        assertThatThrownBy(() -> node.loop(0))
                .isInstanceOfSatisfying(
                        NotServingException.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(NotServingException.Reason.NOT_OWNER));
    }

    private static void assertUnknown(CompletableFuture<?> future) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(OutcomeUnknownException.class);
    }
}
