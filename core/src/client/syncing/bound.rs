//! Entries of the register are sealed under its newest key as well as their record's: who was
//! removed from it may hold a record's key from before, and reads no later word of that record.

use std::collections::BTreeMap;

use crate::client::syncing::merge::actor;
use crate::entry::{self, Compartment, Header, Kind, OpenError, SignedEntry};
use crate::ids::RegionId;
use crate::keys::{ReceivingKey, RecordKey};
use crate::record::Step;
use crate::vault::{Tables, VaultError};

/// The keys of the register's epochs that this device holds.
#[derive(Default)]
pub(in crate::client) struct EpochKeys(BTreeMap<u32, ReceivingKey>);

/// Why an entry was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Unopened {
    /// The key of its epoch has not come yet.
    NoEpoch,
    /// The record's key does not open it.
    Not(OpenError),
}

impl EpochKeys {
    /// The keys that a kind of record takes: none where its entries are sealed under their
    /// record's alone.
    pub(in crate::client) fn read(tables: &Tables<'_>, kind: Kind) -> Result<Self, VaultError> {
        let mut keys = BTreeMap::new();
        if kind.epoch_bound() {
            for epoch in tables.compartment_epochs(Compartment::Register)? {
                if let Some(secret) = tables.compartment_secret(Compartment::Register, epoch)? {
                    keys.insert(epoch, secret);
                }
            }
        }
        Ok(Self(keys))
    }

    /// The newest epoch held; none where no entry is bound to one.
    pub(in crate::client) fn newest(&self) -> Option<u32> {
        self.0.keys().next_back().copied()
    }

    /// What seals and opens the entries of a header; none while the key of its epoch is missing.
    pub(in crate::client) fn key(&self, record: &RecordKey, header: &Header) -> Option<RecordKey> {
        match header.epoch {
            None => Some(record.clone()),
            Some(epoch) => self.0.get(&epoch).map(|secret| record.under(secret, epoch)),
        }
    }

    /// The step that an entry brings; none when it only hands out keys.
    pub(in crate::client) fn step(
        &self,
        region: RegionId,
        entry: &SignedEntry,
        record: &RecordKey,
    ) -> Result<Option<Step>, Unopened> {
        let changes = self.open(region, entry, record)?;
        let author = actor(entry.author(), entry.header().incarnation);
        let seq = entry.header().seq;
        Ok((!changes.is_empty()).then_some(Step { author, seq, changes }))
    }

    /// The changes in an entry.
    pub(in crate::client) fn open(
        &self,
        region: RegionId,
        entry: &SignedEntry,
        record: &RecordKey,
    ) -> Result<Vec<u8>, Unopened> {
        let key = self.key(record, entry.header()).ok_or(Unopened::NoEpoch)?;
        entry::open(region, entry, &key).map_err(Unopened::Not)
    }
}
