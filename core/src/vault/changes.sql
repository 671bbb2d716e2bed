-- What changed since: whoever counts over all records reads only those.
CREATE INDEX record_changed ON record (changed_at);
