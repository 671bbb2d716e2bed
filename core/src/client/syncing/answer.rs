//! What the relay's answer means: what it proves, what it brings, and what is to be repaired.

use std::collections::BTreeSet;

use rand_core::CryptoRng;

use crate::client::issuing::enrol::take_statements;
use crate::client::syncing::exchange::{Obstacle, Progress};
use crate::client::syncing::ingest::{
    Arrived, EQUIVOCATION, Judged, Judgement, Keyring, judge_all,
};
use crate::client::syncing::upstream::{self, Word};
use crate::client::{Client, ClientError};
use crate::ids::{DeviceId, EntryId, Incarnation, Millis, RecordId};
use crate::sync::{LogMove, SyncFault, Trouble, Verdict, judge};
use crate::vault::{Held, Meta, Tables, VaultError};
use crate::wire::{Chain, Message, Refusal, Refused, SyncResponse};

const FORGED_ENTRY: &str = "the server gave something that no device of this region signed: it was left out and all else taken; sync again later, and tell the hub if it stays";

const STUCK: &str = "the server answers and neither takes nor gives anything: what you wrote is kept here; sync again later, and tell the hub if it stays";

/// From where the feeds are read next.
#[derive(Clone, Copy)]
enum Reading {
    /// The log is another one.
    FromTheStart,
    /// Something among what came was forged: what it was made from is still to come.
    Again,
    /// After what came.
    Onward,
}

impl Client {
    pub(in crate::client) fn take_answer(
        &mut self,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        let response = SyncResponse::from_bytes(body).map_err(|_| SyncFault::Malformed)?;
        let Believed { mut meta, verdict, word, judgement, touched } = self.believe(&response)?;
        let (repairing, size, at_region) = (meta.repair, meta.size, meta.at_region());
        let mut progress = Progress {
            newly_held: verdict.held.saturating_sub(meta.held.seq),
            received: judgement.entries.iter().filter(|one| !self.has_written(one, &meta)).count()
                as u64,
            restored: verdict.log == LogMove::Restored,
            ..Progress::default()
        };
        let other = verdict.log.is_other();
        advance(&mut meta, &verdict, now);
        let displaced =
            self.heed_upstream(&mut meta, &verdict, &response, at_region, word.as_ref());
        let reading = match (other, judgement.forged) {
            (true, _) => Reading::FromTheStart,
            (false, true) => Reading::Again,
            (false, false) => Reading::Onward,
        };
        self.take_in(&meta, &response, (judgement.entries, touched), reading, now)?;
        self.note_contact(&verdict, word.as_ref().map(|word| word.time), size, now)?;

        let mut moved =
            has_moved(&progress, &response) || other || meta.at_region().seq > at_region.seq;
        if repairing && !other {
            let before = std::mem::take(&mut self.behind);
            self.go_on_repairing(&mut meta, &response, &before)?;
            moved |= !meta.repair || !same_chains(&before, &self.behind);
        }
        let landed = self.land(&response, &verdict.receipt, other);
        moved |= landed.moved;
        let refused = response.refused.as_deref().unwrap_or_default();
        let cut = self.is_cut_by_erasure(&meta, refused)?;
        if verdict.forked || displaced || cut || self.is_forked(meta.incarnation, refused) {
            self.rebirth(now, rng)?;
            progress.reborn = true;
        }
        let repairing = self.meta()?.repair;
        if other {
            self.engine.offer_first();
        }
        if progress.restored {
            // It may have lost chunks with its log.
            self.check_attachments()?;
        }
        if !repairing {
            // Until then the relay may lack what the refused entries rest on.
            self.heed(meta.incarnation, refused, &mut progress, now, rng);
        }
        self.forget_old()?;
        if judgement.forged && progress.problem.is_none() {
            // What it was made from comes from the same place once the relay is sound again.
            self.stop(&mut progress, "forged_entry", FORGED_ENTRY, now, rng);
        }
        if progress.problem.is_none() {
            let waiting = self.sync_status()?.waiting > 0;
            let more = response.more == Some(true)
                || waiting
                || repairing
                || landed.more
                || self.owes_keys()?;
            if more && !moved && !progress.reborn {
                // To ask again at once would go on for ever.
                self.stop(&mut progress, "server_stuck", STUCK, now, rng);
            } else {
                self.engine.succeeded(more);
            }
        }
        Ok(progress)
    }

