package dev.weir.contract.log;

/**
 * Header names of a record of {@code weir.events}: CloudEvents 1.0 in binary mode over Kafka (UTF-8
 * text values), with extension attributes of our own. {@code docs/log-format.md} describes the
 * whole record. Names are permanent.
 */
public final class EventHeaders {
    /** Always {@code 1.0}. */
    public static final String SPEC_VERSION = "ce_specversion";

    /** The event's own id, unique in its book. */
    public static final String ID = "ce_id";

    /** {@code /books/BOOK}. */
    public static final String SOURCE = "ce_source";

    /**
     * Full protobuf name of the value's message, for example {@code weir.ledger.v1.TransferPosted}.
     */
    public static final String TYPE = "ce_type";

    /**
     * Time at which the owner recorded the event, RFC 3339 in UTC with microseconds; never runs
     * back in a book.
     */
    public static final String TIME = "ce_time";

    /** The entity that it is about: account, transfer, payment; absent where there is none. */
    public static final String SUBJECT = "ce_subject";

    /** Dense sequence of the book, decimal, from 0. */
    public static final String SEQUENCE = "ce_seq";

    /** Business time, RFC 3339 in UTC with microseconds. */
    public static final String OCCURRED_AT = "ce_occurredat";

    /** Hash of the book's record before, 64 hex digits; zeros for sequence 0. */
    public static final String PREVIOUS_HASH = "ce_prevhash";

    /**
     * {@code I/N}: this is record I (from 1) of the N that one command wrote, one behind the other.
     */
    public static final String RUN = "ce_run";

    /** The caller's idempotency key; absent where there was none. */
    public static final String KEY = "ce_key";

    /**
     * Fingerprint of the command's content, 32 hex digits; absent where there is neither key nor
     * business id.
     */
    public static final String COMMAND_HASH = "ce_cmdhash";

    /** Media type of the value: {@code application/protobuf}. */
    public static final String CONTENT_TYPE = "content-type";

    /**
     * Axon tag as {@code key=value}, both percent-encoded; one header a tag. Not a CloudEvents
     * attribute.
     */
    public static final String TAG = "weir-tag";

    /** Prefix of Axon metadata; the rest of the name is the key. Not a CloudEvents attribute. */
    public static final String METADATA_PREFIX = "weir-meta-";

    /** Axon metadata {@code by}: subject of the token of who gave the command; absent: nobody's. */
    public static final String BY = METADATA_PREFIX + "by";

    /** W3C trace context; the only headers that are not part of the hash. */
    public static final String TRACE_PARENT = "traceparent";

    public static final String TRACE_STATE = "tracestate";

    private EventHeaders() {}
}
