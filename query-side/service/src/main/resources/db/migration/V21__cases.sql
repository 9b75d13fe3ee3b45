-- Cases: alerts of one account and one cause.
CREATE TABLE case_file (
    book        text   COLLATE "C" NOT NULL,
    case_id     text   COLLATE "C" NOT NULL,
    sequence    bigint NOT NULL,
    account_id  text   COLLATE "C" NOT NULL,
    source_id   text   NOT NULL,
    assignee    text   NOT NULL,
    is_open     bigint NOT NULL,
    verdict     text   NOT NULL,
    opened_at   timestamptz NOT NULL,
    view        bytea  NOT NULL,
    PRIMARY KEY (book, case_id)
) WITH (fillfactor = 70);
CREATE INDEX case_newest ON case_file (book, opened_at, case_id);
CREATE INDEX case_open ON case_file (book, opened_at, case_id) WHERE is_open = 1;
CREATE INDEX case_account ON case_file (book, account_id, opened_at, case_id);
