//! The messages that core and server both speak.

mod chunks;
mod enrol;
pub mod http_signature;
mod mirror;
mod problem;
mod receipt;
mod sync;

pub use chunks::{ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant};
pub use enrol::{DirectoryOffer, EnrolmentReply};
pub use mirror::{MirrorRequest, MirrorResponse};
pub use problem::{Problem, ProblemCode};
pub use receipt::{Receipt, ReceiptError};
pub use sync::{
    Chain, Cursor, FeedEntry, HeldUpstream, Placed, Refusal, Refused, SyncRequest, SyncResponse,
    Upstream,
};

/// The media type of every request and reply but problems.
pub const CBOR: &str = "application/cbor";
/// Where devices sync.
pub const SYNC_PATH: &str = "/v1/sync";
/// Where a device answers a code.
pub const ENROL_PATH: &str = "/v1/enrol";
/// Where a device gives a restored relay back the directory it lost.
pub const DIRECTORY_PATH: &str = "/v1/directory";
/// Where an edge takes over the region's log.
pub const MIRROR_PATH: &str = "/v1/mirror";
/// Where the sealed chunks of attachments move.
pub const CHUNKS_PATH: &str = "/v1/chunks";
/// The largest body of a request for chunks: a sealed chunk, or all addresses of one attachment.
pub const MAX_CHUNK_REQUEST: usize = 320 * 1024;
/// The largest body of a request in bytes.
pub const MAX_REQUEST: usize = 4 * 1024 * 1024;
/// How many bytes of entries a device offers, and a relay returns, in one exchange.
pub const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// Bytes that are no message of this protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is malformed, or of another version of the protocol")]
pub struct MalformedMessage;

/// A message that crosses the wire as CBOR.
pub trait Message: Sized {
    /// The bytes to send.
    fn to_bytes(&self) -> Vec<u8>;

    /// Reads received bytes.
    ///
    /// # Errors
    /// [`MalformedMessage`] when they are no such message.
    fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedMessage>;
}

impl<T> Message for T
where
    T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>,
{
    fn to_bytes(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedMessage> {
        let mut decoder = minicbor::Decoder::new(bytes);
        let message = decoder.decode().map_err(|_| MalformedMessage)?;
        if decoder.position() == bytes.len() { Ok(message) } else { Err(MalformedMessage) }
    }
}
