//! What one exchange brings of another's chain, and what the answer proves of it.

use std::collections::BTreeMap;

use super::obstacle::{no_receipt, of_refusal};
use crate::client::syncing::exchange::Obstacle;
use crate::entry::SignedEntry;
use crate::ids::{DeviceId, EntryId, Incarnation, RecordId};
use crate::wire::{Chain, Receipt, Refusal, Refused};

/// Entries of one chain, one after the other.
pub(in crate::client) struct Offer {
    device: DeviceId,
    incarnation: Incarnation,
    entries: BTreeMap<u64, (EntryId, RecordId)>,
}

/// What an answer means for an offer.
pub(super) struct Finding {
    /// How far the region holds it, and the receipt that says so.
    pub(super) covered: Option<(u64, Vec<u8>)>,
    /// Why not all of it.
    pub(super) problem: Option<Obstacle>,
}

impl Offer {
    pub(super) fn beginning(first: &SignedEntry) -> Self {
        let (device, incarnation) = (first.author(), first.header().incarnation);
        Self { device, incarnation, entries: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, entry: &SignedEntry) {
        self.entries.insert(entry.header().seq, (entry.id(), entry.record()));
    }

    pub(super) const fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// The chain with the last place that is offered.
    pub(super) fn last(&self) -> Chain {
        let seq = self.entries.last_key_value().map_or(0, |(seq, _)| *seq);
        Chain { device: self.device, incarnation: self.incarnation, seq }
    }

    /// The records of what is offered up to and with a place.
    pub(super) fn records(&self, through: u64) -> impl Iterator<Item = RecordId> {
        self.entries.range(..=through).map(|(_, (_, record))| *record)
    }

    /// A receipt covers what was offered when it names an entry of the offer at its own place.
    pub(super) fn judge(&self, receipts: &[(Receipt, Vec<u8>)], refused: &[Refused]) -> Finding {
        let chain = (self.device, self.incarnation);
        let refused = refused.iter().find(|one| (one.device, one.incarnation) == chain);
        let why_not = || Some(refused.map_or_else(no_receipt, |one| of_refusal(one.why)));
        let receipt = receipts.iter().find(|(one, _)| (one.device, one.incarnation) == chain);
        let Some((receipt, bytes)) = receipt else {
            return Finding { covered: None, problem: why_not() };
        };
        match self.entries.get(&receipt.seq) {
            Some((id, _)) if receipt.head == Some(*id) => {
                let all = receipt.seq == self.last().seq;
                let problem = if all { None } else { why_not() };
                Finding { covered: Some((receipt.seq, bytes.clone())), problem }
            }
            Some(_) => Finding { covered: None, problem: Some(of_refusal(Refusal::Fork)) },
            None => Finding { covered: None, problem: why_not() },
        }
    }
}
