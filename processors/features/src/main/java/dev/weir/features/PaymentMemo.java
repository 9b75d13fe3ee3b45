package dev.weir.features;

import dev.weir.contract.payments.v1.PaymentDetails;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is kept of a payment for what may still be said of it: a decline, a chargeback, a verdict.
 */
record PaymentMemo(String payment, long time, String account, String terminal, String merchant) {

    PaymentMemo(long time, PaymentDetails payment) {
        this(
                payment.getPaymentId(),
                time,
                payment.getAccountId(),
                payment.getTerminalId(),
                payment.getMerchantId());
    }

    byte[] write() {
        byte[][] texts = {bytes(account), bytes(terminal), bytes(merchant)};
        int length = Long.BYTES;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        ByteBuffer blob = ByteBuffer.allocate(length).putLong(time);
        for (byte[] text : texts) {
            blob.putInt(text.length).put(text);
        }
        return blob.array();
    }

    static PaymentMemo read(String payment, byte[] value) {
        ByteBuffer blob = ByteBuffer.wrap(value);
        return new PaymentMemo(payment, blob.getLong(), text(blob), text(blob), text(blob));
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
