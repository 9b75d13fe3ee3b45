-- Holds, changes of accounts and transfers; searches by metadata; balances as of two times at once.
-- Rows from before this version lack what only the log tells (holds, changes, transfers): rebuild the views after it.

ALTER TABLE account ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
CREATE INDEX account_metadata ON account USING gin (metadata jsonb_path_ops);

ALTER TABLE payment ADD COLUMN customer_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
CREATE INDEX payment_customer ON payment (book, customer_id, occurred_at, payment_id) WHERE customer_id <> '';
CREATE INDEX payment_metadata ON payment USING gin (metadata jsonb_path_ops);

ALTER TABLE entry ADD COLUMN held_after_minor bigint NOT NULL DEFAULT 0;
-- In the order of either time, with all that a sum as of two times needs, so that it reads the index alone.
DROP INDEX entry_occurred;
DROP INDEX entry_recorded;
CREATE INDEX entry_occurred ON entry (book, account_id, occurred_at, sequence, leg) INCLUDE (recorded_at, amount_minor);
CREATE INDEX entry_recorded ON entry (book, account_id, recorded_at, sequence, leg) INCLUDE (occurred_at, amount_minor);

CREATE TABLE hold_change (
    book             text   COLLATE "C" NOT NULL,
    sequence         bigint NOT NULL,
    leg              bigint NOT NULL,
    account_id       text   COLLATE "C" NOT NULL,
    amount_minor     bigint NOT NULL,
    held_after_minor bigint NOT NULL,
    occurred_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    view             bytea  NOT NULL,
    PRIMARY KEY (book, sequence, leg)
);
CREATE INDEX hold_occurred ON hold_change (book, account_id, occurred_at, sequence, leg) INCLUDE (recorded_at, amount_minor);
CREATE INDEX hold_recorded ON hold_change (book, account_id, recorded_at, sequence, leg) INCLUDE (occurred_at, amount_minor);

CREATE TABLE account_change (
    book       text   COLLATE "C" NOT NULL,
    account_id text   COLLATE "C" NOT NULL,
    sequence   bigint NOT NULL,
    view       bytea  NOT NULL,
    PRIMARY KEY (book, account_id, sequence)
);

CREATE TABLE transfer (
    book         text   COLLATE "C" NOT NULL,
    transfer_id  text   COLLATE "C" NOT NULL,
    sequence     bigint NOT NULL,
    kind         text   NOT NULL,
    currency     text   NOT NULL,
    amount_minor bigint NOT NULL,
    metadata     jsonb  NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    view         bytea  NOT NULL,
    PRIMARY KEY (book, transfer_id)
);
CREATE INDEX transfer_newest ON transfer (book, occurred_at, transfer_id);
CREATE INDEX transfer_metadata ON transfer USING gin (metadata jsonb_path_ops);

-- Sums of an account's entries and hold changes by the hours in which they occurred and were recorded. A balance as of
-- two times is the sum of the cells before both hours, and the rows of the two hours that the times cut. The cells are
-- kept by triggers, in the transaction that writes the rows, whoever writes them.
CREATE TABLE account_hour (
    book          text   COLLATE "C" NOT NULL,
    account_id    text   COLLATE "C" NOT NULL,
    occurred_hour bigint NOT NULL, -- hours since 1970
    recorded_hour bigint NOT NULL, -- hours since 1970
    entries       bigint NOT NULL,
    debit_minor   numeric NOT NULL,
    credit_minor  numeric NOT NULL,
    held_minor    numeric NOT NULL,
    PRIMARY KEY (book, account_id, occurred_hour, recorded_hour)
) WITH (fillfactor = 50);

CREATE FUNCTION hour_of(moment timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN floor(extract(epoch FROM moment) / 3600)::bigint;

CREATE FUNCTION add_added_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_hour AS cell
    SELECT book, account_id, hour_of(occurred_at), hour_of(recorded_at), count(*),
           coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0), coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0), 0
    FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (book, account_id, occurred_hour, recorded_hour) DO UPDATE
    SET entries = cell.entries + excluded.entries,
        debit_minor = cell.debit_minor + excluded.debit_minor,
        credit_minor = cell.credit_minor + excluded.credit_minor;
    RETURN NULL;
END $$;

CREATE FUNCTION take_removed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account_hour AS cell
    SET entries = cell.entries - gone.entries,
        debit_minor = cell.debit_minor - gone.debit_minor,
        credit_minor = cell.credit_minor - gone.credit_minor
    FROM (SELECT book, account_id, hour_of(occurred_at) AS occurred, hour_of(recorded_at) AS recorded,
                 count(*) AS entries, coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS debit_minor,
                 coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS credit_minor
          FROM removed GROUP BY 1, 2, 3, 4) AS gone
    WHERE cell.book = gone.book AND cell.account_id = gone.account_id
      AND cell.occurred_hour = gone.occurred AND cell.recorded_hour = gone.recorded;
    RETURN NULL;
END $$;

CREATE FUNCTION add_added_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_hour AS cell
    SELECT book, account_id, hour_of(occurred_at), hour_of(recorded_at), 0, 0, 0, sum(amount_minor)
    FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (book, account_id, occurred_hour, recorded_hour) DO UPDATE
    SET held_minor = cell.held_minor + excluded.held_minor;
    RETURN NULL;
END $$;

CREATE FUNCTION take_removed_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account_hour AS cell
    SET held_minor = cell.held_minor - gone.held_minor
    FROM (SELECT book, account_id, hour_of(occurred_at) AS occurred, hour_of(recorded_at) AS recorded,
                 sum(amount_minor) AS held_minor
          FROM removed GROUP BY 1, 2, 3, 4) AS gone
    WHERE cell.book = gone.book AND cell.account_id = gone.account_id
      AND cell.occurred_hour = gone.occurred AND cell.recorded_hour = gone.recorded;
    RETURN NULL;
END $$;

-- What a view replaced is taken out before the new one is added: triggers fire in the order of their names.
CREATE TRIGGER entry_1_taken AFTER UPDATE ON entry REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION take_removed_entries();
CREATE TRIGGER entry_2_changed AFTER UPDATE ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_added_entries();
CREATE TRIGGER entry_3_added AFTER INSERT ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_added_entries();
CREATE TRIGGER entry_4_deleted AFTER DELETE ON entry REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION take_removed_entries();
CREATE TRIGGER hold_1_taken AFTER UPDATE ON hold_change REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION take_removed_holds();
CREATE TRIGGER hold_2_changed AFTER UPDATE ON hold_change REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_added_holds();
CREATE TRIGGER hold_3_added AFTER INSERT ON hold_change REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_added_holds();
CREATE TRIGGER hold_4_deleted AFTER DELETE ON hold_change REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION take_removed_holds();

INSERT INTO account_hour
SELECT book, account_id, hour_of(occurred_at), hour_of(recorded_at), count(*),
       coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0), coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0), 0
FROM entry GROUP BY 1, 2, 3, 4;

-- A record that could not be applied is told to weir.dead-letters from here, and its book is unsound while it is open.
ALTER TABLE dead_letter ADD COLUMN letter_id text;
ALTER TABLE dead_letter ADD COLUMN book text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE dead_letter ADD COLUMN state text NOT NULL DEFAULT 'OPEN';
ALTER TABLE dead_letter ADD COLUMN letter bytea;
ALTER TABLE dead_letter ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX dead_letter_untold ON dead_letter (set_aside) WHERE NOT told;
CREATE INDEX dead_letter_open ON dead_letter (book) WHERE state = 'OPEN';
CREATE INDEX dead_letter_id ON dead_letter (letter_id);
