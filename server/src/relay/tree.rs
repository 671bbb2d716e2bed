//! The log's Merkle tree, in the database.

use std::ops::Range;

use rusqlite::Connection;
use tabard_core::merkle::{Completed, Hash, Rows};

/// The rows of the region's tree, at an edge.
pub(super) struct UpstreamRows<'c>(pub(super) &'c Connection);

impl UpstreamRows<'_> {
    pub(super) fn keep(&self, completed: &Completed) -> rusqlite::Result<()> {
        let mut insert = self
            .0
            .prepare_cached("INSERT INTO upstream_node (row, place, hash) VALUES (?1, ?2, ?3)")?;
        insert.execute((completed.row, completed.place, completed.hash.as_bytes()))?;
        Ok(())
    }
}

impl Rows for UpstreamRows<'_> {
    type Error = rusqlite::Error;

    fn read(&self, row: u32, places: Range<u64>) -> rusqlite::Result<Vec<Hash>> {
        let hash = |row: &rusqlite::Row<'_>| row.get(0).map(Hash::from_bytes);
        if row == 0 {
            let mut query = self.0.prepare_cached(
                "SELECT leaf FROM placed JOIN log ON log.position = placed.position
                 WHERE at >= ?1 AND at < ?2 ORDER BY at",
            )?;
            query.query_map((places.start, places.end), hash)?.collect()
        } else {
            let mut query = self.0.prepare_cached(
                "SELECT hash FROM upstream_node
                 WHERE row = ?3 AND place >= ?1 AND place < ?2 ORDER BY place",
            )?;
            query.query_map((places.start, places.end, row), hash)?.collect()
        }
    }
}

/// The rows of the tree: the leaves stand in the log itself.
pub(super) struct StoredRows<'c>(pub(super) &'c Connection);

impl StoredRows<'_> {
    pub(super) fn keep(&self, completed: &Completed) -> rusqlite::Result<()> {
        let mut insert =
            self.0.prepare_cached("INSERT INTO node (row, place, hash) VALUES (?1, ?2, ?3)")?;
        insert.execute((completed.row, completed.place, completed.hash.as_bytes()))?;
        Ok(())
    }
}

impl Rows for StoredRows<'_> {
    type Error = rusqlite::Error;

    fn read(&self, row: u32, places: Range<u64>) -> rusqlite::Result<Vec<Hash>> {
        let hash = |row: &rusqlite::Row<'_>| row.get(0).map(Hash::from_bytes);
        if row == 0 {
            let mut query = self.0.prepare_cached(
                "SELECT leaf FROM log WHERE position >= ?1 AND position < ?2 ORDER BY position",
            )?;
            query.query_map((places.start, places.end), hash)?.collect()
        } else {
            let mut query = self.0.prepare_cached(
                "SELECT hash FROM node WHERE row = ?3 AND place >= ?1 AND place < ?2 ORDER BY place",
            )?;
            query.query_map((places.start, places.end, row), hash)?.collect()
        }
    }
}
