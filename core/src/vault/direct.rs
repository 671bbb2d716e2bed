//! What came from another device and not from the log: its place there is not known.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::{DeviceId, EntryId, Incarnation, RecordId};
use crate::wire::Chain;

impl Tables<'_> {
    /// The lines of the directory that other devices told and the log did not yet.
    ///
    /// # Errors
    /// Storage errors.
    pub fn told(&self) -> Result<Vec<Vec<u8>>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT bytes FROM told WHERE bytes NOT IN (SELECT bytes FROM statement) ORDER BY id",
        )?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a line that another device told.
    ///
    /// # Errors
    /// Storage errors.
    pub fn add_told(&self, bytes: &[u8]) -> Result<(), VaultError> {
        let mut insert = self.0.prepare_cached("INSERT OR IGNORE INTO told (bytes) VALUES (?1)")?;
        insert.execute([bytes])?;
        Ok(())
    }

    /// The bytes of an entry; none where they were erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entry_bytes(&self, id: EntryId) -> Result<Option<Vec<u8>>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT bytes FROM entry WHERE id = ?1 AND length(bytes) > 0")?;
        Ok(query.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// Remembers that something of a chain came over a link.
    ///
    /// # Errors
    /// Storage errors.
    pub fn add_told_chain(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
    ) -> Result<(), VaultError> {
        let mut insert =
            self.0.prepare_cached("INSERT OR IGNORE INTO told_chain VALUES (?1, ?2)")?;
        insert.execute((author.as_bytes(), incarnation.0))?;
        Ok(())
    }

    /// Where the log may go on with others' chains by what came over links: from an entry without a
    /// place in it that begins its chain, or follows one with a place.
    ///
    /// # Errors
    /// Storage errors.
    pub fn told_ends(&self, own: DeviceId) -> Result<Vec<Chain>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT author, incarnation, first FROM (
                 SELECT author, incarnation,
                        (SELECT min(seq) FROM entry WHERE entry.author = chain.author
                         AND entry.incarnation = chain.incarnation AND position IS NULL
                         AND standing <> 2) AS first
                 FROM told_chain AS chain WHERE author <> ?1
             ) AS told
             WHERE first = 1 OR EXISTS (
                 SELECT 1 FROM entry WHERE entry.author = told.author
                 AND entry.incarnation = told.incarnation AND entry.seq = told.first - 1
                 AND position IS NOT NULL)",
        )?;
        let rows = query.query_map([own.as_bytes()], |row| {
            let device = DeviceId::new(row.get(0)?);
            Ok(Chain { device, incarnation: Incarnation(row.get(1)?), seq: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entries at a place of a chain, but for one, whose place in the log is known, and those
    /// whose is not, with their records.
    ///
    /// # Errors
    /// Storage errors.
    pub fn placed_and_not(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
        seq: u64,
        except: EntryId,
    ) -> Result<(u64, Vec<(EntryId, RecordId)>), VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, record, position IS NULL FROM entry
             WHERE author = ?1 AND incarnation = ?2 AND seq = ?3 AND id <> ?4",
        )?;
        let place = (author.as_bytes(), incarnation.0, seq, except.as_bytes());
        let rows = query.query_map(place, |row| {
            let ids = (EntryId::new(row.get(0)?), RecordId::new(row.get(1)?));
            Ok((ids, row.get::<_, bool>(2)?))
        })?;
        let (mut placed, mut not) = (0, Vec::new());
        for row in rows {
            match row? {
                (ids, true) => not.push(ids),
                (_, false) => placed += 1,
            }
        }
        Ok((placed, not))
    }

    /// Forgets what a record read like: something that was part of it is not any more.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_document(&self, record: RecordId) -> Result<(), VaultError> {
        let mut update = self
            .0
            .prepare_cached("UPDATE record SET document = NULL, view = NULL WHERE id = ?1")?;
        update.execute([record.as_bytes()])?;
        self.unlist(record)
    }

    /// The incidents that others started and of which nothing has a place in the log yet: so far
    /// they came directly alone.
    ///
    /// # Errors
    /// Storage errors.
    pub fn only_direct(&self, own: DeviceId) -> Result<BTreeSet<RecordId>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT id FROM record WHERE kind = ?1 AND owner IS NOT NULL AND owner <> ?2
             AND id IN (SELECT record FROM entry WHERE position IS NULL)
             AND NOT EXISTS (SELECT 1 FROM entry
                             WHERE entry.record = record.id AND entry.position IS NOT NULL)",
        )?;
        let rows = query.query_map((Kind::Incident.number(), own.as_bytes()), |row| row.get(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// Whether an edge holds something of a record that has no place in the region's log yet: what
    /// this device gave it of its chain, or what came from there.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_at_edge(
        &self,
        record: RecordId,
        (own, incarnation, held): (DeviceId, Incarnation, u64),
    ) -> Result<bool, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT 1 FROM entry WHERE record = ?1 AND position IS NULL AND CASE author
             WHEN ?2 THEN incarnation = ?3 AND seq <= ?4
             ELSE NOT EXISTS (SELECT 1 FROM told_chain WHERE told_chain.author = entry.author
                              AND told_chain.incarnation = entry.incarnation) END",
        )?;
        Ok(query.exists((record.as_bytes(), own.as_bytes(), incarnation.0, held))?)
    }

    /// Forgets that something of a chain came over a link: an edge has it now.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_told_chain(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
    ) -> Result<(), VaultError> {
        self.0
            .prepare_cached("DELETE FROM told_chain WHERE author = ?1 AND incarnation = ?2")?
            .execute((author.as_bytes(), incarnation.0))?;
        Ok(())
    }

    /// Refuses what came of an author from an edge and has no place in the region's log: the log
    /// says that the author was removed. What came over links stays. Returns the records.
    ///
    /// # Errors
    /// Storage errors.
    pub fn refuse_unplaced(
        &self,
        author: DeviceId,
        why: &str,
    ) -> Result<Vec<RecordId>, VaultError> {
        let mut update = self.0.prepare_cached(
            "UPDATE entry SET standing = 2, why = ?2
             WHERE author = ?1 AND position IS NULL AND standing <> 2
             AND NOT EXISTS (SELECT 1 FROM told_chain WHERE told_chain.author = entry.author
                             AND told_chain.incarnation = entry.incarnation)
             RETURNING record",
        )?;
        let rows = update.query_map((author.as_bytes(), why), |row| row.get(0))?;
        let records: BTreeSet<_> =
            rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?;
        for record in &records {
            self.read_anew(*record)?;
        }
        Ok(records.into_iter().collect())
    }

    /// Refuses an entry that came from an edge and has no place in the region's log: that gave its
    /// place in its chain to another. Returns its record, if it counted so far.
    ///
    /// # Errors
    /// Storage errors.
    pub fn withdraw(
        &self,
        id: EntryId,
        own: DeviceId,
        why: &str,
    ) -> Result<Option<RecordId>, VaultError> {
        let mut update = self.0.prepare_cached(
            "UPDATE entry SET standing = 2, why = ?3
             WHERE id = ?1 AND author <> ?2 AND position IS NULL AND standing <> 2
             RETURNING record",
        )?;
        let found = update.query_row((id.as_bytes(), own.as_bytes(), why), |row| row.get(0));
        let record = found.optional()?.map(RecordId::new);
        if let Some(record) = record {
            self.read_anew(record)?;
        }
        Ok(record)
    }

    /// Forgets what a record read like and which entries are part of it, so that a crash before it
    /// is settled again leaves it to be settled at the next opening.
    fn read_anew(&self, record: RecordId) -> Result<(), VaultError> {
        self.0
            .prepare_cached("UPDATE entry SET standing = 0 WHERE record = ?1 AND standing = 1")?
            .execute([record.as_bytes()])?;
        self.forget_document(record)
    }

    /// Whether an entry is refused for a reason that its place in the log may undo.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_refused_for(&self, id: EntryId, reasons: [&str; 2]) -> Result<bool, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT 1 FROM entry WHERE id = ?1 AND standing = 2 AND why IN (?2, ?3)
             AND position IS NULL",
        )?;
        Ok(query.exists((id.as_bytes(), reasons[0], reasons[1]))?)
    }

    /// Whether an incident is one of [`Tables::only_direct`].
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_only_direct(&self, id: RecordId, own: DeviceId) -> Result<bool, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record
                            WHERE id = ?1 AND kind = ?2 AND owner IS NOT NULL AND owner <> ?3)
                AND EXISTS (SELECT 1 FROM entry WHERE record = ?1 AND position IS NULL)
                AND NOT EXISTS (SELECT 1 FROM entry WHERE record = ?1 AND position IS NOT NULL)",
        )?;
        let of = (id.as_bytes(), Kind::Incident.number(), own.as_bytes());
        Ok(query.query_row(of, |row| row.get(0))?)
    }
}
