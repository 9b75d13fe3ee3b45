package dev.weir.query.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** OpenAPI schemas of contract messages in proto3 JSON, with the comments of the .proto files. */
final class ProtobufSchemas {
    private final ContractDescriptors contract;
    private final Map<String, Schema> schemas = new TreeMap<>();

    ProtobufSchemas(ContractDescriptors contract) {
        this.contract = contract;
    }

    /** By simple name: the messages, and all messages that they are made of. */
    static Map<String, Schema> of(List<String> fullNames) {
        ProtobufSchemas made = new ProtobufSchemas(ContractDescriptors.load());
        fullNames.forEach(made::message);
        return made.schemas;
    }

    private void message(String fullName) {
        String name = simpleName(fullName);
        if (schemas.containsKey(name)) {
            return;
        }
        DescriptorProto message = contract.messages().get(fullName);
        Schema schema =
                OASFactory.createSchema()
                        .addType(SchemaType.OBJECT)
                        .description(contract.comment(fullName));
        schemas.put(name, schema);
        for (FieldDescriptorProto field : message.getFieldList()) {
            schema.addProperty(
                    field.getName(),
                    field(field).description(contract.comment(fullName + "." + field.getName())));
        }
    }

    private Schema field(FieldDescriptorProto field) {
        DescriptorProto entry = contract.messages().get(typeName(field));
        if (entry != null && entry.getOptions().getMapEntry()) {
            return OASFactory.createSchema()
                    .addType(SchemaType.OBJECT)
                    .additionalPropertiesSchema(value(entry.getField(1)));
        }
        return field.getLabel() == Label.LABEL_REPEATED
                ? OASFactory.createSchema().addType(SchemaType.ARRAY).items(value(field))
                : value(field);
    }

    private Schema value(FieldDescriptorProto field) {
        Schema schema = OASFactory.createSchema();
        return switch (field.getType()) {
            case TYPE_STRING -> schema.addType(SchemaType.STRING);
            case TYPE_BOOL -> schema.addType(SchemaType.BOOLEAN);
            case TYPE_BYTES -> schema.addType(SchemaType.STRING).format("byte");
            case TYPE_DOUBLE, TYPE_FLOAT -> schema.addType(SchemaType.NUMBER);
            case TYPE_INT32, TYPE_SINT32, TYPE_UINT32, TYPE_FIXED32, TYPE_SFIXED32 ->
                    schema.addType(SchemaType.INTEGER).format("int32");
            // Written as text, so that no client rounds money.
            case TYPE_INT64, TYPE_SINT64, TYPE_UINT64, TYPE_FIXED64, TYPE_SFIXED64 ->
                    schema.addType(SchemaType.STRING).format("int64").pattern("^-?[0-9]+$");
            case TYPE_ENUM -> enumeration(schema, typeName(field));
            case TYPE_MESSAGE, TYPE_GROUP -> reference(schema, typeName(field));
        };
    }

    private Schema enumeration(Schema schema, String fullName) {
        List<String> values =
                contract.enumeration(fullName).getValueList().stream()
                        .map(EnumValueDescriptorProto::getName)
                        .toList();
        schema.addType(SchemaType.STRING);
        values.forEach(schema::addEnumeration);
        return schema;
    }

    private Schema reference(Schema schema, String fullName) {
        if (fullName.equals("google.protobuf.Timestamp")) {
            return schema.addType(SchemaType.STRING).format("date-time");
        }
        message(fullName);
        return schema.ref("#/components/schemas/" + simpleName(fullName));
    }

    private static String typeName(FieldDescriptorProto field) {
        String name = field.getTypeName();
        return name.startsWith(".") ? name.substring(1) : name;
    }

    private static String simpleName(String fullName) {
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }
}
