//! The paved path: what an app calls. A phone, a desk and a hub are the same client with
//! different keys.

mod answer;
mod attach;
mod attachments;
mod custody;
mod enrol;
mod error;
mod exchange;
mod ingest;
mod issue;
mod merge;
mod problem;
mod read;
mod rebirth;
mod request;
mod share;
mod transfer;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;

use crate::ids::{DeviceId, Millis, RecordId};
use crate::keys::DeviceIdentity;
use crate::outbox::Outbox;
use crate::region::Directory;
use crate::sync::Engine;
use crate::vault::{Meta, Vault, VaultKey};
use crate::wire::Chain;
use transfer::Transfers;

pub use attachments::{Attachment, Bytes};
pub use custody::{CustodyAction, CustodyLine};
pub use error::ClientError;
pub use exchange::{Obstacle, Progress, SyncStatus};
pub use read::{Incident, ReportState, Summary};
pub use transfer::TransferStatus;

/// A device: its vault, its outbox and its part in the syncing. One at a time per folder; the host
/// keeps others out.
pub struct Client {
    dir: PathBuf,
    key: VaultKey,
    vault: Vault,
    outbox: Outbox,
    identity: DeviceIdentity,
    directory: Directory,
    engine: Engine,
    /// In repair: the chains that the server holds less far than this device, from where it stops.
    behind: Vec<Chain>,
    /// Incidents that changed since the host last asked.
    touched: BTreeSet<RecordId>,
    /// Entries went into the outbox that the vault has not taken yet.
    vault_is_behind: bool,
    /// What is being moved of attachments, and what stands in the way.
    transfers: Transfers,
}

impl Client {
    /// Opens a device. What a crash kept from the vault is taken from the outbox.
    ///
    /// # Errors
    /// [`ClientError`] when there is no device here, the key is another's, or storage fails.
    pub fn open(dir: &Path, key: VaultKey, now: Millis) -> Result<Self, ClientError> {
        let vault = Vault::open(dir, &key)?;
        let outbox = Outbox::open(dir)?;
        let (identity, meta, statements) = vault.read(|tables| {
            Ok::<_, ClientError>((tables.identity()?, tables.meta()?, tables.statements()?))
        })?;
        let identity = identity.ok_or(ClientError::NotEnrolled)?;
        let meta = meta.ok_or(ClientError::NotEnrolled)?;
        let mut directory = Directory::new(meta.region);
        for statement in statements {
            directory.apply(statement.position, &statement.bytes)?;
        }
        let mut client = Self {
            dir: dir.to_owned(),
            key,
            vault,
            outbox,
            identity,
            directory,
            engine: Engine::default(),
            behind: Vec::new(),
            touched: BTreeSet::new(),
            vault_is_behind: true,
            transfers: Transfers::default(),
        };
        client.catch_up(now)?;
        client.clear_half_captured()?;
        if client.meta()?.repair {
            client.engine.offer_first();
        }
        Ok(client)
    }

    /// This device's id.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.identity.id()
    }

    /// The region's directory as this device has checked it.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The folder of this device.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What only this device knows under a kind and key, such as the name of a phone.
    ///
    /// # Errors
    /// Storage errors.
    pub fn note(&self, kind: &str, key: &[u8]) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(self.vault.read(|tables| tables.note(kind, key))?)
    }

    /// Keeps a note, durably; an empty value forgets it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_note(&mut self, kind: &str, key: &[u8], value: &[u8]) -> Result<(), ClientError> {
        Ok(self.vault.write_synced(|tables| tables.set_note(kind, key, value))?)
    }

    /// The records that entries came for since this was last asked.
    pub fn take_touched(&mut self) -> BTreeSet<RecordId> {
        std::mem::take(&mut self.touched)
    }

    /// Begins a new chain, as a device that was restored from a copy must before it writes.
    ///
    /// # Errors
    /// Storage errors.
    pub fn begin_new_chain(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.rebirth(now, rng)
    }

    /// Copies vault, outbox and the sealed chunks of attachments into a folder that holds none of
    /// them. The key is not copied.
    ///
    /// # Errors
    /// Storage errors.
    pub fn copy_to(&self, to: &Path) -> Result<(), ClientError> {
        self.vault.copy_to(&self.dir, to)?;
        self.outbox.copy_to(&self.dir, to)?;
        self.copy_attachments(to)
    }

    pub(crate) fn meta(&self) -> Result<Meta, ClientError> {
        self.vault.read(|tables| tables.meta())?.ok_or(ClientError::NotEnrolled)
    }
}
