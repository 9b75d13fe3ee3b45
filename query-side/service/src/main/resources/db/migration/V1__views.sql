-- The read models of weir.views. Every row keeps the whole view (protobuf) beside the columns that are searched, summed
-- or read by people. Ids compare bytewise (COLLATE "C"), so that pages follow the same order on every machine.

CREATE TABLE account (
    book            text   COLLATE "C" NOT NULL,
    account_id      text   COLLATE "C" NOT NULL,
    sequence        bigint NOT NULL,
    currency        text   NOT NULL,
    kind            text   NOT NULL,
    status          text   NOT NULL,
    customer_id     text   COLLATE "C" NOT NULL,
    balance_minor   bigint NOT NULL,
    held_minor      bigint NOT NULL,
    available_minor bigint NOT NULL,
    unsound         bigint NOT NULL,
    view            bytea  NOT NULL,
    PRIMARY KEY (book, account_id)
) WITH (fillfactor = 70);
CREATE INDEX account_customer ON account (book, customer_id, account_id) WHERE customer_id <> '';

CREATE TABLE entry (
    book                text   COLLATE "C" NOT NULL,
    sequence            bigint NOT NULL,
    leg                 bigint NOT NULL,
    account_id          text   COLLATE "C" NOT NULL,
    currency            text   NOT NULL,
    amount_minor        bigint NOT NULL,
    balance_after_minor bigint NOT NULL,
    transaction_id      text   COLLATE "C" NOT NULL,
    kind                text   NOT NULL,
    occurred_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    view                bytea  NOT NULL,
    PRIMARY KEY (book, sequence, leg)
);
CREATE INDEX entry_statement ON entry (book, account_id, sequence, leg);
-- With the amount, a balance as of a time is summed from the index alone.
CREATE INDEX entry_occurred ON entry (book, account_id, occurred_at) INCLUDE (amount_minor);
CREATE INDEX entry_recorded ON entry (book, account_id, recorded_at) INCLUDE (amount_minor);

CREATE TABLE payment (
    book            text   COLLATE "C" NOT NULL,
    payment_id      text   COLLATE "C" NOT NULL,
    sequence        bigint NOT NULL,
    status          text   NOT NULL,
    account_id      text   COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    currency        text   NOT NULL,
    channel         text   NOT NULL,
    merchant_id     text   COLLATE "C" NOT NULL,
    terminal_id     text   COLLATE "C" NOT NULL,
    outcome         text   NOT NULL,
    basis           text   NOT NULL,
    score_milli     bigint NOT NULL,
    captured_minor  bigint NOT NULL,
    refunded_minor  bigint NOT NULL,
    decision_micros bigint NOT NULL,
    mode            text   NOT NULL,
    occurred_at     timestamptz NOT NULL,
    requested_at    timestamptz NOT NULL,
    view            bytea  NOT NULL,
    PRIMARY KEY (book, payment_id)
) WITH (fillfactor = 70);
CREATE INDEX payment_newest ON payment (book, occurred_at, payment_id);
CREATE INDEX payment_account ON payment (book, account_id, occurred_at, payment_id);
CREATE INDEX payment_changed ON payment (book, sequence);

CREATE TABLE alert (
    book        text   COLLATE "C" NOT NULL,
    alert_id    text   COLLATE "C" NOT NULL,
    sequence    bigint NOT NULL,
    payment_id  text   COLLATE "C" NOT NULL,
    account_id  text   COLLATE "C" NOT NULL,
    outcome     text   NOT NULL,
    score_milli bigint NOT NULL,
    is_open     bigint NOT NULL,
    verdict     text   NOT NULL,
    raised_at   timestamptz NOT NULL,
    view        bytea  NOT NULL,
    PRIMARY KEY (book, alert_id)
) WITH (fillfactor = 70);
CREATE INDEX alert_newest ON alert (book, raised_at, alert_id);
CREATE INDEX alert_open ON alert (book, raised_at, alert_id) WHERE is_open = 1;
CREATE INDEX alert_account ON alert (book, account_id, raised_at, alert_id);
CREATE INDEX alert_changed ON alert (book, sequence);

-- Every event of the book up to this sequence is in the tables.
CREATE TABLE book_progress (
    book     text   COLLATE "C" NOT NULL PRIMARY KEY,
    sequence bigint NOT NULL,
    view     bytea  NOT NULL
) WITH (fillfactor = 50);

-- The offset of weir.views that is applied next, per partition. The transaction that applies a batch moves it and
-- demands the old value, so that two nodes never both apply. README.md says how to rebuild with it.
CREATE TABLE topic_position (
    topic       text   NOT NULL,
    partition   int    NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- Records that could not be applied, whole, with the reason.
CREATE TABLE dead_letter (
    topic       text   NOT NULL,
    partition   int    NOT NULL,
    at_offset   bigint NOT NULL,
    record_key  bytea,
    record_type text,
    value       bytea,
    reason      text   NOT NULL,
    set_aside   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, at_offset)
);
