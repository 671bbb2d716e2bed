//! One outbox that is carried, from the first exchange of a syncing to its last.

use std::collections::BTreeSet;
use std::path::Path;

use super::Carried;
use super::obstacle::UNKNOWN_AUTHOR;
use super::offer::{Finding, Offer};
use crate::client::syncing::exchange::Obstacle;
use crate::cose::Unverified;
use crate::ids::{DeviceId, Incarnation};
use crate::outbox::{SealedOutbox, WaitingChain};
use crate::vault::VaultError;
use crate::wire::{Message, Receipt};

/// The file is opened for each exchange and closed again, so that it is never in its owner's way.
pub(in crate::client) struct Load {
    state: Carried,
    /// Chains that this syncing is through with.
    through_with: BTreeSet<Incarnation>,
    /// The file itself cannot be used.
    failed: bool,
}

impl Load {
    pub(super) fn new(dir: &Path) -> Self {
        let state = Carried {
            dir: dir.to_owned(),
            owner: None,
            newly_held: 0,
            records: BTreeSet::new(),
            waiting: 0,
            problem: None,
        };
        Self { state, through_with: BTreeSet::new(), failed: false }
    }

    pub(super) fn dir(&self) -> &Path {
        &self.state.dir
    }

    pub(super) const fn state(&self) -> &Carried {
        &self.state
    }

    pub(super) fn begin(&mut self) {
        self.through_with.clear();
        self.failed = false;
        self.state.problem = None;
    }

    /// What waits and is to be offered; none when the file is of no use.
    pub(super) fn waiting_chains(
        &mut self,
    ) -> Result<Option<(SealedOutbox, Vec<WaitingChain>)>, VaultError> {
        if self.failed {
            return Ok(None);
        }
        let outbox = SealedOutbox::open(self.dir())?;
        let mut chains = outbox.chains()?;
        self.state.waiting = chains.iter().map(|chain| chain.count).sum();
        chains.retain(|chain| !self.is_through_with(chain.incarnation));
        Ok(Some((outbox, chains)))
    }

    /// Whether a device is the outbox's owner. There is one; the first entry read tells which.
    pub(super) fn is_of(&mut self, author: DeviceId) -> bool {
        *self.state.owner.get_or_insert(author) == author
    }

    pub(super) fn is_through_with(&self, incarnation: Incarnation) -> bool {
        self.through_with.contains(&incarnation)
    }

    pub(super) fn leave(&mut self, incarnation: Incarnation, why: Obstacle) {
        self.through_with.insert(incarnation);
        self.state.problem = Some(why);
    }

    pub(super) fn fail(&mut self, error: &VaultError) {
        self.failed = true;
        self.state.problem = Some(Obstacle::new(
            "outbox_unusable",
            &format!(
                "that outbox cannot be used ({error}): copy its folder and show it to the hub"
            ),
        ));
    }

    /// New certificates came: the author may be among them.
    pub(super) fn ask_again_who_it_is(&mut self) {
        if self.state.problem.as_ref().is_some_and(|problem| problem.code == UNKNOWN_AUTHOR) {
            self.begin();
        }
    }

    pub(super) fn keep(&mut self, offer: &Offer, finding: Finding) -> Result<(), VaultError> {
        let mut outbox = SealedOutbox::open(self.dir())?;
        if let Some((seq, receipt)) = finding.covered {
            outbox.mark_carried(offer.incarnation(), seq, &receipt)?;
            for record in offer.records(seq) {
                self.state.newly_held = self.state.newly_held.saturating_add(1);
                self.state.records.insert(record);
            }
        }
        if let Some(why) = finding.problem {
            self.leave(offer.incarnation(), why);
            outbox.mark_refused(offer.incarnation())?;
        }
        Ok(())
    }

    /// Forgets the marks that the region's log does not bear out any more, and says whether
    /// anything is left to offer.
    pub(super) fn settle(&mut self, state: &Receipt, restored: bool) -> Result<bool, VaultError> {
        if self.failed {
            return Ok(false);
        }
        let mut outbox = SealedOutbox::open(self.dir())?;
        for brought in outbox.brought()? {
            if restored || !is_within(&brought.receipt, state) {
                outbox.forget_carried(brought.incarnation)?;
            }
        }
        Ok(self.waiting_chains()?.is_some_and(|(_, left)| !left.is_empty()))
    }
}

/// Whether a receipt is of the log in this state, or of a shorter one that grew into it.
fn is_within(receipt: &[u8], state: &Receipt) -> bool {
    let read = Unverified::parse(receipt).ok();
    let read = read.and_then(|envelope| Receipt::from_bytes(envelope.payload()).ok());
    read.is_some_and(|receipt| receipt.log == state.log && receipt.size <= state.size)
}
