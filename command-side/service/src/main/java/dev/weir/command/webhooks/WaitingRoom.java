package dev.weir.command.webhooks;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.WebhookDelivery;
import dev.weir.eventstore.KafkaDeadLetters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings deliveries back to weir.webhooks when their wait is over. A share group has no delay, and
 * a record that stays unacknowledged in it narrows the window of those behind it; so what waits
 * lies here, in one partition for each length of the wait, due in the order of its coming. Of each
 * partition no more is read than one batch.
 */
final class WaitingRoom extends Worker {
    private static final String GROUP = "weir-webhooks-later";
    private static final Duration POLL = Duration.ofMillis(200);

    private final WebhookClients clients;
    private final Outbox outbox;
    private final KafkaDeadLetters deadLetters;
    private final InstantSource clock;
    private final Map<TopicPartition, ArrayDeque<Guest>> guests = new HashMap<>();
    private volatile KafkaConsumer<byte[], byte[]> current;

    private record Guest(long offset, long notBeforeMicros, Outbox.Item item) {}

    WaitingRoom(
            WebhookClients clients,
            Outbox outbox,
            KafkaDeadLetters deadLetters,
            InstantSource clock) {
        super("webhooks-later");
        this.clients = clients;
        this.outbox = outbox;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @Override
    void stop() {
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    @Override
    void work() {
        guests.clear();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.member("webhooks-later", GROUP)) {
            current = consumer;
            consumer.subscribe(
                    List.of(Topics.WEBHOOKS_LATER),
                    new ConsumerRebalanceListener() {
                        @Override
                        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                            guests.keySet().removeAll(partitions);
                        }

                        @Override
                        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                            // They are read from what is committed.
                        }
                    });
            while (!isClosed()) {
                consumer.poll(POLL).forEach(this::seat);
                letGo(consumer);
                consumer.pause(guests.keySet());
            }
        } finally {
            current = null;
        }
    }

    private void seat(ConsumerRecord<byte[], byte[]> record) {
        WebhookDelivery delivery;
        try {
            delivery = WebhookDelivery.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            deadLetters.setAside("webhooks-later", "", record, "no delivery: " + e.getMessage());
            return;
        }
        guests.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()),
                        partition -> new ArrayDeque<>())
                .add(
                        new Guest(
                                record.offset(),
                                delivery.getNotBeforeMicros(),
                                new Outbox.Item(delivery, Records.attemptsEver(record))));
    }

    private void letGo(KafkaConsumer<byte[], byte[]> consumer) {
        long now = Micros.of(clock.instant());
        List<Outbox.Item> due = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
        guests.forEach(
                (partition, queue) -> {
                    while (!queue.isEmpty() && queue.peek().notBeforeMicros() <= now) {
                        Guest guest = queue.remove();
                        due.add(guest.item());
                        behind.put(partition, new OffsetAndMetadata(guest.offset() + 1));
                    }
                });
        if (!due.isEmpty()) {
            outbox.queue(due);
            consumer.commitSync(behind);
        }
        List<TopicPartition> empty =
                guests.entrySet().stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        guests.keySet().removeAll(empty);
        consumer.resume(empty);
    }
}
