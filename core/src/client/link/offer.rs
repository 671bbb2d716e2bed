//! What another device may have of what is here: the entries of records that were shared with it,
//! by what this vault holds, and nothing for being asked.

use std::collections::{BTreeMap, BTreeSet};

use super::{Link, Pass};
use crate::client::syncing::merge::readers;
use crate::client::{Client, ClientError, Naming, Summary};
use crate::entry::{Audience, Kind, Sharing, SignedEntry};
use crate::ids::{DeviceId, EntryId, RecordId, RegionId};
use crate::link::{CallTag, LinkFault};
use crate::region::Directory;
use crate::vault::{EntryRow, Standing, Tables, VaultError};

/// The most calls that are compared in one link: the newest.
pub(super) const MOST_CALLS: usize = 64;

impl Client {
    /// Everything that may be given to a device.
    pub(super) fn entries_pass(&self, peer: DeviceId, number: u32) -> Result<Pass, ClientError> {
        let (region, directory) = (self.directory.region(), &self.directory);
        let order = self.vault.read(|tables| {
            let mut order = BTreeMap::new();
            for kind in Kind::ALL.into_iter().filter(|kind| travels(*kind)) {
                for record in tables.record_ids(kind, RecordId::EVERY)? {
                    offer(tables, region, directory, (record, peer), &mut order)?;
                }
            }
            Ok::<_, ClientError>(order)
        })?;
        let holding = order.keys().copied().collect();
        Ok(Pass { number, holding, order, ..Pass::default() })
    }

    /// Whether an item of a pass is here, offered or not.
    pub(super) fn has(&self, pass: u32, id: EntryId) -> Result<bool, ClientError> {
        match pass {
            // What was told is offered too.
            Pass::DIRECTORY => Ok(false),
            _ => Ok(self.vault.read(|tables| tables.holds(id))?),
        }
    }

    /// The own calls, the first time that entries are compared.
    pub(super) fn calls_once(&self, link: &mut Link) -> Result<Option<Vec<CallTag>>, ClientError> {
        if link.pass.number == Pass::DIRECTORY || link.calls_said {
            return Ok(None);
        }
        link.calls_said = true;
        let tags: BTreeSet<CallTag> = self.calls(link)?.into_keys().collect();
        Ok((!tags.is_empty()).then(|| tags.into_iter().collect()))
    }

    /// Own reports of calls that the other device has a report of too, and does not write.
    pub(super) fn perhaps_the_same(&self, link: &Link) -> Result<Vec<RecordId>, ClientError> {
        let Some(peer) = link.report.peer else { return Ok(Vec::new()) };
        if link.calls_heard.is_empty() {
            return Ok(Vec::new());
        }
        let mut same = Vec::new();
        for (tag, records) in self.calls(link)? {
            if !link.calls_heard.contains(&tag) {
                continue;
            }
            for record in records {
                if !self.writers_of(record)?.contains(&peer) {
                    same.push(record);
                }
            }
        }
        Ok(same)
    }

    /// The newest reports with a CAD number; none once the lease has ended, which stops no entry.
    fn calls(&self, link: &Link) -> Result<BTreeMap<CallTag, Vec<RecordId>>, ClientError> {
        if self.may_read().is_err() {
            return Ok(BTreeMap::new());
        }
        let salt = link.channel.salt().ok_or(LinkFault::Unreadable)?;
        let region = self.directory.region();
        let mut calls: BTreeMap<CallTag, Vec<RecordId>> = BTreeMap::new();
        let reports = self.incidents()?;
        // Who is at the same call may be whom the report is about: nobody is told of it there
        // whose reporter asked not to be named to everybody.
        let named = reports.iter().filter(|one| Naming::of(&one.report) == Naming::Named);
        let with_call = named.filter_map(|report| Some((report, cad_number(report)?)));
        for (report, number) in with_call.take(MOST_CALLS) {
            calls.entry(CallTag::of(region, salt, number)).or_default().push(report.id);
        }
        Ok(calls)
    }
}

fn cad_number(report: &Summary) -> Option<&str> {
    report.report.get("cad_number")?.as_str().filter(|number| !number.trim().is_empty())
}

/// Whether records of a kind go from phone to phone. An account and a request for support are
/// their author's alone, and go by the relay to those who read them.
pub(super) fn travels(kind: Kind) -> bool {
    kind.sharing() != Sharing::Nobody
}

/// Adds what a device may have of a record. What hands the key to that device goes first, so that
/// nothing comes there before it can be read.
fn offer(
    tables: &Tables<'_>,
    region: RegionId,
    directory: &Directory,
    (record, peer): (RecordId, DeviceId),
    order: &mut BTreeMap<EntryId, u32>,
) -> Result<(), ClientError> {
    if tables.record(record)?.is_none_or(|row| row.key.is_none()) {
        return Ok(());
    }
    let entries: Vec<(EntryRow, SignedEntry)> = tables
        .entries_of(record)?
        .into_iter()
        .map(|held| {
            let signed = SignedEntry::parse(region, held.bytes.clone());
            Ok((held, signed.map_err(|_| VaultError::Damaged)?))
        })
        .collect::<Result<_, ClientError>>()?;
    if !readers(directory, &entries).contains(&peer) {
        return Ok(());
    }
    let first = u32::try_from(order.len()).unwrap_or(u32::MAX);
    for (held, signed) in entries.iter().filter(|(held, _)| held.standing != Standing::Refused) {
        let to_peer = |grant: &crate::entry::Grant| grant.to == Audience::Device(peer);
        let lets_in = signed.header().grants.iter().any(to_peer);
        order.insert(held.id, first.saturating_mul(2).saturating_add(u32::from(!lets_in)));
    }
    Ok(())
}
