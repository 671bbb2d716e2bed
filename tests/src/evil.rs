//! A relay in the wrong hands: it has its own keys and everybody's ciphertext, and tells what it
//! likes.

use tabard_core::cose::Unverified;
use tabard_core::entry::SignedEntry;
use tabard_core::ids::{DeviceId, Incarnation, RegionId};
use tabard_core::keys::{DeviceIdentity, ReceivingKey};
use tabard_core::sync::Outcome;
use tabard_core::wire::{Message, Receipt, Refusal, SyncRequest, SyncResponse};
use tabard_server::relay::Relay;

use crate::{Phone, Region};

impl Region {
    /// The region's id.
    pub fn id(&self) -> RegionId {
        self.relay().region()
    }

    /// The relay's own keys.
    pub fn relay_identity(&self) -> DeviceIdentity {
        let both = std::fs::read(self.dir().join("relay/relay.key")).expect("the relay's key");
        let (seed, receiving) = both.split_first_chunk().expect("a seed");
        let receiving = receiving.try_into().expect("a receiving key");
        DeviceIdentity::from_parts(seed, ReceivingKey::from_bytes(receiving))
    }

    /// A request of a device that holds nothing.
    pub fn request(&self, incarnation: Incarnation, entries: Vec<Vec<u8>>) -> SyncRequest {
        let entries = entries.into_iter().map(Into::into).collect::<Vec<_>>();
        SyncRequest {
            region: self.id(),
            incarnation,
            log: None,
            size: 0,
            directory: 0,
            cursors: Vec::new(),
            entries: Some(entries).filter(|entries| !entries.is_empty()),
            statements: None,
            chains: None,
            carried: None,
            upstream: None,
        }
    }

    /// One exchange in a device's name.
    pub fn ask(
        &self,
        relay: &Relay,
        device: DeviceId,
        incarnation: Incarnation,
        entries: Vec<Vec<u8>>,
    ) -> SyncResponse {
        let request = self.request(incarnation, entries);
        relay.sync(self.now, device, request).expect("an answer")
    }

    /// Every entry that the hub reads, in the relay's log, as somebody with its disk has them.
    pub fn whole_log(&self) -> Vec<SignedEntry> {
        let hub = self.hub().devices().expect("the devices");
        let hub = hub.iter().find(|one| one.label == "this hub").expect("the hub").id;
        let response = self.ask(&self.relay(), hub, Incarnation(9), Vec::new());
        let entries = response.entries.into_iter().flatten();
        let parse = |bytes: Vec<u8>| SignedEntry::parse(self.id(), bytes).expect("an entry");
        entries.map(|one| parse(one.bytes.into())).collect()
    }

    /// Offers entries in a device's name and returns what the relay refuses.
    pub fn offer(
        &self,
        device: DeviceId,
        incarnation: Incarnation,
        entries: Vec<Vec<u8>>,
    ) -> Vec<Refusal> {
        let refused = self.ask(&self.relay(), device, incarnation, entries).refused;
        refused.into_iter().flatten().map(|one| one.why).collect()
    }

    /// The entries that a phone would send now. Its request is lost on the way.
    pub fn outgoing(&mut self, phone: &mut Phone) -> Vec<Vec<u8>> {
        let mut seen = Vec::new();
        let mut lost = Intercepted(|_: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
            let request = SyncRequest::from_bytes(request).expect("a request");
            seen = request.entries.into_iter().flatten().map(Into::into).collect();
            Outcome::NoAnswer
        });
        self.sync_by(phone, &mut lost).expect("the sync");
        seen
    }

    /// The relay's hand, to sign whatever a test likes.
    pub fn hand(&self) -> Hand {
        Hand { region: self.id(), signer: self.relay_identity() }
    }
}

/// Whose signature stands under a receipt.
pub struct Hand {
    /// The region.
    pub region: RegionId,
    /// Who signs.
    pub signer: DeviceIdentity,
}

impl Hand {
    /// Changes the receipt of an answer and signs it again.
    pub fn signs(&self, response: &mut SyncResponse, change: impl FnOnce(&mut Receipt)) {
        let envelope = Unverified::parse(&response.receipt).expect("a receipt");
        let mut receipt = Receipt::from_bytes(envelope.payload()).expect("a receipt");
        change(&mut receipt);
        response.receipt = receipt.sign(self.region, &self.signer).expect("a receipt").into();
    }
}

/// A road on which somebody sees every request and decides what becomes of it.
pub struct Intercepted<F>(pub F);

impl<F: FnMut(&mut dyn FnMut(&[u8]) -> Outcome, &[u8]) -> Outcome> crate::Road for Intercepted<F> {
    fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
        (self.0)(relay, request)
    }
}
