//! Carrying the outbox of another: of the person who had this phone before, or of a device whose
//! vault is lost. Its entries are sealed and signed by their author, so whoever has the file can
//! bring them and nobody else can read them. What a receipt covers is marked there, not deleted.

mod load;
mod obstacle;
mod offer;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use minicbor::bytes::ByteVec;

use crate::client::syncing::exchange::Obstacle;
use crate::client::{Client, ClientError};
use crate::entry::{HeaderError, RefusedEntry, SignedEntry};
use crate::ids::{DeviceId, Incarnation, RecordId};
use crate::outbox::{SealedOutbox, SealedRow};
use crate::phone::{PhoneError, SharedPhone};
use crate::vault::{Held, VaultError};
use crate::wire::{Chain, Receipt, SyncResponse};

pub(in crate::client) use load::Load;
pub(in crate::client) use offer::Offer;

use obstacle::Unfit;

/// How the carrying of another's outbox stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The folder of the outbox.
    pub dir: PathBuf,
    /// Whose it is, once something in it was read.
    pub owner: Option<DeviceId>,
    /// Entries that the region holds since this client carries them.
    pub newly_held: u64,
    /// The records that those belong to.
    pub records: BTreeSet<RecordId>,
    /// Entries that wait there and that the region does not hold, as far as is known.
    pub waiting: u64,
    /// Why something still waits, for people.
    pub problem: Option<Obstacle>,
}

/// What came of the offers of an exchange.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::client) struct Landed {
    /// The region holds something that it did not.
    pub(in crate::client) moved: bool,
    /// Something is left to be offered.
    pub(in crate::client) more: bool,
}

impl Client {
    /// Carries the outbox in a folder from the next exchange on, after what this device itself has
    /// to send. Nothing of it can be read here, and nothing of it is deleted.
    ///
    /// # Errors
    /// [`ClientError::NoOutbox`] when there is none there, [`ClientError::OwnOutbox`] when it is
    /// this device's own.
    pub fn carry(&mut self, dir: &Path) -> Result<(), ClientError> {
        if !SealedOutbox::exists(dir) {
            return Err(ClientError::NoOutbox);
        }
        if same_folder(dir, &self.dir) {
            return Err(ClientError::OwnOutbox);
        }
        if !self.carrying.iter().any(|load| same_folder(dir, load.dir())) {
            self.carrying.push(Load::new(dir));
            self.engine.want(false);
        }
        Ok(())
    }

    /// On a shared phone, carries what the others left waiting; elsewhere there is nothing to do.
    /// Whoever has no outbox by now was removed meanwhile.
    ///
    /// # Errors
    /// [`PhoneError`] when the folders of the others cannot be read.
    pub fn carry_beside(&mut self) -> Result<(), PhoneError> {
        let Some(phone) = SharedPhone::around(&self.dir) else { return Ok(()) };
        for outbox in phone.outboxes_beside(&self.dir)? {
            let _ = self.carry(&outbox);
        }
        Ok(())
    }

    /// How the carrying of each outbox stands.
    #[must_use]
    pub fn carried(&self) -> Vec<Carried> {
        self.carrying.iter().map(|load| load.state().clone()).collect()
    }

    /// Tries again what the last syncing was through with.
    pub(in crate::client) fn carry_again(&mut self) {
        self.carrying.iter_mut().for_each(Load::begin);
    }

    /// Fills the room that is left in a request, and names the chains that it brings.
    pub(in crate::client) fn load(
        &mut self,
        mut room: usize,
        entries: &mut Vec<ByteVec>,
    ) -> Option<Vec<Chain>> {
        let mut loads = std::mem::take(&mut self.carrying);
        let mut offered = Vec::new();
        for (number, load) in loads.iter_mut().enumerate() {
            match self.offers_of(load, &mut room, entries) {
                Ok(offers) => offered.extend(offers.into_iter().map(|offer| (number, offer))),
                Err(error) => load.fail(&error),
            }
        }
        self.carrying = loads;
        let named: Vec<_> = offered.iter().map(|(_, offer)| offer.last()).collect();
        self.offered = offered;
        (!named.is_empty()).then_some(named)
    }

    fn offers_of(
        &self,
        load: &mut Load,
        room: &mut usize,
        entries: &mut Vec<ByteVec>,
    ) -> Result<Vec<Offer>, VaultError> {
        let mut offers = Vec::new();
        let Some((outbox, chains)) = load.waiting_chains()? else { return Ok(offers) };
        for chain in chains {
            let mut rows = outbox.from(chain.incarnation, chain.next, *room)?;
            if chain.refused {
                rows.truncate(1);
            }
            let mut offer: Option<Offer> = None;
            for row in rows {
                match self.fit_to_carry(chain.incarnation, row) {
                    Ok(entry) if load.is_of(entry.author()) => {
                        *room = room.saturating_sub(entry.bytes().len());
                        offer.get_or_insert_with(|| Offer::beginning(&entry)).add(&entry);
                        entries.push(entry.bytes().to_vec().into());
                    }
                    Ok(_) => load.leave(chain.incarnation, Unfit::Damaged.into()),
                    Err(unfit) => load.leave(chain.incarnation, unfit.into()),
                }
                if load.is_through_with(chain.incarnation) {
                    break;
                }
            }
            offers.extend(offer);
        }
        Ok(offers)
    }

