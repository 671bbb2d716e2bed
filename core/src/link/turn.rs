//! What the two sides of a link say in turn.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::ranges::{Range, Salt};
use crate::ids::{EntryId, RegionId};
use crate::keys::{PublicIdentity, cut, digest};

/// Who a side is, said under the handshake: its keys, and the lines of the directory that certify
/// them, each of which proves itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Its keys. The receiving one is that of the handshake.
    #[n(0)]
    pub device: PublicIdentity,
    /// Its certificate, and before it that of the issuer who signed it.
    #[n(1)]
    pub statements: Vec<ByteVec>,
}

/// One message. The two sides speak in turn, the one that connected first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Turn {
    /// What is compared: 0 the directory, from 1 on entries. The side that connected moves it on.
    #[n(0)]
    pub pass: u32,
    /// What it says of ranges of ids.
    #[n(1)]
    pub ranges: Option<Vec<Range>>,
    /// What it lacks and asks for.
    #[n(2)]
    pub wanted: Option<Vec<EntryId>>,
    /// What the other side lacks: statements in pass 0, entries later.
    #[n(3)]
    pub items: Option<Vec<ByteVec>>,
    /// How many items of the last turn were new here and were taken.
    #[n(4)]
    pub taken: Option<u64>,
    /// Its calls, so that two reports of one call are noticed. Said once.
    #[n(5)]
    pub calls: Option<Vec<CallTag>>,
    /// Whether it has nothing more to say at all.
    #[n(6)]
    pub last: Option<bool>,
}

impl Turn {
    /// Whether it says nothing that wants an answer.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.ranges.is_none() && self.wanted.is_none() && self.items.is_none()
    }
}

/// A CAD number as the two ends of one link compare it. Who has no such call learns nothing but
/// what guessing gives: CAD numbers are short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct CallTag(#[cbor(n(0), with = "minicbor::bytes")] [u8; 8]);

impl CallTag {
    /// The tag of a CAD number in this link.
    #[must_use]
    pub fn of(region: RegionId, salt: Salt, cad_number: &str) -> Self {
        let parts = [region.as_bytes().as_slice(), salt.as_bytes(), cad_number.trim().as_bytes()];
        Self(cut(&digest("tabard/link/call/v1", &parts)))
    }
}
