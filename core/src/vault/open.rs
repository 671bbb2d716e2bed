//! Opening the encrypted file.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use data_encoding::HEXLOWER;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::{VaultError, VaultKey};
use crate::{files, sqlite};

const FILE: &str = "vault.db";
const VERSION: i64 = 4;
const SCHEMA: &str = include_str!("schema.sql");
/// What version 2 added.
const REGISTER: &str = include_str!("register.sql");
/// What version 3 added.
const CHANGES: &str = include_str!("changes.sql");
/// What version 4 added.
const PRESSING: &str = include_str!("pressing.sql");

/// The file while it is made. It gets its name once it is whole: what a crash or a full disk left
/// half made is no vault, and is made anew.
const DRAFT: &str = "vault.db.new";

pub(super) fn create(dir: &Path, key: &VaultKey) -> Result<Connection, VaultError> {
    if dir.join(FILE).exists() {
        return Err(VaultError::Exists);
    }
    let draft = dir.join(DRAFT);
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    let mut connection = unlock(&draft, key, OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL;")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch(REGISTER)?;
    transaction.execute_batch(CHANGES)?;
    transaction.execute_batch(PRESSING)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)?;
    fs::rename(&draft, dir.join(FILE)).map_err(|error| failed(&error))?;
    sync_folder(dir)?;
    connect(dir, key)
}

pub(super) fn open(dir: &Path, key: &VaultKey) -> Result<Connection, VaultError> {
    match fs::metadata(dir.join(FILE)) {
        Err(_) => return Err(VaultError::Missing),
        // SQLite would take it for a new database, and write into it.
        Ok(empty) if empty.len() == 0 => return Err(VaultError::WrongKeyOrDamaged),
        Ok(_) => {}
    }
    let mut connection = connect(dir, key)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match version {
        VERSION => Ok(connection),
        older @ 1..VERSION => {
            let transaction = connection.transaction()?;
            for (version, added) in [(2, REGISTER), (3, CHANGES), (4, PRESSING)] {
                if older < version {
                    transaction.execute_batch(added)?;
                }
            }
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
            Ok(connection)
        }
        newer if newer > VERSION => Err(VaultError::Newer),
        _ => Err(VaultError::WrongKeyOrDamaged),
    }
}

fn connect(dir: &Path, key: &VaultKey) -> Result<Connection, VaultError> {
    let connection = unlock(&dir.join(FILE), key, OpenFlags::empty())?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0;",
    )?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn unlock(file: &Path, key: &VaultKey, create: OpenFlags) -> Result<Connection, VaultError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let connection = sqlite::open(file, flags)?;
    let raw = Zeroizing::new(format!("x'{}'", HEXLOWER.encode(key.as_bytes())));
    connection.pragma_update(None, "key", raw.as_str())?;
    // SQLCipher would log to the platform's log by default. Locking and wiping every allocation
    // (`cipher_memory_security`) costs a quarter of all time and hides nothing from whoever can
    // read this process: the key and the pages in use are there too (docs/adr/0011).
    connection.execute_batch(
        "PRAGMA cipher_log_level = NONE;
         PRAGMA cipher_memory_security = OFF;",
    )?;
    Ok(connection)
}

/// Copies the file once the write-ahead log is in it. The host keeps other writers out meanwhile.
pub(super) fn copy(connection: &Connection, from: &Path, to: &Path) -> Result<(), VaultError> {
    checkpoint(connection)?;
    copy_file(&from.join(FILE), &to.join(FILE))
}

/// The largest file, in pages of 4 KiB, that is written anew: 32 MiB.
const WRITTEN_ANEW: i64 = 8 * 1024;

/// Moves what is in the write-ahead log into the database file.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), VaultError> {
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(VaultError::Storage("in use")) }
}

/// Writes the whole file anew, without what was deleted from it, and empties its write-ahead log. A
/// large file is not written anew: SQLite would hold all of it in memory, and what is deleted is
/// overwritten where it stood as it is (`secure_delete`).
pub(crate) fn write_anew(connection: &Connection) -> Result<(), VaultError> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    if pages <= WRITTEN_ANEW {
        connection.execute_batch("VACUUM")?;
    }
    checkpoint(connection)
}

/// Copies a file to a new one, durably.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<(), VaultError> {
    let copy = || {
        let mut source = std::fs::File::open(from)?;
        let mut target = std::fs::File::create_new(to)?;
        std::io::copy(&mut source, &mut target)?;
        target.sync_all()
    };
    copy().map_err(|error: std::io::Error| failed(&error))
}

/// Removes the vault in `dir`, durably. There need not be one.
pub(crate) fn destroy(dir: &Path) -> Result<(), VaultError> {
    remove(dir, &[FILE, "vault.db-wal", "vault.db-shm", "vault.db-journal", DRAFT])
}

/// Removes files, durably. They need not be there.
pub(crate) fn remove(dir: &Path, names: &[&str]) -> Result<(), VaultError> {
    for name in names {
        match fs::remove_file(dir.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
    }
    sync_folder(dir)
}

/// Makes what was renamed and removed in a folder durable.
pub(crate) fn sync_folder(dir: &Path) -> Result<(), VaultError> {
    files::sync(dir).map_err(|error| failed(&error))
}

pub(crate) fn failed(error: &std::io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::StorageFull => VaultError::Full,
        ErrorKind::AlreadyExists => VaultError::Exists,
        _ => VaultError::Storage("cannot write the file"),
    }
}
