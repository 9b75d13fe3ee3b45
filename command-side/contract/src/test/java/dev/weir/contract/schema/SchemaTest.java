package dev.weir.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import dev.weir.contract.log.EventTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchemaTest {
    /** Messages of the event files that are parts of events and never stand alone in the log. */
    private static final Set<String> PARTS =
            Set.of(
                    "weir.ledger.v1.Posting",
                    "weir.ledger.v1.HoldChange",
                    "weir.ledger.v1.FeeCharged",
                    "weir.payments.v1.PaymentDetails",
                    "weir.payments.v1.Location",
                    "weir.payments.v1.DecisionPosition",
                    "weir.control.v1.Rule",
                    "weir.control.v1.AlertBand",
                    "weir.control.v1.ListEntry",
                    "weir.control.v1.Pattern",
                    "weir.control.v1.PatternStep");

    @Test
    void everyMessageOfAnEventFileIsAnEventOrAPartOfOne() {
        Set<String> declared =
                ours().stream()
                        .filter(file -> file.getName().endsWith("_events.proto"))
                        .flatMap(
                                file ->
                                        file.getMessageTypeList().stream()
                                                .map(m -> file.getPackage() + "." + m.getName()))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(EventTypes.names());
        known.addAll(PARTS);

        assertThat(declared).isEqualTo(known);
        assertThat(EventTypes.names()).doesNotContainAnyElementsOf(PARTS);
    }

    @Test
    void everyFieldAndEnumValueSaysWhatItMeans() {
        List<String> silent = ours().stream().flatMap(file -> silent(file).stream()).toList();

        assertThat(silent).isEmpty();
    }

    @Test
    void aFieldWithoutAWordIsFound() {
        FileDescriptorProto mute =
                ours().stream()
                        .filter(file -> file.getName().endsWith("ledger_events.proto"))
                        .map(file -> file.toBuilder().clearSourceCodeInfo().build())
                        .findFirst()
                        .orElseThrow();

        assertThat(silent(mute)).contains("weir.ledger.v1.Posting.amount_minor");
    }

    @Test
    void moneyIsAnIntegerEverywhere() {
        List<String> floating =
                ours().stream()
                        .flatMap(file -> file.getMessageTypeList().stream())
                        .flatMap(
                                message ->
                                        message.getFieldList().stream()
                                                .filter(field -> field.getName().endsWith("_minor"))
                                                .filter(field -> !isLong(field.getType()))
                                                .map(
                                                        field ->
                                                                message.getName()
                                                                        + "."
                                                                        + field.getName()))
                        .toList();

        assertThat(floating).isEmpty();
    }

    private static boolean isLong(
            com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type type) {
        return switch (type) {
            case TYPE_INT64, TYPE_SINT64 -> true;
            default -> false;
        };
    }

    private static List<FileDescriptorProto> ours() {
        return Descriptors.current().getFileList().stream()
                .filter(file -> file.getPackage().startsWith("weir."))
                .toList();
    }

    /** Full names of what has no comment, before or behind it. */
    private static List<String> silent(FileDescriptorProto file) {
        Map<List<Integer>, Location> comments = new HashMap<>();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            if (location.hasLeadingComments() || location.hasTrailingComments()) {
                comments.put(location.getPathList(), location);
            }
        }
        List<String> silent = new ArrayList<>();
        for (int m = 0; m < file.getMessageTypeCount(); m++) {
            DescriptorProto message = file.getMessageType(m);
            for (int f = 0; f < message.getFieldCount(); f++) {
                List<Integer> path =
                        List.of(
                                FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
                                m,
                                DescriptorProto.FIELD_FIELD_NUMBER,
                                f);
                if (!comments.containsKey(path)) {
                    silent.add(
                            file.getPackage()
                                    + "."
                                    + message.getName()
                                    + "."
                                    + message.getField(f).getName());
                }
            }
        }
        for (int e = 0; e < file.getEnumTypeCount(); e++) {
            EnumDescriptorProto type = file.getEnumType(e);
            // 0 is "unspecified" everywhere and says so by its name
            for (int v = 1; v < type.getValueCount(); v++) {
                List<Integer> path =
                        List.of(
                                FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER,
                                e,
                                EnumDescriptorProto.VALUE_FIELD_NUMBER,
                                v);
                if (!comments.containsKey(path)) {
                    silent.add(
                            file.getPackage()
                                    + "."
                                    + type.getName()
                                    + "."
                                    + type.getValue(v).getName());
                }
            }
        }
        return silent;
    }
}
