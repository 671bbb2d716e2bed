//! The paved path: what an app calls. A phone, a desk and a hub are the same client with
//! different keys.

mod attachments;
mod auditing;
mod disclosing;
mod error;
mod issuing;
mod link;
mod lost;
mod reading;
mod register;
mod syncing;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;

use crate::clock::Clock;
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::keys::DeviceIdentity;
use crate::outbox::Outbox;
use crate::region::{Directory, Roles, WipeOrder};
use crate::sync::Engine;
use crate::vault::{Contact, Meta, Vault, VaultKey};
use crate::wire::Chain;
use attachments::transfer::Transfers;

pub use attachments::custody::{CustodyAction, CustodyLine};
pub use attachments::shown::{Attachment, Bytes};
pub use attachments::transfer::TransferStatus;
pub use auditing::{Hold, HoldNews, Reading, ReadingLine};
pub use disclosing::give::{DisclosedEntry, DisclosedRecord};
pub use disclosing::read::{DisclosedView, DisclosureFault, PlacedEntry, read_disclosed};
pub use error::{ClientError, DuplicateFault};
pub use link::{Link, LinkReport};
pub use lost::handover::{HandedOn, Handing};
pub use lost::lease::Lease;
pub use lost::unsent::{SetAside, Unsent};
pub use lost::wipe::{KeyKeeper, Wiped, go_on_wiping};
pub use reading::case::Case;
pub use reading::due::Reminder;
pub use reading::duplicates::PossibleDuplicate;
pub use reading::finding::{Filter, Listed, Page, PressingPage};
pub use reading::history::{Change, Version};
pub use reading::naming::{Naming, unnamed_for_export};
pub use reading::read::{Incident, ReportState, Summary};
pub use reading::views::RecordView;
pub use register::{
    CallerFacts, CountOf, CountedMarkers, Flag, Flagged, Flags, ImportFault, Job, JobAnswer,
    LookUp, MarkerSummary, MarkerView, Proposal, Register, View, Warning,
};
pub use syncing::carry::Carried;
pub use syncing::exchange::{Obstacle, Progress, SyncStatus};
pub use syncing::merge::{MAX_CREW, record_kind};
pub use writing::draft::Draft;
pub use writing::reporter::Message;
pub use writing::returned::{HandedIn, MAX_RETURN};

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
    /// What came over links was offered to the relay since the host last asked to sync.
    told_offered: bool,
    /// Outboxes of others that go with what this device sends.
    carrying: Vec<syncing::carry::Load>,
    /// What the exchange under way brings of them, each with its number in that list.
    offered: Vec<(usize, syncing::carry::Offer)>,
    /// Incidents that changed since the host last asked.
    touched: BTreeSet<RecordId>,
    /// Entries went into the outbox that the vault has not taken yet.
    vault_is_behind: bool,
    /// The last contact with the region, with the time since; and as it lies in the vault.
    contact: Contact,
    kept_contact: Contact,
    /// What the wall clock last said.
    wall: Millis,
    /// An order to wipe that the relay brought along.
    ordered: Option<WipeOrder>,
    /// How many records the directory had erased when that was last obeyed here.
    obeyed: Option<usize>,
    /// What is being moved of attachments, and what stands in the way.
    transfers: Transfers,
}

impl Client {
    /// Keeps at most so many KiB of its vault in memory, for a device that holds many records.
    ///
    /// # Errors
    /// Storage errors.
    pub fn keep_in_memory(&self, kib: u32) -> Result<(), ClientError> {
        Ok(self.vault.keep_in_memory(kib)?)
    }

    /// Opens a device. What a crash kept from the vault is taken from the outbox.
    ///
    /// # Errors
    /// [`ClientError`] when there is no device here, the key is another's, or storage fails.
    pub fn open(dir: &Path, key: VaultKey, now: Millis) -> Result<Self, ClientError> {
        if lost::wipe::is_begun(dir) {
            return Err(ClientError::WipeUnfinished);
        }
        let vault = Vault::open(dir, &key)?;
        let outbox = Outbox::open(dir)?;
        let (identity, meta, statements, contact) = vault.read(|tables| {
            let (identity, meta) = (tables.identity()?, tables.meta()?);
            Ok::<_, ClientError>((identity, meta, tables.statements()?, tables.contact()?))
        })?;
        let contact = contact.unwrap_or_else(|| Contact::none_yet(Clock::wall(now)));
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
            told_offered: false,
            carrying: Vec::new(),
            offered: Vec::new(),
            touched: BTreeSet::new(),
            vault_is_behind: true,
            kept_contact: contact.clone(),
            contact,
            wall: now,
            ordered: None,
            obeyed: None,
            transfers: Transfers::default(),
        };
        client.look(Clock::wall(now));
        client.recall_told()?;
        client.catch_up(now)?;
        client.erase_what_is_ordered()?;
        // Where the disk is full the device opens all the same: the next exchange says it again.
        let _ = client.take_over_carried();
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

    /// The notes of a kind, by their keys.
    ///
    /// # Errors
    /// Storage errors.
    pub fn notes(&self, kind: &str) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, ClientError> {
        Ok(self.vault.read(|tables| tables.notes(kind))?)
    }

    /// Keeps a note, durably; an empty value forgets it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_note(&mut self, kind: &str, key: &[u8], value: &[u8]) -> Result<(), ClientError> {
        Ok(self.vault.write_synced(|tables| tables.set_note(kind, key, value))?)
    }

    /// Numbers that change when another connection writes in the vault or the outbox, and that own
    /// writing leaves as they are.
    ///
    /// # Errors
    /// Storage errors.
    pub fn storage_version(&self) -> Result<[i64; 2], ClientError> {
        Ok([self.vault.version()?, self.outbox.version()?])
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

    /// What this device may do.
    fn roles(&self) -> Result<Roles, ClientError> {
        let own = self.directory.device(self.device()).ok_or(ClientError::NotCertified)?;
        Ok(own.certificate.roles)
    }

    /// Whether this device reads every record of a kind.
    fn keeps(&self, kind: Kind) -> bool {
        self.roles().is_ok_and(|roles| roles.keeps(kind))
    }

    pub(crate) fn meta(&self) -> Result<Meta, ClientError> {
        self.vault.read(|tables| tables.meta())?.ok_or(ClientError::NotEnrolled)
    }
}
