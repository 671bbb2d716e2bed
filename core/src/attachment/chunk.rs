//! One chunk: sealed under a one-time key into which its record and its place are bound.

use std::fmt;

use chacha20poly1305::Nonce;
use chacha20poly1305::aead::Aead;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::ids::{ChunkAddress, RecordId, RegionId};
use crate::keys::{OneTimeKey, RecordKey};

/// The most bytes that a sealed chunk has: what a broken connection costs.
pub const MAX_SEALED: usize = 256 * 1024;
/// How many bytes of an attachment a chunk holds; only the last holds fewer.
pub const CHUNK: usize = MAX_SEALED - SALT - COMMITMENT - TAG;

const SALT: usize = 16;
const COMMITMENT: usize = 32;
const TAG: usize = 16;

/// What of an attachment a sealed chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The list of the others.
    Manifest,
    /// A stretch of the bytes, counted from 0.
    Chunk(u32),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest => f.write_str("the list of chunks"),
            Self::Chunk(number) => write!(f, "chunk {}", u64::from(*number) + 1),
        }
    }
}

/// Why a sealed chunk is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkFault {
    /// Larger than any chunk.
    #[error("is larger than a chunk can be")]
    TooLarge,
    /// Not the bytes that its address was made from.
    #[error("is not what its hash says")]
    OtherHash,
    /// Sealed for another attachment or another place in this one.
    #[error("belongs to another attachment, or to another place in this one")]
    Elsewhere,
    /// Sealed for this place, and changed since.
    #[error("was changed after it was sealed")]
    Changed,
    /// Longer or shorter than the list says.
    #[error("has another length than the list of chunks says")]
    Length,
}

/// Seals and opens the chunks of one attachment.
pub struct Sealer {
    region: RegionId,
    record: RecordId,
    key: RecordKey,
}

impl Sealer {
    /// For the attachment of a record.
    #[must_use]
    pub const fn new(region: RegionId, record: RecordId, key: RecordKey) -> Self {
        Self { region, record, key }
    }

    /// Seals one part.
    ///
    /// # Errors
    /// [`ChunkFault::TooLarge`] for more than [`CHUNK`] bytes.
    pub fn seal(
        &self,
        part: Part,
        plain: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, ChunkFault> {
        if plain.len() > CHUNK {
            return Err(ChunkFault::TooLarge);
        }
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let one_time = self.one_time(part, &salt);
        let ciphertext = one_time
            .cipher()
            .encrypt(&Nonce::default(), plain)
            .map_err(|_| ChunkFault::TooLarge)?;
        Ok([salt.as_slice(), &one_time.commitment, &ciphertext].concat())
    }

    /// Opens one part.
    ///
    /// # Errors
    /// [`ChunkFault`] when it is another's, of another place, or was changed.
    pub fn open(&self, part: Part, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ChunkFault> {
        if sealed.len() > MAX_SEALED {
            return Err(ChunkFault::TooLarge);
        }
        let (salt, rest) = sealed.split_first_chunk::<SALT>().ok_or(ChunkFault::Length)?;
        let (commitment, ciphertext) =
            rest.split_at_checked(COMMITMENT).ok_or(ChunkFault::Length)?;
        let one_time = self.one_time(part, salt);
        if !one_time.commits_to(commitment) {
            return Err(ChunkFault::Elsewhere);
        }
        let plain = one_time.cipher().decrypt(&Nonce::default(), ciphertext);
        plain.map(Zeroizing::new).map_err(|_| ChunkFault::Changed)
    }

    /// With the record and the place in it bound here, a chunk cannot be taken for another.
    fn one_time(&self, part: Part, salt: &[u8; SALT]) -> OneTimeKey {
        let (region, record) = (self.region.as_bytes(), self.record.as_bytes());
        match part {
            Part::Manifest => self.key.one_time(salt, &[b"tabard/manifest/v1", region, record]),
            Part::Chunk(number) => {
                let number = number.to_be_bytes();
                self.key.one_time(salt, &[b"tabard/chunk/v1", region, record, &number])
            }
        }
    }
}

/// The name under which a sealed chunk is kept, asked for and checked.
#[must_use]
pub fn address_of(sealed: &[u8]) -> ChunkAddress {
    ChunkAddress::new(Sha256::digest(sealed).into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    const REGION: RegionId = RegionId::new([7; 16]);

    fn sealer(record: u8, key: u8) -> Sealer {
        let key = RecordKey::new(Zeroizing::new([key; 32]));
        Sealer::new(REGION, RecordId::new([record; 16]), key)
    }

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(5)
    }

    #[test]
    fn a_full_chunk_is_as_large_as_one_may_be() {
        let sealer = sealer(1, 1);
        let sealed = sealer.seal(Part::Chunk(0), &vec![9; CHUNK], &mut rng()).unwrap();
        assert_eq!(sealed.len(), MAX_SEALED);
        assert_eq!(sealer.open(Part::Chunk(0), &sealed).unwrap().as_slice(), vec![9; CHUNK]);
        let more = sealer.seal(Part::Chunk(0), &vec![9; CHUNK + 1], &mut rng());
        assert_eq!(more, Err(ChunkFault::TooLarge));
        let longer = [sealed.as_slice(), &[0]].concat();
        assert_eq!(sealer.open(Part::Chunk(0), &longer).err(), Some(ChunkFault::TooLarge));
    }

    #[test]
    fn a_chunk_of_another_file_place_key_or_region_does_not_open() {
        let sealed = sealer(1, 1).seal(Part::Chunk(3), b"bruise", &mut rng()).unwrap();
        assert_eq!(sealer(1, 1).open(Part::Chunk(3), &sealed).unwrap().as_slice(), b"bruise");
        let other_region = Sealer { region: RegionId::new([8; 16]), ..sealer(1, 1) };
        for (who, part) in [
            (sealer(2, 1), Part::Chunk(3)),
            (sealer(1, 2), Part::Chunk(3)),
            (sealer(1, 1), Part::Chunk(2)),
            (sealer(1, 1), Part::Manifest),
            (other_region, Part::Chunk(3)),
        ] {
            assert_eq!(who.open(part, &sealed).err(), Some(ChunkFault::Elsewhere));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_sealed_opens_and_nothing_that_was_changed_does(
            plain in proptest::collection::vec(any::<u8>(), 0..300),
            number in any::<u32>(),
            at in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let (sealer, part) = (sealer(1, 1), Part::Chunk(number));
            let mut sealed = sealer.seal(part, &plain, &mut rng()).unwrap();
            let opened = sealer.open(part, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
            let (at, address) = (at.index(sealed.len()), address_of(&sealed));
            sealed[at] ^= 1_u8 << bit;
            prop_assert!(sealer.open(part, &sealed).is_err());
            prop_assert_ne!(address_of(&sealed), address);
            sealed[at] ^= 1_u8 << bit;
            prop_assert!(sealer.open(part, &sealed[..at]).is_err());
        }
    }
}