    /// Checks what stands in another's file before it goes: the relay takes what has no readable
    /// author for a fault of the device that sends it.
    fn fit_to_carry(&self, incarnation: Incarnation, row: SealedRow) -> Result<SignedEntry, Unfit> {
        let region = self.directory.region();
        let entry = SignedEntry::parse(region, row.bytes).map_err(|error| match error {
            RefusedEntry::Header(HeaderError::NewerSuite) => Unfit::Newer,
            _ => Unfit::Damaged,
        })?;
        let header = entry.header();
        if (entry.id(), header.incarnation, header.seq) != (row.id, incarnation, row.seq) {
            return Err(Unfit::Damaged);
        }
        if entry.author() == self.device() {
            return Err(Unfit::Own);
        }
        let author = self.directory.device(entry.author()).ok_or(Unfit::UnknownAuthor)?;
        let key = author.certificate.device.verifying_key().ok_or(Unfit::UnknownAuthor)?;
        entry.verify(region, &key).map_err(|_| Unfit::Damaged)?;
        if author.revoked_at.is_some() {
            return Err(Unfit::Revoked);
        }
        Ok(entry)
    }

    /// Takes what an answer says of the chains that were brought. Whatever is wrong with them, or
    /// with another's file, is said with that outbox and stops nothing of this device's own.
    pub(in crate::client) fn land(
        &mut self,
        response: &SyncResponse,
        state: &Receipt,
        restored: bool,
    ) -> Landed {
        let mut landed = Landed::default();
        if self.directory.is_edge(state.log) {
            self.offered.clear();
            return landed;
        }
        let receipts = response.carried.iter().flatten();
        let receipts: Vec<_> = receipts.filter_map(|bytes| self.proof(bytes, state)).collect();
        let refused = response.refused.as_deref().unwrap_or_default();
        for (number, offer) in std::mem::take(&mut self.offered) {
            let Some(load) = self.carrying.get_mut(number) else { continue };
            let finding = offer.judge(&receipts, refused);
            landed.moved |= finding.covered.is_some();
            if let Err(error) = load.keep(&offer, finding) {
                load.fail(&error);
            }
        }
        for load in &mut self.carrying {
            if response.statements.is_some() {
                load.ask_again_who_it_is();
            }
            match load.settle(state, restored) {
                Ok(more) => landed.more |= more,
                Err(error) => load.fail(&error),
            }
        }
        landed
    }

    /// A receipt for another's chain counts when a relay signed it over the very state of the log
    /// that this device has just checked.
    fn proof(&self, bytes: &ByteVec, state: &Receipt) -> Option<(Receipt, Vec<u8>)> {
        let receipt = Receipt::verify(bytes, &self.directory).ok()?;
        let same = (receipt.log, receipt.size, receipt.root) == (state.log, state.size, state.root);
        same.then(|| (receipt, bytes.to_vec()))
    }

    /// Takes over what another device proved of this one's chain while its owner was away. The
    /// receipt has to be as good as one of this device's own, and of the log that it knows.
    pub(in crate::client) fn take_over_carried(&mut self) -> Result<(), ClientError> {
        let mut meta = self.meta()?;
        let Some(bytes) = self.outbox.carried(meta.incarnation)? else { return Ok(()) };
        let Ok(receipt) = Receipt::verify(&bytes, &self.directory) else { return Ok(()) };
        let chain = (self.device(), meta.incarnation);
        let own = (receipt.device, receipt.incarnation) == chain;
        let known =
            self.directory.knows_log(receipt.log) && meta.log.is_none_or(|log| log == receipt.log);
        let known = known && !self.directory.is_edge(receipt.log);
        if !own || !known || meta.repair || receipt.seq <= meta.held.seq {
            return Ok(());
        }
        let here = self.vault.read(|tables| tables.entries_at(chain.0, chain.1, receipt.seq))?;
        if receipt.head.is_none_or(|head| !here.contains(&head)) {
            return Ok(());
        }
        meta.held = Held { seq: receipt.seq, at: receipt.time };
        self.vault.write_synced(|tables| tables.set_meta(&meta))?;
        Ok(self.outbox.remove_through(meta.incarnation, meta.held.seq)?)
    }
}

fn same_folder(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