    /// Whether an entry is of the chain that this device writes: it only comes back with its place.
    fn has_written(&self, judged: &Judged, meta: &Meta) -> bool {
        let entry = judged.entry();
        entry.author() == self.device() && entry.header().incarnation == meta.incarnation
    }

    /// Takes the new lines of the directory, and holds everything else against them. Nothing is
    /// stored of an answer that is not believed.
    fn believe(&mut self, response: &SyncResponse) -> Result<Believed, ClientError> {
        let mut meta = self.meta()?;
        let mut directory = self.directory.clone();
        let device = self.device();
        let mut touched = BTreeSet::new();
        let believed = self.vault.write(|tables| {
            let statements = response.statements.as_deref().unwrap_or_default();
            take_statements(tables, &mut directory, &mut meta, &self.identity, statements)?;
            if let Some(upstream) = &response.upstream {
                upstream::take_unplaced(tables, &mut directory, &self.identity, upstream)?;
                meta.directory = upstream.directory;
            }
            let own = |incarnation, seq| own_entry(tables, device, incarnation, seq);
            let verdict = judge(response, &directory, &meta, device, own)?;
            if response.statements.is_some() {
                upstream::refuse_removed(tables, &directory, device, &mut touched)?;
            }
            let word = upstream::word(tables, &directory, response, &verdict)?;
            let keyring = Keyring::read(tables, device, self.identity.receiving())?;
            let entries = response.entries.clone().unwrap_or_default();
            let unplaced = upstream::unplaced(response);
            let entries = entries.into_iter().map(Arrived::from).chain(unplaced).collect();
            let judgement = judge_all(directory.region(), &directory, &keyring, entries);
            tables.set_meta(&meta)?;
            Ok::<_, ClientError>((verdict, word, judgement))
        });
        let (verdict, word, judgement) = believed?;
        self.directory = directory;
        Ok(Believed { meta, verdict, word, judgement, touched })
    }

    /// Stores what came together with how far the feeds were read, durably; only then forgets what
    /// waited in the outbox.
    fn take_in(
        &mut self,
        meta: &Meta,
        response: &SyncResponse,
        (entries, touched): (Vec<Judged>, BTreeSet<RecordId>),
        reading: Reading,
        now: Millis,
    ) -> Result<(), ClientError> {
        let own = (meta.region, self.device());
        let touched: BTreeSet<RecordId> = self.vault.write_synced(|tables| {
            match reading {
                Reading::FromTheStart => tables.clear_cursors()?,
                Reading::Again => {}
                Reading::Onward => {
                    for cursor in response.cursors.iter().flatten() {
                        tables.set_cursor(*cursor)?;
                    }
                }
            }
            tables.set_meta(meta)?;
            let mut touched = touched;
            let told = response.upstream.as_ref().is_some_and(|one| one.statements.is_some());
            if told || response.statements.is_some() {
                // The key of an epoch may have come after what is sealed under it.
                touched.extend(tables.unsettled()?);
            }
            for one in entries {
                one.store(tables, own, &mut touched, now)?;
            }
            for id in response.upstream.iter().flat_map(|one| one.withdrawn.iter().flatten()) {
                touched.extend(tables.withdraw(*id, own.1, EQUIVOCATION)?);
            }
            for chain in upstream::chains(own.0, response) {
                tables.forget_told_chain(chain.0, chain.1)?;
            }
            Ok::<_, VaultError>(touched)
        })?;
        self.outbox.remove_through(meta.incarnation, meta.at_region().seq)?;
        let touched = self.bring_back(touched)?;
        self.settle(&touched, now)?;
        self.touched.extend(touched);
        self.erase_what_is_ordered()
    }

