//! Entries as they are held.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::{Tables, VaultError};
use crate::entry::SignedEntry;
use crate::ids::{DeviceId, EntryId, Incarnation, RecordId};
use crate::wire::Chain;

/// What became of an entry on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Held; not yet part of its record, for want of a key or of what it builds on.
    Waiting,
    /// Part of its record.
    Applied,
    /// Kept, but never part of a record.
    Refused,
}

impl Standing {
    const fn number(self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Applied => 1,
            Self::Refused => 2,
        }
    }

    const fn of(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Waiting),
            1 => Some(Self::Applied),
            2 => Some(Self::Refused),
            _ => None,
        }
    }
}

/// An entry with its place and standing.
pub struct EntryRow {
    /// Its id.
    pub id: EntryId,
    /// Who wrote it.
    pub author: DeviceId,
    /// In which chain.
    pub incarnation: Incarnation,
    /// At which place.
    pub seq: u64,
    /// Its place in the region's log, once known.
    pub position: Option<u64>,
    /// What became of it.
    pub standing: Standing,
    /// Why it is refused.
    pub why: Option<String>,
    /// Its bytes as received.
    pub bytes: Vec<u8>,
}

const COLUMNS: &str = "id, author, incarnation, seq, position, standing, why, bytes";

fn row(row: &Row<'_>) -> rusqlite::Result<Result<EntryRow, VaultError>> {
    let (id, author): ([u8; 32], [u8; 8]) = (row.get(0)?, row.get(1)?);
    let (incarnation, standing): (u32, u8) = (row.get(2)?, row.get(5)?);
    let Some(standing) = Standing::of(standing) else { return Ok(Err(VaultError::Damaged)) };
    Ok(Ok(EntryRow {
        id: EntryId::new(id),
        author: DeviceId::new(author),
        incarnation: Incarnation(incarnation),
        seq: row.get(3)?,
        position: row.get(4)?,
        standing,
        why: row.get(6)?,
        bytes: row.get(7)?,
    }))
}

