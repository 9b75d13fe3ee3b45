package dev.weir.query.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Messages, enums and comments of the contract's published descriptor set, by full name. */
final class ContractDescriptors {
    private static final String RESOURCE = "weir.desc";

    private final Map<String, DescriptorProto> messages = new TreeMap<>();
    private final Map<String, EnumDescriptorProto> enums = new TreeMap<>();
    private final Map<String, String> comments = new HashMap<>();

    /** Reads the descriptor set from the class path. */
    static ContractDescriptors load() {
        try (InputStream in =
                ContractDescriptors.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            ContractDescriptors descriptors = new ContractDescriptors();
            FileDescriptorSet.parseFrom(in).getFileList().forEach(descriptors::add);
            return descriptors;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }

    Map<String, DescriptorProto> messages() {
        return messages;
    }

    EnumDescriptorProto enumeration(String name) {
        return enums.get(name);
    }

    /**
     * The comment on a message, field ({@code MESSAGE.FIELD}) or enum value; empty if there is
     * none.
     */
    String comment(String name) {
        return comments.getOrDefault(name, "");
    }

    private void add(FileDescriptorProto file) {
        Map<List<Integer>, String> byPath = new HashMap<>();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            String comment = location.getLeadingComments() + location.getTrailingComments();
            if (!comment.isBlank()) {
                byPath.put(location.getPathList(), comment.strip().replaceAll("\\s+", " "));
            }
        }
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            addMessage(file.getPackage(), file.getMessageType(i), List.of(4, i), byPath);
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            addEnum(file.getPackage(), file.getEnumType(i), List.of(5, i), byPath);
        }
    }

    private void addMessage(
            String scope,
            DescriptorProto message,
            List<Integer> path,
            Map<List<Integer>, String> byPath) {
        String name = scope + "." + message.getName();
        messages.put(name, message);
        note(name, path, byPath);
        for (int i = 0; i < message.getFieldCount(); i++) {
            note(name + "." + message.getField(i).getName(), child(path, 2, i), byPath);
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            addMessage(name, message.getNestedType(i), child(path, 3, i), byPath);
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            addEnum(name, message.getEnumType(i), child(path, 4, i), byPath);
        }
    }

    private void addEnum(
            String scope,
            EnumDescriptorProto type,
            List<Integer> path,
            Map<List<Integer>, String> byPath) {
        String name = scope + "." + type.getName();
        enums.put(name, type);
        note(name, path, byPath);
        for (int i = 0; i < type.getValueCount(); i++) {
            note(name + "." + type.getValue(i).getName(), child(path, 2, i), byPath);
        }
    }

    private void note(String name, List<Integer> path, Map<List<Integer>, String> byPath) {
        String comment = byPath.get(path);
        if (comment != null) {
            comments.put(name, comment);
        }
    }

    private static List<Integer> child(List<Integer> path, int field, int index) {
        List<Integer> child = new java.util.ArrayList<>(path);
        child.add(field);
        child.add(index);
        return List.copyOf(child);
    }
}
