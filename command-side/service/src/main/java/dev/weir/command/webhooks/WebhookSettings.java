package dev.weir.command.webhooks;

import java.time.Duration;

/**
 * What can be set of deliveries.
 *
 * @param firstPause between the first attempt and the second; the later ones follow from it, see
 *     {@link Backoff}
 * @param requestLimit an attempt that takes longer has failed
 * @param lanes attempts of this node at a time
 * @param ageMax a delivery that was queued so long ago goes to the dead letters with its next turn
 * @param privateAllowed whether addresses of this machine and of private networks are told
 */
public record WebhookSettings(
        Duration firstPause,
        Duration requestLimit,
        int lanes,
        Duration ageMax,
        boolean privateAllowed) {
    /** Less than the time for which a share group locks a record, 30 s. */
    private static final Duration REQUEST_LIMIT_MAX = Duration.ofSeconds(20);

    private static final int LANES_MIN = 2;
    private static final int LANES_MAX = 32;

    public WebhookSettings {
        if (firstPause.isNegative() || firstPause.isZero()) {
            throw new IllegalArgumentException("weir.webhooks.first-pause must be above 0");
        }
        if (requestLimit.isNegative()
                || requestLimit.isZero()
                || requestLimit.compareTo(REQUEST_LIMIT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "weir.webhooks.request-limit must be above 0 and at most 20 s");
        }
        if (lanes < LANES_MIN || lanes > LANES_MAX) {
            throw new IllegalArgumentException("weir.webhooks.lanes must be 2 to 32");
        }
        if (ageMax.isNegative() || ageMax.isZero()) {
            throw new IllegalArgumentException("weir.webhooks.age-max must be above 0");
        }
    }
}
