-- What stays of entries whose record is erased; their bytes in `log` are empty then.
CREATE TABLE erased (
    position INTEGER PRIMARY KEY,
    remnant BLOB NOT NULL
) STRICT;

-- How often something was taken out since the files were last written anew.
CREATE TABLE scrub (
    owed INTEGER NOT NULL
) STRICT;
INSERT INTO scrub VALUES (0);
