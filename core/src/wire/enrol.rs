//! Joining a region, and giving a restored relay its directory back.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::Placed;

/// What a device gets for a good answer to its code: the directory, its certificate included.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolmentReply {
    /// Every statement so far, in the order of the log.
    #[n(0)]
    pub statements: Vec<Placed>,
}

/// Statements offered to a relay that does not know the device any more. Each proves itself, so
/// the offer needs no signature of its own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DirectoryOffer {
    /// The statements, in the order of the log they came from.
    #[n(0)]
    pub statements: Vec<ByteVec>,
}
