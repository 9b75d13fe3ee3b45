package dev.weir.command.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of each subscription follows from the platform's key and the subscription's id: every
 * node knows it, and it lies neither in the log nor on a disk. It never prints.
 */
public final class WebhookSecrets {
    /** A node without the platform's key: it creates no subscriptions and delivers nothing. */
    public static final WebhookSecrets NONE = new WebhookSecrets(Optional.empty());

    private static final String ALGORITHM = "HmacSHA256";

    private final Optional<byte[]> key;

    private WebhookSecrets(Optional<byte[]> key) {
        this.key = key;
    }

    /**
     * @param platformKey the platform's private key in PEM
     */
    public static WebhookSecrets of(String platformKey) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("weir webhooks\n".getBytes(StandardCharsets.UTF_8));
            return new WebhookSecrets(
                    Optional.of(
                            digest.digest(platformKey.strip().getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public boolean present() {
        return key.isPresent();
    }

    /**
     * The secret of a subscription, 64 hex digits.
     *
     * @throws IllegalStateException on a node without the platform's key
     */
    public String of(byte[] subscriptionId) {
        byte[] mine = key.orElseThrow(() -> new IllegalStateException("there is no platform key"));
        return HexFormat.of().formatHex(hmac(mine, subscriptionId));
    }

    /** As {@link #of(byte[])}. */
    public String ofSubscription(String subscriptionId) {
        return of(subscriptionId.getBytes(StandardCharsets.UTF_8));
    }

    /** HMAC-SHA256. */
    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return present() ? "secrets" : "no secrets";
    }
}
