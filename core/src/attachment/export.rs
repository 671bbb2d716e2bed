//! From sealed chunks back to a stream, one in memory at a time.

use std::io::Write;

use sha2::{Digest, Sha256};

use super::{AttachmentError, Blobs, ChunkFault, Found, Manifest, Part, Sealer};
use crate::ids::ChunkAddress;

/// Opens an attachment and writes it out, each chunk checked before it is written and the whole
/// after it. What was written before an error is not to be used.
///
/// # Errors
/// [`AttachmentError::Damaged`] names every chunk that changed on the disk or is not there; other
/// [`AttachmentError`]s when a chunk or the whole is not what was captured, or writing fails.
pub fn export(
    manifest: &Manifest,
    sealer: &Sealer,
    blobs: &Blobs,
    to: &mut dyn Write,
) -> Result<(), AttachmentError> {
    let (mut hash, mut damaged) = (Sha256::new(), Vec::new());
    for (part, address) in manifest.parts() {
        let Some(sealed) = whole(blobs, address)? else {
            damaged.push(part);
            continue;
        };
        // The rest is only looked through: all that is damaged is named at once.
        if damaged.is_empty() {
            let plain = opened(manifest, sealer, part, &sealed)
                .map_err(|fault| AttachmentError::Part { part, fault })?;
            hash.update(plain.as_slice());
            to.write_all(&plain).map_err(|error| AttachmentError::Target(error.kind()))?;
        }
    }
    if !damaged.is_empty() {
        return Err(AttachmentError::Damaged(damaged));
    }
    let same = <[u8; 32]>::from(hash.finalize()) == *manifest.sha256();
    if same { Ok(()) } else { Err(AttachmentError::OtherWhole) }
}

/// Opens one chunk, checked by its address and its seal, for who gives an attachment out bit by bit.
///
/// # Errors
/// [`AttachmentError::Damaged`] when it changed on the disk or is not there, and those of
/// [`export`].
pub fn chunk(
    manifest: &Manifest,
    sealer: &Sealer,
    blobs: &Blobs,
    number: u32,
) -> Result<zeroize::Zeroizing<Vec<u8>>, AttachmentError> {
    let mut parts = manifest.parts();
    let found = parts.find(|(part, _)| *part == Part::Chunk(number));
    let (part, address) = found.ok_or(AttachmentError::NotHere)?;
    let sealed = whole(blobs, address)?.ok_or(AttachmentError::Damaged(vec![part]))?;
    opened(manifest, sealer, part, &sealed).map_err(|fault| AttachmentError::Part { part, fault })
}

fn whole(blobs: &Blobs, address: ChunkAddress) -> Result<Option<Vec<u8>>, AttachmentError> {
    match blobs.get(address).map_err(AttachmentError::storage)? {
        Found::Whole(sealed) => Ok(Some(sealed)),
        Found::Damaged | Found::Absent => Ok(None),
    }
}

