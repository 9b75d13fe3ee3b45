package dev.weir.command.webhooks;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How a delivery is signed: HMAC-SHA256 of {@code SECONDS.BODY}, keyed by the secret's text. The
 * time is signed too, so a receiver that refuses old times can't be sent a recorded one again.
 */
final class WebhookSignature {
    static final String HEADER = "Weir-Webhook-Signature";
    static final String TIME_HEADER = "Weir-Webhook-Time";

    /** Version of the scheme; another one would be sent beside it. */
    private static final String VERSION = "v1=";

    private WebhookSignature() {}

    /**
     * @param secret as it was shown when the subscription was created, 64 hex digits
     * @param seconds time of the attempt, since 1970
     */
    static String of(String secret, long seconds, byte[] body) {
        byte[] time = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = new byte[time.length + body.length];
        System.arraycopy(time, 0, signed, 0, time.length);
        System.arraycopy(body, 0, signed, time.length, body.length);
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return VERSION + HexFormat.of().formatHex(WebhookSecrets.hmac(key, signed));
    }
}
