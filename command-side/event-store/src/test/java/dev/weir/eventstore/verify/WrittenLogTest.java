package dev.weir.eventstore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.eventstore.BookResolver;
import dev.weir.eventstore.EventMetadata;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import dev.weir.eventstore.TestBroker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;

class WrittenLogTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void findsWhatTheEngineWritesSound() throws Exception {
        MemoryLogs logs = new MemoryLogs(StoreTopics.WEIR.events());
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "test", BookResolver.byTag("book"), book -> OptionalInt.of(0))
                        .withClock(() -> TIME);
        try (EventStoreNode node = EventStores.onHeap(logs, StoreTopics.WEIR, 1, settings)) {
            node.start();
            await().until(node::ready);
            append(node, event("b1", "alice", "k1"), event("b1", "bob", "k1"));
            append(node, event("b2", "alice", "k1"));
            append(node, event("b1", "carol", "k2"));
        }
        Findings findings = new Findings();
        LogCheck check = SmallLog.check(findings);
        List<EventRecord> records = logs.records(0);
        for (int offset = 0; offset < records.size(); offset++) {
            EventRecord record = records.get(offset);
            check.next(
                    new RawRecord(
                            0,
                            offset,
                            record.book().getBytes(StandardCharsets.UTF_8),
                            record.headers(),
                            record.value()));
        }
        check.end(Long.MIN_VALUE);

        assertThat(findings.kept()).isEmpty();
        assertThat(check.records()).isEqualTo(4);
        assertThat(check.books().get("b1").chain.lastSequence()).isEqualTo(2);
        List<String> accounts = new ArrayList<>();
        check.books().get("b1").ledger.accounts().forEach((id, fold) -> accounts.add(id));
        assertThat(accounts).containsExactlyInAnyOrder("alice", "bob", "carol");
        assertThat(check.books().get("b1").outcomes.keysSeen()).isEqualTo(2);
    }

    @Test
    void writesTheHeadersThatTheMetadataNames() throws Exception {
        MemoryLogs logs = new MemoryLogs(StoreTopics.WEIR.events());
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "test", BookResolver.byTag("book"), book -> OptionalInt.of(0))
                        .withClock(() -> TIME);
        try (EventStoreNode node = EventStores.onHeap(logs, StoreTopics.WEIR, 1, settings)) {
            node.start();
            await().until(node::ready);
            append(node, event("b1", "alice", "k1"));
        }

        EventRecord record = logs.records(0).getFirst();
        assertThat(record.type()).isEqualTo("weir.ledger.v1.AccountOpened");
        assertThat(record.subject()).isEqualTo("alice");
        assertThat(record.key()).isEqualTo("k1");
        assertThat(record.commandHash()).isEqualTo("hash-k1");
        assertThat(record.occurredMicros()).isEqualTo(1_234_567);
        assertThat(record.metadata()).isEmpty();
        assertThat(EventTypes.parse(record.type(), record.value())).isEqualTo(account("alice"));
    }

    @Test
    void readsTheWholeLogFromKafka() throws Exception {
        KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), StoreTopics.WEIR);
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                        "test", BookResolver.byTag("book"), book -> OptionalInt.of(1));
        try (EventStoreNode node = EventStores.onKafka(kafka, 2, settings)) {
            node.start();
            await().atMost(Duration.ofSeconds(30)).until(node::ready);
            append(node, event("b1", "alice", "k1"), event("b1", "bob", "k1"));
            append(node, event("b2", "alice", "k1"));
        }
        String[] arguments = {"--kafka", TestBroker.bootstrap()};

        // The markers of the last commit come a moment after its acknowledgement.
        await().untilAsserted(
                        () ->
                                assertThat(
                                                text(
                                                        VerifyMain.verify(
                                                                VerifyOptions.parse(
                                                                        arguments, Map.of()))))
                                        .startsWith("log       3 records, 2 books, 2 partitions")
                                        .contains("ledger    3 accounts")
                                        .endsWith("sound" + System.lineSeparator()));
    }

    private static String text(VerifyReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Message account(String id) {
        return AccountOpened.newBuilder().setAccountId(id).setCurrency("EUR").build();
    }

    static TaggedEventMessage<?> event(String book, String account, String key) {
        Message payload = account(account);
        return new GenericTaggedEventMessage<>(
                new GenericEventMessage(
                        book + account,
                        new MessageType(EventTypes.nameOf(payload)),
                        payload,
                        Map.of(
                                EventMetadata.SUBJECT,
                                account,
                                EventMetadata.KEY,
                                key,
                                EventMetadata.COMMAND_HASH,
                                "hash-" + key,
                                EventMetadata.OCCURRED_AT,
                                "1234567"),
                        TIME),
                Set.of(Tag.of("book", book)));
    }

    @SuppressWarnings("unchecked")
    static void append(EventStoreNode node, TaggedEventMessage<?>... events) throws Exception {
        AppendTransaction<Object> append =
                (AppendTransaction<Object>)
                        node.engine()
                                .appendEvents(
                                        AppendCondition.none(),
                                        null,
                                        new ArrayList<>(List.of(events)))
                                .get();
        append.commit(null).get(10, TimeUnit.SECONDS);
    }
}
