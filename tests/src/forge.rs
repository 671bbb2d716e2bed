//! Taking signed things apart and putting them together wrongly.

use coset::{CborSerializable, CoseSign1};
use tabard_core::cose::{self, Domain, Unverified};
use tabard_core::ids::{DeviceId, RegionId};
use tabard_core::keys::DeviceIdentity;

/// Changes the parts of a signed message and leaves its signature as it was.
#[must_use]
pub fn recast(bytes: &[u8], change: impl FnOnce(&mut CoseSign1)) -> Vec<u8> {
    let mut message = CoseSign1::from_slice(bytes).expect("a signed message");
    change(&mut message);
    message.protected.original_data = None;
    message.to_vec().expect("CBOR")
}

/// The header and the sealed body of an entry.
#[must_use]
pub fn halves(entry: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let envelope = Unverified::parse(entry).expect("an entry");
    let mut decoder = minicbor::Decoder::new(envelope.payload());
    decoder.array().expect("a pair");
    let from = decoder.position();
    decoder.skip().expect("a header");
    let header = envelope.payload().get(from..decoder.position()).expect("a header").to_vec();
    (header, decoder.bytes().expect("a body").to_vec())
}

/// The payload of an entry with this header and body.
#[must_use]
pub fn joined(header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut payload = vec![0x82];
    payload.extend_from_slice(header);
    minicbor::Encoder::new(&mut payload).bytes(body).expect("writing to memory");
    payload
}

/// Signs a header and a body as an entry, whatever they are.
#[must_use]
pub fn signed(region: RegionId, by: &DeviceIdentity, header: &[u8], body: &[u8]) -> Vec<u8> {
    cose::sign(Domain::Entry, region, by, joined(header, body)).expect("a signed message")
}

/// The same message in another's name, the signature as it was.
#[must_use]
pub fn renamed(bytes: &[u8], to: DeviceId) -> Vec<u8> {
    recast(bytes, |message| message.protected.header.key_id = to.as_bytes().to_vec())
}

/// The message with one byte changed, for each of its bytes.
pub fn every_changed_byte(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|at| {
        let flip =
            |(place, byte): (usize, &u8)| if place == at { byte ^ (1 << (at % 8)) } else { *byte };
        bytes.iter().enumerate().map(flip).collect()
    })
}
