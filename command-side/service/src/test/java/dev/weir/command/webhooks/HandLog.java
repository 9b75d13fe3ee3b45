package dev.weir.command.webhooks;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
import dev.weir.contract.control.v1.WebhookTopic;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log that a test writes by hand, in the form of the real one, and the letters of its broker. */
final class HandLog implements AutoCloseable {
    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Long> sequences = new HashMap<>();

    HandLog(String bootstrap) throws Exception {
        this.bootstrap = bootstrap;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(Topics.EVENTS, 2, (short) 1),
                                    new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)))
                    .all()
                    .get();
        }
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void subscribe(String id, String url, int attemptsMax, WebhookTopic topic, String... books)
            throws Exception {
        append(
                Topics.CONTROL_BOOK,
                SubscriptionCreated.newBuilder()
                        .setSubscriptionId(id)
                        .setUrl(url)
                        .addTopics(topic)
                        .addAllBooks(List.of(books))
                        .setAttemptsMax(attemptsMax)
                        .build());
    }

    void unsubscribe(String id) throws Exception {
        append(Topics.CONTROL_BOOK, SubscriptionRemoved.newBuilder().setSubscriptionId(id).build());
    }

    /** Appends an alert and returns its sequence. */
    long alert(String book, String payment) throws Exception {
        return append(
                book,
                AlertRaised.newBuilder()
                        .setAlertId(payment)
                        .setPaymentId(payment)
                        .setAccountId("alice")
                        .setScoreMilli(900_000)
                        .build());
    }

    long append(String book, Message event) throws Exception {
        long sequence = sequences.merge(book, 1L, Long::sum) - 1;
        long now = Micros.of(Instant.now());
        EventRecord record =
                new EventRecord(
                        book,
                        sequence,
                        book + "-" + sequence,
                        EventTypes.nameOf(event),
                        now,
                        now,
                        "",
                        "0".repeat(64),
                        1,
                        1,
                        "",
                        "",
                        List.of(),
                        Map.of(),
                        event.toByteArray());
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(
                        Topics.EVENTS,
                        book.equals(Topics.CONTROL_BOOK) ? 0 : 1,
                        now / 1_000,
                        utf8(book),
                        record.value());
        record.headers().forEach(header -> sent.headers().add(header.getKey(), header.getValue()));
        producer.send(sent).get();
        return sequence;
    }

    /** Letters of a book. */
    List<DeadLetter> letters(String book) throws Exception {
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    DeadLetter letter = DeadLetter.parseFrom(record.value());
                    if (letter.getBook().equals(book)) {
                        letters.add(letter);
                    }
                }
            }
        }
        return letters;
    }

    /** As {@code weir dead-letters retry} does. */
    void retry(DeadLetter letter) throws Exception {
        ProducerRecord<byte[], byte[]> again =
                new ProducerRecord<>(
                        letter.getTopic(),
                        letter.getPartition(),
                        letter.getKey().toByteArray(),
                        letter.getValue().toByteArray());
        again.headers()
                .add(DeadLetters.RETRY_OF, utf8(letter.getId()))
                .add(DeadLetters.ATTEMPTS, utf8(Integer.toString(letter.getAttempts())));
        producer.send(again).get();
    }

    /** Writes a record without a meaning to the deliveries. */
    void poison(String book) throws Exception {
        ProducerRecord<byte[], byte[]> poison =
                new ProducerRecord<>(Topics.WEBHOOKS, utf8(book), new byte[] {1, 2, 3});
        poison.headers().add(EventHeaders.TYPE, utf8("nonsense"));
        producer.send(poison).get();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
