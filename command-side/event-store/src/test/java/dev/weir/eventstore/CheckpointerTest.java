package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.contract.checkpoint.Pem;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointerTest {
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(100);

    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs memory = new MemoryLogs(topics.events());
    private final FaultyLogs logs = new FaultyLogs(memory);
    private final KeyPair pair = keyPair();
    private final CheckpointSigner signer =
            CheckpointSigner.of(pair.getPrivate(), pair.getPublic());
    private EventStoreNode node;

    @AfterEach
    void close() {
        logs.release();
        if (node != null) {
            node.close();
        }
    }

    @Test
    void signsTheTreeOfTheRecordsThatAreInTheLog() throws Exception {
        start(1_000_000, SOON);
        append("1", "2", "3");
        await().until(() -> lastSize() == 3);

        Checkpoint last = checkpoints().getLast();
        List<EventRecord> records = memory.records(0);
        assertThat(last.getRoot()).isEqualTo(root(records));
        assertThat(last.getBook()).isEqualTo(TestStores.BOOK);
        assertThat(last.getLastSequence()).isEqualTo(2);
        assertThat(java.util.HexFormat.of().formatHex(last.getChainHash().toByteArray()))
                .isEqualTo(records.getLast().hash());
        assertThat(last.getRecordedMicros()).isEqualTo(records.getLast().recordedMicros());
        assertThat(last.getOwnerEpoch()).isEqualTo(1);
        assertThat(keys().isSigned(last)).isTrue();
    }

    @Test
    void namesTheCheckpointBefore() throws Exception {
        start(1_000_000, SOON);
        append("1");
        await().until(() -> lastSize() == 1);
        append("2");
        await().until(() -> lastSize() == 2);
        node.close();
        start(1_000_000, SOON);
        append("3");
        await().until(() -> lastSize() == 3);
        node.close();

        List<Checkpoint> all = checkpoints();
        assertThat(all).extracting(Checkpoint::getTreeSize).containsExactly(1L, 2L, 3L);
        Checkpoint before = Checkpoint.getDefaultInstance();
        for (Checkpoint checkpoint : all) {
            assertThat(checkpoint.getPreviousTreeSize()).isEqualTo(before.getTreeSize());
            assertThat(checkpoint.getPreviousRoot()).isEqualTo(before.getRoot());
            before = checkpoint;
        }
        assertThat(all).extracting(Checkpoint::getOwnerEpoch).containsExactly(1L, 1L, 2L);
    }

    @Test
    void signsAfterSoManyEvents() throws Exception {
        start(3, NEVER);
        append("1");
        await().until(() -> lastSize() == 1); // the first life's first: nobody knows how old it is
        append("2", "3");
        append("4");

        await().until(() -> lastSize() == 4);
        assertThat(checkpoints()).hasSize(2);
    }

    @Test
    void signsWhatIsLeftAtACleanEnd() throws Exception {
        start(1_000_000, NEVER);
        append("1");
        await().until(() -> lastSize() == 1);
        append("2", "3");
        node.close();

        assertThat(lastSize()).isEqualTo(3);
        assertThat(checkpoints().getLast().getRoot()).isEqualTo(root(memory.records(0)));
    }

    @Test
    void signsNothingTwice() throws Exception {
        start(1_000_000, SOON);
        append("1");
        await().until(() -> lastSize() == 1);
        node.close();
        start(1_000_000, SOON);
        node.close();

        assertThat(checkpoints()).hasSize(1);
    }

    @Test
    void signsNothingThatIsNotDurable() throws Exception {
        start(1_000_000, SOON);
        append("1");
        await().until(() -> lastSize() == 1);
        logs.hold();
        var pending = Appends.append(node.engine(), AppendCondition.none(), event("2"));

        await().during(Duration.ofMillis(300)).until(() -> lastSize() == 1);
        logs.release();
        pending.get(10, java.util.concurrent.TimeUnit.SECONDS);
        await().until(() -> lastSize() == 2);
    }

    @Test
    void survivesATransactionWhoseOutcomeIsUnknown() throws Exception {
        start(1_000_000, SOON);
        append("1");
        await().until(() -> lastSize() == 1);
        logs.failOnceAfter();
        append("2");
        await().until(() -> lastSize() == 2);
        logs.failBefore(2);
        Appends.append(node.engine(), AppendCondition.none(), event("3"));
        await().until(node::ready);
        append("4");
        await().atMost(Duration.ofSeconds(20)).until(() -> lastSize() == memory.records(0).size());

        assertThat(checkpoints().getLast().getRoot()).isEqualTo(root(memory.records(0)));
    }

    @Test
    void signsNoBookWhoseLogWasCut() throws Exception {
        start(1_000_000, SOON);
        append("1", "2", "3");
        await().until(() -> lastSize() == 3);
        node.close();
        MemoryLogs cut = new MemoryLogs(topics.events());
        PartitionLog log = cut.open(0);
        log.fence();
        log.append(List.of(outgoing(memory.records(0).getFirst()), memory.others().getLast()));
        node =
                TestStores.started(
                        new OwnedPartitions(
                                topics,
                                List.of(0),
                                cut,
                                settings(1_000_000, SOON),
                                directory -> Optional.empty()));
        for (int i = 0; i < 5; i++) {
            append("x" + i);
        }

        await().during(Duration.ofMillis(500)).until(() -> checkpoints(cut).size() == 1);
        node.close();
        assertThat(checkpoints(cut)).hasSize(1);
    }

    @Test
    void findsTheLastCheckpointBehindThoseOfOtherBooks() throws Exception {
        start(1_000_000, SOON);
        append("1");
        await().until(() -> lastSize() == 1);
        node.close();
        PartitionLog elsewhere = memory.open(1);
        elsewhere.fence();
        for (int i = 0; i < 5; i++) {
            elsewhere.append(List.of(checkpointOf("other-" + i)));
        }
        start(1_000_000, SOON);
        append("2");
        await().until(() -> lastSize() == 2);

        assertThat(checkpoints().getLast().getPreviousTreeSize()).isEqualTo(1);
    }

    @Test
    void knowsTheCheckpointOfABookWhoseLogWasCutToNothing() throws Exception {
        start(1_000_000, SOON);
        append("1", "2", "3");
        await().until(() -> lastSize() == 3);
        node.close();
        MemoryLogs cut = new MemoryLogs(topics.events());
        PartitionLog log = cut.open(0);
        log.fence();
        log.append(List.of(memory.others().getLast()));
        BookDirectory placed = new BookDirectory();
        placed.put(BookPlacement.newBuilder().setBook(TestStores.BOOK).build());
        node =
                TestStores.started(
                        new OwnedPartitions(
                                topics,
                                List.of(0),
                                cut,
                                EventStoreSettings.defaults(
                                                "test",
                                                BookResolver.constant(TestStores.BOOK),
                                                placed)
                                        .withPayloads(new TextPayloads())
                                        .withCheckpoints(
                                                new CheckpointSettings(signer, 1_000_000, SOON)),
                                directory -> Optional.empty()));
        append("x1");
        append("x2");

        await().during(Duration.ofMillis(500)).until(() -> checkpoints(cut).size() == 1);
        node.close();
        assertThat(checkpoints(cut)).hasSize(1);
    }

    private Outgoing checkpointOf(String book) {
        return new Outgoing(
                topics.checkpoints(),
                -1,
                0,
                book.getBytes(StandardCharsets.UTF_8),
                List.of(),
                Checkpoint.newBuilder().setBook(book).setTreeSize(9).build().toByteArray());
    }

    private void start(int events, Duration every) {
        node =
                TestStores.started(
                        new OwnedPartitions(
                                topics,
                                List.of(0),
                                logs,
                                settings(events, every),
                                directory -> Optional.empty()));
    }

    private EventStoreSettings settings(int events, Duration every) {
        return TestStores.settings().withCheckpoints(new CheckpointSettings(signer, events, every));
    }

    private void append(String... payloads) throws Exception {
        for (String payload : payloads) {
            appended(node.engine(), AppendCondition.none(), event(payload));
        }
    }

    private List<Checkpoint> checkpoints() {
        return checkpoints(memory);
    }

    private List<Checkpoint> checkpoints(MemoryLogs of) {
        return of.others().stream()
                .filter(record -> record.topic().equals(topics.checkpoints()))
                .map(CheckpointerTest::parse)
                .toList();
    }

    private long lastSize() {
        List<Checkpoint> all = checkpoints();
        return all.isEmpty() ? 0 : all.getLast().getTreeSize();
    }

    private CheckpointKeys keys() {
        return CheckpointKeys.fromPem(Pem.block("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    private Outgoing outgoing(EventRecord record) {
        return new Outgoing(
                topics.events(),
                0,
                0,
                record.book().getBytes(StandardCharsets.UTF_8),
                record.headers(),
                record.value());
    }

    private static ByteString root(List<EventRecord> records) {
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        for (EventRecord record : records) {
            tree = tree.append(MerkleHash.leaf(record.hash()));
        }
        return ByteString.copyFrom(tree.root());
    }

    private static Checkpoint parse(Outgoing record) {
        try {
            return Checkpoint.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
