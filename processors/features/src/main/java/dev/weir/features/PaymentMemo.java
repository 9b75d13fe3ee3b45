package dev.weir.features;

import dev.weir.contract.payments.v1.PaymentDetails;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is kept of a payment for what may still be said of it: a decline, a chargeback, a verdict.
 */
record PaymentMemo(
        String payment,
        long time,
        boolean declined,
        String account,
        String terminal,
        String merchant) {

    PaymentMemo(long time, PaymentDetails payment) {
        this(
                payment.getPaymentId(),
                time,
                false,
                payment.getAccountId(),
                payment.getTerminalId(),
                payment.getMerchantId());
    }

    /** The terminal or merchant of the payment; empty where it is not known. */
    String idOf(KeyKind kind) {
        return switch (kind) {
            case TERMINAL -> terminal;
            case MERCHANT -> merchant;
            case ACCOUNT -> account;
            case CARD, DEVICE, COUNTERPARTY, IP_PREFIX ->
                    throw new IllegalArgumentException("no " + kind + " is kept of a payment");
        };
    }

    PaymentMemo asDeclined() {
        return new PaymentMemo(payment, time, true, account, terminal, merchant);
    }

    byte[] write() {
        byte[][] texts = {bytes(account), bytes(terminal), bytes(merchant)};
        int length = Long.BYTES + 1;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        ByteBuffer blob = ByteBuffer.allocate(length).putLong(time);
        blob.put((byte) (declined ? 1 : 0));
        for (byte[] text : texts) {
            blob.putInt(text.length).put(text);
        }
        return blob.array();
    }

    static PaymentMemo read(String payment, byte[] value) {
        ByteBuffer blob = ByteBuffer.wrap(value);
        return new PaymentMemo(
                payment, blob.getLong(), blob.get() != 0, text(blob), text(blob), text(blob));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer blob) {
        byte[] bytes = new byte[blob.getInt()];
        blob.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
