package dev.weir.domain;

/** Bounds of the domain, each with its reason. */
public final class Limits {
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;

    /**
     * Balances, holds and overdrafts stay within plus or minus this: sums of two never overflow a
     * long.
     */
    public static final long MONEY_MAX = Long.MAX_VALUE / 2;

    /** The longest that card schemes keep an authorisation open without a capture. */
    public static final long HOLD_MICROS = 7 * DAY;

    /** A referred payment waits this long for a person, counted from its referral. */
    public static final long REFERRAL_MICROS = 7 * DAY;

    /** How far the clocks of well-kept clients may run ahead. */
    public static final long FUTURE_MICROS = 300 * SECOND;

    /** An idempotency key is remembered at least this long, in recorded time. */
    public static final long KEY_MEMORY_MICROS = DAY;

    /** Keys are forgotten in generations of this length, so that one event forgets many. */
    public static final long KEY_GENERATION_MICROS = 3_600 * SECOND;

    /** Mass expiry comes in runs of this many, so that it does not hold up commands. */
    public static final int HOLDS_PER_RUN = 100;

    public static final int LEGS_MAX = 64;

    /** With the sender and a fee they make the legs of one transfer. */
    public static final int SPLIT_PARTS_MAX = LEGS_MAX - 2;

    /** Finer than any price list; with it the weights of a split sum far below a long. */
    public static final int SPLIT_WEIGHT_MAX = 1_000_000;

    /** As many as bitcoin has. */
    public static final int DECIMALS_MAX = 8;

    /** Spending limits of one account, card or channel: each is looked at with every payment. */
    public static final int SPENDING_LIMITS_PER_SUBJECT_MAX = 8;

    /** Spending limits of one book; at some 300 bytes each they take 30 MB of the heap. */
    public static final int SPENDING_LIMITS_MAX = 100_000;

    /** No place on earth is farther from UTC. */
    public static final int UTC_OFFSET_MINUTES_MAX = 840;

    /** House currencies of one book. */
    public static final int CURRENCIES_MAX = 1_000;

    public static final int METADATA_ENTRIES_MAX = 32;
    public static final int METADATA_CHARACTERS_MAX = 256;
    public static final int TEXT_CHARACTERS_MAX = 256;
    public static final int COMMENT_CHARACTERS_MAX = 1_024;
    public static final int ID_CHARACTERS_MAX = 128;
    public static final int BOOK_ID_CHARACTERS_MAX = 64;
    public static final int PARAMETER_CHARACTERS_MAX = 128;

    /** Captures, and refunds, of one payment: they are remembered with it for ever. */
    public static final int MOVES_PER_PAYMENT_MAX = 64;

    /** Transfers to other books that a book may have under way; they lie on the heap. */
    public static final int BOOK_TRANSFERS_OPEN_MAX = 10_000;

    /** Late or differing decisions that are recorded for one payment; more are dropped. */
    public static final int LATE_DECISIONS_MAX = 4;

    /** Chargebacks of one payment that are recognised when they are sent again. */
    public static final int CHARGEBACKS_MAX = 16;

    /** Rules, and patterns, of the control book: far more than can be evaluated for one payment. */
    public static final int RULES_MAX = 1_000;

    /** Versions kept of one rule or pattern; drafts that never counted go first. */
    public static final int VERSIONS_KEPT_MAX = 32;

    /** Versions, and champions, to which one can roll back. */
    public static final int VERSIONS_BEFORE_MAX = 16;

    public static final int LISTS_MAX = 1_000;

    /** Larger lists lie in books: what lies here is copied to every node and every decide task. */
    public static final int LIST_ENTRIES_MAX = 10_000;

    /** Of all lists of the control book; at some 150 bytes each they take 15 MB of the heap. */
    public static final int LIST_ENTRIES_ALL_MAX = 100_000;

    /** Entries of one command, so that its event stays below 150 KB. */
    public static final int LIST_ENTRIES_PER_COMMAND_MAX = 1_000;

    /** Of large lists, into one partition: payments wait behind them in the decide job. */
    public static final int BOOK_LIST_ENTRIES_PER_SECOND_MAX = 20_000;

    public static final int MODELS_MAX = 1_000;
    public static final int MODEL_FIGURES_MAX = 64;
    public static final int POLICIES_MAX = 10_000;
    public static final int SNOOZES_MAX = 10_000;

    /** Also those that were removed: each keeps its id for ever. */
    public static final int SUBSCRIPTIONS_MAX = 1_000;

    public static final int SUBSCRIPTION_ATTEMPTS = 8;
    public static final int SUBSCRIPTION_ATTEMPTS_MAX = 20;
    public static final int URL_CHARACTERS_MAX = 1_024;

    /** Books that one rule, pattern, list or subscription may name. */
    public static final int BOOKS_NAMED_MAX = 100;

    public static final int EXPRESSION_CHARACTERS_MAX = 4_096;
    public static final int PATTERN_STEPS_MAX = 8;

    /** Events that one step of a pattern may count: they are kept for each of its entities. */
    public static final int STEP_EVENTS_MAX = 32;

    /** Accounts that may have to share one entity. */
    public static final int SHARING_ACCOUNTS_MAX = 32;

    /** Accounts in a cycle of transfers: a longer search would cost more than a decision may. */
    public static final int CYCLE_ACCOUNTS_MAX = 6;

    public static final long PATTERN_MILLIS_MAX = 30L * 86_400_000;
    public static final int SCORE_MILLI_MAX = 1_000_000;

    /** A share over fewer payments says nothing. */
    public static final int BAND_PAYMENTS_MIN = 100;

    public static final int BAND_PAYMENTS_MAX = 1_000_000;

    /** Alerts of one case: each is resolved with it, in one run of records. */
    public static final int CASE_ALERTS_MAX = 100;

    /** Open cases of one book; at some 400 bytes each they take 40 MB of the heap. */
    public static final int CASES_OPEN_MAX = 100_000;

    public static final int CASE_LINKS_MAX = 64;

    /** A view holds them all: with the next it stays below a record's megabyte. */
    public static final int CASE_COMMENTS_MAX = 64;

    public static final int CASE_COMMENT_CHARACTERS_MAX = 4_096;

    /** Where the client gives none. */
    public static final int DEADLINE_MILLIS = 150;

    public static final int DEADLINE_MILLIS_MAX = 60_000;

    private Limits() {}
}
