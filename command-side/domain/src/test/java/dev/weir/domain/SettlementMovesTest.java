package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static dev.weir.contract.decisions.v1.Outcome.REFERRED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.payments.v1.Channel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which move is legal where, and what it leaves. An account of 1,000, a payment or hold of 300; the
 * moves stand behind each other: {@code c100} captures 100, {@code c100!} finally, {@code c*} all,
 * {@code v} voids or releases, {@code r50} refunds, {@code t} lets the hold run out.
 */
class SettlementMovesTest {
    private final Desk desk = new Desk();

    @ParameterizedTest(name = "{0} {1}: {2}, held {3}, balance {4}")
    @CsvSource({
        "pending,  c100,           PAYMENT_NOT_DECIDED,     300, 1000",
        "pending,  v,              PAYMENT_NOT_DECIDED,     300, 1000",
        "pending,  r50,            PAYMENT_NOT_DECIDED,     300, 1000",
        "approved, c100,           OK,                      200, 900",
        "approved, c100 c100,      OK,                      100, 800",
        "approved, c100 c100 c100, OK,                        0, 700",
        "approved, c100 c201,      CAPTURE_EXCEEDS_HOLD,    200, 900",
        "approved, c301,           CAPTURE_EXCEEDS_HOLD,    300, 1000",
        "approved, c*,             OK,                        0, 700",
        "approved, c* c1,          PAYMENT_STATUS,            0, 700",
        "approved, c100!,          OK,                        0, 900",
        "approved, c100! c1,       PAYMENT_STATUS,            0, 900",
        "approved, v,              OK,                        0, 1000",
        "approved, v v,            PAYMENT_STATUS,            0, 1000",
        "approved, v c1,           PAYMENT_STATUS,            0, 1000",
        "approved, v r1,           PAYMENT_STATUS,            0, 1000",
        "approved, c100 v,         OK,                        0, 900",
        "approved, c100 v c1,      PAYMENT_STATUS,            0, 900",
        "approved, c100 v v,       PAYMENT_STATUS,            0, 900",
        "approved, c100 v r100,    OK,                        0, 1000",
        "approved, c100 v r101,    REFUND_EXCEEDS_CAPTURED,   0, 900",
        "approved, c* v,           PAYMENT_STATUS,            0, 700",
        "approved, r1,             PAYMENT_STATUS,          300, 1000",
        "approved, c100 r101,      REFUND_EXCEEDS_CAPTURED, 200, 900",
        "approved, c100 r60 r40,   OK,                      200, 1000",
        "approved, c100 r60 r41,   REFUND_EXCEEDS_CAPTURED, 200, 960",
        "approved, c100 r60 c*,    OK,                        0, 760",
        "approved, t c1,           HOLD_EXPIRED,              0, 1000",
        "approved, t c1 c1,        HOLD_EXPIRED,              0, 1000",
        "approved, t v,            HOLD_EXPIRED,              0, 1000",
        "approved, t r1,           HOLD_EXPIRED,              0, 1000",
        "approved, c100 t c1,      HOLD_EXPIRED,              0, 900",
        "approved, c100 t r100,    OK,                        0, 1000",
        "referred, c1,             PAYMENT_STATUS,          300, 1000",
        "referred, v,              OK,                        0, 1000",
        "declined, c1,             PAYMENT_STATUS,            0, 1000",
        "declined, v,              PAYMENT_STATUS,            0, 1000",
        "declined, r1,             PAYMENT_STATUS,            0, 1000"
    })
    void aPaymentTakesLegalMovesOnly(
            String stage, String moves, String last, long held, long balance) {
        desk.funded("a", 1_000);
        desk.pay("p", "a", 300, Channel.ONLINE);
        switch (stage) {
            case "approved" -> desk.decision("p", APPROVED, 1);
            case "declined" -> desk.decision("p", DECLINED, 1);
            case "referred" -> desk.decision("p", REFERRED, 1);
            default -> {}
        }
        ends(moves, last, held, balance, false);
    }

    @ParameterizedTest(name = "{0}: {1}, held {2}, balance {3}")
    @CsvSource({
        "c100,           OK,             200, 900",
        "c100 c100 c100, OK,               0, 700",
        "c100 c201,      HOLD_EXCEEDED,  200, 900",
        "c301,           HOLD_EXCEEDED,  300, 1000",
        "c* c1,          HOLD_STATUS,      0, 700",
        "c100!,          OK,               0, 900",
        "c100! c1,       HOLD_STATUS,      0, 900",
        "v,              OK,               0, 1000",
        "v v,            HOLD_STATUS,      0, 1000",
        "c100 v,         OK,               0, 900",
        "c100 v c1,      HOLD_STATUS,      0, 900",
        "t c1,           HOLD_EXPIRED,     0, 1000",
        "t v,            HOLD_EXPIRED,     0, 1000",
        "c100 t v,       HOLD_EXPIRED,     0, 900"
    })
    void aHoldTakesLegalMovesOnly(String moves, String last, long held, long balance) {
        desk.funded("a", 1_000);
        desk.account("b");
        desk.send(
                HoldFunds.newBuilder()
                        .setHoldId("p")
                        .setAccountId("a")
                        .setAmountMinor(300)
                        .setCurrency("EUR")
                        .setCounterpartyId("b")
                        .setExpiresAt(TimersTest.timestamp(desk.now() + Limits.HOLD_MICROS))
                        .build());
        ends(moves, last, held, balance, true);
        assertThat(desk.balance("b")).isEqualTo(1_000 - balance);
    }

    private void ends(String moves, String last, long held, long balance, boolean hold) {
        String[] each = moves.split(" ");
        String outcome = "";
        for (String move : each) {
            if (!move.equals("t")) {
                assertThat(outcome).as("before %s", move).isIn("", "OK", "HOLD_EXPIRED", last);
            }
            outcome = move(move, hold);
        }
        assertThat(outcome).isEqualTo(last);
        assertThat(desk.held("a")).isEqualTo(held);
        assertThat(desk.balance("a")).isEqualTo(balance);
        assertThat(desk.replayed(new MemoryIndex()).fingerprint())
                .isEqualTo(desk.book.fingerprint());
    }

    private String move(String move, boolean hold) {
        if (move.equals("t")) {
            desk.pass(Limits.HOLD_MICROS + 1_000_000);
            return "";
        }
        boolean last = move.endsWith("!");
        String digits = move.substring(1).replace("!", "").replace("*", "");
        long amount = digits.isEmpty() ? 0 : Long.parseLong(digits);
        Message command =
                switch (move.charAt(0)) {
                    case 'c' -> hold ? captureHold(amount, last) : capture(amount, last);
                    case 'v' ->
                            hold
                                    ? ReleaseHold.newBuilder().setHoldId("p").build()
                                    : VoidPayment.newBuilder().setPaymentId("p").build();
                    default ->
                            RefundPayment.newBuilder()
                                    .setPaymentId("p")
                                    .setAmountMinor(amount)
                                    .build();
                };
        return desk.send(command) instanceof Outcome.Refused refused ? refused.code().name() : "OK";
    }

    private static Message capture(long amount, boolean last) {
        return CapturePayment.newBuilder()
                .setPaymentId("p")
                .setAmountMinor(amount)
                .setFinal(last)
                .build();
    }

    private static Message captureHold(long amount, boolean last) {
        return CaptureHold.newBuilder()
                .setHoldId("p")
                .setAmountMinor(amount)
                .setFinal(last)
                .build();
    }
}
