-- What is looked up: a card for each thing by which a marker, or what is known of a number, is met.
-- Made from `record` in the same transaction. The cards stand apart from the index, which is small
-- then, and stays in memory where there are a million of them.
CREATE TABLE register (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL,     -- see model::subject; empty where nothing meets it
    record BLOB NOT NULL,
    kind   INTEGER NOT NULL,
    first  INTEGER NOT NULL,  -- the first of its record: lists go by these
    card   BLOB NOT NULL
);
CREATE INDEX register_key ON register (key);
CREATE INDEX register_record ON register (record);
CREATE INDEX register_first ON register (kind) WHERE first = 1;
