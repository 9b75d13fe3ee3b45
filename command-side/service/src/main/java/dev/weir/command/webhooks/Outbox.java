package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.queries.v1.DeliveryAttempt;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Where deliveries and attempts are written. For all threads. */
final class Outbox implements AutoCloseable {
    private static final long SEND_SECONDS = 20;

    private final KafkaProducer<byte[], byte[]> producer;

    Outbox(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * A delivery and how often it was tried, ever.
     *
     * @param attemptsEver with those before a retry from the dead letters
     */
    record Item(WebhookDelivery delivery, int attemptsEver) {}

    /**
     * Queues deliveries that are due; returns when they are durable.
     *
     * @throws IllegalStateException some may not be: they must be queued again
     */
    void queue(List<Item> items) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(items.size());
        for (Item item : items) {
            sent.add(producer.send(record(Topics.WEBHOOKS, null, item)));
        }
        sent.forEach(Outbox::await);
    }

    /** As {@link #queue}, for one that waits until its {@code not_before_micros}. */
    void queueLater(Item item, int partition) {
        await(producer.send(record(Topics.WEBHOOKS_LATER, partition, item)));
    }

    /** Notes an attempt; not waited for, since it is only for those who look. */
    void note(DeliveryAttempt attempt) {
        producer.send(
                new ProducerRecord<>(
                        Topics.WEBHOOK_ATTEMPTS,
                        utf8(attempt.getSubscriptionId()),
                        attempt.toByteArray()));
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, Integer partition, Item item) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic,
                        partition,
                        utf8(item.delivery().getId()),
                        item.delivery().toByteArray());
        if (item.attemptsEver() > 0) {
            record.headers().add(DeadLetters.ATTEMPTS, utf8(Integer.toString(item.attemptsEver())));
        }
        return record;
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a delivery could not be queued", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a delivery was queued", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(2));
    }
}
