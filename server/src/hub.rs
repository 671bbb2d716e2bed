//! The hub: a core device in a server process, with the triage key and the issuer's role. It
//! opens, acknowledges and answers incidents, and lets devices in and out.

mod attachments;
mod auditing;
mod case;
mod devices;
mod edge;
mod enrol;
mod erasing;
mod error;
mod evidence;
mod exports;
mod files;
mod finding;
mod found;
mod home;
mod items;
mod learning;
mod lost;
mod pump;
mod register;
mod renewal;
mod rest;
mod returned;
mod standard;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use tabard_core::client::{Client, Incident, RecordView, Summary, Version};
use tabard_core::entry::Kind;
use tabard_core::ids::{DeviceId, Millis, RecordId};
use tabard_core::model::Patch;

use crate::relay::{Limits, Relay};

pub use devices::DeviceLine;
pub use erasing::Reach;
pub use error::HubError;
pub use exports::ExportNote;
pub use finding::{FootageNews, RiddorNews};
pub use found::Founded;
pub use items::{new_item, patch_of};
pub(crate) use learning::tell_aside;
pub use pump::Pumped;
pub use rest::Resting;
pub use returned::HandedInBy;

/// The first status of every answer: the hub has opened the report.
const OPENED: &str = "opened_by_hub";

/// An open hub with the relay of the same folder. It keeps other hub processes out while it
/// lives; the relay it shares.
pub struct Hub {
    client: Client,
    relay: Relay,
    dir: PathBuf,
    /// How many entries came since it was opened.
    came: u64,
    _lock: File,
}

/// So much of the vault stays in memory: the lists and indexes of 100,000 reports take about half.
const IN_MEMORY_KIB: u32 = 128 * 1024;

impl Hub {
    /// Opens the hub of a region's folder, waiting for another process to be done with it.
    ///
    /// # Errors
    /// [`HubError`] when there is no region here or its files do not open.
    pub fn open(dir: &Path, now: Millis) -> Result<Self, HubError> {
        if !files::is_region(dir) {
            return Err(HubError::NoRegion);
        }
        Self::open_locked(dir, files::lock(dir)?, now)
    }

    fn open_locked(dir: &Path, lock: File, now: Millis) -> Result<Self, HubError> {
        let key = files::read_vault_key(dir)?;
        let client = Client::open(&files::hub(dir), key, now)?;
        client.keep_in_memory(IN_MEMORY_KIB)?;
        let relay = Relay::open(&files::relay(dir), Limits::default())?;
        Ok(Self { client, relay, dir: dir.to_owned(), came: 0, _lock: lock })
    }

    /// How many entries came since it was opened.
    #[must_use]
    pub(crate) const fn came(&self) -> u64 {
        self.came
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The hub's own device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.client.device()
    }

    /// The relay.
    #[must_use]
    pub const fn relay(&self) -> &Relay {
        &self.relay
    }

    /// The region's name.
    #[must_use]
    pub fn region_name(&self) -> &str {
        self.client.directory().name().unwrap_or_default()
    }

