package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.store.v1.PartitionOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The records on the broker, byte by byte, and the owner's record beside them. */
class KafkaRecordsTest {
    private final StoreTopics topics = TestStores.freshTopics();
    private EventStoreNode node;
    private KafkaEventStorageEngine engine;

    @BeforeEach
    void open() {
        node = TestStores.kafka(topics, TestStores.settings());
        engine = node.engine();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void writesRecordsThatAnyKafkaClientCanRead() throws Exception {
        appended(
                engine,
                AppendCondition.none(),
                event("Opened", "1", Tag.of("account", "a=1")),
                event("Closed", "2"));
        BookPosition position = node.position(TestStores.BOOK);

        List<ConsumerRecord<byte[], byte[]>> raw = KafkaWiring.read(topics.events(), 2);

        assertThat(raw).hasSize(2);
        String before = RecordHash.NONE;
        for (ConsumerRecord<byte[], byte[]> record : raw) {
            EventRecord event = KafkaReader.event(record);
            assertThat(event.previousHash()).isEqualTo(before);
            assertThat(event.hash())
                    .isEqualTo(
                            RecordHash.of(
                                    record.key(), KafkaReader.headers(record), record.value()));
            before = event.hash();
            assertThat(record.timestamp()).isEqualTo(Appends.TIME.toEpochMilli());
            assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/books/book-1");
            assertThat(event.recordedMicros()).isEqualTo(Micros.of(Appends.TIME));
        }
        assertThat(before).isEqualTo(position.hash());
        EventRecord first = KafkaReader.event(raw.getFirst());
        assertThat(first.type()).isEqualTo("Opened");
        assertThat(first.id()).isEqualTo("id-1");
        assertThat(first.tags()).containsExactly("account=a%3D1");
        assertThat(first.metadata()).containsEntry("m", "1");
        assertThat(first.runIndex() + "/" + first.runLength()).isEqualTo("1/2");
        assertThat(KafkaReader.event(raw.getLast()).sequence()).isEqualTo(1);
    }

    @Test
    void takesTheRecordsOfABookWhoseClockIsFarAhead() throws Exception {
        Instant ahead = Instant.now().plus(Duration.ofDays(400));

        appended(engine, AppendCondition.none(), Appends.eventAt(ahead, "Opened", "1"));

        ConsumerRecord<byte[], byte[]> record = KafkaWiring.read(topics.events(), 1).getFirst();
        assertThat(KafkaReader.event(record).recordedMicros()).isEqualTo(Micros.of(ahead));
        assertThat(record.timestamp()).isLessThanOrEqualTo(System.currentTimeMillis());
    }

    @Test
    void raisesTheOwnersEpochAtEachTakeover() throws Exception {
        node.close();
        open();

        List<Long> epochs = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : KafkaWiring.read(topics.owners(), 2)) {
            epochs.add(PartitionOwner.parseFrom(record.value()).getEpoch());
        }
        assertThat(epochs).containsExactly(1L, 2L);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                record.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
