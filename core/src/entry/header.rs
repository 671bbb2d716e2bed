//! What the relay can read of an entry: who wrote it, where it stands, who may fetch it.

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use super::kind::{Compartment, Kind};
use crate::ids::{DeviceId, Incarnation, RecordId, RegionId};
use crate::keys::{cut, digest};

/// The only suite so far: HPKE with X25519, HKDF-SHA256, ChaCha20-Poly1305, Ed25519, zstd with
/// dictionary 1.
pub(crate) const SUITE: u8 = 1;

/// The most grants one entry carries.
pub(crate) const MAX_GRANTS: usize = 64;

/// A reader of records: one device, or a compartment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// All devices of a compartment.
    Compartment(Compartment),
    /// A single device.
    Device(DeviceId),
}

impl<C> Encode<C> for Audience {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Compartment(compartment) => compartment.encode(e, ctx),
            Self::Device(device) => device.encode(e, ctx),
        }
    }
}

impl<'b, C> Decode<'b, C> for Audience {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        match d.datatype()? {
            Type::Bytes => DeviceId::decode(d, ctx).map(Self::Device),
            _ => Compartment::decode(d, ctx).map(Self::Compartment),
        }
    }
}

/// Hands the record's key to a reader. In the entry that starts a record the first grant is the
/// encapsulation that gave the record its key; every other wrap is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Grant {
    /// Who may read.
    #[n(0)]
    pub to: Audience,
    /// The compartment's key epoch; 0 for a device.
    #[n(1)]
    pub epoch: u32,
    /// 32 bytes (an encapsulation) or 80 (a sealed key).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub wrap: Vec<u8>,
}

/// The newest state of the relay's log that the author had verified: gossip that makes a forked
/// log show itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Seen {
    /// The size of the log.
    #[n(0)]
    pub size: u64,
    /// The first 8 bytes of its root.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub root: [u8; 8],
}

/// Whether an entry starts a record or goes on with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The first entry. The record's id is the hash of this entry's author, kind and first wrap,
    /// so nobody can start a record in another's name.
    New,
    /// A later entry of a record.
    Of(RecordId),
}

impl<C> Encode<C> for Start {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::New => e.null()?.ok(),
            Self::Of(record) => record.encode(e, ctx),
        }
    }
}

impl<'b, C> Decode<'b, C> for Start {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        if d.datatype()? == Type::Null {
            d.null().map(|()| Self::New)
        } else {
            RecordId::decode(d, ctx).map(Self::Of)
        }
    }
}

/// The header of an entry, in clear to the relay. Nothing of the content, and no time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Header {
    /// The algorithms used.
    #[n(0)]
    pub suite: u8,
    /// The record.
    #[n(1)]
    pub start: Start,
    /// The record's kind.
    #[n(2)]
    pub kind: Kind,
    /// The life of the author's chain.
    #[n(3)]
    pub incarnation: Incarnation,
    /// The place in that chain, from 1.
    #[n(4)]
    pub seq: u64,
    /// The first 16 bytes of the id of the entry before; zeros for the first.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub prev: [u8; 16],
    /// The log as the author last saw it, said once for each state seen.
    #[n(6)]
    pub seen: Option<Seen>,
    /// New readers.
    #[n(7)]
    pub grants: Vec<Grant>,
    /// For the kinds that are bound to one ([`Kind::epoch_bound`]), the epoch of the home
    /// compartment whose key the body is sealed under as well; absent for all others.
    #[n(8)]
    pub epoch: Option<u32>,
}

/// Why a header was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Not deterministic CBOR of a header.
    #[error("the header is malformed")]
    Malformed,
    /// Written by a newer version.
    #[error("the entry was written by a newer version: update this one")]
    NewerSuite,
    /// A number or wrap outside its bounds.
    #[error("the header breaks a rule of the protocol")]
    Rule,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let mut decoder = Decoder::new(bytes);
        let suite =
            decoder.array().and_then(|_| decoder.u8()).map_err(|_| HeaderError::Malformed)?;
        if suite != SUITE {
            return Err(HeaderError::NewerSuite);
        }
        let header: Self = minicbor::decode(bytes).map_err(|_| HeaderError::Malformed)?;
        if header.bytes() != bytes {
            return Err(HeaderError::Malformed);
        }
        header.obey().map(|()| header)
    }

    /// The bytes that are signed and bound to the body.
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    fn obey(&self) -> Result<(), HeaderError> {
        let first_is_home = || match self.grants.first() {
            Some(grant) => matches!(grant.to, Audience::Compartment(_)) && grant.wrap.len() == 32,
            None => false,
        };
        let sealed = |grants: &[Grant]| {
            grants.iter().all(|grant| grant.wrap.len() == crate::keys::SEALED_LEN)
        };
        let grants_fit = match (self.start, self.grants.split_first()) {
            (Start::New, Some((_, rest))) => first_is_home() && sealed(rest),
            (Start::New, None) => false,
            (Start::Of(_), _) => sealed(&self.grants),
        };
        let bound = self.epoch.is_some() == self.kind.epoch_bound();
        let chained = self.seq >= 1 && (self.seq > 1 || self.prev == [0; 16]);
        if grants_fit && bound && chained && self.grants.len() <= MAX_GRANTS {
            Ok(())
        } else {
            Err(HeaderError::Rule)
        }
    }

    /// The record this entry belongs to, when `author` wrote it.
    #[must_use]
    pub fn record(&self, region: RegionId, author: DeviceId) -> RecordId {
        match (self.start, self.grants.first()) {
            (Start::Of(record), _) => record,
            (Start::New, home) => {
                let wrap = home.map(|grant| grant.wrap.as_slice()).unwrap_or_default();
                record_id(region, author, self.kind, wrap)
            }
        }
    }
}

/// The id of the record that `author` starts with a wrap.
pub(super) fn record_id(region: RegionId, author: DeviceId, kind: Kind, wrap: &[u8]) -> RecordId {
    let parts: [&[u8]; 4] = [region.as_bytes(), author.as_bytes(), &[kind.number()], wrap];
    RecordId::new(cut(&digest("tabard/record/v1", &parts)))
}
