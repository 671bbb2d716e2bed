//! Joining a region, and giving a restored relay its directory back.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{Message, Placed, Problem, ProblemCode};

/// What a device gets for a good answer to its code: the directory, its certificate included.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolmentReply {
    /// Every statement so far, in the order of the log.
    #[n(0)]
    pub statements: Vec<Placed>,
}

impl EnrolmentReply {
    /// What a server answered to an enrolment.
    ///
    /// # Errors
    /// Why the server refused; none where it is no server of a region.
    pub fn of_answer(status: u16, body: &[u8]) -> Result<Self, Option<ProblemCode>> {
        if status == 200 {
            return Self::from_bytes(body).map_err(|_| None);
        }
        let problem = serde_json::from_slice::<Problem>(body);
        Err(problem.ok().map(|problem| problem.code))
    }
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
