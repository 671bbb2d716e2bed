//! Handing records on: the new device of somebody who lost the old one gets what the old one
//! wrote, from the compartment that reads it.

use std::collections::BTreeSet;

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::{Audience, Kind, SignedEntry};
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::Patch;
use crate::vault::{RecordRow, VaultError};

/// Which incidents are handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handing {
    /// Those that are not closed.
    Open,
    /// All.
    All,
}

/// What was handed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedOn {
    /// Incidents.
    pub incidents: u64,
    /// Records of other kinds: answers, accounts, attachments, requests for support.
    pub others: u64,
}

/// The status of an answer after which an incident is closed.
const CLOSED: [&str; 2] = ["closed", "withdrawn_by_reporter"];

impl Client {
    /// Hands what one device wrote on to another, which then reads and writes it as the first one
    /// did: the records of those kinds that this device's compartments read. One entry a record;
    /// called again after a crash it goes on where it was.
    ///
    /// # Errors
    /// [`ClientError::Role`] when this device keeps no kind of record, or the other may not report;
    /// [`ClientError::UnknownDevice`], [`ClientError::RevokedDevice`], and storage errors.
    pub fn hand_over(
        &mut self,
        (from, to): (DeviceId, DeviceId),
        which: Handing,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<HandedOn, ClientError> {
        let own = self.roles()?;
        self.directory.device(from).ok_or(ClientError::UnknownDevice)?;
        let heir = self.directory.device(to).ok_or(ClientError::UnknownDevice)?;
        if heir.revoked_at.is_some() {
            return Err(ClientError::RevokedDevice);
        }
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| own.keeps(*kind)).collect();
        if kinds.is_empty() || from == to || !heir.certificate.roles.may_start(Kind::Incident) {
            return Err(ClientError::Role);
        }
        let mut handed = HandedOn::default();
        let mut incidents = BTreeSet::new();
        for kind in kinds {
            for id in self.vault.read(|tables| tables.record_ids(kind, RecordId::EVERY))? {
                let Some(row) = self.vault.read(|tables| tables.record(id))? else { continue };
                if !self.goes_along(&row, from, which, &incidents)? {
                    continue;
                }
                if kind == Kind::Incident {
                    incidents.insert(id);
                }
                let new = self.hand_on(row, to, now, rng)?;
                match kind {
                    Kind::Incident => handed.incidents += u64::from(new),
                    _ => handed.others += u64::from(new),
                }
            }
        }
        Ok(handed)
    }

    /// Whether a record goes along: an incident that the device writes and that is open; of the
    /// rest what is the device's own, or all may read who write the incident. [`Kind::ALL`] begins
    /// with incidents.
    fn goes_along(
        &self,
        row: &RecordRow,
        from: DeviceId,
        which: Handing,
        incidents: &BTreeSet<RecordId>,
    ) -> Result<bool, ClientError> {
        if row.key.is_none() || row.document.is_none() {
            return Ok(false);
        }
        let of_one = row.about.is_some_and(|about| incidents.contains(&about));
        Ok(match row.kind {
            Kind::Incident => {
                self.writers_of(row.id)?.contains(&from)
                    && (which == Handing::All || !self.is_closed(row.id)?)
            }
            Kind::Followup => of_one,
            Kind::Attachment => of_one && self.readers_of(row.id)?.contains(&from),
            Kind::Account => of_one && self.writers_of(row.id)?.contains(&from),
            Kind::Wellbeing | Kind::Enquiry => self.writers_of(row.id)?.contains(&from),
            // The register is its members', whoever of them wrote it.
            Kind::Marker | Kind::Caller | Kind::Views => false,
            // A case is the hub's alone.
            Kind::Case => false,
            // A log stays with whose acts it tells.
            Kind::Readings => false,
            // What triage keeps is its members' likewise.
            Kind::Standard | Kind::Lesson => false,
            // A service's new device hands in its returns anew.
            Kind::Returned => false,
        })
    }

    fn hand_on(
        &mut self,
        row: RecordRow,
        to: DeviceId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        if self.readers_of(row.id)?.contains(&to) {
            return Ok(false);
        }
        let key = row.key.clone().ok_or(ClientError::UnknownRecord(row.id))?;
        let grant = self.grant_to_device(&row, &key, to, rng)?;
        self.commit(row, &Patch::default(), vec![grant], now, rng)
    }

    /// The devices that a record was granted to, and who started it.
    fn readers_of(&self, record: RecordId) -> Result<BTreeSet<DeviceId>, ClientError> {
        let region = self.directory.region();
        let (row, entries) = self.vault.read(|tables| {
            Ok::<_, VaultError>((tables.record(record)?, tables.entries_of(record)?))
        })?;
        let mut readers: BTreeSet<_> = row.and_then(|row| row.owner).into_iter().collect();
        let entries = entries.into_iter();
        for entry in entries.filter_map(|held| SignedEntry::parse(region, held.bytes).ok()) {
            readers.extend(entry.header().grants.iter().filter_map(|grant| match grant.to {
                Audience::Device(device) => Some(device),
                Audience::Compartment(_) => None,
            }));
        }
        Ok(readers)
    }

    /// Whether the hub has closed an incident, by the status of its answer.
    fn is_closed(&self, incident: RecordId) -> Result<bool, ClientError> {
        let answer = self.vault.read(|tables| tables.followup_of(incident))?;
        let answer = answer.as_ref().map_or(Ok(Value::Null), json_of)?;
        let status = answer.get("status").and_then(Value::as_str);
        Ok(status.is_some_and(|status| CLOSED.contains(&status)))
    }
}
