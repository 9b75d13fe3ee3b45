package dev.weir.command.webhooks;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a delivery waits for its next attempt: 1, 6, 24, 120, then always 720 times the first
 * pause (5 s, 30 s, 2 min, 10 min, 1 h), each a fifth more or less by chance. Every wait has a
 * partition of its own, so what stands in one is due in the order in which it came, but for chance.
 */
final class Backoff {
    private static final int[] FACTORS = {1, 6, 24, 120, 720};
    private static final double SPREAD = 0.2;

    /** One that was only put off, as its address was busy or broken, waits 2 minutes at most. */
    private static final int DEFERRED_WAIT_MAX = 2;

    private final Duration firstPause;
    private final RandomGenerator chance;

    Backoff(Duration firstPause, RandomGenerator chance) {
        if (FACTORS.length != Topics.WEBHOOK_WAITS) {
            throw new IllegalStateException("a wait without a partition");
        }
        this.firstPause = firstPause;
        this.chance = chance;
    }

    /**
     * A wait.
     *
     * @param partition of weir.webhooks.later
     * @param micros how long
     */
    record Wait(int partition, long micros) {}

    /** The wait after so many failed attempts, from 1. */
    Wait afterAttempt(int attempts) {
        return spread(Math.min(attempts, FACTORS.length) - 1);
    }

    /** The wait of a delivery that was put off so often before. */
    Wait afterDeferral(int deferrals) {
        return spread(Math.min(deferrals, DEFERRED_WAIT_MAX));
    }

    private Wait spread(int step) {
        double nanos = (double) firstPause.toNanos() * FACTORS[step];
        double factor = 1 - SPREAD + 2 * SPREAD * chance.nextDouble();
        return new Wait(step, Math.round(nanos * factor / 1_000));
    }
}