    /// All incidents, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn incidents(&self) -> Result<Vec<Summary>, HubError> {
        Ok(self.client.incidents()?)
    }

    /// An incident with its answer.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn incident(&self, id: RecordId) -> Result<Incident, HubError> {
        Ok(self.client.incident(id)?)
    }

    /// The incidents whose id begins with a text.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find(&self, beginning: &str) -> Result<Vec<RecordId>, HubError> {
        Ok(self.client.find(beginning)?)
    }

    /// The accounts whose id begins with a text.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find_account(&self, beginning: &str) -> Result<Vec<RecordId>, HubError> {
        Ok(self.client.find_of(Kind::Account, beginning)?)
    }

    /// The accounts of an incident, in the order in which they came.
    ///
    /// # Errors
    /// Storage errors.
    pub fn accounts(&self, incident: RecordId) -> Result<Vec<RecordView>, HubError> {
        Ok(self.client.records_about(incident, Kind::Account)?)
    }

    /// Every version of a record.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn history(&self, id: RecordId) -> Result<Vec<Version>, HubError> {
        Ok(self.client.history(id)?)
    }

    /// Notes that a person has looked at a report as it is now.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn mark_read(&mut self, id: RecordId) -> Result<(), HubError> {
        Ok(self.client.mark_read(id)?)
    }

    /// Answers an incident and hands the answer to the relay.
    ///
    /// # Errors
    /// [`HubError::Field`] when a word is none of the ladder's, and what the relay says.
    pub fn answer(
        &mut self,
        id: RecordId,
        answer: &Answer,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.answer_all(&[id], answer, now, rng)
    }

    /// Answers several incidents alike, and hands it all to the relay at once.
    ///
    /// # Errors
    /// As [`Hub::answer`]; those before the one that failed are answered, and go with the next round.
    pub fn answer_all(
        &mut self,
        ids: &[RecordId],
        answer: &Answer,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| {
            for id in ids {
                let patch = answer.patch(now, rng)?;
                client.answer(*id, &patch, now, rng)?;
            }
            Ok(())
        })
    }

    fn write_answer(
        &mut self,
        id: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| Ok(client.answer(id, patch, now, rng).map(drop)?))
    }

    /// Writes as the hub's device, and hands it to the relay.
    fn write<T>(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
        work: impl FnOnce(&mut Client, &mut dyn CryptoRng) -> Result<T, HubError>,
    ) -> Result<T, HubError> {
        self.settle(now, rng)?;
        let done = work(&mut self.client, rng)?;
        self.pump(now, rng)?;
        Ok(done)
    }

    /// Copies the whole region but the authority's key into a new folder. It may be served
    /// meanwhile: no other process writes in the hub's folder while this hub is open, and the
    /// relay copies one state of its log.
    ///
    /// # Errors
    /// [`HubError::NotEmpty`] when there is something there; file and storage errors.
    pub fn backup(&self, to: &Path) -> Result<(), HubError> {
        if to.exists() && to.read_dir()?.next().is_some() {
            return Err(HubError::NotEmpty);
        }
        files::create_private(&files::hub(to))?;
        // The hub first: it may then hold less than the relay, and never more.
        self.client.copy_to(&files::hub(to))?;
        home::write(to)?;
        files::copy_vault_key(&self.dir, to)?;
        files::sync(&files::hub(to))?;
        self.relay.backup(&files::relay(to))?;
        Ok(files::sync(to)?)
    }

    /// Begins a new chain. A folder that was copied back is not told so: the hub must never write
    /// what its lost future wrote otherwise.
    ///
    /// # Errors
    /// Storage errors.
    pub fn begin_new_chain(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.client.begin_new_chain(now, rng)?;
        let mark = home::mark(&self.dir)?;
        Ok(self.client.set_note(home::NOTE.0, home::NOTE.1, &mark)?)
    }

    /// Before the hub writes or offers anything: in a folder that was copied it begins a new
    /// chain.
    fn settle(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Result<(), HubError> {
        let noted = self.client.note(home::NOTE.0, home::NOTE.1)?;
        if noted == Some(home::mark(&self.dir)?) {
            return Ok(());
        }
        self.begin_new_chain(now, rng)
    }
}

/// What the hub tells a reporter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// A word of the follow-up's ladder.
    pub status: String,
    /// A message.
    pub note: Option<String>,
    /// Whether the message asks the reporter to answer.
    pub question: bool,
    /// What came of it, in a word of the list of outcomes.
    pub outcome: Option<String>,
    /// Why nothing further is done, for the reporter to read.
    pub reason: Option<String>,
    /// Who speaks, by role.
    pub role: Option<String>,
}

impl Answer {
    fn patch(&self, now: Millis, rng: &mut dyn CryptoRng) -> Result<Patch, HubError> {
        use tabard_core::model::{RecordKind, parse_assignment};
        let parse = |field: &str, value: &str| {
            let assignment = format!("{field}={value}");
            parse_assignment(RecordKind::Followup, &assignment).map_err(HubError::Field)
        };
        let mut patch = parse("status", &self.status)?;
        let fields =
            [("role", &self.role), ("outcome", &self.outcome), ("no_action_reason", &self.reason)];
        for (field, value) in fields {
            if let Some(value) = value {
                patch.extend(parse(field, value)?);
            }
        }
        if let Some(note) = &self.note {
            let item = format!("messages.m{:08x}", rng.next_u32());
            patch.extend(parse(&format!("{item}.text"), note)?);
            patch.extend(parse(&format!("{item}.at"), &now.rfc3339())?);
            if self.question {
                patch.extend(parse(&format!("{item}.question"), "true")?);
            }
            if let Some(role) = &self.role {
                patch.extend(parse(&format!("{item}.from"), role)?);
            }
        }
        Ok(patch)
    }
}
