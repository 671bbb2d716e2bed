-- Beside schema.sql, in the relay of a control room: what it knows of its region's log.

-- The region's log, its newest receipt for it, and two counters: one moves with everything that is
-- taken over, the other when the region's log turned out to be another.
CREATE TABLE upstream (
    log BLOB,
    receipt BLOB,
    changes INTEGER NOT NULL,
    era INTEGER NOT NULL
) STRICT;
INSERT INTO upstream VALUES (NULL, NULL, 0, 0);

-- The leaves that have a place in the region's log: all of its leaves up to the last.
CREATE TABLE placed (
    at INTEGER PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE
) STRICT;

-- The rows of the region's Merkle tree.
CREATE TABLE upstream_node (
    row INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (row, place)
) STRICT, WITHOUT ROWID;

-- The leaves that have none, and are to go there.
CREATE TABLE outward (
    position INTEGER PRIMARY KEY
) STRICT;

-- Of which chain the region did not take an entry, at which size of its log, and whether for good.
CREATE TABLE turned_away (
    chain INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    final INTEGER NOT NULL
) STRICT;

-- Leaves whose place in their chain the region's log gave to another. In `log` they have none.
CREATE TABLE displaced (
    position INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;

CREATE INDEX feed_position ON feed (position);
