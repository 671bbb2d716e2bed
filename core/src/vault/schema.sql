CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- The directory, in the order in which it came: places change when the log is another.
CREATE TABLE statement (
    id       INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL UNIQUE
);

-- The secrets of the compartments this device is a member of.
CREATE TABLE compartment_secret (
    compartment INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    secret      BLOB NOT NULL,
    PRIMARY KEY (compartment, epoch)
) WITHOUT ROWID;

CREATE TABLE cursor (
    audience BLOB PRIMARY KEY,
    read     INTEGER NOT NULL
) WITHOUT ROWID;

-- Every entry held, as received. The truth; `record` is made from it.
CREATE TABLE entry (
    id          BLOB NOT NULL,
    author      BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    record      BLOB NOT NULL,
    position    INTEGER,             -- place in the region's log; none until held there
    standing    INTEGER NOT NULL,    -- see Standing
    why         TEXT,                -- why it is refused
    bytes       BLOB NOT NULL
);
CREATE UNIQUE INDEX entry_place ON entry (author, incarnation, seq, id);
CREATE INDEX entry_record ON entry (record);
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_waiting ON entry (record) WHERE standing = 0;

CREATE TABLE record (
    id         BLOB PRIMARY KEY,
    kind       INTEGER NOT NULL,
    key        BLOB,                 -- none until granted
    owner      BLOB,                 -- none until its first entry is here
    home_wrap  BLOB,                 -- the grant of a record that was not sent yet
    about      BLOB,                 -- the incident that a follow-up answers
    document   BLOB,                 -- a cache: made again from the entries when lost
    view       TEXT,                 -- the same as people and programs read it
    started_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX record_about ON record (about) WHERE about IS NOT NULL;

-- Fields as they are typed, until they are sealed into an entry.
CREATE TABLE draft (
    record BLOB NOT NULL,
    path   TEXT NOT NULL,
    value  TEXT,                     -- JSON; none clears the field
    PRIMARY KEY (record, path)
) WITHOUT ROWID;

-- What only this device knows of others, such as whose phone is whose.
CREATE TABLE note (
    kind  TEXT NOT NULL,
    key   BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;

-- The attachments whose sealed chunks are in the folder `attachments`, or are being fetched there.
CREATE TABLE attachment (
    record   BLOB PRIMARY KEY,
    manifest BLOB NOT NULL,          -- the address of the sealed list of chunks
    size     INTEGER NOT NULL,
    chunks   INTEGER NOT NULL,
    standing INTEGER NOT NULL,       -- see Moving
    done     INTEGER NOT NULL        -- so many chunks, from the first, are where they should go
) WITHOUT ROWID;
