//! The region's log as an edge takes it over: leaf by leaf, with the proof that these are the leaves.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::ids::RegionId;

/// What an edge asks of the region's relay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MirrorRequest {
    /// The region.
    #[n(0)]
    pub region: RegionId,
    /// How many leaves of its log the edge has.
    #[n(1)]
    pub from: u64,
}

/// What the relay answers, from one state of its log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MirrorResponse {
    /// The relay's signed word on the state of its log.
    #[n(0)]
    pub receipt: ByteVec,
    /// The leaves from that place on, as many as an answer holds.
    #[n(1)]
    pub leaves: Vec<ByteVec>,
    /// Hashes, 32 bytes each: that the log begins with all leaves up to and with these.
    #[n(2)]
    pub proof: ByteVec,
    /// The same for the leaves before these: whether the log is still the one they came from.
    #[n(3)]
    pub growth: ByteVec,
}
