package dev.weir.eventstore;

import dev.weir.contract.checkpoint.CheckpointSigner;
import java.time.Duration;

/**
 * How a store signs its books' tree heads.
 *
 * @param signer with the store's key
 * @param events a checkpoint at the latest after so many new events of a book, 1 to 1,000,000
 * @param every and after so long when there is at least one, 100 ms to 10 minutes
 */
public record CheckpointSettings(CheckpointSigner signer, int events, Duration every) {
    public static final int EVENTS = 10_000;
    public static final Duration EVERY = Duration.ofSeconds(10);

    private static final int EVENTS_MAX = 1_000_000;
    private static final Duration EVERY_MIN = Duration.ofMillis(100);
    private static final Duration EVERY_MAX = Duration.ofMinutes(10);

    public CheckpointSettings {
        if (events < 1 || events > EVENTS_MAX) {
            throw new IllegalArgumentException("events of a checkpoint: 1 to " + EVENTS_MAX);
        }
        if (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0) {
            throw new IllegalArgumentException(
                    "time between checkpoints: " + EVERY_MIN + " to " + EVERY_MAX);
        }
    }

    /** After 10,000 events, or 10 s. */
    public static CheckpointSettings of(CheckpointSigner signer) {
        return new CheckpointSettings(signer, EVENTS, EVERY);
    }
}
