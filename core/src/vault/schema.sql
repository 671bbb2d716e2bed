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
CREATE INDEX entry_unplaced ON entry (record) WHERE position IS NULL;

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

-- What lists go by, and what is found by its words: made from `record` and `draft`, for the records
-- named in `unlisted`, before the next question. So saving pays for one short row alone.
CREATE TABLE unlisted (
    record BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE listing (
    number        INTEGER PRIMARY KEY, -- rises with the time at which the record came; never changes
    id            BLOB NOT NULL UNIQUE,
    kind          INTEGER NOT NULL,
    owner         BLOB,
    unsealed      INTEGER NOT NULL,    -- nothing of it is in an entry yet
    occurred_at   INTEGER,
    happened_at   INTEGER NOT NULL,    -- the same, or when it came where that is not said
    types         TEXT NOT NULL,       -- the codes, a comma before and after each
    location_type TEXT,
    status        TEXT,                -- of the follow-up
    withdrawn     INTEGER NOT NULL,
    unfinished    INTEGER NOT NULL,
    cad_number    TEXT
);
CREATE INDEX listing_occurred ON listing (occurred_at) WHERE occurred_at IS NOT NULL;
CREATE INDEX listing_cad ON listing (cad_number) WHERE cad_number IS NOT NULL;

-- The words alone, by the number of the listing: the text itself is in `record`.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- Since when records have been done with here, and which were let go of: their key and content are
-- not here any more, their entries are.
CREATE TABLE history (
    record  BLOB PRIMARY KEY,
    changed INTEGER NOT NULL,    -- record.changed_at when it was last looked at
    since   INTEGER NOT NULL,    -- the region's time when it was first found so
    gone    INTEGER NOT NULL
) WITHOUT ROWID;
-- The chains of others of which something came over a link.
CREATE TABLE told_chain (
    author      BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    PRIMARY KEY (author, incarnation)
) WITHOUT ROWID;

-- Lines of the directory that another device told over a link; the log has not said where they stand.
CREATE TABLE told (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL UNIQUE
);
-- The attachments whose sealed chunks are in the folder `attachments`, or are being fetched there.
CREATE TABLE attachment (
    record   BLOB PRIMARY KEY,
    manifest BLOB NOT NULL,          -- the address of the sealed list of chunks
    size     INTEGER NOT NULL,
    chunks   INTEGER NOT NULL,
    standing INTEGER NOT NULL,       -- see Moving
    done     INTEGER NOT NULL        -- so many chunks, from the first, are where they should go
) WITHOUT ROWID;
