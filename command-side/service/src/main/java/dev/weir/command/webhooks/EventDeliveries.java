package dev.weir.command.webhooks;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From a record of the log to what subscriptions are told of it. */
final class EventDeliveries {
    private final InstantSource clock;

    EventDeliveries(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether anybody may be told of the record; looks at its type alone. */
    static Optional<WebhookKind> kind(ConsumerRecord<byte[], byte[]> record) {
        return WebhookKind.of(Records.text(record, EventHeaders.TYPE));
    }

    /** What these subscriptions are told of a record. */
    List<WebhookDelivery> of(
            ConsumerRecord<byte[], byte[]> record, Collection<Subscriptions.Known> subscriptions) {
        Optional<WebhookKind> kind = kind(record);
        if (kind.isEmpty() || subscriptions.isEmpty()) {
            return List.of();
        }
        EventRecord event = Records.event(record);
        List<Subscriptions.Known> told =
                subscriptions.stream()
                        .filter(
                                each ->
                                        each.isTold(
                                                kind.get(), event.book(), event.recordedMicros()))
                        .toList();
        if (told.isEmpty()) {
            return List.of();
        }
        Message message = EventTypes.parse(event.type(), event.value());
        if (!WebhookKind.isTold(message)) {
            return List.of();
        }
        long now = Micros.of(clock.instant());
        List<WebhookDelivery> deliveries = new ArrayList<>(told.size());
        for (Subscriptions.Known subscription : told) {
            deliveries.add(
                    WebhookBody.delivery(subscription.id(), kind.get(), event, message, now)
                            .build());
        }
        return deliveries;
    }
}
