//! An outbox as it is to somebody without its vault's key: ciphertext that waits, and how far
//! another device has brought it to the region. It is read and marked here, and never emptied:
//! only its owner knows that a vault keeps what leaves it.

use std::fs::File;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{FILE, set_up};
use crate::entry::MAX_ENTRY;
use crate::ids::{EntryId, Incarnation};
use crate::sqlite;
use crate::vault::VaultError;

/// The outbox of another person on this phone, or of a device whose vault is lost.
pub struct SealedOutbox(Connection);

/// What waits of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingChain {
    /// Which of the owner's chains.
    pub incarnation: Incarnation,
    /// The first place that no receipt covers.
    pub next: u64,
    /// How many entries no receipt covers.
    pub count: u64,
    /// Whether the region refused it when it was last brought.
    pub refused: bool,
}

/// An entry that waits. Nothing of it has been checked.
pub struct SealedRow {
    /// Its place.
    pub seq: u64,
    /// Its id, as its owner wrote it down.
    pub id: EntryId,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How far a chain was brought by another, with the relay's receipt.
pub struct Brought {
    /// Which of the owner's chains.
    pub incarnation: Incarnation,
    /// The receipt's bytes.
    pub receipt: Vec<u8>,
}

impl SealedOutbox {
    /// Whether there is an outbox in `dir`.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        dir.join(FILE).is_file()
    }

