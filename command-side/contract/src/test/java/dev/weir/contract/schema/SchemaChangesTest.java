package dev.weir.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaChangesTest {
    private static final String LEDGER = "weir/ledger/v1/ledger_events.proto";

    @Test
    void thisBuildReadsEverythingThatWasReleased() {
        assertThat(SchemaChanges.breaks(Descriptors.released(), Descriptors.current())).isEmpty();
    }

    @Test
    void whatWasReleasedHoldsTheEventsAndTheirServices() {
        assertThat(Descriptors.released().getFileList())
                .extracting(FileDescriptorProto::getName)
                .contains(
                        LEDGER,
                        "weir/payments/v1/payment_events.proto",
                        "weir/decisions/v1/decisions.proto",
                        "weir/views/v1/views.proto",
                        "weir/commands/v1/command_service.proto");
    }

    @Test
    void additionsAreFine() {
        FileDescriptorSet grown =
                ledger(
                        file -> {
                            posting(file).addField(field("memo", 99, Type.TYPE_STRING));
                            kind(file).addValue(value("ESCROW", 99));
                            file.addMessageType(
                                    DescriptorProto.newBuilder().setName("AccountMerged"));
                        });

        assertThat(SchemaChanges.breaks(Descriptors.released(), grown)).isEmpty();
    }

    static Stream<Arguments> incompatibleChanges() {
        return Stream.of(
                change(
                        "a message is removed",
                        file -> file.removeMessageType(indexOfPosting(file)),
                        "weir.ledger.v1.Posting is gone"),
                change(
                        "a message is renamed",
                        file -> posting(file).setName("Leg"),
                        "weir.ledger.v1.Posting is gone"),
                change(
                        "a field is removed",
                        file -> posting(file).removeField(1),
                        "weir.ledger.v1.Posting.2 is gone"),
                change(
                        "a field is renumbered",
                        file -> posting(file).getFieldBuilder(1).setNumber(77),
                        "weir.ledger.v1.Posting.2 is gone"),
                change(
                        "a field is renamed",
                        file -> posting(file).getFieldBuilder(1).setName("amount"),
                        "weir.ledger.v1.Posting.2 was"),
                change(
                        "a field has another type",
                        file -> posting(file).getFieldBuilder(1).setType(Type.TYPE_INT64),
                        "weir.ledger.v1.Posting.2 was"),
                change(
                        "a field becomes repeated",
                        file -> posting(file).getFieldBuilder(1).setLabel(Label.LABEL_REPEATED),
                        "weir.ledger.v1.Posting.2 was"),
                change(
                        "two fields swap their numbers",
                        file -> {
                            posting(file).getFieldBuilder(3).setNumber(5);
                            posting(file).getFieldBuilder(4).setNumber(4);
                        },
                        "weir.ledger.v1.Posting.4 was"),
                change(
                        "an enum is removed",
                        file -> file.removeEnumType(0),
                        "weir.ledger.v1.AccountKind is gone"),
                change(
                        "an enum value is removed",
                        file -> kind(file).removeValue(1),
                        "weir.ledger.v1.AccountKind.1 is gone"),
                change(
                        "an enum value is renamed",
                        file -> kind(file).getValueBuilder(1).setName("CLIENT"),
                        "weir.ledger.v1.AccountKind.1 was CUSTOMER"),
                change(
                        "an enum value is renumbered",
                        file -> kind(file).getValueBuilder(1).setNumber(9),
                        "weir.ledger.v1.AccountKind.1 is gone"),
                change(
                        "the package is renamed",
                        file -> file.setPackage("weir.ledger.v2"),
                        "weir.ledger.v1.Posting is gone"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("incompatibleChanges")
    void refuses(String what, Consumer<FileDescriptorProto.Builder> change, String sentence) {
        List<String> breaks = SchemaChanges.breaks(Descriptors.released(), ledger(change));

        assertThat(breaks).as(what).anyMatch(said -> said.startsWith(sentence));
    }

    private static Arguments change(
            String what, Consumer<FileDescriptorProto.Builder> change, String sentence) {
        return Arguments.of(what, change, sentence);
    }

    /** The released schema with the ledger's file changed. */
    private static FileDescriptorSet ledger(Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorSet.Builder set = Descriptors.released().toBuilder();
        set.getFileBuilderList().stream()
                .filter(file -> file.getName().equals(LEDGER))
                .forEach(change);
        return set.build();
    }

    private static DescriptorProto.Builder posting(FileDescriptorProto.Builder file) {
        return file.getMessageTypeBuilder(indexOfPosting(file));
    }

    private static int indexOfPosting(FileDescriptorProto.Builder file) {
        return file.getMessageTypeList().stream()
                .map(DescriptorProto::getName)
                .toList()
                .indexOf("Posting");
    }

    private static EnumDescriptorProto.Builder kind(FileDescriptorProto.Builder file) {
        return file.getEnumTypeBuilder(0);
    }

    private static FieldDescriptorProto field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL)
                .build();
    }

    private static EnumValueDescriptorProto value(String name, int number) {
        return EnumValueDescriptorProto.newBuilder().setName(name).setNumber(number).build();
    }
}
