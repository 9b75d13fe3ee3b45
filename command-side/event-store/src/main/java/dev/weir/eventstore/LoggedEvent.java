package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;

/** An event with the record that it was read from, for whoever has to set it aside. */
final class LoggedEvent extends GenericEventMessage {
    private final ConsumerRecord<byte[], byte[]> record;
    private final EventRecord event;

    LoggedEvent(EventMessage message, ConsumerRecord<byte[], byte[]> record, EventRecord event) {
        super(message, message::timestamp);
        this.record = record;
        this.event = event;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    EventRecord event() {
        return event;
    }
}
