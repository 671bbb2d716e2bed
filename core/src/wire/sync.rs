//! One exchange: what a device holds and offers, and what it is given.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::entry::Audience;
use crate::ids::{DeviceId, EntryId, Incarnation, LogId, RegionId};
use crate::words::Words;

/// How far a device has read the feed of an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// Whose feed.
    #[n(0)]
    pub audience: Audience,
    /// The number of the last feed item read; 0 for none.
    #[n(1)]
    pub read: u64,
}

/// How far somebody holds a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Chain {
    /// The chain's author.
    #[n(0)]
    pub device: DeviceId,
    /// Which of the author's chains.
    #[n(1)]
    pub incarnation: Incarnation,
    /// The last entry held without a gap; 0 for none.
    #[n(2)]
    pub seq: u64,
}

/// What a device asks. Absent fields cost nothing, so that an exchange with nothing new is small.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// The region.
    #[n(0)]
    pub region: RegionId,
    /// The chain that the device writes now.
    #[n(1)]
    pub incarnation: Incarnation,
    /// The log that the cursors and the size belong to; none before the first exchange.
    #[n(2)]
    pub log: Option<LogId>,
    /// The size of that log at the newest receipt verified.
    #[n(3)]
    pub size: u64,
    /// How many statements of the directory the device holds, by log position plus one.
    #[n(4)]
    pub directory: u64,
    /// How far it has read its feeds.
    #[n(5)]
    pub cursors: Vec<Cursor>,
    /// New entries, each chain in its order.
    #[n(6)]
    pub entries: Option<Vec<ByteVec>>,
    /// New statements: by an issuer, or by a member of a compartment that keeps its own key.
    #[n(7)]
    pub statements: Option<Vec<ByteVec>>,
    /// In repair: every chain of which the device holds entries.
    #[n(8)]
    pub chains: Option<Vec<Chain>>,
    /// The chains of others whose outbox this request carries, each with the last place of which
    /// it brings the entry. The relay answers with a receipt for each.
    #[n(9)]
    pub carried: Option<Vec<Chain>>,
    /// At an edge: how far the region is known to hold the chain that the device writes now.
    #[n(10)]
    pub upstream: Option<u64>,
}

/// Bytes with their place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Placed {
    /// The leaf's number in the log.
    #[n(0)]
    pub position: u64,
    /// The leaf.
    #[n(1)]
    pub bytes: ByteVec,
}

/// An entry of a feed.
pub type FeedEntry = Placed;

/// Why the relay did not take an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// No entry of this protocol, or of a newer version.
    #[n(1)]
    Malformed,
    /// The author's signature does not match.
    #[n(2)]
    BadSignature,
    /// No certificate for the author.
    #[n(3)]
    UnknownAuthor,
    /// The author was revoked before this entry came.
    #[n(4)]
    Revoked,
    /// The author's roles do not allow this kind of record.
    #[n(5)]
    Role,
    /// Not a writer of this record.
    #[n(6)]
    NotAWriter,
    /// Another entry holds this place of the chain: the device was restored or cloned.
    #[n(7)]
    Fork,
    /// The entry before this one is missing.
    #[n(8)]
    Gap,
    /// The device's allowance for today is used up.
    #[n(9)]
    Quota,
    /// A grant to a reader that this kind of record must not have.
    #[n(10)]
    Grant,
}

impl Refusal {
    /// What the person reads: what was wrong and what to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        Words::english().text(match self {
            Self::Malformed => "advice.report_malformed",
            Self::BadSignature => "advice.report_damaged",
            Self::UnknownAuthor => "advice.unknown_device",
            Self::Revoked => "advice.revoked",
            Self::Role => "advice.role",
            Self::NotAWriter => "advice.not_a_writer",
            Self::Fork => "advice.fork",
            Self::Gap => "advice.gap",
            Self::Quota => "advice.quota",
            Self::Grant => "advice.grant",
        })
    }
}

/// The first entry of the request that was not taken; what follows it in the same chain was not
/// taken either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Refused {
    /// Its author.
    #[n(0)]
    pub device: DeviceId,
    /// Its chain.
    #[n(1)]
    pub incarnation: Incarnation,
    /// Its place there; 0 when it could not be read.
    #[n(2)]
    pub seq: u64,
    /// Why.
    #[n(3)]
    pub why: Refusal,
}

/// What the relay answers, after commit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncResponse {
    /// The relay's signed word: the state of its log, and how far it holds the device's chain.
    #[n(0)]
    pub receipt: ByteVec,
    /// Hashes, 32 bytes each, that prove the log at the device's size to be a prefix of the log
    /// now. Absent where the size is the same or the device's log is another.
    #[n(1)]
    pub consistency: Option<ByteVec>,
    /// Entries from the device's feeds; in repair also those of its own earlier chains that it
    /// does not name.
    #[n(2)]
    pub entries: Option<Vec<FeedEntry>>,
    /// Where the feeds now stand; only those that moved.
    #[n(3)]
    pub cursors: Option<Vec<Cursor>>,
    /// New statements of the directory.
    #[n(4)]
    pub statements: Option<Vec<Placed>>,
    /// Present when there is more to fetch at once.
    #[n(5)]
    pub more: Option<bool>,
    /// Entries that were not taken, the first of each chain.
    #[n(6)]
    pub refused: Option<Vec<Refused>>,
    /// In repair: the chains named in the request that the relay holds less far.
    #[n(7)]
    pub behind: Option<Vec<Chain>>,
    /// Receipts for the chains that were carried, of the same state of the log: each as far as the
    /// chain is held, and no further than the request named.
    #[n(8)]
    pub carried: Option<Vec<ByteVec>>,
    /// From an edge: what it has of the region, and what the region does not have yet.
    #[n(9)]
    pub upstream: Option<Upstream>,
}

/// What an edge says beside its own answer. The places in the log of all else that it gives are the
/// region's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Upstream {
    /// The region's newest receipt that the edge has; absent before its first contact.
    #[n(0)]
    pub receipt: Option<ByteVec>,
    /// Where the directory now stands, in the edge's own counting.
    #[n(1)]
    pub directory: u64,
    /// Entries from the device's feeds that have no place in the region's log yet.
    #[n(2)]
    pub entries: Option<Vec<ByteVec>>,
    /// Statements that have none.
    #[n(3)]
    pub statements: Option<Vec<ByteVec>>,
    /// That the region holds the device's chain further than the device knew, by that receipt.
    #[n(4)]
    pub held: Option<HeldUpstream>,
    /// The first place of the device's chain at which the region has another entry than the edge
    /// was given: what the device wrote from there on counts nowhere.
    #[n(5)]
    pub displaced: Option<u64>,
    /// Entries that were given from the device's feeds, and whose place in their chain the region's
    /// log has given to another.
    #[n(6)]
    pub withdrawn: Option<Vec<EntryId>>,
}

/// The proof that an entry of the device's chain, and so each before it, is in the region's log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HeldUpstream {
    /// The entry's place in its chain.
    #[n(0)]
    pub seq: u64,
    /// Its place in the region's log.
    #[n(1)]
    pub position: u64,
    /// Hashes, 32 bytes each: the proof (RFC 9162, section 2.1.3).
    #[n(2)]
    pub path: ByteVec,
}
