-- A relay's database. Long names stand once; everything else quotes their numbers.
-- All but `relay`, `quota` and `scrub` follows from the log, and `verify` derives it again.

CREATE TABLE relay (
    region BLOB NOT NULL,
    log BLOB NOT NULL
) STRICT;

-- A leaf is an entry, which has its place in a chain and a record, or a statement, which has none.
CREATE TABLE log (
    position INTEGER PRIMARY KEY,
    leaf BLOB NOT NULL,
    chain INTEGER,
    seq INTEGER,
    record INTEGER,
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_chain ON log (chain, seq) WHERE chain IS NOT NULL;
CREATE INDEX log_record ON log (record) WHERE record IS NOT NULL;
CREATE INDEX log_statement ON log (position) WHERE chain IS NULL;
CREATE UNIQUE INDEX log_statement_leaf ON log (leaf) WHERE chain IS NULL;

-- The rows of the Merkle tree above the leaves.
CREATE TABLE node (
    row INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (row, place)
) STRICT, WITHOUT ROWID;

-- Devices (8 bytes) and compartments (1 byte).
CREATE TABLE party (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    incarnation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    UNIQUE (device, incarnation)
) STRICT;

-- Kind and owner are absent until the entry that starts the record has come.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    kind INTEGER,
    owner INTEGER
) STRICT;

CREATE TABLE reader (
    record INTEGER NOT NULL,
    party INTEGER NOT NULL,
    PRIMARY KEY (record, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    party INTEGER NOT NULL,
    item INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (party, item)
) STRICT, WITHOUT ROWID;

-- Entries of which it is not known yet whether their author may write the record.
CREATE TABLE parked (
    record INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota (
    day INTEGER NOT NULL,
    device BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (day, device)
) STRICT, WITHOUT ROWID;
