package dev.weir.launcher.platform;

/**
 * How long to wait before a part is started again: 200 ms, doubling to 10 s, from the beginning
 * again after 30 s of health. Not safe for threads; time comes from the caller, in milliseconds.
 */
public final class Backoff {
    static final long FIRST_MILLIS = 200;
    static final long MAX_MILLIS = 10_000;
    static final long FORGIVEN_AFTER_MILLIS = 30_000;

    private long nextMillis = FIRST_MILLIS;
    private long healthySince = -1;
    private int failures;

    /** The part ended; returns the wait. */
    public long failed() {
        healthySince = -1;
        failures++;
        long wait = nextMillis;
        nextMillis = Math.min(MAX_MILLIS, nextMillis * 2);
        return wait;
    }

    /** The part was asked and is, or is not, healthy. */
    public void observed(boolean healthy, long nowMillis) {
        if (!healthy) {
            healthySince = -1;
        } else if (healthySince < 0) {
            healthySince = nowMillis;
        } else if (nowMillis - healthySince >= FORGIVEN_AFTER_MILLIS) {
            nextMillis = FIRST_MILLIS;
            failures = 0;
        }
    }

    /** Ends in a row, without half a minute of health between them. */
    public int failures() {
        return failures;
    }
}
