-- How pressing an open report is, greater for what is to be looked at sooner; none of what is closed and
-- of what is no report. What is listed already is listed again.
ALTER TABLE listing ADD COLUMN pressure INTEGER;
CREATE INDEX listing_pressure ON listing (pressure, number) WHERE pressure IS NOT NULL;
INSERT OR IGNORE INTO unlisted (record) SELECT id FROM listing WHERE kind = 1;
