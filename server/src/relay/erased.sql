-- What stays of entries whose record is erased; their bytes in `log` are empty then.
CREATE TABLE erased (
    position INTEGER PRIMARY KEY,
    remnant BLOB NOT NULL
) STRICT;

-- How often something was taken out, and how often of that the files were written anew after it.
CREATE TABLE scrub (
    ordered INTEGER NOT NULL,
    done INTEGER NOT NULL
) STRICT;
INSERT INTO scrub VALUES (0, 0);
