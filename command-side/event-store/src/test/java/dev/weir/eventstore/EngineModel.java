package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.eventstore.NaiveEvents.Event;
import dev.weir.eventstore.NaiveEvents.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/** One random history of an engine beside the naive list; every answer has to be the same. */
final class EngineModel {
    private static final int STEPS = 80;
    private static final List<Tag> TAGS =
            List.of(EngineFixture.RED, EngineFixture.BLUE, EngineFixture.BIG);
    private static final List<String> TYPES = List.of("Opened", "Closed");

    private final Random random;
    private final EngineWiring wiring;
    private final StoreTopics topics;
    private final NaiveEvents naive = new NaiveEvents();
    private final List<ConsistencyMarker> markers = new ArrayList<>();
    private EventStoreNode node;
    private EventStorageEngine engine;
    private int payloads;

    EngineModel(long seed, EngineWiring wiring, StoreTopics topics) {
        this.random = new Random(seed);
        this.wiring = wiring;
        this.topics = topics;
        markers.add(ConsistencyMarker.ORIGIN);
    }

    /** Throws {@link AssertionError} at the first answer that differs. */
    void run() throws Exception {
        open();
        try {
            for (int step = 0; step < STEPS; step++) {
                step("step " + step);
            }
            restart();
            source("the end");
        } finally {
            node.close();
        }
    }

    private void step(String where) throws Exception {
        switch (random.nextInt(20)) {
            case 0 -> restart();
            case 1 -> stream(where);
            case 2, 3 -> tokens(where);
            case 4 -> dropped();
            case 5, 6, 7, 8, 9, 10 -> append(where);
            default -> source(where);
        }
    }

    private void open() {
        node =
                TestStores.started(
                        new OwnedPartitions(
                                topics,
                                List.of(0),
                                wiring.around(wiring.logs()),
                                TestStores.settings(),
                                directory -> Optional.empty()));
        engine = wiring.engine(node);
    }

    private void restart() {
        node.close();
        open();
    }

    private void append(String where) throws Exception {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            events.add(event());
        }
        List<Wanted> wanted = wanted();
        boolean conditional = random.nextInt(3) > 0;
        ConsistencyMarker marker = markers.get(random.nextInt(markers.size()));
        AppendCondition condition =
                conditional
                        ? AppendCondition.withCriteria(criteria(wanted)).withMarker(marker)
                        : AppendCondition.none();
        boolean conflicts = conditional && !naive.matching(wanted, position(marker)).isEmpty();
        Optional<ConsistencyMarker> appended = append(condition, events);
        assertThat(appended.isEmpty()).as("%s: refused, %s", where, condition).isEqualTo(conflicts);
        if (!conflicts) {
            naive.add(events);
            assertThat(position(appended.get())).as(where).isEqualTo(naive.size());
            markers.add(appended.get());
        }
    }

    private Optional<ConsistencyMarker> append(AppendCondition condition, List<Event> events)
            throws Exception {
        try {
            return Optional.of(
                    Appends.append(engine, condition, messages(events))
                            .get(wiring.patience().toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AppendEventsTransactionRejectedException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void dropped() throws Exception {
        engine.appendEvents(AppendCondition.none(), null, List.of(messages(List.of(event()))))
                .get()
                .rollback(null);
        engine.appendEvents(AppendCondition.none(), null, List.of()).get();
    }

    private void source(String where) {
        List<Wanted> wanted = wanted();
        boolean fromStart = random.nextBoolean();
        ConsistencyMarker from = markers.get(random.nextInt(markers.size()));
        SourcingCondition condition =
                fromStart
                        ? SourcingCondition.conditionFor(criteria(wanted))
                        : SourcingCondition.conditionFor(from.position(), criteria(wanted));
        Appends.Sourced sourced = Appends.drain(engine.source(condition, null));
        assertThat(sourced.events().stream().map(EngineModel::text).toList())
                .as("%s: %s", where, condition)
                .isEqualTo(naive.matching(wanted, fromStart ? 0 : position(from)));
        assertThat(position(sourced.marker())).as(where).isEqualTo(naive.size());
        markers.add(sourced.marker());
    }

    private void tokens(String where) throws Exception {
        Instant at = time();
        assertThat(engine.firstToken(null).get()).isEqualTo(new GlobalSequenceTrackingToken(0));
        assertThat(engine.latestToken(null).get())
                .as(where)
                .isEqualTo(new GlobalSequenceTrackingToken(naive.size()));
        assertThat(engine.tokenAt(at, null).get())
                .as("%s: at %s", where, at)
                .isEqualTo(new GlobalSequenceTrackingToken(naive.firstSince(at)));
    }

    private void stream(String where) {
        List<Wanted> wanted = wanted();
        long from = random.nextInt(naive.size() + 1);
        List<String> expected = naive.matching(wanted, from);
        MessageStream<EventMessage> stream =
                engine.stream(
                        StreamingCondition.conditionFor(
                                new GlobalSequenceTrackingToken(from), criteria(wanted)),
                        null);
        List<String> seen = new ArrayList<>();
        await().atMost(wiring.patience())
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            for (var e = stream.next(); e.isPresent(); e = stream.next()) {
                                seen.add(text(e.get().message()));
                            }
                            return seen.size() >= expected.size();
                        });
        stream.close();
        assertThat(seen).as("%s: stream from %s", where, from).isEqualTo(expected);
    }

    private List<Wanted> wanted() {
        List<Wanted> anyOf = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            Set<String> types =
                    random.nextInt(3) == 0
                            ? Set.of(TYPES.get(random.nextInt(TYPES.size())))
                            : Set.of();
            anyOf.add(new Wanted(someTags(), types));
        }
        return anyOf;
    }

    private static EventCriteria criteria(List<Wanted> anyOf) {
        List<EventCriteria> criteria = anyOf.stream().map(Wanted::criteria).toList();
        return criteria.size() == 1 ? criteria.getFirst() : EventCriteria.either(criteria);
    }

    private Event event() {
        return new Event(
                "e" + ++payloads, TYPES.get(random.nextInt(TYPES.size())), time(), someTags());
    }

    private Set<Tag> someTags() {
        Set<Tag> tags = new HashSet<>(TAGS);
        tags.removeIf(tag -> random.nextInt(5) > 1);
        return tags;
    }

    /** A few instants that differ by microseconds, in no order. */
    private Instant time() {
        return Appends.TIME.plusNanos(1_000L * random.nextInt(30));
    }

    private static TaggedEventMessage<?>[] messages(List<Event> events) {
        return events.stream()
                .map(
                        event ->
                                Appends.eventAt(
                                        event.time(),
                                        event.type(),
                                        event.payload(),
                                        event.tags().toArray(Tag[]::new)))
                .toArray(TaggedEventMessage[]::new);
    }

    private static String text(EventMessage message) {
        return NaiveEvents.text(message.payload(), message.type().name(), message.timestamp());
    }

    private static long position(ConsistencyMarker marker) {
        return GlobalIndexConsistencyMarker.position(marker);
    }
}
