package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountFrozen;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An event of three versions that no product has: v1 had an amount as text, v2 as minor units, v3
 * names its currency.
 */
class EventCatalogTest {
    private static final Descriptor V1 = limit("v1", "amount", Type.TYPE_STRING);
    private static final Descriptor V2 = limit("v2", "amount_minor", Type.TYPE_INT64);
    private static final Descriptor V3 = limit("v3", "amount_minor", Type.TYPE_INT64, "currency");

    /** account_id "a", amount "12.34", as a build of long ago wrote it. */
    private static final byte[] STORED_V1 = HexFormat.of().parseHex("0a016112" + "0531322e3334");

    /** account_id "a", amount_minor 1234. */
    private static final byte[] STORED_V2 = HexFormat.of().parseHex("0a016110" + "d209");

    private final EventCatalog catalog =
            EventCatalog.of(
                            List.of(
                                    DynamicMessage.getDefaultInstance(V1),
                                    DynamicMessage.getDefaultInstance(V2),
                                    DynamicMessage.getDefaultInstance(V3),
                                    AccountFrozen.getDefaultInstance()))
                    .with("test.v1.LimitSet", "test.v2.LimitSet", EventCatalogTest::toV2)
                    .with("test.v2.LimitSet", "test.v3.LimitSet", EventCatalogTest::toV3);

    private static Message toV2(Message old) {
        String amount = text(old, "amount");
        return DynamicMessage.newBuilder(V2)
                .setField(V2.findFieldByName("account_id"), text(old, "account_id"))
                .setField(
                        V2.findFieldByName("amount_minor"), Long.parseLong(amount.replace(".", "")))
                .build();
    }

    private static Message toV3(Message old) {
        Object minor = old.getField(V2.findFieldByName("amount_minor"));
        return DynamicMessage.newBuilder(V3)
                .setField(V3.findFieldByName("account_id"), text(old, "account_id"))
                .setField(V3.findFieldByName("amount_minor"), minor)
                .setField(V3.findFieldByName("currency"), "EUR")
                .build();
    }

    private static String text(Message message, String field) {
        return (String) message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static Descriptor limit(
            String version, String amount, Type amountType, String... texts) {
        DescriptorProto.Builder message =
                DescriptorProto.newBuilder()
                        .setName("LimitSet")
                        .addField(field("account_id", 1, Type.TYPE_STRING))
                        .addField(field(amount, 2, amountType));
        for (int i = 0; i < texts.length; i++) {
            message.addField(field(texts[i], 3 + i, Type.TYPE_STRING));
        }
        try {
            return FileDescriptor.buildFrom(
                            FileDescriptorProto.newBuilder()
                                    .setName(version + ".proto")
                                    .setPackage("test." + version)
                                    .setSyntax("proto3")
                                    .addMessageType(message)
                                    .build(),
                            new FileDescriptor[0])
                    .findMessageTypeByName("LimitSet");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .build();
    }

    @Test
    void bytesOfTheFirstVersionAreReadAsTheLastThroughEveryStep() {
        Message read = catalog.parse("test.v1.LimitSet", STORED_V1);

        assertThat(EventTypes.nameOf(read)).isEqualTo("test.v3.LimitSet");
        assertThat(read.getField(V3.findFieldByName("amount_minor"))).isEqualTo(1_234L);
        assertThat(text(read, "currency")).isEqualTo("EUR");
    }

    @Test
    void eachVersionGivesTheSame() {
        assertThat(catalog.parse("test.v2.LimitSet", STORED_V2))
                .isEqualTo(catalog.parse("test.v1.LimitSet", STORED_V1));
    }

    @Test
    void theLastVersionAndEventsWithoutOtherVersionsAreLeftAsTheyAre() {
        assertThat(catalog.current("test.v1.LimitSet")).isEqualTo("test.v3.LimitSet");
        assertThat(catalog.current("weir.ledger.v1.AccountFrozen"))
                .isEqualTo("weir.ledger.v1.AccountFrozen");
        AccountFrozen frozen = AccountFrozen.newBuilder().setAccountId("a").build();
        assertThat(catalog.parse(EventTypes.nameOf(frozen), frozen.toByteArray()))
                .isEqualTo(frozen);
    }

    @Test
    void aStepThatGivesSomethingElseIsNotBelieved() {
        EventCatalog wrong =
                EventCatalog.of(
                                List.of(
                                        DynamicMessage.getDefaultInstance(V1),
                                        DynamicMessage.getDefaultInstance(V2)))
                        .with("test.v1.LimitSet", "test.v2.LimitSet", old -> old);
        assertThatThrownBy(() -> wrong.parse("test.v1.LimitSet", STORED_V1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gave test.v1.LimitSet");
    }

    @Test
    void aSecondStepFromOneVersionAndACircleAreRefused() {
        assertThatThrownBy(() -> catalog.with("test.v1.LimitSet", "test.v3.LimitSet", old -> old))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.with("test.v3.LimitSet", "test.v1.LimitSet", old -> old))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.with("test.v9.LimitSet", "test.v3.LimitSet", old -> old))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
