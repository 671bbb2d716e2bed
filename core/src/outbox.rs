//! Sealed entries that the region does not hold yet. They are ciphertext outside the vault, so that
//! they outlive a lost key. An insert here is the one synced write of a save; the vault takes back
//! from here what a crash kept from it.

mod sealed;

use std::path::Path;
use std::time::Duration;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::entry::SignedEntry;
use crate::ids::{EntryId, Incarnation, Millis};
use crate::keys::RecordKey;
use crate::sqlite;
use crate::vault::{VaultError, VaultKey, open};
use crate::wire::Message;

pub use sealed::{Brought, SealedOutbox, SealedRow, WaitingChain};

const FILE: &str = "outbox.db";
/// How a name begins of what a wiped device set aside.
pub(crate) const SET_ASIDE: &str = "unsent-";
/// What SQLite keeps beside it.
const ASIDE: [&str; 3] = ["outbox.db-wal", "outbox.db-shm", "outbox.db-journal"];
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS waiting (
        incarnation INTEGER NOT NULL,
        seq         INTEGER NOT NULL,
        id          BLOB NOT NULL,
        bytes       BLOB NOT NULL,
        replay      BLOB NOT NULL,
        PRIMARY KEY (incarnation, seq)
    );
    CREATE TABLE IF NOT EXISTS carried (
        incarnation INTEGER PRIMARY KEY,
        seq         INTEGER NOT NULL,
        receipt     BLOB NOT NULL,
        refused     INTEGER NOT NULL
    );";

/// What the vault needs to take an entry in again after a crash, sealed under the vault's key.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Replay {
    #[cbor(n(0), with = "minicbor::bytes")]
    key: [u8; 32],
    #[n(1)]
    saved_at: Millis,
}

/// An entry with what the vault needs of it.
pub struct Replayed {
    /// The entry's bytes.
    pub bytes: Vec<u8>,
    /// The key of its record.
    pub key: RecordKey,
    /// When it was saved.
    pub saved_at: Millis,
}

/// The outbox of a device.
pub struct Outbox(Connection);

