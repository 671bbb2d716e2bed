//! Records that a device is done with: since when, and which it has let go of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};

/// A record that is kept readable, without what is in it.
pub struct Kept {
    /// Its id.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The incident it belongs to.
    pub about: Option<RecordId>,
    /// When it last changed here, by this device's clock.
    pub changed_at: Millis,
    /// Whether its first entry was written.
    pub started: bool,
}

/// What is known of a record that was found to be done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// When it had last changed, by this device's clock.
    pub changed: Millis,
    /// When it was first found so, by the region's.
    pub since: Millis,
}

impl Tables<'_> {
    /// Every record that is kept readable.
    ///
    /// # Errors
    /// Storage errors.
    pub fn kept(&self) -> Result<Vec<Kept>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, kind, about, changed_at, home_wrap IS NULL FROM record
             WHERE key IS NOT NULL AND view IS NOT NULL",
        )?;
        let rows = query.query_map([], |row| {
            let kind: u8 = row.get(1)?;
            let about: Option<[u8; 16]> = row.get(2)?;
            Ok(Kind::from_number(kind).map(|kind| {
                Ok::<_, rusqlite::Error>(Kept {
                    id: RecordId::new(row.get(0)?),
                    kind,
                    about: about.map(RecordId::new),
                    changed_at: Millis(row.get(3)?),
                    started: row.get(4)?,
                })
            }))
        })?;
        rows.map(|row| Ok(row?.ok_or(VaultError::Damaged)??)).collect()
    }

    /// The records that were found to be done with, and not let go of yet.
    ///
    /// # Errors
    /// Storage errors.
    pub fn done(&self) -> Result<BTreeMap<RecordId, Done>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT record, changed, since FROM history WHERE gone = 0")?;
        let rows = query.query_map([], |row| {
            let done = Done { changed: Millis(row.get(1)?), since: Millis(row.get(2)?) };
            Ok((RecordId::new(row.get(0)?), done))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that a record is done with.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_done(&self, record: RecordId, done: Done) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "REPLACE INTO history (record, changed, since, gone) VALUES (?1, ?2, ?3, 0)",
            )?
            .execute((record.as_bytes(), done.changed.0, done.since.0))?;
        Ok(())
    }

    /// Lets go of a record: its key and its content leave the vault, and it the lists and what is
    /// found by its words. Its entries stay as they are.
    ///
    /// # Errors
    /// Storage errors.
    pub fn let_go(&self, record: RecordId) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "UPDATE record SET key = NULL, document = NULL, view = NULL WHERE id = ?1",
            )?
            .execute([record.as_bytes()])?;
        self.0
            .prepare_cached("UPDATE history SET gone = 1 WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        self.forget_listing(record)
    }

    /// The records that were let go of.
    ///
    /// # Errors
    /// Storage errors.
    pub fn gone(&self) -> Result<BTreeSet<RecordId>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT record FROM history WHERE gone = 1")?;
        let rows = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// Forgets that a record was done with.
    ///
    /// # Errors
    /// Storage errors.
    pub fn clear_done(&self, record: RecordId) -> Result<(), VaultError> {
        self.0
            .prepare_cached("DELETE FROM history WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        Ok(())
    }
}
