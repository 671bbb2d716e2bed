//! What stays of an entry whose record is erased: that it was there, and nothing by which anybody
//! could read it. The log's tree, its author's chain and the feeds of its readers go on over it.

use minicbor::{Decode, Encode};

use super::{Header, SignedEntry};
use crate::ids::{DeviceId, EntryId, RecordId, RegionId};
use crate::merkle::{Hash, leaf_hash};

/// The place of an erased entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Remnant {
    /// A word that no entry and no statement begins with.
    #[n(0)]
    form: Form,
    /// The hash of the bytes that are gone, which the next entry of its chain names.
    #[n(1)]
    pub id: EntryId,
    /// The hash as which the log's tree has them.
    #[cbor(n(2), with = "minicbor::bytes")]
    leaf: [u8; 32],
    /// How many they were.
    #[n(3)]
    pub size: u32,
    /// Who wrote it.
    #[n(4)]
    pub author: DeviceId,
    /// Its record.
    #[n(5)]
    pub record: RecordId,
    /// Its header, without what hands out the record's key.
    #[n(6)]
    pub header: Header,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
enum Form {
    #[n(0)]
    First,
}

impl Remnant {
    /// What stays of an entry.
    #[must_use]
    pub fn of(entry: &SignedEntry) -> Self {
        let mut header = entry.header().clone();
        header.grants.iter_mut().for_each(|grant| grant.wrap.clear());
        // Of what the author knew of the log nothing is needed any more.
        header.seen = None;
        Self {
            form: Form::First,
            id: entry.id(),
            leaf: *leaf_hash(entry.bytes()).as_bytes(),
            size: u32::try_from(entry.bytes().len()).unwrap_or(u32::MAX),
            author: entry.author(),
            record: entry.record(),
            header,
        }
    }

    /// The hash as which the log's tree has it.
    #[must_use]
    pub const fn leaf(&self) -> Hash {
        Hash::from_bytes(self.leaf)
    }

    /// The bytes that are kept in the place of the entry's.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// Reads kept bytes. None for anything else, and for what could hand out a key.
    #[must_use]
    pub fn parse(region: RegionId, bytes: &[u8]) -> Option<Self> {
        let read: Self = minicbor::decode(bytes).ok()?;
        let bare = read.header.grants.iter().all(|grant| grant.wrap.is_empty());
        let follows = match read.header.start {
            super::Start::New => !read.header.grants.is_empty(),
            super::Start::Of(_) => read.header.record(region, read.author) == read.record,
        };
        (bare && follows && read.to_bytes() == bytes).then_some(read)
    }
}
