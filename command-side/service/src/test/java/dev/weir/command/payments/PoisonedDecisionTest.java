package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.command.support.Http;
import dev.weir.command.support.ServiceResource;
import dev.weir.command.support.ServiceTest;
import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.store.v1.DeadLetter;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A record of weir.decisions that holds no decision, through the real feed. */
@QuarkusTest
class PoisonedDecisionTest extends ServiceTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void itBecomesADeadLetterAndDecisionsBehindItAreApplied() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", ServiceResource.kafka()))) {
            admin.createTopics(List.of(new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        openAccount("alice");
        deposit("alice", 100_000);
        List<String> ids = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", ServiceResource.kafka(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int partition = 0; partition < 2; partition++) {
                ProducerRecord<byte[], byte[]> poison =
                        new ProducerRecord<>(
                                Topics.DECISIONS, partition, utf8("p"), utf8("no decision"));
                poison.headers().add("weir-book", utf8(book));
                poison.headers().add("empty", null);
                long offset = producer.send(poison).get(20, TimeUnit.SECONDS).offset();
                ids.add(DeadLetters.id("decisions", Topics.DECISIONS, partition, offset));
            }
        }

        Http.Reply paid =
                post(
                        "/payments",
                        ("{'payment_id':'p1','account_id':'alice','amount_minor':1000,"
                                + "'currency':'EUR','channel':'POS','merchant_id':'approve',"
                                + "'deadline_millis':20000}"));

        assertThat(paid.payment("basis")).isEqualTo("DECIDE_JOB");
        List<DeadLetter> letters = new ArrayList<>();
        await().atMost(SOON).until(() -> letters(letters).size() == 2);
        assertThat(letters).extracting(DeadLetter::getId).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(letters)
                .allSatisfy(
                        letter -> {
                            assertThat(letter.getValue().toStringUtf8()).isEqualTo("no decision");
                            assertThat(letter.getBook()).isEqualTo(book);
                            assertThat(letter.getError()).isNotEmpty();
                        });
    }

    private static List<DeadLetter> letters(List<DeadLetter> letters) throws Exception {
        letters.clear();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", ServiceResource.kafka()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    letters.add(DeadLetter.parseFrom(record.value()));
                }
            }
        }
        return letters;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
