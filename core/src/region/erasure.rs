//! The order to erase records, which every reader of the region obeys.

use std::fmt;

use data_encoding::HEXLOWER;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::ids::{ChunkAddress, Millis, RecordId};

/// The most records that one order names, so that it fits into a line.
pub const MOST_RECORDS: usize = 60;
/// The most chunks that one order names.
pub const MOST_CHUNKS: usize = 60;

/// In which class of the region's periods something was erased. Which numbers there are is the
/// hub's; a device that does not know one obeys all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct ErasureClass(#[n(0)] pub u8);

/// The hash of the certificate of an erasure, which names people and so is in no directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct CertificateHash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl CertificateHash {
    /// That of a certificate's text.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for CertificateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// Orders that records are erased: from here on nobody keeps, gives or takes what they say. What
/// belongs to a record is named by itself: its accounts, its answer, its attachments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Erasure {
    /// The records.
    #[n(0)]
    pub records: Vec<RecordId>,
    /// The sealed chunks of those among them that are attachments: a relay cannot tell whose a
    /// chunk is.
    #[n(1)]
    pub chunks: Vec<ChunkAddress>,
    /// Why their period was over.
    #[n(2)]
    pub class: ErasureClass,
    /// When the issuer ordered it.
    #[n(3)]
    pub at: Millis,
    /// The certificate.
    #[n(4)]
    pub certificate: CertificateHash,
}

/// What a directory knows of the erasure of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The place in the log of the order.
    pub position: u64,
    /// When it was ordered.
    pub at: Millis,
    /// In which class.
    pub class: ErasureClass,
    /// By which certificate.
    pub certificate: CertificateHash,
}
