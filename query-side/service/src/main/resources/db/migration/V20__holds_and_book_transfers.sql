-- Clients' holds, and transfers between books as each of the two books sees them.

CREATE TABLE hold (
    book           text   COLLATE "C" NOT NULL,
    hold_id        text   COLLATE "C" NOT NULL,
    sequence       bigint NOT NULL,
    status         text   NOT NULL,
    account_id     text   COLLATE "C" NOT NULL,
    amount_minor   bigint NOT NULL,
    held_minor     bigint NOT NULL,
    captured_minor bigint NOT NULL,
    currency       text   NOT NULL,
    placed_at      timestamptz NOT NULL,
    view           bytea  NOT NULL,
    PRIMARY KEY (book, hold_id)
) WITH (fillfactor = 70);
CREATE INDEX hold_newest ON hold (book, placed_at, hold_id);
CREATE INDEX hold_account ON hold (book, account_id, placed_at, hold_id);

CREATE TABLE book_transfer (
    book            text   COLLATE "C" NOT NULL,
    direction       text   NOT NULL,
    other_book      text   COLLATE "C" NOT NULL,
    transfer_id     text   COLLATE "C" NOT NULL,
    sequence        bigint NOT NULL,
    status          text   NOT NULL,
    is_open         bigint NOT NULL,
    from_account_id text   COLLATE "C" NOT NULL,
    to_account_id   text   COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    currency        text   NOT NULL,
    started_at      timestamptz NOT NULL,
    view            bytea  NOT NULL,
    PRIMARY KEY (book, direction, other_book, transfer_id)
) WITH (fillfactor = 70);
CREATE INDEX book_transfer_newest ON book_transfer (book, started_at, direction, other_book, transfer_id);
CREATE INDEX book_transfer_id ON book_transfer (book, transfer_id);
CREATE INDEX book_transfer_open ON book_transfer (book, started_at) WHERE is_open = 1;