    /// Opens the outbox in `dir`. Its owner may use it at the same time.
    ///
    /// # Errors
    /// Storage errors, also when there is none.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = sqlite::open(dir.join(FILE), flags)?;
        // The file may be anybody's: what SQL it brings along is not run.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
        Ok(Self(set_up(connection)?))
    }

    /// What waits and was not brought to the region yet, in the order of the chains.
    ///
    /// # Errors
    /// Storage errors.
    pub fn chains(&self) -> Result<Vec<WaitingChain>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT waiting.incarnation, min(waiting.seq), count(*), ifnull(max(refused), 0)
             FROM waiting LEFT JOIN carried ON carried.incarnation = waiting.incarnation
             WHERE carried.seq IS NULL OR waiting.seq > carried.seq
             GROUP BY waiting.incarnation ORDER BY waiting.incarnation",
        )?;
        let rows = query.query_map([], |row| {
            Ok(WaitingChain {
                incarnation: Incarnation(row.get(0)?),
                next: row.get(1)?,
                count: row.get(2)?,
                refused: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many entries wait that no receipt covers.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unsent(&self) -> Result<u64, VaultError> {
        Ok(self.chains()?.iter().map(|chain| chain.count).sum())
    }

    /// The entries of a chain from a place on, as many as `room` bytes hold.
    ///
    /// # Errors
    /// Storage errors.
    pub fn from(
        &self,
        incarnation: Incarnation,
        seq: u64,
        room: usize,
    ) -> Result<Vec<SealedRow>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT seq, id, bytes FROM waiting
             WHERE incarnation = ?1 AND seq >= ?2 ORDER BY seq",
        )?;
        let mut rows = query.query((incarnation.0, seq))?;
        let (mut fitting, mut left) = (Vec::new(), room);
        while let Some(row) = rows.next()? {
            let blob = row.get_ref(2)?.as_blob().map_err(|_| VaultError::Damaged)?;
            // No entry is as large: without bytes it is judged as damaged.
            let bytes = if blob.len() > MAX_ENTRY { Vec::new() } else { blob.to_vec() };
            match left.checked_sub(bytes.len()) {
                Some(less) => left = less,
                None => break,
            }
            let id = EntryId::new(row.get(1)?);
            fitting.push(SealedRow { seq: row.get(0)?, id, bytes });
        }
        Ok(fitting)
    }

    /// Notes, durably, that a verified receipt covers a chain up to and with `seq`.
    ///
    /// # Errors
    /// Storage errors; it is brought again then.
    pub fn mark_carried(
        &mut self,
        incarnation: Incarnation,
        seq: u64,
        receipt: &[u8],
    ) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "INSERT INTO carried (incarnation, seq, receipt, refused) VALUES (?1, ?2, ?3, 0)
                 ON CONFLICT (incarnation) DO UPDATE
                 SET seq = excluded.seq, receipt = excluded.receipt, refused = 0
                 WHERE excluded.seq > carried.seq",
            )?
            .execute((incarnation.0, seq, receipt))?;
        Ok(())
    }

    /// Notes that the region refused what comes next of a chain: from then on that one entry is
    /// offered, and the rest only after it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn mark_refused(&mut self, incarnation: Incarnation) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "INSERT INTO carried (incarnation, seq, receipt, refused) VALUES (?1, 0, x'', 1)
                 ON CONFLICT (incarnation) DO UPDATE SET refused = 1",
            )?
            .execute([incarnation.0])?;
        Ok(())
    }

    /// The receipts of what was brought.
    ///
    /// # Errors
    /// Storage errors.
    pub fn brought(&self) -> Result<Vec<Brought>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT incarnation, receipt FROM carried WHERE seq > 0")?;
        let rows = query.query_map([], |row| {
            Ok(Brought { incarnation: Incarnation(row.get(0)?), receipt: row.get(1)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets that a chain was brought: the region has lost it, and it is offered again.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_carried(&mut self, incarnation: Incarnation) -> Result<(), VaultError> {
        self.0
            .prepare_cached("DELETE FROM carried WHERE incarnation = ?1")?
            .execute([incarnation.0])?;
        Ok(())
    }

    /// Copies the outbox into a folder that holds none, durably. Its owner may go on meanwhile.
    ///
    /// # Errors
    /// [`VaultError::Exists`] when there is one, and storage errors.
    pub fn export(&self, to: &Path) -> Result<(), VaultError> {
        let file = to.join(FILE);
        if file.exists() {
            return Err(VaultError::Exists);
        }
        let path = file.to_str().ok_or(VaultError::Storage("cannot write the file"))?;
        self.0.execute("VACUUM INTO ?1", [path])?;
        let sync = || File::open(&file)?.sync_all();
        sync().map_err(|_: std::io::Error| VaultError::Storage("cannot write the file"))
    }
}

/// The receipt with which another brought a chain of this outbox to the region.
pub(super) fn receipt_of(
    connection: &Connection,
    incarnation: Incarnation,
) -> Result<Option<Vec<u8>>, VaultError> {
    let mut query = connection
        .prepare_cached("SELECT receipt FROM carried WHERE incarnation = ?1 AND seq > 0")?;
    Ok(query.query_row([incarnation.0], |row| row.get(0)).optional()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::Outbox;
    use super::*;

    const ONE: Incarnation = Incarnation(0);
    const OTHER: Incarnation = Incarnation(7);

    /// An outbox with entries of so many bytes, in two chains.
    fn outbox(sizes: &[usize]) -> (tempfile::TempDir, SealedOutbox) {
        let dir = tempfile::tempdir().unwrap();
        drop(Outbox::open(dir.path()).unwrap());
        let outbox = SealedOutbox::open(dir.path()).unwrap();
        for incarnation in [ONE, OTHER] {
            for (seq, size) in (1_u64..).zip(sizes) {
                let row = (incarnation.0, seq, [seq as u8; 32], vec![1_u8; *size]);
                outbox.0.execute("INSERT INTO waiting VALUES (?1, ?2, ?3, ?4, x'')", row).unwrap();
            }
        }
        (dir, outbox)
    }

    fn waiting(outbox: &SealedOutbox) -> Vec<(u32, u64, u64, bool)> {
        let chains = outbox.chains().unwrap().into_iter();
        chains.map(|one| (one.incarnation.0, one.next, one.count, one.refused)).collect()
    }

    fn sizes(rows: &[SealedRow]) -> Vec<usize> {
        rows.iter().map(|row| row.bytes.len()).collect()
    }

    #[test]
    fn a_mark_covers_its_own_chain_and_only_goes_forward() {
        let (_dir, mut outbox) = outbox(&[10, 10, 10]);
        outbox.mark_carried(OTHER, 2, b"two").unwrap();
        assert_eq!(waiting(&outbox), [(0, 1, 3, false), (7, 3, 1, false)]);
        outbox.mark_carried(OTHER, 1, b"one").unwrap();
        let brought = outbox.brought().unwrap();
        assert_eq!((brought.len(), brought[0].receipt.as_slice()), (1, &b"two"[..]));
        outbox.mark_carried(ONE, 3, b"three").unwrap();
        outbox.mark_carried(OTHER, 3, b"three").unwrap();
        assert_eq!((waiting(&outbox), outbox.unsent().unwrap()), (Vec::new(), 0));
        assert_eq!(outbox.from(ONE, 1, 100).unwrap().len(), 3, "nothing was deleted");
        outbox.forget_carried(ONE).unwrap();
        assert_eq!(outbox.unsent().unwrap(), 3);
    }

    #[test]
    fn a_refusal_stays_until_something_is_taken() {
        let (dir, mut outbox) = outbox(&[10, 10]);
        outbox.mark_refused(ONE).unwrap();
        assert_eq!(waiting(&outbox), [(0, 1, 2, true), (7, 1, 2, false)]);
        assert!(outbox.brought().unwrap().is_empty(), "a refusal is no receipt");
        assert_eq!(Outbox::open(dir.path()).unwrap().carried(ONE).unwrap(), None);
        outbox.mark_carried(ONE, 1, b"one").unwrap();
        assert_eq!(waiting(&outbox), [(0, 2, 1, false), (7, 1, 2, false)]);
    }

    #[test]
    fn rows_are_read_as_far_as_there_is_room_and_never_larger_than_an_entry() {
        let (_dir, outbox) = outbox(&[40, 60, MAX_ENTRY + 1, MAX_ENTRY]);
        assert_eq!(sizes(&outbox.from(ONE, 1, 99).unwrap()), [40]);
        assert_eq!(sizes(&outbox.from(ONE, 1, 100).unwrap()), [40, 60, 0]);
        assert_eq!(sizes(&outbox.from(ONE, 3, MAX_ENTRY).unwrap()), [0, MAX_ENTRY]);
        assert_eq!(sizes(&outbox.from(ONE, 1, 0).unwrap()), [0; 0]);
    }

    #[test]
    fn its_owner_may_write_while_it_is_read_and_copied() {
        let (dir, sealed) = outbox(&[10]);
        let owner = Outbox::open(dir.path()).unwrap();
        let copy = tempfile::tempdir().unwrap();
        let reading = sealed.0.unchecked_transaction().unwrap();
        assert_eq!(sealed.unsent().unwrap(), 2);
        owner.0.execute("INSERT INTO waiting VALUES (0, 2, zeroblob(32), x'01', x'')", ()).unwrap();
        owner.remove_through(OTHER, 1).unwrap();
        reading.finish().unwrap();
        sealed.export(copy.path()).unwrap();
        assert!(matches!(sealed.export(copy.path()), Err(VaultError::Exists)));
        let copied = SealedOutbox::open(copy.path()).unwrap();
        assert_eq!(waiting(&copied), [(0, 1, 2, false)]);
    }
}
