//! The encrypted database of a device: keys, directory, entries, and the records they make.
//!
//! `vault.db` is SQLCipher under a raw 256-bit key. Its commits are ordered but not synced one by
//! one: a saved report is durable in the [`outbox`](crate::outbox) first, and the vault is synced
//! before anything leaves there.

mod attachments;
mod changed;
mod contact;
mod direct;
mod entries;
mod history;
mod listing;
mod meta;
pub(crate) mod open;
mod pressing;
mod records;
mod register;
mod search;

use std::path::Path;

use rusqlite::{Connection, Transaction};
use zeroize::Zeroizing;

pub use attachments::{AttachmentRow, Moving};
pub use changed::Told;
pub use contact::Contact;
pub use entries::{EntryRow, Standing};
pub use history::{Done, Kept};
pub use meta::{Held, Meta};
pub(crate) use open::{destroy, failed, sync_folder};
pub(crate) use pressing::seen;
pub use pressing::{Pressing, PressingPlace};
pub use records::RecordRow;
pub use search::{NotAPlace, Place, Wanted};

/// The 32 random bytes that open a vault. A phone keeps them sealed by
/// [`unlock`](crate::unlock).
#[derive(Clone)]
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    /// Takes the key that the platform unwrapped.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Why a vault does not open, or does not take what is given to it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no vault in this folder.
    #[error("there is no vault here: enrol this device first")]
    Missing,
    /// There is a vault in this folder.
    #[error("there is a vault here already: it is left as it is")]
    Exists,
    /// Not this key, or no vault.
    #[error(
        "the vault does not open: the key is another's or the file is damaged; nothing was changed"
    )]
    WrongKeyOrDamaged,
    /// Written by a newer version.
    #[error(
        "the vault was written by a newer version of Tabard: update this one; nothing was changed"
    )]
    Newer,
    /// The disk is full.
    #[error("the disk is full: free some space; what was saved before is kept")]
    Full,
    /// A row that this version did not write.
    #[error("a row of the vault is damaged; run a backup before anything else")]
    Damaged,
    /// Any other failure of the storage.
    #[error("the vault's storage failed ({0}); what was saved before is kept")]
    Storage(&'static str),
}

impl VaultError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "no_vault",
            Self::Exists => "vault_exists",
            Self::WrongKeyOrDamaged => "vault_key_or_damage",
            Self::Newer => "vault_newer",
            Self::Full => "disk_full",
            Self::Damaged => "vault_damaged",
            Self::Storage(_) => "storage",
        }
    }
}

impl From<rusqlite::Error> for VaultError {
    /// The original text may hold content, so only its kind is kept.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        // The index of the write-ahead log could not grow by its few pages.
        let no_room = |error: &rusqlite::ffi::Error| {
            error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
        };
        if error.sqlite_error().is_some_and(no_room) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::WrongKeyOrDamaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Storage("in use"),
            Some(ErrorCode::SystemIoFailure) => Self::Storage("input or output error"),
            Some(ErrorCode::CannotOpen) => Self::Storage("cannot open the file"),
            Some(ErrorCode::ReadOnly) => Self::Storage("the folder is read-only"),
            Some(_) => Self::Storage("database error"),
            None => Self::Damaged,
        }
    }
}

/// An open vault.
pub struct Vault(Connection);

impl Vault {
    /// Makes a vault in `dir`.
    ///
    /// # Errors
    /// [`VaultError::Exists`] when there is one; storage errors.
    pub fn create(dir: &Path, key: &VaultKey) -> Result<Self, VaultError> {
        open::create(dir, key).map(Self)
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// [`VaultError`] when there is none, the key is another's, or a newer version wrote it.
    pub fn open(dir: &Path, key: &VaultKey) -> Result<Self, VaultError> {
        open::open(dir, key).map(Self)
    }

    /// A number that changes when another connection writes.
    pub(crate) fn version(&self) -> Result<i64, VaultError> {
        Ok(self.0.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Keeps at most so many KiB of it in memory. What one page costs to decrypt is most of what a look-up
    /// costs.
    ///
    /// # Errors
    /// Storage errors.
    pub fn keep_in_memory(&self, kib: u32) -> Result<(), VaultError> {
        Ok(self.0.pragma_update(None, "cache_size", -i64::from(kib))?)
    }

    /// Runs `work` in one transaction. It is committed when `work` succeeds, else undone.
    ///
    /// # Errors
    /// What `work` returns, and storage errors.
    pub fn write<T, E: From<VaultError>>(
        &mut self,
        work: impl FnOnce(&Tables<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .0
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(VaultError::from)?;
        let done = work(&Tables(&transaction))?;
        transaction.commit().map_err(VaultError::from)?;
        Ok(done)
    }

    /// Like [`Vault::write`], and everything committed so far is on the disk when it returns.
    ///
    /// # Errors
    /// What `work` returns, and storage errors.
    pub fn write_synced<T, E: From<VaultError>>(
        &mut self,
        work: impl FnOnce(&Tables<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.synchronous("FULL")?;
        let done = self.write(work);
        self.synchronous("NORMAL")?;
        done
    }

    /// Reads in one snapshot.
    ///
    /// # Errors
    /// What `work` returns, and storage errors.
    pub fn read<T, E: From<VaultError>>(
        &self,
        work: impl FnOnce(&Tables<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.0.unchecked_transaction().map_err(VaultError::from)?;
        work(&Tables(&transaction))
    }

    /// Copies the vault into a folder that holds none, still encrypted and durable on return.
    ///
    /// # Errors
    /// Storage errors.
    pub fn copy_to(&self, from: &Path, to: &Path) -> Result<(), VaultError> {
        open::copy(&self.0, from, to)
    }

    fn synchronous(&self, level: &str) -> Result<(), VaultError> {
        Ok(self.0.pragma_update(None, "synchronous", level)?)
    }
}

/// The tables of a vault within a transaction.
pub struct Tables<'a>(&'a Transaction<'a>);
