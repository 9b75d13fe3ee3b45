package dev.weir.command.webhooks;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.queries.v1.DeliveryAttempt;
import dev.weir.contract.queries.v1.DeliveryAttempts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The attempts of all nodes, for people. Read from Kafka for each question, which is rare: so every
 * node gives the same answer, and none keeps anything for it.
 */
final class DeliveryLog {
    /** So many attempts of all subscriptions are looked through, the newest. */
    static final long LOOKED_THROUGH_MAX = 10_000;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final TopicPartition ATTEMPTS = new TopicPartition(Topics.WEBHOOK_ATTEMPTS, 0);

    private final WebhookClients clients;

    DeliveryLog(WebhookClients clients) {
        this.clients = clients;
    }

    /** The newest attempts that are asked for, newest first. */
    DeliveryAttempts newest(Predicate<DeliveryAttempt> asked, int limit) {
        ArrayDeque<DeliveryAttempt> newest = new ArrayDeque<>(limit);
        try (KafkaConsumer<byte[], byte[]> consumer = clients.reader("webhooks-log", true)) {
            consumer.assign(List.of(ATTEMPTS));
            long end = consumer.endOffsets(List.of(ATTEMPTS)).get(ATTEMPTS);
            long first = consumer.beginningOffsets(List.of(ATTEMPTS)).get(ATTEMPTS);
            consumer.seek(ATTEMPTS, Math.max(first, end - LOOKED_THROUGH_MAX));
            while (consumer.position(ATTEMPTS) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    DeliveryAttempt attempt = parse(record);
                    if (asked.test(attempt)) {
                        if (newest.size() == limit) {
                            newest.removeLast();
                        }
                        newest.addFirst(attempt);
                    }
                }
            }
        }
        return DeliveryAttempts.newBuilder().addAllAttempts(newest).build();
    }

    private static DeliveryAttempt parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DeliveryAttempt.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    record.topic() + " offset " + record.offset() + " holds no attempt", e);
        }
    }
}
