//! Reading what a wiped device never sent: its outbox was set aside, and its entries are sealed to
//! their home compartment. They are shown as what they are. Nothing of them becomes part of a
//! record, for the device was removed before the region held them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::client::syncing::bound::EpochKeys;
use crate::client::syncing::ingest::{Keyring, signer};
use crate::client::syncing::merge::{Projection, record_kind};
use crate::client::{Client, ClientError};
use crate::entry::{Kind, SignedEntry};
use crate::ids::{DeviceId, RecordId};
use crate::outbox;
use crate::record;
use crate::vault::{Standing, VaultError};

/// A record as it would read with what was never sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The device that wrote it.
    pub by: DeviceId,
    /// Whether the region holds an earlier state of it.
    pub known: bool,
    /// The record as JSON.
    pub report: serde_json::Value,
}

/// What was in an outbox that was set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside {
    /// What this device can read of it.
    pub records: Vec<Unsent>,
    /// Entries that it cannot: damaged, signed by no device of the region, or sealed for others.
    pub unreadable: u64,
}

impl Client {
    /// Reads an outbox that a wiped device left, as far as its entries are for this device.
    ///
    /// # Errors
    /// Storage errors, and what [`Client::incidents`] says of an ended lease.
    pub fn read_set_aside(&self, file: &Path) -> Result<SetAside, ClientError> {
        self.may_read()?;
        let region = self.directory.region();
        let mut read = SetAside::default();
        let mut records: BTreeMap<RecordId, Vec<SignedEntry>> = BTreeMap::new();
        for bytes in outbox::entries_of(file)? {
            let entry = SignedEntry::parse(region, bytes).ok();
            match entry.filter(|entry| signer(region, &self.directory, entry).is_some()) {
                Some(entry) => records.entry(entry.record()).or_default().push(entry),
                None => read.unreadable = read.unreadable.saturating_add(1),
            }
        }
        for (id, entries) in records {
            let count = entries.len() as u64;
            match self.unsent_record(id, &entries)? {
                Some(unsent) => read.records.push(unsent),
                None => read.unreadable = read.unreadable.saturating_add(count),
            }
        }
        Ok(read)
    }

    /// One record with what was never sent of it; none when its key is not here.
    fn unsent_record(
        &self,
        id: RecordId,
        entries: &[SignedEntry],
    ) -> Result<Option<Unsent>, ClientError> {
        let Some(first) = entries.first() else { return Ok(None) };
        let (region, device) = (self.directory.region(), self.device());
        let kind = first.header().kind;
        let (row, held, granted, epochs) = self.vault.read(|tables| {
            let keyring = Keyring::read(tables, device, self.identity.receiving())?;
            let granted = entries.iter().find_map(|entry| keyring.unwrap(region, entry));
            let epochs = EpochKeys::read(tables, kind)?;
            Ok::<_, VaultError>((tables.record(id)?, tables.entries_of(id)?, granted, epochs))
        })?;
        let known = row.as_ref().is_some_and(|row| row.document.is_some());
        let Some(key) = row.and_then(|row| row.key).or(granted) else { return Ok(None) };
        let held = held.into_iter().filter(|held| held.standing == Standing::Applied);
        let held = held.filter_map(|held| SignedEntry::parse(region, held.bytes).ok());
        let held: Vec<_> = held.collect();
        let mut steps = Vec::new();
        for entry in held.iter().chain(entries) {
            steps.extend(epochs.step(region, entry, &key).ok().flatten());
        }
        let document = record::settle(steps).record;
        if document.heads().is_empty() {
            return Ok(None);
        }
        let report = Projection::of(&document, record_kind(kind)).json()?;
        Ok(Some(Unsent { record: id, kind, by: first.author(), known, report }))
    }
}
