package dev.weir.command.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.BatchOutcome;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.payments.v1.DecisionMode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoJsonTest {

    @Test
    void readsBothSpellingsAndNumbersAsTextOrNumber() throws MalformedBodyException {
        Message expected =
                Deposit.newBuilder()
                        .setAccountId("a")
                        .setAmountMinor(9_007_199_254_740_993L)
                        .build();
        assertThat(read("{\"account_id\":\"a\",\"amount_minor\":\"9007199254740993\"}"))
                .isEqualTo(expected);
        assertThat(read("{\"accountId\":\"a\",\"amountMinor\":9007199254740993}"))
                .isEqualTo(expected);
    }

    @Test
    void writesSnakeCaseAndLongNumbersAsText() {
        assertThat(ProtoJson.write(Deposit.newBuilder().setAmountMinor(7).build()))
                .isEqualTo("{\"amount_minor\":\"7\"}");
    }

    @Test
    void aReceiptNamesItsSequenceAlsoWhenItIsTheBooksFirst() {
        assertThat(ProtoJson.write(CommandReply.newBuilder().setBook("b").build()))
                .isEqualTo("{\"book\":\"b\",\"sequence\":\"0\"}");
        assertThat(
                        ProtoJson.write(
                                BatchReply.newBuilder()
                                        .addOutcomes(
                                                BatchOutcome.newBuilder()
                                                        .setAccepted(
                                                                CommandReply.getDefaultInstance()))
                                        .build()))
                .isEqualTo("{\"outcomes\":[{\"accepted\":{\"sequence\":\"0\"}}]}");
    }

    @Test
    void putsFlatFieldsWhereTheyBelong() throws MalformedBodyException {
        RequestPayment read =
                (RequestPayment)
                        ProtoJson.readFlattened(
                                bytes(
                                        "{\"payment_id\":\"p\",\"deadlineMillis\":20,"
                                                + "\"mode\":\"HISTORY\",\"amount_minor\":5}"),
                                RequestPayment.getDefaultInstance(),
                                "payment");
        assertThat(read.getPayment().getPaymentId()).isEqualTo("p");
        assertThat(read.getPayment().getAmountMinor()).isEqualTo(5);
        assertThat(read.getDeadlineMillis()).isEqualTo(20);
        assertThat(read.getMode()).isEqualTo(DecisionMode.HISTORY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{'account_id':'a'}",
                "{account_id:\"a\"}",
                "{\"account_id\":\"a\"} x",
                "{\"account_id\":\"a\"",
                "{\"account_id\":7x}",
                "{\"colour\":\"red\"}",
                "{\"amount_minor\":1.5}",
                "{\"amount_minor\":true}",
                "{\"amount_minor\":\"9223372036854775808\"}",
                "{\"occurred_at\":\"yesterday\"}",
                "{\"account_id\":\"a\",\"accountId\":\"b\"}",
                "/* c */ {}"
            })
    void refusesWhatIsNoBody(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(MalformedBodyException.class)
                .message()
                .isNotBlank();
    }

    private static Message read(String body) throws MalformedBodyException {
        return ProtoJson.read(bytes(body), Deposit.getDefaultInstance());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
