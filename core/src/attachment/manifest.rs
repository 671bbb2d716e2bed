//! The list of an attachment's chunks, itself sealed like one.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{AttachmentError, CHUNK, Part, Sealer};
use crate::ids::ChunkAddress;
use crate::wire::Message;

/// The most chunks that an attachment has: so many addresses of 32 bytes, and what stands before
/// them, fit into one sealed list.
pub const MAX_CHUNKS: u32 = 8_188;
/// The most bytes that an attachment has: about 2 GB.
pub const MAX_SIZE: u64 = MAX_CHUNKS as u64 * CHUNK as u64;

/// What an attachment consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    size: u64,
    sha256: [u8; 32],
    chunks: Vec<ChunkAddress>,
}

/// Its form in bytes. The addresses stand in a row: nothing but them counts.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Packed {
    #[n(0)]
    size: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    sha256: [u8; 32],
    #[n(2)]
    chunks: ByteVec,
}

impl Manifest {
    /// The list of these chunks.
    ///
    /// # Errors
    /// [`AttachmentError::Empty`] and [`AttachmentError::TooLarge`] for the size, and
    /// [`AttachmentError::Manifest`] when there are more or fewer chunks than it takes.
    pub fn new(
        size: u64,
        sha256: [u8; 32],
        chunks: Vec<ChunkAddress>,
    ) -> Result<Self, AttachmentError> {
        match size {
            0 => return Err(AttachmentError::Empty),
            1..=MAX_SIZE => {}
            _ => return Err(AttachmentError::TooLarge),
        }
        let fits = u64::try_from(chunks.len()) == Ok(size.div_ceil(CHUNK as u64));
        if fits { Ok(Self { size, sha256, chunks }) } else { Err(AttachmentError::Manifest) }
    }

    /// Its bytes, to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let chunks: Vec<u8> = self.chunks.iter().flat_map(|one| *one.as_bytes()).collect();
        Packed { size: self.size, sha256: self.sha256, chunks: chunks.into() }.to_bytes()
    }

    /// Opens a sealed list.
    ///
    /// # Errors
    /// [`AttachmentError`] when it is another's, was changed, or says what cannot be.
    pub fn open(sealer: &Sealer, sealed: &[u8]) -> Result<Self, AttachmentError> {
        let part = Part::Manifest;
        let plain =
            sealer.open(part, sealed).map_err(|fault| AttachmentError::Part { part, fault })?;
        let packed = Packed::from_bytes(&plain).map_err(|_| AttachmentError::Manifest)?;
        let (addresses, rest) = packed.chunks.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(AttachmentError::Manifest);
        }
        let chunks = addresses.iter().copied().map(ChunkAddress::new).collect();
        Self::new(packed.size, packed.sha256, chunks)
    }

    /// How many bytes the attachment has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The SHA-256 of the attachment.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The addresses of its chunks, in their order.
    #[must_use]
    pub fn chunks(&self) -> &[ChunkAddress] {
        &self.chunks
    }

    /// Its chunks with their parts, in their order.
    pub fn parts(&self) -> impl Iterator<Item = (Part, ChunkAddress)> {
        (0..).map(Part::Chunk).zip(self.chunks.iter().copied())
    }

    /// How many bytes a chunk holds: all but the last are full.
    #[must_use]
    pub fn length_of(&self, number: u32) -> usize {
        let before = u64::from(number).saturating_mul(CHUNK as u64);
        let left = self.size.saturating_sub(before).min(CHUNK as u64);
        usize::try_from(left).unwrap_or(CHUNK)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use zeroize::Zeroizing;

    use super::*;
    use crate::attachment::ChunkFault;
    use crate::ids::{RecordId, RegionId};
    use crate::keys::RecordKey;

    fn sealer(record: u8) -> Sealer {
        let key = RecordKey::new(Zeroizing::new([1; 32]));
        Sealer::new(RegionId::new([7; 16]), RecordId::new([record; 16]), key)
    }

    fn seal(plain: &[u8]) -> Vec<u8> {
        sealer(1).seal(Part::Manifest, plain, &mut ChaCha20Rng::seed_from_u64(1)).unwrap()
    }

    fn packed(size: u64, chunks: usize) -> Vec<u8> {
        Packed { size, sha256: [3; 32], chunks: vec![5; chunks].into() }.to_bytes()
    }

    #[test]
    fn the_largest_list_fits_into_one_chunk_and_reads_as_it_was_written() {
        let chunks = vec![ChunkAddress::new([9; 32]); MAX_CHUNKS as usize];
        let manifest = Manifest::new(MAX_SIZE, [3; 32], chunks).unwrap();
        assert!(manifest.to_bytes().len() <= CHUNK);
        assert!(manifest.to_bytes().len() + 32 > CHUNK, "one more would not fit");
        let opened = Manifest::open(&sealer(1), &seal(&manifest.to_bytes())).unwrap();
        assert_eq!(opened, manifest);
        assert_eq!(opened.length_of(MAX_CHUNKS - 1), CHUNK);
    }

    #[test]
    fn sizes_and_chunks_that_do_not_fit_each_other_are_refused_before_anything_is_fetched() {
        let open = |size, chunks| Manifest::open(&sealer(1), &seal(&packed(size, chunks))).err();
        assert_eq!(open(CHUNK as u64 + 1, 64), None);
        // A bomb: it says that it is small and names more, or says what no disk holds.
        for (size, chunks) in [(1, 64), (CHUNK as u64 + 1, 32), (1, 0), (1, 31), (1, 33)] {
            assert_eq!(open(size, chunks), Some(AttachmentError::Manifest), "{size} {chunks}");
        }
        assert_eq!(open(u64::MAX, 64), Some(AttachmentError::TooLarge));
        assert_eq!(open(0, 0), Some(AttachmentError::Empty));
    }

    #[test]
    fn what_is_no_list_or_anothers_is_refused() {
        let fault = |sealer, sealed: &[u8]| Manifest::open(&sealer, sealed).err();
        assert_eq!(fault(sealer(1), &seal(b"no list")), Some(AttachmentError::Manifest));
        let more = [packed(1, 32).as_slice(), &[0]].concat();
        assert_eq!(fault(sealer(1), &seal(&more)), Some(AttachmentError::Manifest));
        let elsewhere =
            AttachmentError::Part { part: Part::Manifest, fault: ChunkFault::Elsewhere };
        assert_eq!(fault(sealer(2), &seal(&packed(1, 32))), Some(elsewhere));
    }

    #[test]
    fn only_the_last_chunk_is_short() {
        let two = vec![ChunkAddress::new([9; 32]); 2];
        let manifest = Manifest::new(CHUNK as u64 + 5, [0; 32], two).unwrap();
        assert_eq!([0, 1, 2].map(|number| manifest.length_of(number)), [CHUNK, 5, 0]);
    }
}
