package dev.weir.eventstore.verify;

import static dev.weir.eventstore.verify.WrittenLogTest.append;
import static dev.weir.eventstore.verify.WrittenLogTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.contract.checkpoint.Pem;
import dev.weir.eventstore.BookResolver;
import dev.weir.eventstore.CheckpointSettings;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.StoreTopics;
import dev.weir.eventstore.TestBroker;
import dev.weir.proof.ProofMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an owner's append on Kafka to a proof that somebody else believes. */
class ProvenLogTest {
    private static final String TOPIC = "proven";
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void whatAnOwnerWroteIsVerifiedAndProvenUntilSomebodyAddsARecord() throws Exception {
        Path keys = folder.resolve("public.pem");
        Files.writeString(keys, Pem.block("PUBLIC KEY", SignedLog.PAIR.getPublic().getEncoded()));
        write();

        VerifyReport report = verified(keys);
        assertThat(report.isSound()).as(text(report)).isTrue();
        assertThat(text(report)).contains("signatures checked; not covered yet: 0 records");

        Path saved = folder.resolve("saved.json");
        assertThat(VerifyMain.run(arguments(keys, "--save", saved.toString()))).isZero();
        assertThat(Files.readAllLines(saved)).hasSize(2).allMatch(l -> l.contains("tree_size"));
        assertThat(VerifyMain.run(arguments(keys, "--saved", saved.toString()))).isZero();
        assertThat(VerifyMain.run(arguments(keys, "--saved", saved.toString(), "--book", "b1")))
                .as("what was kept of other books is no matter of this one")
                .isZero();

        List<Path> proofs = new ArrayList<>();
        for (String transaction : List.of("a0", "b1a3", "b1:11", "b2:0")) {
            Path proof = folder.resolve("proof-" + proofs.size() + ".json");
            assertThat(prove(keys, transaction, proof)).as(transaction).isZero();
            assertThat(believed(proof, keys)).as(transaction).isZero();
            proofs.add(proof);
        }
        rejectsAnotherPlace(proofs.getFirst(), keys);
        assertThatThrownBy(() -> proofOf(keys, "nothing"))
                .hasMessage("no record of nothing is in proven");
        assertThatThrownBy(() -> proofOf(keys, "same"))
                .hasMessage("same is in several books, choose one with --book: b1, b2");

        addARecord();

        VerifyReport broken = verified(keys);
        assertThat(broken.isSound()).isFalse();
        assertThat(text(broken)).contains("book b1: header ce_run is missing (proven-1, offset");
        assertThat(VerifyMain.run(arguments(keys))).isEqualTo(1);
        assertThat(believed(proofs.getFirst(), keys)).as("what was proven stays").isZero();
    }

    private static void write() throws Exception {
        KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), StoreTopics.of(TOPIC));
        CheckpointSigner signer =
                CheckpointSigner.of(SignedLog.PAIR.getPrivate(), SignedLog.PAIR.getPublic());
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "test",
                                BookResolver.byTag("book"),
                                book -> OptionalInt.of(book.equals("b1") ? 1 : 0))
                        .withCheckpoints(new CheckpointSettings(signer, 4, Duration.ofMillis(100)));
        for (int life = 0; life < 2; life++) {
            try (EventStoreNode node = EventStores.onKafka(kafka, 2, settings)) {
                node.start();
                await().atMost(GENEROUS).until(node::ready);
                for (int i = 0; i < 5; i++) {
                    append(node, event("b1", "a" + (5 * life + i), "k" + (5 * life + i)));
                }
                append(node, event("b1", life == 0 ? "same" : "last", "s" + life));
                if (life == 0) {
                    append(node, event("b2", "same", "k"));
                }
            }
        }
    }

    private VerifyReport verified(Path keys) {
        return VerifyMain.verify(VerifyOptions.parse(arguments(keys), Map.of()));
    }

    private static String[] arguments(Path keys, String... more) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--kafka", TestBroker.bootstrap(), "--topic", TOPIC));
        all.addAll(List.of("--public-keys", keys.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static int prove(Path keys, String transaction, Path out) {
        return VerifyMain.run(arguments(keys, "--proof", transaction, "--out", out.toString()));
    }

    private static String proofOf(Path keys, String transaction) {
        return new ProofCommand(
                        VerifyOptions.parse(arguments(keys, "--proof", transaction), Map.of()))
                .json();
    }

    private static int believed(Path proof, Path keys) {
        return ProofMain.run(
                new String[] {proof.toString(), keys.toString(), "--kafka", TestBroker.bootstrap()},
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                System.err);
    }

    /** Only Kafka can tell that the record lies elsewhere, so the forged file has a right end. */
    private void rejectsAnotherPlace(Path proof, Path keys) throws Exception {
        String text = Files.readString(proof);
        String head = text.substring(0, text.lastIndexOf("  \"sha256\""));
        String moved = head.replaceFirst("\"offset\": \"\\d+\"", "\"offset\": \"1\"");
        assertThat(moved).isNotEqualTo(head);
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(moved.getBytes(StandardCharsets.UTF_8));
        Path forged = folder.resolve("forged.json");
        Files.writeString(
                forged, moved + "  \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n");

        assertThat(believed(forged, keys)).isEqualTo(1);
    }

    private static void addARecord() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", TestBroker.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    TOPIC,
                                    1,
                                    "b1".getBytes(StandardCharsets.UTF_8),
                                    new byte[] {1}))
                    .get();
        }
    }

    private static String text(VerifyReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
