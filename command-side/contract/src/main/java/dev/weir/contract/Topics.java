package dev.weir.contract;

/** The topics of the platform. Names are permanent. */
public final class Topics {
    /**
     * System of record: every event of every book. Partitions may be added, a book never moves by
     * itself.
     */
    public static final String EVENTS = "weir.events";

    /**
     * Decisions of the decide job, at least once, partitioned like {@link #EVENTS}. Kept for hours.
     */
    public static final String DECISIONS = "weir.decisions";

    /**
     * Read models, absolute, partitioned like {@link #EVENTS}. Kept for days, rebuilt from the log.
     */
    public static final String VIEWS = "weir.views";

    /** Compacted: book to partition, a projection of BookOpened. */
    public static final String BOOKS = "weir.books";

    /** Compacted: partition to the address and epoch of its owner. */
    public static final String OWNERS = "weir.owners";

    /** Compacted: snapshots of folded state, partitioned like {@link #EVENTS}. */
    public static final String SNAPSHOTS = "weir.snapshots";

    /** Signed tree heads of the books. */
    public static final String CHECKPOINTS = "weir.checkpoints";

    public static final String CLICKS = "weir.clicks";
    public static final String IMPRESSIONS = "weir.impressions";
    public static final String READINGS = "weir.readings";
    public static final String LOGS = "weir.logs";

    /** What subscriptions are to be told, read by a share group: no order. Kept for days. */
    public static final String WEBHOOKS = "weir.webhooks";

    /**
     * Deliveries that wait for their next attempt: a partition for each length of the wait. Kept as
     * long as {@link #WEBHOOKS}.
     */
    public static final String WEBHOOKS_LATER = "weir.webhooks.later";

    /** Partitions of {@link #WEBHOOKS_LATER}. */
    public static final int WEBHOOK_WAITS = 5;

    /** Every attempt to deliver, for those who look. Kept for days. */
    public static final String WEBHOOK_ATTEMPTS = "weir.webhooks.attempts";

    public static final String DEAD_LETTERS = "weir.dead-letters";

    /** The book that holds books, rules, lists, patterns, models and policies. */
    public static final String CONTROL_BOOK = "control";

    /** The partition of {@link #EVENTS} that the control book lives in. */
    public static final int CONTROL_PARTITION = 0;

    private Topics() {}

    /**
     * Consumer group by which command nodes share the partitions of a topic of events. The instance
     * id of a member is its node's name: by it a supervisor takes out a node that has died, and the
     * others need not wait for its session to end.
     */
    public static String ownersGroup(String events) {
        return "weir-owners-" + events;
    }
}
