package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.Client;
import dev.weir.query.ServiceTest;
import dev.weir.query.Topic;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A poisoned record through the real channel: told whole, its book unsound, until it is settled.
 */
@ServiceTest
class DeadLetterPostTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ACCOUNT = AccountView.getDescriptor().getFullName();

    @Inject ViewStore store;

    private final Client reader = Client.of("reader");
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void open() {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    private static String kafka() {
        return ConfigProvider.getConfig().getValue("weir.kafka", String.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long write(String topic, int partition, String key, byte[] value, String... headers)
            throws Exception {
        ProducerRecord<byte[], byte[]> entry =
                new ProducerRecord<>(topic, partition, utf8(key), value);
        for (int i = 0; i < headers.length; i += 2) {
            entry.headers().add(headers[i], utf8(headers[i + 1]));
        }
        return producer.send(entry).get(20, TimeUnit.SECONDS).offset();
    }

    /** A record of the book that is no message, and one behind it that is. */
    private String poison(String book) throws Exception {
        long offset =
                write(
                        Topics.VIEWS,
                        0,
                        book + "/account/alice",
                        utf8("no message"),
                        EventHeaders.TYPE,
                        ACCOUNT);
        try (Topic topic = new Topic()) {
            topic.views(0, account(book, "bob", 2, 5), progress(book, 2));
        }
        awaitUnsound(book, true);
        return DeadLetters.id("query", Topics.VIEWS, 0, offset);
    }

    private void awaitUnsound(String book, boolean unsound) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            Optional<JsonObject> found =
                                    reader.get("/v1/books").json().getJsonArray("books").stream()
                                            .map(JsonObject.class::cast)
                                            .filter(one -> one.getString("book").equals(book))
                                            .findFirst();
                            assertThat(found).isPresent();
                            assertThat(found.get().getBoolean("unsound", false)).isEqualTo(unsound);
                        });
    }

    private static Optional<DeadLetter> told(String id) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka(), "enable.auto.commit", "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(entry.key(), StandardCharsets.UTF_8).equals(id)) {
                        return Optional.of(DeadLetter.parseFrom(entry.value()));
                    }
                }
            }
            return Optional.empty();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPoisonedRecordIsToldWholeAndItsBookIsUnsoundWhileWhatComesBehindGoesOn()
            throws Exception {
        String id = poison("poisoned");

        assertThat(reader.get("/v1/books/poisoned/accounts/bob").status()).isEqualTo(200);
        await().atMost(SOON).until(() -> told(id).isPresent());
        DeadLetter letter = told(id).orElseThrow();
        assertThat(letter.getBook()).isEqualTo("poisoned");
        assertThat(letter.getValue().toStringUtf8()).isEqualTo("no message");
        assertThat(letter.getKey().toStringUtf8()).isEqualTo("poisoned/account/alice");
        assertThat(letter.getHeaders(0).getName()).isEqualTo(EventHeaders.TYPE);
        assertThat(letter.getHeaders(0).getValue().toStringUtf8()).isEqualTo(ACCOUNT);
        assertThat(letter.getError()).startsWith("no " + ACCOUNT);
        assertThat(letter.getAttempts()).isEqualTo(1);
        assertThat(letter.getSetAsideMicros()).isPositive();
        // Once: it is not sent again and again.
        await().atMost(SOON).until(() -> store.untold(1_000).isEmpty());
    }

    @Test
    void aRetriedRecordThatIsApplicableSettlesItsLetter() throws Exception {
        String id = poison("mended");

        write(
                Topics.VIEWS,
                0,
                "mended/account/alice",
                account("mended", "alice", 1, 7).build().toByteArray(),
                EventHeaders.TYPE,
                ACCOUNT,
                DeadLetters.RETRY_OF,
                id,
                DeadLetters.ATTEMPTS,
                "1");

        awaitUnsound("mended", false);
        assertThat(reader.get("/v1/books/mended/accounts/alice").status()).isEqualTo(200);
    }

    @Test
    void aRetryThatFailsAgainIsALetterOfItsOwnThatCountsTheAttempts() throws Exception {
        String id = poison("again");

        long offset =
                write(
                        Topics.VIEWS,
                        0,
                        "again/account/alice",
                        utf8("no message"),
                        EventHeaders.TYPE,
                        ACCOUNT,
                        DeadLetters.RETRY_OF,
                        id,
                        DeadLetters.ATTEMPTS,
                        "1");

        String second = DeadLetters.id("query", Topics.VIEWS, 0, offset);
        await().atMost(SOON).until(() -> told(second).isPresent());
        assertThat(told(second).orElseThrow().getAttempts()).isEqualTo(2);
        awaitUnsound("again", true);
    }

    @Test
    void aDiscardedLetterLeavesItsBookSound() throws Exception {
        String id = poison("discarded");

        write(
                Topics.DEAD_LETTERS,
                0,
                id,
                DeadLetterAction.newBuilder()
                        .setId(id)
                        .setDecision(DeadLetterDecision.DISCARDED)
                        .setBy("jo")
                        .setReason("written by a test")
                        .build()
                        .toByteArray(),
                EventHeaders.TYPE,
                DeadLetterAction.getDescriptor().getFullName());

        awaitUnsound("discarded", false);
    }
}
