package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Queues what subscriptions are to be told of the log. The nodes share its partitions. Queued is at
 * least once: the position is committed behind what is durable in weir.webhooks, so after a crash
 * some events are queued again, under the same ids.
 */
final class Dispatcher extends Worker {
    private static final String GROUP = "weir-webhooks-dispatch";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

    private final WebhookClients clients;
    private final SubscriptionFeed feed;
    private final Subscriptions subscriptions;
    private final EventDeliveries deliveries;
    private final Outbox outbox;
    private final WebhookMetrics metrics;
    private volatile KafkaConsumer<byte[], byte[]> current;
    private volatile long behind;

    Dispatcher(
            WebhookClients clients,
            SubscriptionFeed feed,
            Subscriptions subscriptions,
            EventDeliveries deliveries,
            Outbox outbox,
            WebhookMetrics metrics) {
        super("webhooks-dispatcher");
        this.clients = clients;
        this.feed = feed;
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    /** Records of the log, of this node's partitions, that were not looked at yet. */
    long behind() {
        return behind;
    }

    @Override
    void stop() {
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    @Override
    void work() throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer =
                clients.member("webhooks-dispatcher", GROUP)) {
            current = consumer;
            consumer.subscribe(List.of(Topics.EVENTS), new Begin(consumer));
            long committed = System.nanoTime();
            while (!isClosed()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                // What told nobody anything may be read again: it costs little.
                if (!records.isEmpty()
                        && (dispatch(records) || System.nanoTime() - committed > QUIET_NANOS)) {
                    consumer.commitSync();
                    committed = System.nanoTime();
                }
                behind = lag(consumer);
            }
        } finally {
            current = null;
            behind = 0;
        }
    }

    /** Whether anything was queued. */
    private boolean dispatch(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> told = new ArrayList<>();
        records.forEach(
                record -> {
                    if (EventDeliveries.kind(record).isPresent()) {
                        told.add(record);
                    }
                });
        if (told.isEmpty()) {
            return false;
        }
        // Whose creation was acknowledged before one of these was written is told of it.
        feed.refresh();
        List<Subscriptions.Known> active = subscriptions.active();
        List<Outbox.Item> items = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : told) {
            deliveries.of(record, active).forEach(each -> items.add(new Outbox.Item(each, 0)));
        }
        outbox.queue(items);
        metrics.queued(items.size());
        return !items.isEmpty();
    }

    private static long lag(KafkaConsumer<byte[], byte[]> consumer) {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            sum += lag.orElse(0);
        }
        return sum;
    }

    /**
     * Where a partition is begun: where the group was, but not before the first subscription that
     * is active was made, since nobody is told of what was before.
     */
    private final class Begin implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Begin(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Set<TopicPartition> asked = new HashSet<>(partitions);
            long sinceMillis =
                    subscriptions.active().stream()
                            .mapToLong(each -> Math.floorDiv(each.sinceMicros(), 1_000L))
                            .min()
                            .orElse(0);
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(asked);
            // before the question for the time: what comes in between must not be passed over
            Map<TopicPartition, Long> ends = consumer.endOffsets(asked);
            Map<TopicPartition, Long> since = new HashMap<>();
            asked.forEach(partition -> since.put(partition, sinceMillis));
            Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(since);
            for (TopicPartition partition : asked) {
                OffsetAndTimestamp first = firsts.get(partition);
                long begin = first == null ? ends.get(partition) : first.offset();
                OffsetAndMetadata was = committed.get(partition);
                consumer.seek(partition, was == null ? begin : Math.max(begin, was.offset()));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What was handed out is committed with its batch.
        }
    }
}
