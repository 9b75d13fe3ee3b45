package dev.weir.eventstore;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventCatalog;
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

    /** The name of the type as readers get it: of its last version, where it has several. */
    default String currentType(String type) {
        return type;
    }

    /** The messages of {@link EventTypes}; the type name is the full protobuf name. */
    static EventPayloads protobuf() {
        return of(EventTypes.catalog());
    }

    /** The messages of a catalog: any version is read as the last one, and only that is written. */
    static EventPayloads of(EventCatalog catalog) {
        return new EventPayloads() {
            @Override
            public byte[] toBytes(String type, Object payload) {
                Message message = (Message) payload;
                if (!type.equals(EventTypes.nameOf(message))) {
                    throw new IllegalArgumentException(
                            "event type " + type + " has a payload " + EventTypes.nameOf(message));
                }
                if (!type.equals(catalog.current(type))) {
                    throw new IllegalArgumentException(
                            "event type "
                                    + type
                                    + " is of an old version and not written any more");
                }
                return message.toByteArray();
            }

            @Override
            public Object fromBytes(String type, byte[] value) {
                return catalog.parse(type, value);
            }

            @Override
            public String currentType(String type) {
                return catalog.current(type);
            }
        };
    }
}
