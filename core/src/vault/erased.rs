//! Records that the region ordered to erase: what says anything of them leaves the vault, and of
//! their entries only the places stay.

use std::collections::BTreeSet;

use super::{Tables, VaultError};
use crate::ids::{DeviceId, EntryId, Incarnation, RecordId};

/// Why an entry of an erased record is refused.
const ERASED: &str = "erased";
/// Under which kind of note stand the records of which something unsent is still here.
const UNSENT: &str = "erased_unsent";
/// The note that the files are still to be written anew.
const SCRUB: (&str, &[u8]) = ("erased_scrub", b"due");

/// What a record's erasure found here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Something was here.
    pub any: bool,
    /// Bytes of an attachment were, in a folder.
    pub chunks: bool,
}

impl Tables<'_> {
    /// Erases a record: key, content, drafts, words, cards, and the bytes of its entries but for
    /// those that this device wrote after a place of its chain. These it has to send: the entries
    /// behind them rest on them, and the relay lets go of what they say.
    ///
    /// # Errors
    /// Storage errors.
    pub fn erase(
        &self,
        record: RecordId,
        (author, incarnation, held): (DeviceId, Incarnation, u64),
    ) -> Result<Gone, VaultError> {
        let id = record.as_bytes();
        let own = (id, author.as_bytes(), incarnation.0, held, ERASED);
        let bytes = self
            .0
            .prepare_cached(
                "UPDATE entry SET bytes = x'', standing = 2, why = ?5
                 WHERE record = ?1 AND length(bytes) > 0
                 AND NOT (author = ?2 AND incarnation = ?3 AND seq > ?4)",
            )?
            .execute(own)?;
        let unsent = self
            .0
            .prepare_cached(
                "UPDATE entry SET standing = 2, why = ?2
                 WHERE record = ?1 AND length(bytes) > 0",
            )?
            .execute((id, ERASED))?;
        self.set_note(UNSENT, id, if unsent > 0 { &[1] } else { &[] })?;
        let chunks = self.attachment(record)?.is_some();
        let mut rows = 0;
        for sql in [
            "DELETE FROM record WHERE id = ?1",
            "DELETE FROM draft WHERE record = ?1",
            "DELETE FROM attachment WHERE record = ?1",
            "DELETE FROM register WHERE record = ?1",
            "DELETE FROM history WHERE record = ?1",
        ] {
            rows += self.0.prepare_cached(sql)?.execute([id])?;
        }
        let listed = self.number_of(record)?.is_some();
        self.forget_listing(record)?;
        let any = bytes > 0 || rows > 0 || listed;
        if any {
            self.set_note(SCRUB.0, SCRUB.1, &[1])?;
        }
        Ok(Gone { any, chunks })
    }

    /// Whether anything of a record is here that its erasure would take.
    ///
    /// # Errors
    /// Storage errors.
    pub fn keeps_anything(&self, record: RecordId) -> Result<bool, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record WHERE id = ?1)
                 OR EXISTS (SELECT 1 FROM draft WHERE record = ?1)
                 OR EXISTS (SELECT 1 FROM attachment WHERE record = ?1)
                 OR EXISTS (SELECT 1 FROM entry WHERE record = ?1 AND length(bytes) > 0)",
        )?;
        Ok(query.query_row([record.as_bytes()], |row| row.get(0))?)
    }

    /// Whether entries of a record were here before it was erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_erased(&self, record: RecordId) -> Result<bool, VaultError> {
        let sql = "SELECT 1 FROM entry WHERE record = ?1 AND why IS ?2";
        Ok(self.0.prepare_cached(sql)?.exists((record.as_bytes(), ERASED))?)
    }

    /// Whether an entry at a place of a chain was here before its record was erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_erased_at(
        &self,
        author: DeviceId,
        incarnation: Incarnation,
        seq: u64,
    ) -> Result<bool, VaultError> {
        let sql = "SELECT 1 FROM entry WHERE author = ?1 AND incarnation = ?2 AND seq = ?3
                   AND length(bytes) = 0";
        Ok(self.0.prepare_cached(sql)?.exists((author.as_bytes(), incarnation.0, seq))?)
    }

    /// The erased records of which this device has not sent something that it wrote.
    ///
    /// # Errors
    /// Storage errors.
    pub fn erased_unsent(&self) -> Result<BTreeSet<RecordId>, VaultError> {
        let notes = self.notes(UNSENT)?.into_keys();
        notes.map(|key| RecordId::from_slice(&key).map_err(|_| VaultError::Damaged)).collect()
    }

    /// The ids of the entries of a record, with those whose bytes are gone.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entry_ids_of(&self, record: RecordId) -> Result<Vec<EntryId>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT id FROM entry WHERE record = ?1")?;
        let rows = query.query_map([record.as_bytes()], |row| row.get::<_, [u8; 32]>(0))?;
        Ok(rows.map(|id| id.map(EntryId::new)).collect::<Result<_, _>>()?)
    }

    /// Whether the files are still to be written anew, without what was erased.
    ///
    /// # Errors
    /// Storage errors.
    pub fn scrub_is_due(&self) -> Result<bool, VaultError> {
        Ok(self.note(SCRUB.0, SCRUB.1)?.is_some())
    }

    /// Notes that the files were written anew.
    ///
    /// # Errors
    /// Storage errors.
    pub fn scrubbed(&self) -> Result<(), VaultError> {
        self.set_note(SCRUB.0, SCRUB.1, &[])
    }
}