impl Outbox {
    /// Opens the outbox in `dir`, making it if there is none.
    ///
    /// # Errors
    /// Storage errors.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self(set_up(sqlite::open(dir.join(FILE), flags)?)?))
    }

    /// Puts entries in, durably, all or none.
    ///
    /// # Errors
    /// Storage errors; nothing was put in then.
    pub fn put(
        &mut self,
        entries: &[(&SignedEntry, &RecordKey)],
        saved_at: Millis,
        vault: &VaultKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), VaultError> {
        let transaction = self.0.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO waiting (incarnation, seq, id, bytes, replay)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (entry, key) in entries {
                let replay = Replay { key: *key.as_bytes(), saved_at };
                let replay = seal(&Zeroizing::new(replay.to_bytes()), entry.id(), vault, rng)?;
                let header = entry.header();
                let id = entry.id();
                insert.execute((
                    header.incarnation.0,
                    header.seq,
                    id.as_bytes(),
                    entry.bytes(),
                    replay,
                ))?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Everything that waits, with what the vault needs of it, in the order of the chains.
    ///
    /// # Errors
    /// Storage errors, and [`VaultError::WrongKeyOrDamaged`] when another vault sealed it.
    pub fn replay(&self, vault: &VaultKey) -> Result<Vec<Replayed>, VaultError> {
        let mut query = self
            .0
            .prepare_cached("SELECT id, bytes, replay FROM waiting ORDER BY incarnation, seq")?;
        let mut rows = query.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let id = EntryId::new(row.get(0)?);
            let replay: Vec<u8> = row.get(2)?;
            if replay.is_empty() {
                // Its record is erased: nothing of it is taken back.
                continue;
            }
            let replay = unseal(&replay, id, vault)?;
            let replay = Replay::from_bytes(&replay).map_err(|_| VaultError::Damaged)?;
            let key = RecordKey::new(Zeroizing::new(replay.key));
            all.push(Replayed { bytes: row.get(1)?, key, saved_at: replay.saved_at });
        }
        Ok(all)
    }

    /// Copies the outbox into a folder that holds none, durably.
    ///
    /// # Errors
    /// Storage errors.
    pub fn copy_to(&self, from: &Path, to: &Path) -> Result<(), VaultError> {
        open::checkpoint(&self.0)?;
        open::copy_file(&from.join(FILE), &to.join(FILE))
    }

    /// Forgets the keys of the records of entries, which are erased. The sealed entries go all the
    /// same: what waits behind them rests on them.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn forget_keys(&mut self, ids: &[EntryId]) -> Result<(), VaultError> {
        let transaction = self.0.transaction()?;
        {
            let mut update =
                transaction.prepare_cached("UPDATE waiting SET replay = x'' WHERE id = ?1")?;
            for id in ids {
                update.execute([id.as_bytes()])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Writes the file anew, without what was deleted from it.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn write_anew(&self) -> Result<(), VaultError> {
        open::write_anew(&self.0)
    }

    /// A number that changes when another connection writes.
    pub(crate) fn version(&self) -> Result<i64, VaultError> {
        Ok(self.0.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// The ids of everything that waits.
    ///
    /// # Errors
    /// Storage errors.
    pub fn ids(&self) -> Result<Vec<EntryId>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT id FROM waiting")?;
        let rows = query.query_map([], |row| row.get::<_, [u8; 32]>(0))?;
        Ok(rows.map(|id| id.map(EntryId::new)).collect::<Result<_, _>>()?)
    }

    /// How many entries wait.
    ///
    /// # Errors
    /// Storage errors.
    pub fn len(&self) -> Result<u64, VaultError> {
        Ok(self.0.query_row("SELECT count(*) FROM waiting", [], |row| row.get(0))?)
    }

    /// Whether nothing waits.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_empty(&self) -> Result<bool, VaultError> {
        Ok(self.len()? == 0)
    }

    /// Removes the entries of a chain up to and with `seq`: a verified receipt covers them, and
    /// the vault that keeps them is synced.
    ///
    /// # Errors
    /// Storage errors.
    pub fn remove_through(&self, incarnation: Incarnation, seq: u64) -> Result<(), VaultError> {
        for table in ["waiting", "carried"] {
            self.0
                .prepare_cached(&format!(
                    "DELETE FROM {table} WHERE incarnation = ?1 AND seq <= ?2"
                ))?
                .execute((incarnation.0, seq))?;
        }
        Ok(())
    }

    /// The receipt with which another device brought entries of a chain to the region. It has to
    /// be verified like any other.
    ///
    /// # Errors
    /// Storage errors.
    pub fn carried(&self, incarnation: Incarnation) -> Result<Option<Vec<u8>>, VaultError> {
        sealed::receipt_of(&self.0, incarnation)
    }
}

/// Its owner and whoever carries it may have it open at once.
fn set_up(connection: Connection) -> Result<Connection, VaultError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
         PRAGMA secure_delete = FAST; PRAGMA mmap_size = 0;",
    )?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// The sealed entries of an outbox that was set aside, in the order of their chains. The file came
/// from another device, so nothing in it is run, and no more of it is read than a device writes.
///
/// # Errors
/// Storage errors; [`VaultError::WrongKeyOrDamaged`] when it is no outbox.
pub(crate) fn entries_of(file: &Path) -> Result<Vec<Vec<u8>>, VaultError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = sqlite::open(file, flags)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    let table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'waiting'";
    if !connection.prepare(table)?.exists([])? {
        return Err(VaultError::WrongKeyOrDamaged);
    }
    let mut query = connection.prepare(
        "SELECT bytes FROM waiting WHERE length(bytes) <= 65536
         ORDER BY incarnation, seq LIMIT 20000",
    )?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets the outbox of a device aside under another name, durably: without the vault's key nothing
/// in it opens but for the readers of the entries. There need not be one.
///
/// # Errors
/// Storage errors.
pub(crate) fn set_aside(dir: &Path, name: &str) -> Result<(), VaultError> {
    if dir.join(FILE).exists() {
        let outbox = Outbox::open(dir)?;
        open::checkpoint(&outbox.0)?;
        drop(outbox);
        let renamed = std::fs::rename(dir.join(FILE), dir.join(name));
        renamed.map_err(|error| open::failed(&error))?;
    }
    open::remove(dir, &ASIDE)
}

/// Removes the outbox of a device, durably. There need not be one.
///
/// # Errors
/// Storage errors.
pub(crate) fn destroy(dir: &Path) -> Result<(), VaultError> {
    open::remove(dir, &[FILE])?;
    open::remove(dir, &ASIDE)
}

/// The id is bound in, and makes the key a one-time one: an id never stands for two entries.
fn cipher(id: EntryId, salt: &[u8; 16], vault: &VaultKey) -> ChaCha20Poly1305 {
    let key = RecordKey::new(Zeroizing::new(*vault.as_bytes()));
    let one_time = key.one_time(salt, &[b"tabard/replay/v1", id.as_bytes()]);
    ChaCha20Poly1305::new((&*one_time.key).into())
}

fn seal(
    content: &[u8],
    id: EntryId,
    vault: &VaultKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, VaultError> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let payload = Payload { msg: content, aad: id.as_bytes() };
    let sealed = cipher(id, &salt, vault)
        .encrypt(&Nonce::default(), payload)
        .map_err(|_| VaultError::Damaged)?;
    Ok([salt.as_slice(), &sealed].concat())
}

fn unseal(sealed: &[u8], id: EntryId, vault: &VaultKey) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (salt, sealed) = sealed.split_first_chunk::<16>().ok_or(VaultError::Damaged)?;
    cipher(id, salt, vault)
        .decrypt(&Nonce::default(), Payload { msg: sealed, aad: id.as_bytes() })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::WrongKeyOrDamaged)
}
