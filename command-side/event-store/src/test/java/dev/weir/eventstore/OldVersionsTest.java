package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import dev.weir.contract.log.EventCatalog;
import dev.weir.contract.log.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;

/**
 * A log written by a build that knew one version, opened by one that knows the next. Two messages
 * of protobuf's own stand for the versions: a text, and a number.
 */
class OldVersionsTest {
    private static final Tag RED = Tag.of("colour", "red");
    private static final String V1 = EventTypes.nameOf(StringValue.getDefaultInstance());
    private static final String V2 = EventTypes.nameOf(Int64Value.getDefaultInstance());
    private static final EventCatalog OLD_BUILD =
            EventCatalog.of(List.of(StringValue.getDefaultInstance()));
    private static final EventCatalog NEW_BUILD =
            EventCatalog.of(
                            List.of(
                                    StringValue.getDefaultInstance(),
                                    Int64Value.getDefaultInstance()))
                    .with(
                            V1,
                            V2,
                            old -> Int64Value.of(Long.parseLong(((StringValue) old).getValue())));

    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs logs = new MemoryLogs(topics.events());

    private EventStoreNode open(EventCatalog catalog) {
        return TestStores.onHeap(
                logs, topics, TestStores.settings().withPayloads(EventPayloads.of(catalog)));
    }

    private static TaggedEventMessage<?> event(Message payload) {
        return new GenericTaggedEventMessage<>(
                new GenericEventMessage(
                        "id-" + payload,
                        new MessageType(EventTypes.nameOf(payload)),
                        payload,
                        Map.of(),
                        Appends.TIME),
                Set.of(RED));
    }

    @Test
    void whatAnOldBuildWroteIsSourcedAndStreamedAsTodaysVersion() throws Exception {
        try (EventStoreNode old = open(OLD_BUILD)) {
            appended(old.engine(), AppendCondition.none(), event(StringValue.of("41")));
        }
        try (EventStoreNode node = open(NEW_BUILD)) {
            BookPosition before = node.position(TestStores.BOOK);
            appended(node.engine(), AppendCondition.none(), event(Int64Value.of(42)));

            List<EventMessage> events =
                    Appends.source(node.engine(), EventCriteria.havingTags(RED)).events();
            assertThat(events)
                    .extracting(EventMessage::payload)
                    .containsExactly(Int64Value.of(41), Int64Value.of(42));
            assertThat(events).extracting(event -> event.type().name()).containsExactly(V2, V2);
            assertThat(before.sequence()).isZero();
            MessageStream<EventMessage> stream =
                    node.engine().stream(
                            StreamingCondition.conditionFor(
                                    new GlobalSequenceTrackingToken(0),
                                    EventCriteria.havingTags(RED)),
                            null);
            await().atMost(10, TimeUnit.SECONDS).until(stream::hasNextAvailable);
            assertThat(stream.next().orElseThrow().message().payload())
                    .isEqualTo(Int64Value.of(41));
            stream.close();
        }
    }

    @Test
    void anOldVersionIsNotWrittenAnyMore() {
        EventPayloads payloads = EventPayloads.of(NEW_BUILD);
        assertThatThrownBy(() -> payloads.toBytes(V1, StringValue.of("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("old version");
    }
}