impl Tables<'_> {
    /// Stores an entry; one held already only learns its place in the log. Returns whether it is
    /// new.
    ///
    /// # Errors
    /// Storage errors.
    pub fn add_entry(
        &self,
        entry: &SignedEntry,
        position: Option<u64>,
        standing: Standing,
        why: Option<&str>,
    ) -> Result<bool, VaultError> {
        let header = entry.header();
        let added = self
            .0
            .prepare_cached(
                "INSERT OR IGNORE INTO entry
                 (id, author, incarnation, seq, record, position, standing, why, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute((
                entry.id().as_bytes(),
                entry.author().as_bytes(),
                header.incarnation.0,
                header.seq,
                entry.record().as_bytes(),
                position,
                standing.number(),
                why,
                entry.bytes(),
            ))?;
        if let (0, Some(position)) = (added, position) {
            self.set_position(entry, position)?;
        }
        Ok(added > 0)
    }

    fn set_position(&self, entry: &SignedEntry, position: u64) -> Result<(), VaultError> {
        let (id, header) = (entry.id(), entry.header());
        self.0
            .prepare_cached(
                "UPDATE entry SET position = ?5
                 WHERE author = ?1 AND incarnation = ?2 AND seq = ?3 AND id = ?4",
            )?
            .execute((
                entry.author().as_bytes(),
                header.incarnation.0,
                header.seq,
                id.as_bytes(),
                position,
            ))?;
        Ok(())
    }

    /// The ids of the entries at a place of a chain: more than one is an equivocation.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entries_at(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
        seq: u64,
    ) -> Result<Vec<EntryId>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT id FROM entry WHERE author = ?1 AND incarnation = ?2 AND seq = ?3",
        )?;
        let rows = query
            .query_map((author.as_bytes(), incarnation.0, seq), |row| row.get::<_, [u8; 32]>(0))?;
        Ok(rows.map(|id| id.map(EntryId::new)).collect::<Result<_, _>>()?)
    }

    /// The entries of a record, each chain in its order, without those whose bytes were erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entries_of(&self, record: RecordId) -> Result<Vec<EntryRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE record = ?1 AND length(bytes) > 0
             ORDER BY author, incarnation, seq"
        ))?;
        let rows = query.query_map([record.as_bytes()], row)?;
        rows.map(|row| row?).collect()
    }

    /// The entries of a chain from a place on, in its order, without those whose bytes were erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn chain_from(&self, chain: Chain, most: usize) -> Result<Vec<EntryRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry
             WHERE author = ?1 AND incarnation = ?2 AND seq >= ?3 AND length(bytes) > 0
             ORDER BY seq LIMIT ?4"
        ))?;
        let place = (chain.device.as_bytes(), chain.incarnation.0, chain.seq, most);
        let rows = query.query_map(place, row)?;
        rows.map(|row| row?).collect()
    }

    /// Every chain of which entries are held, with the last one.
    ///
    /// # Errors
    /// Storage errors.
    pub fn chains(&self) -> Result<Vec<Chain>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT author, incarnation, max(seq) FROM entry GROUP BY author, incarnation",
        )?;
        let rows = query.query_map([], |row| {
            let device = DeviceId::new(row.get(0)?);
            Ok(Chain { device, incarnation: Incarnation(row.get(1)?), seq: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Says what became of an entry.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_standing(
        &self,
        id: EntryId,
        record: RecordId,
        standing: Standing,
        why: Option<&str>,
    ) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "UPDATE entry SET standing = ?3, why = ?4 WHERE record = ?2 AND id = ?1",
            )?
            .execute((id.as_bytes(), record.as_bytes(), standing.number(), why))?;
        Ok(())
    }

    /// Takes out an own entry that was never sent, to be sealed again in another chain.
    ///
    /// # Errors
    /// Storage errors.
    pub fn remove_entry(&self, id: EntryId, record: RecordId) -> Result<(), VaultError> {
        self.0.execute(
            "DELETE FROM entry WHERE record = ?2 AND id = ?1",
            (id.as_bytes(), record.as_bytes()),
        )?;
        Ok(())
    }

    /// Whether an entry is held.
    ///
    /// # Errors
    /// Storage errors.
    pub fn holds(&self, id: EntryId) -> Result<bool, VaultError> {
        let mut query = self.0.prepare_cached("SELECT 1 FROM entry WHERE id = ?1")?;
        Ok(query.exists([id.as_bytes()])?)
    }

    /// The records of entries that are not part of their record yet, and might be.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unsettled(&self) -> Result<Vec<RecordId>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT DISTINCT record FROM entry WHERE standing = 0")?;
        let rows = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// For each record with entries of a chain after a place: how many, and whether the one with
    /// which their author started the record is among them. What came back from a log, out of an
    /// earlier chain, proves nothing of that: it has a place there and no receipt here.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unsent(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
        after: u64,
    ) -> Result<BTreeMap<RecordId, (u64, bool)>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT record, count(*),
                    (SELECT owner FROM record WHERE id = unsent.record) IS ?1
                    AND count(*) = (SELECT count(*) FROM entry AS own
                                    WHERE own.record = unsent.record AND own.author = ?1
                                    AND own.position IS NULL)
             FROM entry AS unsent WHERE author = ?1 AND incarnation = ?2 AND seq > ?3
             GROUP BY record",
        )?;
        let rows = query.query_map((author.as_bytes(), incarnation.0, after), |row| {
            Ok((RecordId::new(row.get(0)?), (row.get(1)?, row.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many entries are refused, for another reason than that their record is erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn refused_count(&self) -> Result<u64, VaultError> {
        let refused = Standing::Refused.number();
        let count = "SELECT count(*) FROM entry WHERE standing = ?1 AND why IS NOT 'erased'";
        Ok(self.0.query_row(count, [refused], |row| row.get(0))?)
    }
}
