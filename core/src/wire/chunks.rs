//! Moving sealed chunks: one a request, so that a broken connection costs one at most.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{Message, ReceiptError};
use crate::cose::{self, Domain, Unverified};
use crate::ids::{ChunkAddress, DeviceId, LogId, Millis, RegionId};
use crate::keys::{DeviceIdentity, digest};
use crate::region::Directory;

/// What a device wants of the relay's chunks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ChunkRequest {
    /// The region.
    #[n(0)]
    pub region: RegionId,
    /// What is wanted.
    #[n(1)]
    pub want: ChunkWant,
}

/// What a device wants: one thing a request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum ChunkWant {
    /// To know which of these the relay does not hold: at most as many as one attachment has.
    #[n(1)]
    Missing(#[n(0)] Vec<ChunkAddress>),
    /// To have a chunk kept under its address.
    #[n(2)]
    Put(#[n(0)] ChunkAddress, #[n(1)] ByteVec),
    /// To have the chunk of an address.
    #[n(3)]
    Get(#[n(0)] ChunkAddress),
}

/// What the relay answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum ChunkAnswer {
    /// The places, in the order of the question and from 0, of those it does not hold. Where it
    /// holds all, it says so by [`ChunkAnswer::Held`].
    #[n(1)]
    Missing(#[n(0)] Vec<u32>),
    /// The chunk is on its disk.
    #[n(2)]
    Kept,
    /// The chunk. Whoever asked checks it against its address.
    #[n(3)]
    Chunk(#[n(0)] ByteVec),
    /// It holds no such chunk, or none that is whole.
    #[n(4)]
    Absent,
    /// The bytes that came are not those that the address was made from. They were not kept.
    #[n(5)]
    OtherHash,
    /// It holds every chunk that it was asked about: a signed [`ChunkReceipt`].
    #[n(6)]
    Held(#[n(0)] ByteVec),
}

/// The relay's signed word that it holds every chunk that a device asked about.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ChunkReceipt {
    /// The relay's log.
    #[n(0)]
    pub log: LogId,
    /// Who asked.
    #[n(1)]
    pub device: DeviceId,
    /// What was asked about: the hash of the addresses in the order of the question.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub asked: [u8; 32],
    /// The relay's clock.
    #[n(3)]
    pub time: Millis,
}

impl ChunkReceipt {
    /// The hash of a question.
    #[must_use]
    pub fn of(asked: &[ChunkAddress]) -> [u8; 32] {
        let addresses: Vec<&[u8]> = asked.iter().map(|one| one.as_bytes().as_slice()).collect();
        digest("tabard/chunks-asked/v1", &addresses)
    }

    /// Signs, as the relay.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] when it cannot be encoded.
    pub fn sign(&self, region: RegionId, relay: &DeviceIdentity) -> Result<Vec<u8>, ReceiptError> {
        Ok(cose::sign(Domain::Chunks, region, relay, self.to_bytes())?)
    }

    /// Reads a receipt and checks that a relay of this region signed it.
    ///
    /// # Errors
    /// [`ReceiptError`] when it did not.
    pub fn verify(bytes: &[u8], directory: &Directory) -> Result<Self, ReceiptError> {
        let envelope = Unverified::parse(bytes)?;
        let key = directory.relay_key(envelope.signer()?).ok_or(ReceiptError::NotARelay)?;
        envelope.verify(Domain::Chunks, directory.region(), &key)?;
        let receipt = Self::from_bytes(envelope.payload())?;
        if !directory.speaks_for(envelope.signer()?, receipt.log) {
            return Err(ReceiptError::NotARelay);
        }
        Ok(receipt)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::attachment::{MAX_CHUNKS, MAX_SEALED};
    use crate::wire::MAX_CHUNK_REQUEST;

    #[test]
    fn the_largest_of_each_fits_a_request_and_comes_back_as_it_was() {
        let address = ChunkAddress::new([7; 32]);
        let all = vec![address; MAX_CHUNKS as usize + 1];
        let wants = [
            ChunkWant::Missing(all),
            ChunkWant::Put(address, vec![1; MAX_SEALED].into()),
            ChunkWant::Get(address),
        ];
        for want in wants {
            let request = ChunkRequest { region: RegionId::new([1; 16]), want };
            let bytes = request.to_bytes();
            assert!(bytes.len() <= MAX_CHUNK_REQUEST, "{}", bytes.len());
            assert_eq!(ChunkRequest::from_bytes(&bytes).unwrap(), request);
        }
        for answer in [
            ChunkAnswer::Missing(vec![0, 70_000]),
            ChunkAnswer::Kept,
            ChunkAnswer::Chunk(vec![1, 2].into()),
            ChunkAnswer::Absent,
            ChunkAnswer::OtherHash,
            ChunkAnswer::Held(vec![3].into()),
        ] {
            assert_eq!(ChunkAnswer::from_bytes(&answer.to_bytes()).unwrap(), answer);
        }
    }
}
