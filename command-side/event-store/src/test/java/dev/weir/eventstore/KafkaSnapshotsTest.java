package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.SnapshotHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and aborts on a real broker. */
class KafkaSnapshotsTest {
    @TempDir private Path folder;
    private final StoreTopics topics = TestStores.freshTopics();
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);
    private final BookDirectory books = new BookDirectory();

    @Test
    void aPartitionIsTakenOverFromItsSnapshotWithAndWithoutItsLocalIndex() throws Exception {
        books.put(BookPlacement.newBuilder().setBook("a").build());
        try (EventStoreNode first = start("here")) {
            append(first, "x=1", "y=1", "x=2");
        }
        try (EventStoreNode second = start("here")) {
            assertThat(second.metrics(0).takeover().path())
                    .isEqualTo(TakeoverFigures.Path.SNAPSHOT);
            assertThat(second.metrics(0).takeover().events()).isEqualTo(1);
            assertThat(state(second).entities()).isEqualTo(Map.of("x", "2", "y", "1"));
            assertThat(state(second).history("x")).contains(",1,2");
            append(second, "z=1");
        }
        try (EventStoreNode elsewhere = start("elsewhere")) {
            assertThat(elsewhere.metrics(0).takeover().path())
                    .isEqualTo(TakeoverFigures.Path.SNAPSHOT_WITHOUT_INDEX);
            assertThat(state(elsewhere).entities()).isEqualTo(Map.of("x", "2", "y", "1", "z", "1"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> state(elsewhere).index().isKnown("x"));
            append(elsewhere, "x=3");
            assertThat(state(elsewhere).history("x")).contains(",1,2,3");
        }
    }

    @Test
    void anOlderOwnerCannotWriteSnapshotsAnyMore() {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (SnapshotLog older = new KafkaSnapshots(kafka, 0);
                SnapshotLog newer = new KafkaSnapshots(kafka, 0)) {
            older.fence();
            older.write(
                    List.of(
                            new SnapshotLog.Entry("kept", new byte[1]),
                            new SnapshotLog.Entry("removed", new byte[1])));
            newer.fence();

            assertThatThrownBy(() -> older.write(List.of(new SnapshotLog.Entry("k", new byte[1]))))
                    .isInstanceOf(FencedException.class);
            newer.write(List.of(new SnapshotLog.Entry("removed", null)));
            assertThat(newer.read().entries()).containsOnlyKeys("kept");
            assertThat(newer.keys()).containsOnly("kept");
        }
    }

    @Test
    void theNewestSnapshotIsReadWithoutWhatItReplacedAndFromWhereItsHeadSays() {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (SnapshotLog log = new KafkaSnapshots(kafka, 0)) {
            log.fence();
            assertThat(log.newest().entries()).isEmpty();
            long old = log.write(List.of(new SnapshotLog.Entry("old", new byte[] {1})));
            writeOthers(log, "replaced", 200);
            log.write(List.of(head(1, 1, old)));
            long chunk = log.write(List.of(new SnapshotLog.Entry("chunk", new byte[] {2})));
            writeOthers(log, "between", 200);
            long last =
                    log.write(
                            List.of(
                                    new SnapshotLog.Entry("manifest", new byte[] {3}),
                                    new SnapshotLog.Entry("between-7", null),
                                    head(2, 2, old, chunk)));
            writeOthers(log, "of the round that was not ended", 200);

            SnapshotLog.Found newest = log.newest();
            assertThat(newest.entries())
                    .containsOnlyKeys("old", "chunk", "manifest", SnapshotFormat.headKey(2));
            assertThat(newest.entries().get("chunk")).containsExactly(2);
            assertThat(newest.offsets())
                    .containsEntry("old", old)
                    .containsEntry("chunk", chunk)
                    .containsEntry("manifest", last)
                    .containsEntry(SnapshotFormat.headKey(2), last + 2);
        }
    }

    @Test
    void whatDoesNotLieWhereTheHeadSaysIsLeftOut() {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (SnapshotLog log = new KafkaSnapshots(kafka, 0)) {
            log.fence();
            long there = log.write(List.of(new SnapshotLog.Entry("there", new byte[] {1})));
            log.write(List.of(head(1, 0, there, there + 1)));

            assertThat(log.newest().entries()).containsOnlyKeys("there", SnapshotFormat.headKey(1));
        }
    }

    private static void writeOthers(SnapshotLog log, String name, int number) {
        List<SnapshotLog.Entry> entries = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            entries.add(new SnapshotLog.Entry(name + "-" + i, new byte[1_000]));
        }
        log.write(entries);
    }

    private static SnapshotLog.Entry head(long epoch, int recordsBefore, Long... offsets) {
        return new SnapshotLog.Entry(
                SnapshotFormat.headKey(epoch),
                SnapshotHead.newBuilder()
                        .setEpoch(epoch)
                        .addAllOffsets(List.of(offsets))
                        .setRecordsBefore(recordsBefore)
                        .build()
                        .toByteArray());
    }

    @Test
    void aGroupThatKafkaRefusesBeforeTheCommitIsAbortedAndTheLogGoesOn() {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (PartitionLog log = new KafkaPartitionLog(kafka, 0)) {
            log.fence();
            long end = log.end();

            assertThatThrownBy(() -> log.append(List.of(owner(17 << 20))))
                    .isInstanceOf(AbortedException.class);
            log.append(List.of(owner(10)));
            assertThat(log.end()).isEqualTo(end);
        }
    }

    /** Only a write tells who leads: see {@code KafkaPartitionLog.sound}. */
    @Test
    void afterTheFenceTheEndLiesBehindAWriteThatNobodyReads() {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (PartitionLog first = new KafkaPartitionLog(kafka, 0);
                PartitionLog second = new KafkaPartitionLog(kafka, 0)) {
            first.fence();
            long before = first.end();
            second.fence();

            assertThat(before).isPositive();
            assertThat(second.end()).isGreaterThan(before);
            List<PartitionLog.Entry> read = new ArrayList<>();
            second.read(0, second.end(), read::add);
            assertThat(read).isEmpty();
        }
    }

    private Outgoing owner(int bytes) {
        return new Outgoing(topics.owners(), -1, 0, new byte[] {1}, List.of(), new byte[bytes]);
    }

    private EventStoreNode start(String index) {
        return TestStores.kafka(
                topics,
                EventStoreSettings.defaults("test", BookResolver.byTag("book"), books)
                        .withPayloads(new TextPayloads())
                        .withIndexFolder(folder.resolve(index))
                        .withFolds(
                                new EntityFolds(new SnapshotPolicy(1_000, Duration.ofDays(1)), 1)));
    }

    private static void append(EventStoreNode node, String... payloads) throws Exception {
        for (String payload : payloads) {
            Appends.appended(
                    node.engine(), AppendCondition.none(), event(payload, Tag.of("book", "a")));
        }
    }

    private static EntityFolds.State state(EventStoreNode node) {
        return (EntityFolds.State) node.state("a");
    }
}
