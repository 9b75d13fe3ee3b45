package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the control book in the log, from its first record on, and keeps the subscriptions. Apart
 * from the node's own fold, which holds what is not durable yet and no time of creation.
 */
final class SubscriptionFeed extends Worker {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long REFRESH_SECONDS = 10;
    private static final TopicPartition CONTROL =
            new TopicPartition(Topics.EVENTS, Topics.CONTROL_PARTITION);
    private static final Set<String> TYPES =
            Set.of(
                    SubscriptionCreated.getDescriptor().getFullName(),
                    SubscriptionRemoved.getDescriptor().getFullName());

    private final WebhookClients clients;
    private final Subscriptions subscriptions;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> wanted =
            new ConcurrentLinkedQueue<>();
    private volatile KafkaConsumer<byte[], byte[]> current;

    private record Awaited(long end, List<CompletableFuture<Void>> done) {}

    SubscriptionFeed(WebhookClients clients, Subscriptions subscriptions) {
        super("webhooks-subscriptions");
        this.clients = clients;
        this.subscriptions = subscriptions;
    }

    /**
     * Returns when everything that had been acknowledged before the call was read.
     *
     * @throws IllegalStateException if that takes too long
     */
    void refresh() throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        wanted.add(done);
        stop();
        try {
            done.get(REFRESH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the control book can't be read now", e);
        } finally {
            wanted.remove(done);
        }
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
        // The end that counts is that of all records: one that was acknowledged may still wait for
        // its transaction's marker.
        try (KafkaConsumer<byte[], byte[]> consumer =
                        clients.reader("webhooks-subscriptions", true);
                KafkaConsumer<byte[], byte[]> ends = clients.reader("webhooks-ends", false)) {
            consumer.assign(List.of(CONTROL));
            consumer.seekToBeginning(List.of(CONTROL));
            current = consumer;
            List<Awaited> awaited = new ArrayList<>();
            while (!isClosed()) {
                try {
                    step(consumer, ends, awaited);
                } catch (org.apache.kafka.common.errors.WakeupException e) {
                    // There is something wanted, or it is closed.
                    continue;
                }
            }
        } finally {
            current = null;
        }
    }

    private void step(
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaConsumer<byte[], byte[]> ends,
            List<Awaited> awaited) {
        if (!wanted.isEmpty()) {
            // Whoever comes while the end is asked for waits for the next answer.
            List<CompletableFuture<Void>> waiting = List.copyOf(wanted);
            awaited.add(new Awaited(ends.endOffsets(List.of(CONTROL)).get(CONTROL), waiting));
            wanted.removeAll(waiting);
        }
        consumer.poll(awaited.isEmpty() ? POLL : POLL.dividedBy(100)).forEach(this::take);
        long position = consumer.position(CONTROL);
        for (Awaited reached : List.copyOf(awaited)) {
            if (position >= reached.end()) {
                awaited.remove(reached);
                reached.done().forEach(done -> done.complete(null));
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!TYPES.contains(Records.text(record, dev.weir.contract.log.EventHeaders.TYPE))) {
            return;
        }
        EventRecord event = Records.event(record);
        subscriptions.apply(event, EventTypes.parse(event.type(), event.value()));
    }
}
