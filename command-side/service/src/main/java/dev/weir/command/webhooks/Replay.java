package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import dev.weir.contract.queries.v1.ReplayReply;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Queues again what a subscription was told, from the log. Bounded in amount and time; what is left
 * over is asked for with the cursor, which says how far each partition was read. A call that got no
 * answer is asked again: the ids are the same.
 */
final class Replay {
    /** Deliveries that one call queues at most, but for the rest of one batch of the log. */
    static final int QUEUED_MAX = 10_000;

    private static final Duration TIME_MAX = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final WebhookClients clients;
    private final EventDeliveries deliveries;
    private final Outbox outbox;

    Replay(WebhookClients clients, EventDeliveries deliveries, Outbox outbox) {
        this.clients = clients;
        this.deliveries = deliveries;
        this.outbox = outbox;
    }

    /**
     * Throws IllegalArgumentException for a cursor that is none.
     *
     * @param to an active subscription
     */
    ReplayReply run(Subscriptions.Known to, ReplayRequest request) {
        long deadline = System.nanoTime() + TIME_MAX.toNanos();
        Set<String> left = new HashSet<>(request.ids());
        int queued = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = clients.reader("webhooks-replay", true)) {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.EVENTS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            begin(consumer, ends, to, request);
            while (isLeft(consumer, ends)) {
                List<Outbox.Item> items = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    for (WebhookDelivery delivery : deliveries.of(record, List.of(to))) {
                        if (isAsked(request, delivery)) {
                            left.remove(delivery.getId());
                            items.add(
                                    new Outbox.Item(
                                            delivery.toBuilder().setReplayed(true).build(), 0));
                        }
                    }
                }
                outbox.queue(items);
                queued += items.size();
                if (left.isEmpty() && !request.ids().isEmpty()) {
                    return ReplayReply.newBuilder().setQueued(queued).build();
                }
                if (queued >= QUEUED_MAX || System.nanoTime() > deadline) {
                    return ReplayReply.newBuilder()
                            .setQueued(queued)
                            .setNextCursor(cursor(consumer))
                            .build();
                }
            }
        }
        return ReplayReply.newBuilder().setQueued(queued).build();
    }

    private static boolean isAsked(ReplayRequest request, WebhookDelivery delivery) {
        return delivery.getRecordedMicros() >= request.fromMicros()
                && delivery.getRecordedMicros() < request.untilMicros()
                && (request.ids().isEmpty() || request.ids().contains(delivery.getId()));
    }

    private static void begin(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Subscriptions.Known to,
            ReplayRequest request) {
        Map<Integer, Long> reached = parse(request.cursor());
        long fromMillis = Math.max(request.fromMicros(), to.sinceMicros()) / 1_000;
        Map<TopicPartition, Long> from = new HashMap<>();
        ends.keySet().forEach(partition -> from.put(partition, fromMillis));
        Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(from);
        ends.forEach(
                (partition, end) -> {
                    OffsetAndTimestamp first = firsts.get(partition);
                    long begin = first == null ? end : first.offset();
                    consumer.seek(
                            partition,
                            Math.max(begin, reached.getOrDefault(partition.partition(), 0L)));
                });
    }

    private static boolean isLeft(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static String cursor(KafkaConsumer<byte[], byte[]> consumer) {
        Map<Integer, Long> reached = new TreeMap<>();
        consumer.assignment()
                .forEach(each -> reached.put(each.partition(), consumer.position(each)));
        return reached.entrySet().stream()
                .map(entry -> entry.getKey() + "-" + entry.getValue())
                .collect(Collectors.joining("."));
    }

    static Map<Integer, Long> parse(String cursor) {
        Map<Integer, Long> reached = new HashMap<>();
        if (cursor.isEmpty()) {
            return reached;
        }
        try {
            for (String part : cursor.split("\\.", -1)) {
                int dash = part.indexOf('-');
                reached.put(
                        Integer.parseInt(part.substring(0, dash)),
                        Long.parseLong(part.substring(dash + 1)));
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no cursor of a replay", e);
        }
        return reached;
    }
}