    /// Compares chains until the relay holds all that this device does, or as much of it as it
    /// will take: some of it may rest on what only another device still has.
    fn go_on_repairing(
        &mut self,
        meta: &mut Meta,
        response: &SyncResponse,
        before: &[Chain],
    ) -> Result<(), ClientError> {
        let current = (self.device(), meta.incarnation);
        let refused = response.refused.as_deref().unwrap_or_default();
        let is_refused = |one: &Chain| {
            refused
                .iter()
                .any(|other| (other.device, other.incarnation) == (one.device, one.incarnation))
        };
        let behind = response.behind.iter().flatten().copied().map(next_of);
        let mut behind: Vec<_> =
            behind.filter(|one| (one.device, one.incarnation) != current).collect();
        behind.sort_by_key(is_refused);
        let own_refused = refused.iter().any(|one| (one.device, one.incarnation) == current);
        let waiting = self.sync_status()?.waiting > 0 && !own_refused;
        let more = response.more == Some(true) || waiting;
        meta.repair = more || (!behind.is_empty() && !same_chains(&behind, before));
        self.behind = if meta.repair { behind } else { Vec::new() };
        self.vault.write(|tables| tables.set_meta(meta))?;
        Ok(())
    }

    /// What forks an earlier chain of this device says nothing of the one it writes now.
    fn is_forked(&self, current: Incarnation, refused: &[Refused]) -> bool {
        let own = (self.device(), current);
        refused.iter().any(|one| (one.device, one.incarnation) == own && one.why == Refusal::Fork)
    }

    /// A relay that was put back to a time before an entry came that is erased since cannot be given
    /// it again, nor what stands behind it in its chain: that is said anew in another.
    fn is_cut_by_erasure(&self, meta: &Meta, refused: &[Refused]) -> Result<bool, ClientError> {
        let (device, incarnation) = (self.device(), meta.incarnation);
        let cut = refused.iter().any(|one| {
            (one.device, one.incarnation) == (device, incarnation) && one.why == Refusal::Gap
        });
        let next = meta.held.seq.saturating_add(1);
        Ok(cut && self.vault.read(|tables| tables.is_erased_at(device, incarnation, next))?)
    }

    fn stop(
        &mut self,
        progress: &mut Progress,
        code: &'static str,
        what_to_do: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) {
        self.engine.failed(Trouble::Later, now, rng);
        progress.problem = Some(Obstacle::new(code, what_to_do));
    }
}

fn has_moved(progress: &Progress, response: &SyncResponse) -> bool {
    progress.newly_held > 0
        || progress.restored
        || progress.received > 0
        || response.cursors.is_some()
        || response.statements.is_some()
}

/// What an answer was found to say.
struct Believed {
    meta: Meta,
    verdict: Verdict,
    /// The region's own word, from an edge.
    word: Option<Word>,
    judgement: Judgement,
    /// Records of which something does not count any more.
    touched: BTreeSet<RecordId>,
}

fn same_chains(some: &[Chain], others: &[Chain]) -> bool {
    some.len() == others.len() && some.iter().all(|one| others.contains(one))
}

const fn next_of(held: Chain) -> Chain {
    Chain { seq: held.seq.saturating_add(1), ..held }
}

fn own_entry(
    tables: &Tables<'_>,
    device: DeviceId,
    incarnation: Incarnation,
    seq: u64,
) -> Option<EntryId> {
    tables.entries_at(device, incarnation, seq).ok()?.first().copied()
}

fn advance(meta: &mut Meta, verdict: &Verdict, now: Millis) {
    let receipt = &verdict.receipt;
    if verdict.log.is_other() {
        meta.quoted = 0;
        meta.directory = 0;
        meta.repair = true;
    }
    meta.log = Some(receipt.log);
    meta.size = receipt.size;
    meta.root = receipt.root;
    meta.held = Held { seq: verdict.held, at: receipt.time };
    meta.clock_offset = receipt.time.0.saturating_sub(now.0);
    meta.stopped = None;
}
