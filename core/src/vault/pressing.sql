-- How pressing an open report is, greater for what is to be looked at sooner; none of what is closed and
-- of what is no report. What is listed already is listed again.
ALTER TABLE listing ADD COLUMN pressure INTEGER;
CREATE INDEX listing_pressure ON listing (pressure, number) WHERE pressure IS NOT NULL;
INSERT OR IGNORE INTO unlisted (record) SELECT id FROM listing WHERE kind = 1;

-- Each round of a hub asks which incidents have no follow-up: by two indexes in one order, and not by the
-- records with all that is in them.
CREATE INDEX record_written ON record (kind, (document IS NOT NULL));
DROP INDEX record_about;
CREATE INDEX record_about ON record (about, kind) WHERE about IS NOT NULL;