fn opened(
    manifest: &Manifest,
    sealer: &Sealer,
    part: Part,
    sealed: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, ChunkFault> {
    let plain = sealer.open(part, sealed)?;
    match part {
        Part::Chunk(number) if plain.len() != manifest.length_of(number) => Err(ChunkFault::Length),
        _ => Ok(plain),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::io::{self, Read};

    use proptest::prelude::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::{Rng, SeedableRng};
    use tempfile::TempDir;
    use zeroize::Zeroizing;

    use super::*;
    use crate::attachment::{CHUNK, Captured, address_of, capture};
    use crate::ids::{RecordId, RegionId};
    use crate::keys::RecordKey;

    struct World {
        dir: TempDir,
        blobs: Blobs,
        rng: ChaCha20Rng,
    }

    impl World {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let blobs = Blobs::at(dir.path());
            Self { dir, blobs, rng: ChaCha20Rng::seed_from_u64(4) }
        }

        fn noise(&mut self, size: usize) -> Vec<u8> {
            let mut noise = vec![0; size];
            self.rng.fill_bytes(&mut noise);
            noise
        }

        fn capture(&mut self, mut bytes: &[u8], record: u8) -> Captured {
            capture(&mut bytes, &sealer(record), &self.blobs, &mut self.rng).unwrap()
        }

        fn export(&self, captured: &Captured) -> Result<Vec<u8>, AttachmentError> {
            let mut out = Vec::new();
            export(&captured.manifest, &sealer(1), &self.blobs, &mut out).map(|()| out)
        }

        fn flip(&self, address: ChunkAddress) {
            let path = self.dir.path().join(address.to_string());
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[70] ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
    }

    fn sealer(record: u8) -> Sealer {
        let key = RecordKey::new(Zeroizing::new([1; 32]));
        Sealer::new(RegionId::new([7; 16]), RecordId::new([record; 16]), key)
    }

    /// A stream that gives what it likes, and may break off.
    struct Drip<'a>(&'a [u8], usize, bool);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            match self.0.read(&mut buffer[..most]) {
                Ok(0) if self.2 => Err(io::ErrorKind::ConnectionReset.into()),
                other => other,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_captured_comes_back_byte_for_byte(
            size in prop_oneof![1..2000_usize, CHUNK - 2..CHUNK + 3, 2 * CHUNK - 1..2 * CHUNK + 2],
            step in 1000..90_000_usize,
        ) {
            let mut world = World::new();
            let bytes = world.noise(size);
            let mut drip = Drip(&bytes, step, false);
            let captured =
                capture(&mut drip, &sealer(1), &world.blobs, &mut world.rng).unwrap();
            prop_assert_eq!(captured.manifest.size(), size as u64);
            let hash: [u8; 32] = Sha256::digest(&bytes).into();
            prop_assert_eq!(captured.manifest.sha256(), &hash);
            prop_assert_eq!(captured.manifest.chunks().len(), size.div_ceil(CHUNK));
            prop_assert!(world.export(&captured).unwrap() == bytes);
        }
    }

    #[test]
    fn an_empty_or_broken_stream_is_no_attachment() {
        let mut world = World::new();
        let mut from =
            |mut drip: Drip<'_>| capture(&mut drip, &sealer(1), &world.blobs, &mut world.rng).err();
        assert_eq!(from(Drip(b"", 9, false)), Some(AttachmentError::Empty));
        let broken = AttachmentError::Source(io::ErrorKind::ConnectionReset);
        assert_eq!(from(Drip(b"half", 9, true)), Some(broken));
    }

    #[test]
    fn every_damaged_chunk_is_named_by_its_number() {
        let mut world = World::new();
        let bytes = world.noise(4 * CHUNK);
        let captured = world.capture(&bytes, 1);
        let chunks = captured.manifest.chunks();
        world.flip(chunks[1]);
        world.blobs.remove(chunks[3]).unwrap();
        let error = world.export(&captured).unwrap_err();
        assert_eq!(error, AttachmentError::Damaged(vec![Part::Chunk(1), Part::Chunk(3)]));
        let said = error.to_string();
        assert_eq!(said, "chunk 2, chunk 4 are damaged or missing on this device");
    }

    #[test]
    fn a_list_that_swaps_mixes_or_lies_gives_nothing() {
        let mut world = World::new();
        let bytes = world.noise(2 * CHUNK);
        let (own, other) = (world.capture(&bytes, 1), world.capture(&bytes, 2));
        let (one, two) = (own.manifest.chunks()[0], own.manifest.chunks()[1]);
        let (size, hash) = (own.manifest.size(), *own.manifest.sha256());
        let with = |size, hash, chunks: Vec<_>| {
            let manifest = Manifest::new(size, hash, chunks).unwrap();
            let address = address_of(b"any");
            world.export(&Captured { manifest, address }).unwrap_err()
        };
        let part = |number, fault| AttachmentError::Part { part: Part::Chunk(number), fault };
        assert_eq!(with(size, hash, vec![two, one]), part(0, ChunkFault::Elsewhere));
        let theirs = other.manifest.chunks()[1];
        assert_eq!(with(size, hash, vec![one, theirs]), part(1, ChunkFault::Elsewhere));
        assert_eq!(with(size - 1, hash, vec![one, two]), part(1, ChunkFault::Length));
        assert_eq!(with(size, [0; 32], vec![one, two]), AttachmentError::OtherWhole);
    }
}
