package dev.weir.eventstore;

import static org.axonframework.messaging.eventstreaming.EventCriteria.havingTags;

import dev.weir.eventstore.SimulatedCall.Kind;
import dev.weir.eventstore.SimulatedCall.Outcome;
import dev.weir.eventstore.SimulatedLedger.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;

/** A process that owns the partition: the production owner and engine on simulated threads. */
final class SimulatedNode {
    private static final int PARTITION = 0;
    private static final int LOOP_TASKS_MAX = 8;

    final String name;
    final SimulatedThreads threads;
    final PartitionOwner owner;
    private final KafkaEventStorageEngine engine;
    private final Simulation world;
    private final SimulatedFault fault;
    private long clockOffsetMillis;
    private int events;

    /** Nothing of it runs before these times, milliseconds of the world. */
    long frozenUntil;

    long loopBusyUntil;

    /** It was killed: what it says is heard by nobody. */
    boolean isGone;

    private boolean closing;

    /** What a command wants and gets. */
    record Reply(Outcome outcome, Answer answer) {}

    /** A sourcing that a later append rests on. */
    record Sourced(ConsistencyMarker marker, Answer seen) {}

    SimulatedNode(
            String name,
            Simulation world,
            SimulatedBroker broker,
            SimulatedFault fault,
            Random random) {
        this.name = name;
        this.world = world;
        this.fault = fault;
        this.threads =
                new SimulatedThreads(
                        random,
                        world::now,
                        LOOP_TASKS_MAX,
                        fault == SimulatedFault.WAITERS_DROPPED);
        EventStoreSettings settings = settings();
        this.owner =
                new PartitionOwner(
                        Simulation.TOPICS,
                        PARTITION,
                        partition ->
                                fault.in(
                                        new SimulatedLog(
                                                broker, world.weather(threads), world::aborted),
                                        broker),
                        settings,
                        new LonelyHome(),
                        threads);
        this.engine =
                new KafkaEventStorageEngine(
                        Simulation.TOPICS.events(),
                        settings.resolver(),
                        settings.payloads(),
                        book -> owner);
        owner.start();
    }

    private EventStoreSettings settings() {
        EventStoreSettings.RecordedTime time =
                fault == SimulatedFault.TIME_RUNS_BACK
                        ? EventStoreSettings.RecordedTime.AS_GIVEN
                        : EventStoreSettings.RecordedTime.MONOTONIC;
        return EventStoreSettings.defaults(
                        name, BookResolver.byTag("book"), book -> OptionalInt.of(PARTITION))
                .withPayloads(new TextPayloads())
                .withFolds(fault.in(SimulatedLedger.folds()))
                .withClock(this::clock)
                .withRecordedTime(time);
    }

    private Instant clock() {
        return Simulation.START.plusMillis(world.now() + clockOffsetMillis);
    }

    /** Ends it in good order. */
    void stop() {
        closing = true;
        owner.close();
    }

    boolean isClosing() {
        return closing;
    }

    /** Whether it serves and nothing is on its way. */
    boolean isQuiet() {
        OwnerMetrics metrics = owner.metrics();
        return metrics.serving()
                && metrics.pendingEvents() == 0
                && owner.state().waitingAnswers() == 0
                && !threads.hasAcknowledgements()
                && threads.loop().depth() == 0;
    }

    void jumpClock(long millis) {
        clockOffsetMillis += millis;
    }

    void rightClock() {
        clockOffsetMillis = 0;
    }

    /** Runs a call on the loop, as the command service does. */
    CompletableFuture<Reply> handle(SimulatedCall call) {
        return owner.loop().submit(Lane.NORMAL, () -> decide(call));
    }

    private CompletableFuture<Reply> decide(SimulatedCall call) {
        SimulatedLedger ledger = ledger(call.book);
        Answer known = ledger.answer(call.key);
        if (known != null) {
            return unwritten(new Reply(Outcome.WRITTEN, known));
        }
        if (call.kind == Kind.READ) {
            return unwritten(new Reply(Outcome.READ, ledger.last()));
        }
        if (call.balanceAfter(ledger.last()) < 0) {
            return unwritten(new Reply(Outcome.REFUSED, ledger.last()));
        }
        return written(call, AppendCondition.none(), Map.of());
    }

    /** An answer that appends nothing waits until what it rests on is durable. */
    private CompletableFuture<Reply> unwritten(Reply reply) {
        return fault == SimulatedFault.ANSWERS_NOT_WAITED_FOR
                ? CompletableFuture.completedFuture(reply)
                : owner.state().confirmed().thenApply(done -> reply);
    }

    private CompletableFuture<Reply> written(
            SimulatedCall call, AppendCondition condition, Map<String, String> metadata) {
        List<TaggedEventMessage<?>> run = new ArrayList<>();
        run.add(event(call, call.amount, metadata));
        if (call.kind == Kind.BOOK_WITH_FEE) {
            run.add(event(call, -1, Map.of()));
        }
        CompletableFuture<ConsistencyMarker> appended =
                Appends.append(engine, condition, run.toArray(TaggedEventMessage[]::new));
        if (appended.isCompletedExceptionally()) {
            return appended.thenApply(never -> null);
        }
        // The same turn: the state is as this call has left it.
        Answer answer = ledger(call.book).last();
        return appended.thenApply(marker -> new Reply(Outcome.WRITTEN, answer));
    }

    private TaggedEventMessage<?> event(
            SimulatedCall call, long amount, Map<String, String> metadata) {
        Map<String, String> all = new java.util.HashMap<>(metadata);
        all.put(EventMetadata.KEY, call.key);
        return new GenericTaggedEventMessage<>(
                new GenericEventMessage(
                        name + "-" + ++events,
                        new MessageType("Booked"),
                        Long.toString(amount),
                        all,
                        clock()),
                Set.of(Tag.of("book", call.book)));
    }

    private SimulatedLedger ledger(String book) {
        return (SimulatedLedger)
                Appends.source(engine, havingTags(Tag.of("book", book)))
                        .events()
                        .getFirst()
                        .payload();
    }

    /** Sources as any thread may. */
    Sourced source(String book) {
        Appends.Sourced sourced = Appends.source(engine, havingTags(Tag.of("book", book)));
        return new Sourced(
                sourced.marker(), ((SimulatedLedger) sourced.events().getFirst().payload()).last());
    }

    /** Appends on what was sourced before, as any thread may. */
    CompletableFuture<Reply> append(SimulatedCall call, Sourced sourced) {
        if (call.balanceAfter(sourced.seen()) < 0) {
            return CompletableFuture.completedFuture(new Reply(Outcome.GIVEN_UP, sourced.seen()));
        }
        AppendCondition condition =
                AppendCondition.withCriteria(havingTags(Tag.of("book", call.book)))
                        .withMarker(sourced.marker());
        return written(call, condition, Map.of("seen", sourced.seen().hash()));
    }

    /** The state that is served, by book. */
    Map<String, SimulatedLedger> served(List<String> books) {
        Map<String, SimulatedLedger> served = new java.util.TreeMap<>();
        books.forEach(book -> served.put(book, ledger(book)));
        return served;
    }
}
