package dev.weir.eventstore;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;

/** Payloads to bytes and back, by the event's type name. */
public interface EventPayloads {

    /** The value of the record. */
    byte[] toBytes(String type, Object payload);

    /**
     * The payload.
     *
     * @throws IllegalArgumentException if the type is unknown or the bytes are none of it
     */
    Object fromBytes(String type, byte[] value);

    /** The messages of {@link EventTypes}; the type name is the full protobuf name. */
    static EventPayloads protobuf() {
        return new EventPayloads() {
            @Override
            public byte[] toBytes(String type, Object payload) {
                Message message = (Message) payload;
                if (!type.equals(EventTypes.nameOf(message))) {
                    throw new IllegalArgumentException(
                            "event type " + type + " has a payload " + EventTypes.nameOf(message));
                }
                return message.toByteArray();
            }

            @Override
            public Object fromBytes(String type, byte[] value) {
                return EventTypes.parse(type, value);
            }
        };
    }
}
