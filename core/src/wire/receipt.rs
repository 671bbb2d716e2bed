//! The relay's signed word that entries are durable, with the state of its log.

use minicbor::{Decode, Encode};

use super::{MalformedMessage, Message};
use crate::cose::{self, CoseError, Domain, Unverified};
use crate::ids::{DeviceId, EntryId, Incarnation, LogId, Millis, RegionId};
use crate::keys::DeviceIdentity;
use crate::region::Directory;

/// What a relay signs after commit. It is a checkpoint of its log and, for the device that asked,
/// a receipt: the head commits to every entry before it, so one signature covers them all.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// How many leaves it has.
    #[n(1)]
    pub size: u64,
    /// Its Merkle root (RFC 6962).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// The relay's clock.
    #[n(3)]
    pub time: Millis,
    /// Whose chain.
    #[n(4)]
    pub device: DeviceId,
    /// Which of the device's chains.
    #[n(5)]
    pub incarnation: Incarnation,
    /// The last entry of it that is durable, or that was asked about; 0 for none.
    #[n(6)]
    pub seq: u64,
    /// That entry's id; absent for none.
    #[n(7)]
    pub head: Option<EntryId>,
}

/// Why a receipt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt.
    #[error("the server's receipt is malformed")]
    Malformed,
    /// Signed by nobody whom the region's authority certified as a relay.
    #[error("the server's receipt is not signed by a relay of this region")]
    NotARelay,
}

impl From<MalformedMessage> for ReceiptError {
    fn from(_: MalformedMessage) -> Self {
        Self::Malformed
    }
}

impl From<CoseError> for ReceiptError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Malformed => Self::Malformed,
            CoseError::BadSignature => Self::NotARelay,
        }
    }
}

impl Receipt {
    /// Signs, as the relay.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] when it cannot be encoded.
    pub fn sign(&self, region: RegionId, relay: &DeviceIdentity) -> Result<Vec<u8>, ReceiptError> {
        Ok(cose::sign(Domain::Receipt, region, relay, self.to_bytes())?)
    }

    /// Reads a receipt and checks that a relay of this region signed it.
    ///
    /// # Errors
    /// [`ReceiptError`] when it did not.
    pub fn verify(bytes: &[u8], directory: &Directory) -> Result<Self, ReceiptError> {
        let envelope = Unverified::parse(bytes)?;
        let key = directory.relay_key(envelope.signer()?).ok_or(ReceiptError::NotARelay)?;
        envelope.verify(Domain::Receipt, directory.region(), &key)?;
        let receipt = Self::from_bytes(envelope.payload())?;
        if !directory.speaks_for(envelope.signer()?, receipt.log) {
            return Err(ReceiptError::NotARelay);
        }
        Ok(receipt)
    }
}
