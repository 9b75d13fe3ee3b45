package dev.weir.contract.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a new schema breaks of an old one. Each element has a place, such as {@code
 * weir.ledger.v1.Posting.2} for the field with number 2, and a description; an old place must still
 * be there and say the same. So a removal, another number, name, type or label is a break, and an
 * addition is none.
 */
final class SchemaChanges {
    private SchemaChanges() {}

    /** One sentence a break; empty: everything that could be read can still be read. */
    static List<String> breaks(FileDescriptorSet old, FileDescriptorSet now) {
        Map<String, String> before = places(old);
        Map<String, String> after = places(now);
        List<String> breaks = new ArrayList<>();
        before.forEach(
                (place, said) -> {
                    String says = after.get(place);
                    if (says == null) {
                        breaks.add(place + " is gone: " + said);
                    } else if (!says.equals(said)) {
                        breaks.add(place + " was " + said + " and is " + says);
                    }
                });
        return breaks;
    }

    private static Map<String, String> places(FileDescriptorSet set) {
        Map<String, String> places = new LinkedHashMap<>();
        for (FileDescriptorProto file : set.getFileList()) {
            String scope = file.getPackage();
            file.getMessageTypeList().forEach(message -> addMessage(places, scope, message));
            file.getEnumTypeList().forEach(type -> addEnum(places, scope, type));
            file.getServiceList().forEach(service -> addService(places, scope, service));
        }
        return places;
    }

    private static void addMessage(
            Map<String, String> places, String scope, DescriptorProto message) {
        String name = scope + "." + message.getName();
        places.put(name, "a message");
        for (FieldDescriptorProto field : message.getFieldList()) {
            places.put(name + "." + field.getNumber(), describe(message, field));
        }
        message.getNestedTypeList().forEach(nested -> addMessage(places, name, nested));
        message.getEnumTypeList().forEach(nested -> addEnum(places, name, nested));
    }

    private static String describe(DescriptorProto message, FieldDescriptorProto field) {
        String oneof =
                field.hasOneofIndex()
                        ? " of " + message.getOneofDecl(field.getOneofIndex()).getName()
                        : "";
        return field.getLabel()
                + " "
                + field.getType()
                + field.getTypeName()
                + " "
                + field.getName()
                + oneof;
    }

    private static void addEnum(
            Map<String, String> places, String scope, EnumDescriptorProto type) {
        String name = scope + "." + type.getName();
        places.put(name, "an enum");
        for (EnumValueDescriptorProto value : type.getValueList()) {
            places.put(name + "." + value.getNumber(), value.getName());
        }
    }

    private static void addService(
            Map<String, String> places, String scope, ServiceDescriptorProto service) {
        String name = scope + "." + service.getName();
        places.put(name, "a service");
        for (MethodDescriptorProto method : service.getMethodList()) {
            places.put(
                    name + "." + method.getName(),
                    method.getInputType()
                            + (method.getClientStreaming() ? " stream" : "")
                            + " to "
                            + method.getOutputType()
                            + (method.getServerStreaming() ? " stream" : ""));
        }
    }
}
