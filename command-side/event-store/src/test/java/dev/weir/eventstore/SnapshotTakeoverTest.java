package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.LogAnchor;
import dev.weir.contract.store.v1.SnapshotHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotTakeoverTest {
    private static final SnapshotPolicy ALWAYS = new SnapshotPolicy(1, Duration.ofMillis(1));
    private static final SnapshotPolicy AT_THE_END = new SnapshotPolicy(1_000, Duration.ofDays(1));

    @TempDir private Path folder;
    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs logs = new MemoryLogs(topics.events());
    private final BookDirectory books = new BookDirectory();
    private EventStoreNode node;

    @BeforeEach
    void open() {
        for (String book : List.of("a", "b")) {
            books.put(BookPlacement.newBuilder().setBook(book).build());
        }
        node = start(ALWAYS, 1, "index");
        append("a", "x=1", "y=1");
        append("b", "x=2");
        append("a", "y=", "z=3");
        awaitSnapshotOf(5);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private EventStoreSettings settings(SnapshotPolicy policy, int schema, String index) {
        return EventStoreSettings.defaults("test", BookResolver.byTag("book"), books)
                .withPayloads(new TextPayloads())
                .withIndexFolder(folder.resolve(index))
                .withFolds(new EntityFolds(policy, schema));
    }

    private EventStoreNode start(SnapshotPolicy policy, int schema, String index) {
        return TestStores.onHeap(logs, topics, settings(policy, schema, index));
    }

    @Test
    void replaysOnlyWhatLiesBehindTheSnapshot() {
        long before = head().getEventsOffset();
        crash(() -> append("a", "w=4"), AT_THE_END, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.SNAPSHOT);
        // and the record before it, by which the log is recognised
        assertThat(node.metrics(0).takeover().events()).isEqualTo(6 - before + 1);
        assertBooksAre(Map.of("x", "1", "z", "3", "w", "4"), Map.of("x", "2"));
        append("a", "v=5");
        append("b", "v=6");
        assertBooksAre(Map.of("x", "1", "z", "3", "w", "4", "v", "5"), Map.of("x", "2", "v", "6"));
    }

    @Test
    void aCleanEndLeavesNothingToReplay() {
        node.close();
        node = start(AT_THE_END, 1, "index");
        append("a", "w=4");
        node.close();
        node = start(AT_THE_END, 1, "index");

        assertThat(node.metrics(0).takeover().events()).isEqualTo(1);
        assertBooksAre(Map.of("x", "1", "z", "3", "w", "4"), Map.of("x", "2"));
    }

    @Test
    void keepsTheIndexAcrossARestart() {
        crash(() -> append("a", "x=4"), AT_THE_END, "index");

        assertThat(state("a").history("x")).contains(",1,4");
        assertThat(state("a").history("y")).contains(",1,");
        append("a", "x=5");
        assertThat(state("a").history("x")).contains(",1,4,5");
        assertThat(state("a").history("unknown")).isEmpty();
    }

    @Test
    void anIndexThatIsAheadOfTheSnapshotIsNotWrittenTwice() {
        Map<String, byte[]> snapshot = Map.copyOf(logs.snapshotEntries(0));
        append("a", "x=4", "x=5");
        awaitSnapshotOf(7);
        node.close();
        replaceSnapshots(snapshot);
        node = start(AT_THE_END, 1, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.SNAPSHOT);
        assertThat(state("a").history("x")).contains(",1,4,5");
        assertBooksAre(Map.of("x", "5", "z", "3"), Map.of("x", "2"));
    }

    @Test
    void servesWithoutALocalIndexWhatIsSurelyNewAndRefusesWhatMayBeKnownUntilItIsRebuilt() {
        node.close();
        Slow slow = new Slow(logs);
        node = elsewhere(slow);

        assertThat(node.metrics(0).takeover().path())
                .isEqualTo(TakeoverFigures.Path.SNAPSHOT_WITHOUT_INDEX);
        assertThat(state("a").history("new")).isEmpty();
        assertThatThrownBy(() -> state("a").history("x"))
                .isInstanceOf(NotServingException.class)
                .hasMessageContaining("rebuilt");
        append("a", "new=1");
        assertThat(state("a").history("new")).contains(",1");

        slow.goOn.countDown();
        await().until(() -> state("a").index().isKnown("x"));
        assertThat(state("a").history("x")).contains(",1");
        assertThat(state("a").history("new")).contains(",1");
        append("a", "x=6");
        assertThat(state("a").history("x")).contains(",1,6");
    }

    /** A node that has no index and takes its time to fill one. */
    private EventStoreNode elsewhere(Slow slow) {
        return TestStores.started(
                new OwnedPartitions(
                        topics,
                        List.of(0),
                        slow,
                        settings(AT_THE_END, 1, "elsewhere"),
                        directory -> Optional.empty()));
    }

    /** More than a part of the filter takes, written while that was open and when it was not. */
    @Test
    void takesNoKeyForANewOneWhenAPartOfTheFilterWasWrittenBeforeItWasFull() {
        int keys = 6_000;
        for (int i = 0; i < keys; i++) {
            append("a", "k" + i + "=1");
            if (i == keys / 2) {
                awaitSnapshotOf(5 + i + 1);
            }
        }
        awaitSnapshotOf(5 + keys);
        node.close();
        Slow slow = new Slow(logs);
        node = elsewhere(slow);

        assertThat(node.metrics(0).takeover().path())
                .isEqualTo(TakeoverFigures.Path.SNAPSHOT_WITHOUT_INDEX);
        for (int i = 0; i < keys; i++) {
            assertThat(state("a").index().isKnown("k" + i)).as("surely new: k" + i).isFalse();
        }
        slow.goOn.countDown();
    }

    @Test
    void takesNoKeyForANewOneAfterACrashBetweenAnyTwoWrites() {
        node.close();
        Recorded recorded = new Recorded(logs);
        node = recordedNode(recorded);
        append("a", "new=7");
        append("b", "x=8");
        await().until(() -> head().getEventsOffset() == 7);
        append("a", "newer=9");
        await().until(() -> head().getEventsOffset() == 8);
        node.close();

        for (Map<String, byte[]> left : recorded.states()) {
            replaceSnapshots(left);
            Slow slow = new Slow(logs);
            node = elsewhere(slow);
            for (String key : List.of("x", "new", "newer")) {
                // what was replayed is known with its value; of the rest nobody can tell yet
                assertThat(!state("a").index().isKnown(key) || state("a").history(key).isPresent())
                        .as("%s with %s entries is not taken for new", key, left.size())
                        .isTrue();
            }
            slow.goOn.countDown();
            node.close();
        }
        assertThat(recorded.states()).hasSizeGreaterThan(6);
        node = start(AT_THE_END, 1, "index");
    }

    /** What is wrong with a snapshot. */
    enum Damage {
        NONE_THERE,
        HEAD_OF_ANOTHER_FORMAT,
        HEAD_UNREADABLE,
        HEAD_AHEAD_OF_THE_LOG,
        HEAD_OF_ANOTHER_LOG,
        MANIFEST_MISSING,
        MANIFEST_DAMAGED,
        CHUNK_MISSING,
        CHUNK_DAMAGED,
        FILTER_MISSING
    }

    @ParameterizedTest
    @EnumSource
    void replaysTheWholeLogWhenTheSnapshotCannotBeUsed(Damage damage) throws Exception {
        crash(() -> append("a", "w=4"), AT_THE_END, "index");
        crash(() -> damage(damage), AT_THE_END, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.REPLAY);
        assertThat(node.metrics(0).failures()).isZero();
        assertBooksAre(Map.of("x", "1", "z", "3", "w", "4"), Map.of("x", "2"));
        assertThat(state("a").history("y")).contains(",1,");
    }

    @Test
    void replaysTheWholeLogWhenTheSnapshotIsOfAnotherSchema() {
        node.close();
        node = start(AT_THE_END, 2, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.REPLAY);
        assertBooksAre(Map.of("x", "1", "z", "3"), Map.of("x", "2"));
    }

    /** Chunks without a manifest, a manifest without its head, removals half done. */
    @Test
    void takesOverAfterACrashBetweenAnyTwoWrites() {
        node.close();
        Recorded recorded = new Recorded(logs);
        node = recordedNode(recorded);
        append("a", "x=7");
        append("b", "x=8");
        await().until(() -> head().getEventsOffset() == 7);
        append("a", "y=9");
        await().until(() -> head().getEventsOffset() == 8);
        node.close();

        for (Map<String, byte[]> left : recorded.states()) {
            replaceSnapshots(left);
            node = start(AT_THE_END, 1, "index");
            assertBooksAre(Map.of("x", "7", "y", "9", "z", "3"), Map.of("x", "8"));
            assertThat(node.metrics(0).takeover().path())
                    .as("%s entries", left.size())
                    .isNotEqualTo(TakeoverFigures.Path.REPLAY);
            assertThat(state("a").history("y")).contains(",1,,9");
            node.close();
        }
        assertThat(recorded.states()).hasSizeGreaterThan(6);
        node = start(AT_THE_END, 1, "index");
    }

    @Test
    void aRoundThatFailedIsMendedByTheNextOne() {
        node.close();
        Recorded failing = new Recorded(logs);
        node = recordedNode(failing);
        failing.failuresLeft = 3;
        append("a", "x=7");
        append("b", "x=8");
        await().until(() -> failing.failuresLeft == 0 && head().getEventsOffset() == 7);
        append("a", "y=9");
        await().until(() -> head().getEventsOffset() == 8);
        node.close();
        node = start(AT_THE_END, 1, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.SNAPSHOT);
        assertBooksAre(Map.of("x", "7", "y", "9", "z", "3"), Map.of("x", "8"));
    }

    @Test
    void anOlderOwnerCannotWriteSnapshotsAnyMore() {
        SnapshotLog older = logs.snapshots(0).orElseThrow();
        older.fence();
        SnapshotLog newer = logs.snapshots(0).orElseThrow();
        newer.fence();

        assertThatThrownBy(() -> older.write(List.of(new SnapshotLog.Entry("k", new byte[1]))))
                .isInstanceOf(FencedException.class);
        newer.write(List.of(new SnapshotLog.Entry("k", new byte[2])));
        assertThat(newer.read().entries().get("k")).hasSize(2);
    }

    /** The rest is looked for behind the takeover, which reads only what the last head names. */
    @Test
    void whatEarlierOwnersLeftAndNobodyNeedsIsRemoved() {
        node.close();
        logs.snapshotEntries(0).put("chunk\na\n0\n99", new byte[1]);
        logs.snapshotEntries(0).put("head\n0", new byte[0]);
        node = start(ALWAYS, 1, "index");
        await().until(
                        () -> {
                            append("a", "x=7");
                            return !logs.snapshotEntries(0).containsKey("chunk\na\n0\n99")
                                    && !logs.snapshotEntries(0).containsKey("head\n0");
                        });
        node.close();
        node = start(AT_THE_END, 1, "index");

        assertThat(node.metrics(0).takeover().path()).isEqualTo(TakeoverFigures.Path.SNAPSHOT);
        assertBooksAre(Map.of("x", "7", "z", "3"), Map.of("x", "2"));
    }

    @Test
    void theLastHeadNamesEverythingThatATakeoverNeeds() {
        for (int i = 0; i < 50; i++) {
            append(i % 3 == 0 ? "b" : "a", "k" + i % 7 + "=" + i);
        }
        node.close();
        node = start(AT_THE_END, 1, "index");
        append("a", "last=1");
        node.close();
        SnapshotLog log = logs.snapshots(0).orElseThrow();

        assertThat(log.newest().entries().keySet())
                .containsAll(
                        log.keys().stream()
                                .filter(key -> !key.startsWith(SnapshotFormat.HEAD))
                                .toList());
        assertThat(PartitionImage.newest(log.newest().entries(), Long.MAX_VALUE).books())
                .hasSize(2);
        node = start(AT_THE_END, 1, "index");
    }

    private EventStoreNode recordedNode(PartitionLogs recorded) {
        return TestStores.started(
                new OwnedPartitions(
                        topics,
                        List.of(0),
                        recorded,
                        settings(ALWAYS, 1, "index"),
                        directory -> Optional.empty()));
    }

    private void damage(Damage damage) {
        Map<String, byte[]> entries = logs.snapshotEntries(0);
        switch (damage) {
            case NONE_THERE -> entries.clear();
            case HEAD_OF_ANOTHER_FORMAT -> changeHead(head -> head.setFormat(99));
            case HEAD_UNREADABLE -> change("head", bytes -> new byte[] {-1, -1, -1});
            case HEAD_AHEAD_OF_THE_LOG -> changeHead(head -> head.setEventsOffset(1_000));
            case HEAD_OF_ANOTHER_LOG ->
                    changeHead(
                            head ->
                                    head.setAnchor(
                                            LogAnchor.newBuilder()
                                                    .setOffset(head.getAnchor().getOffset())
                                                    .setRecordHash("f".repeat(64))));
            case MANIFEST_MISSING -> entries.keySet().removeIf(k -> k.startsWith("manifest\na"));
            case MANIFEST_DAMAGED -> change("manifest\na", SnapshotTakeoverTest::flipped);
            case CHUNK_MISSING -> entries.keySet().removeIf(k -> k.startsWith("chunk\na"));
            case CHUNK_DAMAGED -> change("chunk\na", SnapshotTakeoverTest::flipped);
            case FILTER_MISSING -> entries.keySet().removeIf(k -> k.startsWith("filter"));
        }
    }

    private void changeHead(Consumer<SnapshotHead.Builder> change) {
        change(
                "head",
                bytes -> {
                    try {
                        SnapshotHead.Builder head = SnapshotHead.parseFrom(bytes).toBuilder();
                        change.accept(head);
                        return head.build().toByteArray();
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private void change(String prefix, UnaryOperator<byte[]> change) {
        logs.snapshotEntries(0)
                .replaceAll((key, value) -> key.startsWith(prefix) ? change.apply(value) : value);
    }

    private static byte[] flipped(byte[] value) {
        byte[] flipped = value.clone();
        flipped[flipped.length / 2] ^= 1;
        return flipped;
    }

    /** Ends the node without the snapshot that a clean end writes, and starts another. */
    private void crash(Runnable lastAct, SnapshotPolicy policy, String index) {
        node.close();
        node = start(AT_THE_END, 1, index);
        lastAct.run();
        Map<String, byte[]> left = Map.copyOf(logs.snapshotEntries(0));
        node.close();
        replaceSnapshots(left);
        node = start(policy, 1, index);
    }

    private void replaceSnapshots(Map<String, byte[]> entries) {
        logs.snapshotEntries(0).clear();
        logs.snapshotEntries(0).putAll(entries);
    }

    private void append(String book, String... payloads) {
        for (String payload : payloads) {
            try {
                Appends.appended(
                        node.engine(),
                        AppendCondition.none(),
                        event(payload, Tag.of("book", book)));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void awaitSnapshotOf(long offset) {
        await().until(() -> head().getEventsOffset() == offset);
    }

    private SnapshotHead head() {
        SnapshotHead newest = SnapshotHead.getDefaultInstance();
        for (Map.Entry<String, byte[]> entry : logs.snapshotEntries(0).entrySet()) {
            if (entry.getKey().startsWith(SnapshotFormat.HEAD)) {
                try {
                    SnapshotHead head = SnapshotHead.parseFrom(entry.getValue());
                    newest = head.getEpoch() >= newest.getEpoch() ? head : newest;
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return newest;
    }

    private EntityFolds.State state(String book) {
        return (EntityFolds.State) node.state(book);
    }

    private void assertBooksAre(Map<String, String> a, Map<String, String> b) {
        assertThat(state("a").entities()).isEqualTo(a);
        assertThat(state("b").entities()).isEqualTo(b);
    }

    /** Holds up whoever reads the log a second time from its start. */
    private static final class Slow implements PartitionLogs {
        private final MemoryLogs logs;
        private final CountDownLatch goOn = new CountDownLatch(1);

        Slow(MemoryLogs logs) {
            this.logs = logs;
        }

        @Override
        public Optional<SnapshotLog> snapshots(int partition) {
            return logs.snapshots(partition);
        }

        @Override
        public PartitionLog open(int partition) {
            PartitionLog log = logs.open(partition);
            return new ForwardingLog(log) {
                @Override
                public void read(long from, long until, Consumer<Entry> consumer) {
                    if (from == 0) {
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    super.read(from, until, consumer);
                }
            };
        }
    }

    /** Keeps what the snapshots were after each write, and may fail. */
    private static final class Recorded implements PartitionLogs {
        private final MemoryLogs logs;
        private final Map<Integer, Map<String, byte[]>> states = new LinkedHashMap<>();
        private volatile int failuresLeft;

        Recorded(MemoryLogs logs) {
            this.logs = logs;
        }

        List<Map<String, byte[]>> states() {
            synchronized (states) {
                return List.copyOf(states.values());
            }
        }

        @Override
        public PartitionLog open(int partition) {
            return logs.open(partition);
        }

        @Override
        public Optional<SnapshotLog> snapshots(int partition) {
            SnapshotLog log = logs.snapshots(partition).orElseThrow();
            return Optional.of(
                    new SnapshotLog() {
                        @Override
                        public void fence() {
                            log.fence();
                        }

                        @Override
                        public Found newest() {
                            return log.newest();
                        }

                        @Override
                        public Found read() {
                            return log.read();
                        }

                        @Override
                        public Set<String> keys() {
                            return log.keys();
                        }

                        @Override
                        public long write(List<Entry> entries) {
                            if (failuresLeft > 0) {
                                failuresLeft--;
                                throw new IllegalStateException("failed on purpose");
                            }
                            long first = log.write(entries);
                            synchronized (states) {
                                states.put(
                                        states.size(), Map.copyOf(logs.snapshotEntries(partition)));
                            }
                            return first;
                        }

                        @Override
                        public void close() {
                            log.close();
                        }
                    });
        }
    }
}
