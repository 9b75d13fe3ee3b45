package dev.weir.eventstore;

/**
 * Keys of Axon metadata that the store writes as headers of their own; all others become {@code
 * weir-meta-*}.
 */
public final class EventMetadata {
    /** The caller's idempotency key, to {@code ce_key}. */
    public static final String KEY = "weir.key";

    /** Fingerprint of the command, 32 hex digits, to {@code ce_cmdhash}. */
    public static final String COMMAND_HASH = "weir.cmdhash";

    /** The entity that the event is about, to {@code ce_subject}. */
    public static final String SUBJECT = "weir.subject";

    /**
     * Business time, microseconds since 1970 in decimal text, to {@code ce_occurredat}; absent: the
     * event's timestamp.
     */
    public static final String OCCURRED_AT = "weir.occurredAt";

    /** Subject of the token of who gave the command, to {@code weir-meta-by}; empty: nobody's. */
    public static final String BY = "by";

    /**
     * Events of one append that stand side by side with the same value make one run of records;
     * absent: the append is one run. It is not written.
     */
    public static final String RUN = "weir.run";

    /** Version of the message type where it is not Axon's default. */
    static final String TYPE_VERSION = "weir.typeVersion";

    private EventMetadata() {}
}
