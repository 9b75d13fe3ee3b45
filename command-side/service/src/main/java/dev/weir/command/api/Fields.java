package dev.weir.command.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Map;

/** Text fields of commands that stand in the address over REST and in the message over gRPC. */
public final class Fields {
    private Fields() {}

    /** The message's text field, empty where it has none of this name. */
    public static String text(Message message, String field) {
        FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
        return descriptor == null ? "" : (String) message.getField(descriptor);
    }

    /**
     * The message with the field set from the address.
     *
     * @throws ServiceException BODY_MALFORMED if the body says something else
     */
    public static Message withAddress(Message message, String field, String value) {
        FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
        String given = (String) message.getField(descriptor);
        if (given.equals(value)) {
            return message;
        }
        if (!given.isEmpty()) {
            throw new ServiceException(
                    ServiceError.BODY_MALFORMED,
                    Map.of("problem", field + " is not the one of the address"));
        }
        return message.toBuilder().setField(descriptor, value).build();
    }
}
