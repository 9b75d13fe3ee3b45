package dev.weir.command.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * JSON schemas of the contract's messages, with the comments of their fields from the descriptor
 * set that each build publishes. One schema per message, by its short name.
 */
final class ContractSchemas {
    private static final String DESCRIPTOR_SET = "weir.desc";
    private static final String REFERENCE = "#/components/schemas/";

    private final Map<String, String> comments;
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    ContractSchemas() {
        this.comments = readComments();
    }

    /** All schemas that were asked for, and those that they refer to. */
    Map<String, Schema> schemas() {
        return schemas;
    }

    /** A reference to a message's schema. */
    Schema reference(Descriptor message) {
        if (!schemas.containsKey(message.getName())) {
            Schema schema = object(comments.get(message.getFullName()));
            schemas.put(message.getName(), schema);
            message.getFields().forEach(field -> addField(schema, field));
        }
        return to(message.getName());
    }

    /**
     * A reference to a body in which the fields of {@code nested} stand beside the message's own.
     */
    Schema flattened(Descriptor message, String nested) {
        String name = message.getName() + "Body";
        if (!schemas.containsKey(name)) {
            Schema schema = object(comments.get(message.getFullName()));
            schemas.put(name, schema);
            for (FieldDescriptor field : message.getFields()) {
                if (field.getName().equals(nested)) {
                    field.getMessageType().getFields().forEach(inner -> addField(schema, inner));
                } else {
                    addField(schema, field);
                }
            }
        }
        return to(name);
    }

    static Schema to(String name) {
        return OASFactory.createSchema().ref(REFERENCE + name);
    }

    private static Schema object(String description) {
        return OASFactory.createSchema()
                .type(List.of(Schema.SchemaType.OBJECT))
                .description(description == null ? "" : description);
    }

    private void addField(Schema schema, FieldDescriptor field) {
        Schema type;
        if (field.isMapField()) {
            type =
                    object(null)
                            .additionalPropertiesSchema(
                                    single(field.getMessageType().findFieldByName("value")));
        } else if (field.isRepeated()) {
            type =
                    OASFactory.createSchema()
                            .type(List.of(Schema.SchemaType.ARRAY))
                            .items(single(field));
        } else {
            type = single(field);
        }
        String comment = comments.get(field.getFullName());
        if (comment != null) {
            type.description(comment);
        }
        schema.addProperty(field.getName(), type);
    }

    private Schema single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> of(Schema.SchemaType.INTEGER).format("int32");
            case LONG -> of(Schema.SchemaType.STRING).format("int64");
            case FLOAT, DOUBLE -> of(Schema.SchemaType.NUMBER);
            case BOOLEAN -> of(Schema.SchemaType.BOOLEAN);
            case STRING -> of(Schema.SchemaType.STRING);
            case BYTE_STRING -> of(Schema.SchemaType.STRING).format("byte");
            case ENUM -> enumeration(field.getEnumType());
            case MESSAGE ->
                    field.getMessageType()
                                    .getFullName()
                                    .equals(Timestamp.getDescriptor().getFullName())
                            ? of(Schema.SchemaType.STRING).format("date-time")
                            : reference(field.getMessageType());
        };
    }

    private static Schema enumeration(EnumDescriptor type) {
        List<Object> names =
                type.getValues().stream()
                        .map(EnumValueDescriptor::getName)
                        .collect(Collectors.toList());
        return of(Schema.SchemaType.STRING).enumeration(names);
    }

    private static Schema of(Schema.SchemaType type) {
        return OASFactory.createSchema().type(List.of(type));
    }

    private static Map<String, String> readComments() {
        Map<String, String> comments = new HashMap<>();
        ClassLoader loader = Timestamp.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (InputStream set =
                (context == null ? loader : context).getResourceAsStream(DESCRIPTOR_SET)) {
            if (set == null) {
                throw new IllegalStateException("the contract's " + DESCRIPTOR_SET + " is missing");
            }
            for (FileDescriptorProto file : FileDescriptorSet.parseFrom(set).getFileList()) {
                for (Location location : file.getSourceCodeInfo().getLocationList()) {
                    note(file, location, comments);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return comments;
    }

    /** Paths are as descriptor.proto numbers them: message_type is 4, field is 2. */
    private static void note(
            FileDescriptorProto file, Location location, Map<String, String> comments) {
        List<Integer> path = location.getPathList();
        String text =
                (location.getLeadingComments() + " " + location.getTrailingComments())
                        .strip()
                        .replaceAll("\\s+", " ");
        if (text.isEmpty()
                || path.isEmpty()
                || path.get(0) != FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER) {
            return;
        }
        DescriptorProto message = file.getMessageType(path.get(1));
        String name = file.getPackage() + "." + message.getName();
        if (path.size() == 2) {
            comments.put(name, text);
        } else if (path.size() == 4 && path.get(2) == DescriptorProto.FIELD_FIELD_NUMBER) {
            FieldDescriptorProto field = message.getField(path.get(3));
            comments.put(name + "." + field.getName(), text);
        }
    }
}
