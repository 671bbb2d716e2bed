//! An entry as bytes on the way: parsed, then verified, never re-encoded.

use minicbor::Decoder;
use sha2::{Digest, Sha256};

use super::{Header, HeaderError};
use crate::cose::{CoseError, Domain, Unverified};
use crate::ids::{DeviceId, EntryId, RecordId, RegionId};
use crate::keys::VerifyingKey;

/// The largest entry in bytes.
pub const MAX_ENTRY: usize = 64 * 1024;

/// Why bytes are no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedEntry {
    /// More than [`MAX_ENTRY`] bytes.
    #[error("the entry is larger than {} kB", MAX_ENTRY / 1024)]
    TooLarge,
    /// The envelope or its signature.
    #[error(transparent)]
    Envelope(#[from] CoseError),
    /// The header.
    #[error(transparent)]
    Header(#[from] HeaderError),
}

/// An entry whose header is well-formed. Its signature counts only after
/// [`SignedEntry::verify`].
pub struct SignedEntry {
    id: EntryId,
    author: DeviceId,
    record: RecordId,
    header: Header,
    envelope: Unverified,
    bytes: Vec<u8>,
}

impl SignedEntry {
    /// Parses received bytes.
    ///
    /// # Errors
    /// [`RefusedEntry`] for anything but an entry of this protocol.
    pub fn parse(region: RegionId, bytes: Vec<u8>) -> Result<Self, RefusedEntry> {
        if bytes.len() > MAX_ENTRY {
            return Err(RefusedEntry::TooLarge);
        }
        let envelope = Unverified::parse(&bytes)?;
        let author = envelope.signer()?;
        let (header, _) = split(envelope.payload())?;
        let header = Header::parse(header)?;
        let record = header.record(region, author);
        let id = EntryId::new(Sha256::digest(&bytes).into());
        Ok(Self { id, author, record, header, envelope, bytes })
    }

    /// Checks the author's signature.
    ///
    /// # Errors
    /// [`RefusedEntry::Envelope`] when `key` did not sign these bytes for this region.
    pub fn verify(&self, region: RegionId, key: &VerifyingKey) -> Result<(), RefusedEntry> {
        Ok(self.envelope.verify(Domain::Entry, region, key)?)
    }

    /// The hash of the bytes.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.id
    }

    /// The device that signed.
    #[must_use]
    pub const fn author(&self) -> DeviceId {
        self.author
    }

    /// The record it belongs to.
    #[must_use]
    pub const fn record(&self) -> RecordId {
        self.record
    }

    /// What stands in clear.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes as received.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The sealed body with the header bytes it is bound to.
    pub(super) fn parts(&self) -> Result<(&[u8], &[u8]), RefusedEntry> {
        split(self.envelope.payload())
    }
}

/// The payload is a CBOR array of the header and the sealed body.
fn split(payload: &[u8]) -> Result<(&[u8], &[u8]), RefusedEntry> {
    let malformed = |_| HeaderError::Malformed;
    let mut decoder = Decoder::new(payload);
    if decoder.array().map_err(malformed)? != Some(2) {
        return Err(HeaderError::Malformed.into());
    }
    let from = decoder.position();
    decoder.skip().map_err(malformed)?;
    let header = payload.get(from..decoder.position()).ok_or(HeaderError::Malformed)?;
    let body = decoder.bytes().map_err(malformed)?;
    let same = payload_of(header, body) == payload;
    if same { Ok((header, body)) } else { Err(HeaderError::Malformed.into()) }
}

/// The one encoding of a payload.
pub(super) fn payload_of(header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut payload = vec![0x82];
    payload.extend_from_slice(header);
    // Writing to a Vec cannot fail.
    let _ = minicbor::Encoder::new(&mut payload).bytes(body);
    payload
}
