package dev.weir.contract.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Fills every field of a message, always with the same values, no two alike: what a golden file
 * shows must be whole.
 */
final class Filler {
    private int counter;

    private Filler() {}

    /**
     * Repeated fields get two elements, maps one entry, enums their last value; of a oneof the last
     * field stays.
     */
    static Message fill(Message prototype) {
        return new Filler().filled(prototype);
    }

    private Message filled(Message prototype) {
        Message.Builder builder = prototype.newBuilderForType();
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                builder.addRepeatedField(field, part(builder, field));
            } else if (field.isRepeated()) {
                builder.addRepeatedField(field, value(builder, field));
                builder.addRepeatedField(field, value(builder, field));
            } else {
                builder.setField(field, value(builder, field));
            }
        }
        return builder.build();
    }

    private Object value(Message.Builder builder, FieldDescriptor field) {
        counter++;
        return switch (field.getJavaType()) {
            case INT -> signed(field) ? -counter : counter;
            case LONG -> (signed(field) ? -1L : 1L) * (1_000_000_007L + counter);
            case FLOAT -> counter + 0.5f;
            case DOUBLE -> counter + 0.25;
            case BOOLEAN -> true;
            case STRING -> field.getName() + " ä " + counter;
            case BYTE_STRING -> ByteString.copyFrom(new byte[] {0, (byte) 0xff, (byte) counter});
            case ENUM -> last(field.getEnumType().getValues());
            case MESSAGE -> part(builder, field);
        };
    }

    private Message part(Message.Builder builder, FieldDescriptor field) {
        return filled(builder.newBuilderForField(field).build());
    }

    private static boolean signed(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.SINT32
                || field.getType() == FieldDescriptor.Type.SINT64;
    }

    private static EnumValueDescriptor last(List<EnumValueDescriptor> values) {
        return values.getLast();
    }
}
