//! What the edge of a control room says of its region: places in the region's log where it knows
//! them, and the region's own word on this device's chain.

use std::collections::BTreeSet;

use crate::client::issuing::enrol::take_secrets;
use crate::client::syncing::ingest::{Arrived, REVOKED_AUTHOR};
use crate::client::{Client, ClientError};
use crate::entry::SignedEntry;
use crate::ids::{DeviceId, Incarnation, Millis, RecordId, RegionId};
use crate::keys::DeviceIdentity;
use crate::merkle::{Hash, InclusionProof, TreeHead, leaf_hash};
use crate::region::{Directory, TOLD};
use crate::sync::Verdict;
use crate::vault::{Held, Meta, Tables, VaultError};
use crate::wire::{HeldUpstream, Receipt, SyncResponse, Upstream};

/// What the region signed, as the edge has it.
pub(in crate::client) struct Word {
    /// When, by the region's clock.
    pub(in crate::client) time: Millis,
    /// How far its log holds this device's chain, where the edge proved that.
    held: Option<u64>,
    /// The state of its log: size and root.
    log: (u64, [u8; 32]),
}

/// The entries of an answer that have no place in the region's log yet.
pub(in crate::client) fn unplaced(response: &SyncResponse) -> impl Iterator<Item = Arrived> {
    let entries = response.upstream.iter().flat_map(|one| one.entries.iter().flatten());
    entries.map(|bytes| Arrived { position: None, bytes: bytes.to_vec() })
}

/// Their chains.
pub(in crate::client) fn chains(
    region: RegionId,
    response: &SyncResponse,
) -> BTreeSet<(DeviceId, Incarnation)> {
    let entries = unplaced(response).filter_map(|one| SignedEntry::parse(region, one.bytes).ok());
    entries.map(|entry| (entry.author(), entry.header().incarnation)).collect()
}

/// Takes lines of the directory that have no place in the region's log yet: they stand after all
/// that it said, as those do that another device told.
pub(in crate::client) fn take_unplaced(
    tables: &Tables<'_>,
    directory: &mut Directory,
    identity: &DeviceIdentity,
    upstream: &Upstream,
) -> Result<(), ClientError> {
    let mut taken = false;
    for line in upstream.statements.iter().flatten() {
        // What does not count here yet may once the region has placed it.
        if directory.apply(TOLD, line).is_ok() {
            tables.add_told(line)?;
            taken = true;
        }
    }
    if taken { take_secrets(tables, directory, identity) } else { Ok(()) }
}

/// The region's word, from an edge; none that is not proved to be the region's.
pub(in crate::client) fn word(
    tables: &Tables<'_>,
    directory: &Directory,
    response: &SyncResponse,
    verdict: &Verdict,
) -> Result<Option<Word>, VaultError> {
    let upstream = response.upstream.as_ref().filter(|_| directory.is_edge(verdict.receipt.log));
    let Some(upstream) = upstream else { return Ok(None) };
    let receipt = upstream.receipt.as_ref().and_then(|it| Receipt::verify(it, directory).ok());
    let of_region = |one: &Receipt| directory.knows_log(one.log) && !directory.is_edge(one.log);
    let Some(receipt) = receipt.filter(of_region) else { return Ok(None) };
    let chain = (verdict.receipt.device, verdict.receipt.incarnation);
    let held = match &upstream.held {
        Some(claim) if holds(tables, claim, &receipt, chain)? => Some(claim.seq),
        _ => None,
    };
    Ok(Some(Word { time: receipt.time, held, log: (receipt.size, receipt.root) }))
}

/// Whether the own entry at a place of the chain is in the log that the receipt speaks of.
fn holds(
    tables: &Tables<'_>,
    claim: &HeldUpstream,
    receipt: &Receipt,
    (device, incarnation): (DeviceId, Incarnation),
) -> Result<bool, VaultError> {
    let own = tables.entries_at(device, incarnation, claim.seq)?;
    let bytes = match own.first() {
        Some(id) => tables.entry_bytes(*id)?,
        None => None,
    };
    let (hashes, rest) = claim.path.as_chunks::<32>();
    let Some(bytes) = bytes.filter(|_| rest.is_empty()) else { return Ok(false) };
    let proof = InclusionProof::from_hashes(hashes.iter().copied().map(Hash::from_bytes).collect());
    let head = TreeHead { size: receipt.size, root: Hash::from_bytes(receipt.root) };
    Ok(proof.verify(&leaf_hash(&bytes), claim.position, &head).is_ok())
}

/// Refuses what came from an edge of devices that the log says were removed, where the log gives it
/// no place before that. What this device wrote itself stays with it.
pub(in crate::client) fn refuse_removed(
    tables: &Tables<'_>,
    directory: &Directory,
    own: DeviceId,
    touched: &mut BTreeSet<RecordId>,
) -> Result<(), VaultError> {
    let removed = directory
        .devices()
        .filter(|(id, one)| *id != own && one.revoked_at.is_some_and(|position| position < TOLD));
    for (author, _) in removed {
        touched.extend(tables.refuse_unplaced(author, REVOKED_AUTHOR)?);
    }
    Ok(())
}

impl Client {
    /// Keeps the region's word apart from the edge's. Returns whether the region has other entries
    /// in this device's chain than the edge was given: it then goes on in a new one, and says again
    /// what the region does not have.
    pub(in crate::client) fn heed_upstream(
        &self,
        meta: &mut Meta,
        verdict: &Verdict,
        response: &SyncResponse,
        known: Held,
        word: Option<&Word>,
    ) -> bool {
        if !self.directory.is_edge(verdict.receipt.log) {
            (meta.upstream, meta.region_log) = (None, None);
            return false;
        }
        let proved = word.and_then(|word| Some(Held { seq: word.held?, at: word.time }));
        let proved = proved.filter(|proved| proved.seq > known.seq);
        meta.upstream = Some(proved.unwrap_or(known));
        let log = word.map(|word| (word.log.0, word.log.1.into()));
        meta.region_log = log.or(meta.region_log);
        let displaced = response.upstream.as_ref().and_then(|one| one.displaced);
        // Where the edge has what this device wrote, another copy of it is meant.
        let displaced = displaced.filter(|_| verdict.forked);
        if let Some(first) = displaced {
            meta.held.seq = meta.held.seq.min(first.saturating_sub(1));
        }
        displaced.is_some()
    }
}
