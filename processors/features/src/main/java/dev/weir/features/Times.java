package dev.weir.features;

/** Spans of event time that definitions of features rest on, microseconds. */
public final class Times {
    static final long SECOND = 1_000_000L;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    /**
     * How far an event may lie behind the book's clock and still be put in its place. A later
     * payment leaves nothing but a count, and its features are those of the moment {@code clock -
     * ALLOWED_LATENESS}.
     */
    public static final long ALLOWED_LATENESS = HOUR;

    /** A label counts for payments at least this much older: most frauds are known by then. */
    public static final long LABEL_DELAY = 7 * DAY;

    /** How long an account remembers that it met a device, merchant or counterparty. */
    static final long PAIR_MEMORY = 90 * DAY;

    /** How long an account's last payment, place and changes are remembered. */
    static final long PROFILE_MEMORY = 30 * DAY;

    /** How long a terminal's last health counts. */
    static final long HEALTH_MEMORY = 30 * DAY;

    /** How long before a payment a session may have been summarised. */
    static final long SESSION_MEMORY = DAY;

    /** Labels are of use as long as the longest risk window reaches. */
    static final long LABEL_MEMORY = LABEL_DELAY + 30 * DAY;

    private Times() {}
}
