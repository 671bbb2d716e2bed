//! Counts for metrics. None of them grows slower with the log.

use rusqlite::Connection;

use super::RelayError;

/// How much a relay holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Leaves of the log.
    pub leaves: u64,
    /// Statements among them.
    pub statements: u64,
    /// Records of which there is an entry.
    pub records: u64,
    /// Chains of devices.
    pub chains: u64,
    /// Entries that wait for the start of their record.
    pub parked: u64,
    /// Bytes of the database, without its write-ahead log.
    pub bytes: u64,
}

impl Stats {
    pub(super) fn read(db: &Connection, leaves: u64) -> Result<Self, RelayError> {
        let count = |sql: &str| db.prepare_cached(sql)?.query_row([], |row| row.get(0));
        Ok(Self {
            leaves,
            statements: count("SELECT count(*) FROM log WHERE chain IS NULL")?,
            records: count("SELECT coalesce(max(id), 0) FROM record")?,
            chains: count("SELECT coalesce(max(id), 0) FROM chain")?,
            parked: count("SELECT count(*) FROM parked")?,
            bytes: count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
        })
    }
}
