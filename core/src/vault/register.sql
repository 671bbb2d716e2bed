-- What is looked up: a card for each thing by which a marker, or what is known of a number, is met.
-- Made from `record` in the same transaction.
CREATE TABLE register (
    key    TEXT NOT NULL,     -- see model::subject
    record BLOB NOT NULL,
    kind   INTEGER NOT NULL,
    card   BLOB NOT NULL,
    PRIMARY KEY (key, record)
) WITHOUT ROWID;
CREATE INDEX register_record ON register (record);

-- The newest card of each record, for lists.
CREATE TABLE register_card (
    record BLOB PRIMARY KEY,
    kind   INTEGER NOT NULL,
    card   BLOB NOT NULL
) WITHOUT ROWID;
