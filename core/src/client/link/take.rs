//! Taking in what another device gave: by the same doors as from the relay, and only what this
//! device can read.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;
use rand_core::CryptoRng;

use super::offer::travels;
use super::{Link, Pass};
use crate::client::syncing::ingest::{Arrived, Judged, Keyring, judge_all};
use crate::client::{Client, ClientError};
use crate::ids::{Millis, RecordId};
use crate::vault::{Tables, VaultError};

/// How much is set aside until the key of its record comes, in bytes.
const MOST_ASIDE: usize = 4 * 1024 * 1024;

/// Entries whose record this device cannot read yet. They are in memory alone, and are forgotten
/// with the link.
#[derive(Default)]
pub(super) struct Aside {
    entries: Vec<Vec<u8>>,
    bytes: usize,
}

impl Aside {
    /// Whether there was room.
    fn put(&mut self, entry: &[u8]) -> bool {
        let fits = self.bytes + entry.len() <= MOST_ASIDE;
        if fits {
            self.bytes += entry.len();
            self.entries.push(entry.to_vec());
        }
        fits
    }

    fn take(&mut self) -> Vec<Vec<u8>> {
        self.bytes = 0;
        std::mem::take(&mut self.entries)
    }
}

impl Client {
    /// Takes what came in a turn. Returns how much of it is new and counts.
    pub(super) fn take_items(
        &mut self,
        link: &mut Link,
        items: Vec<ByteVec>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<u64, ClientError> {
        let items: Vec<Vec<u8>> = items.into_iter().map(Into::into).collect();
        match link.pass.number {
            Pass::DIRECTORY => self.take_told(items),
            _ => self.take_entries(link, items, now, rng),
        }
    }

    fn take_entries(
        &mut self,
        link: &mut Link,
        items: Vec<Vec<u8>>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<u64, ClientError> {
        let bytes = link.aside.take().into_iter().chain(items);
        let arrived: Vec<_> = bytes.map(|bytes| Arrived { position: None, bytes }).collect();
        let (all, region) = (arrived.len(), self.directory.region());
        let judged = self.vault.read(|tables| {
            let keyring = Keyring::read(tables, self.device(), self.identity.receiving())?;
            Ok::<_, VaultError>(judge_all(region, &self.directory, &keyring, arrived).entries)
        })?;
        // What does not count is not kept: the log may say that it did count where it stands.
        let judged: Vec<Judged> = judged
            .into_iter()
            .filter(|one| one.counts() && travels(one.entry().header().kind))
            .collect();
        link.report.left_out += (all - judged.len()) as u64;
        if self.meets_its_future(&judged)? {
            self.rebirth(now, rng)?;
        }

        let own = (region, self.device());
        let aside = &mut link.aside;
        let left_out = &mut link.report.left_out;
        let (taken, touched) = self.vault.write_synced(|tables| {
            let readable = readable(tables, &judged)?;
            let (mut taken, mut touched) = (0, BTreeSet::new());
            for one in judged {
                let entry = one.entry();
                let (id, author, header) = (entry.id(), entry.author(), entry.header());
                if !readable.contains(&entry.record()) {
                    *left_out += u64::from(!aside.put(entry.bytes()));
                } else if tables.entries_at(author, header.incarnation, header.seq)?.is_empty() {
                    tables.add_told_chain(author, header.incarnation)?;
                    one.store(tables, own, &mut touched, now)?;
                    taken += 1;
                } else if !tables.holds(id)? {
                    // Another stands at its place. Which of the two the log has, the log says.
                    *left_out += 1;
                }
            }
            Ok::<_, VaultError>((taken, touched))
        })?;
        let touched = self.bring_back(touched)?;
        self.settle(&touched, now)?;
        self.touched.extend(touched);
        Ok(taken)
    }

    /// Whether another device has an entry of the chain that this one is writing, and this one does
    /// not: it was restored from a copy, or cloned.
    fn meets_its_future(&self, judged: &[Judged]) -> Result<bool, ClientError> {
        let own = (self.device(), self.meta()?.incarnation);
        self.vault.read(|tables| {
            for one in judged {
                let entry = one.entry();
                let chain = (entry.author(), entry.header().incarnation);
                if chain == own && !tables.holds(entry.id())? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

/// The records of these entries whose key is here, or comes with them.
fn readable(tables: &Tables<'_>, judged: &[Judged]) -> Result<BTreeSet<RecordId>, VaultError> {
    let mut readable = BTreeSet::new();
    for one in judged {
        let record = one.entry().record();
        if one.brings_key() || tables.record(record)?.is_some_and(|row| row.key.is_some()) {
            readable.insert(record);
        }
    }
    Ok(readable)
}
