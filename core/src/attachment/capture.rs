//! From a stream to sealed chunks, one in memory at a time.

use std::io::{ErrorKind, Read};

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{AttachmentError, Blobs, CHUNK, MAX_CHUNKS, Manifest, Part, Sealer, address_of};
use crate::ids::ChunkAddress;

/// An attachment whose sealed chunks are on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// What it consists of.
    pub manifest: Manifest,
    /// The address of the sealed list of its chunks.
    pub address: ChunkAddress,
}

/// Hashes a stream, seals it and keeps it. The hash is taken of what was read, before anything
/// else is done with it. All is on the disk when this returns.
///
/// # Errors
/// [`AttachmentError`] when the stream is empty, too long or breaks off, or the disk is full. What
/// was kept until then is the caller's to remove.
pub fn capture(
    source: &mut dyn Read,
    sealer: &Sealer,
    blobs: &Blobs,
    rng: &mut dyn CryptoRng,
) -> Result<Captured, AttachmentError> {
    let mut buffer = Zeroizing::new(vec![0; CHUNK]);
    let (mut hash, mut size, mut chunks) = (Sha256::new(), 0_u64, Vec::new());
    for number in 0.. {
        let read = fill(source, &mut buffer)?;
        let plain = buffer.get(..read).unwrap_or_default();
        if plain.is_empty() {
            break;
        }
        if number == MAX_CHUNKS {
            return Err(AttachmentError::TooLarge);
        }
        hash.update(plain);
        size = size.saturating_add(plain.len() as u64);
        chunks.push(keep(Part::Chunk(number), plain, sealer, blobs, rng)?);
        if read < CHUNK {
            break;
        }
    }
    let manifest = Manifest::new(size, hash.finalize().into(), chunks)?;
    let address = keep(Part::Manifest, &manifest.to_bytes(), sealer, blobs, rng)?;
    blobs.sync().map_err(AttachmentError::storage)?;
    Ok(Captured { manifest, address })
}

fn keep(
    part: Part,
    plain: &[u8],
    sealer: &Sealer,
    blobs: &Blobs,
    rng: &mut dyn CryptoRng,
) -> Result<ChunkAddress, AttachmentError> {
    let sealed =
        sealer.seal(part, plain, rng).map_err(|fault| AttachmentError::Part { part, fault })?;
    let address = address_of(&sealed);
    blobs.put(address, &sealed).map_err(AttachmentError::storage)?;
    Ok(address)
}

/// Reads until the buffer is full or the stream ends. Returns how much there is.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, AttachmentError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled = filled.saturating_add(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(AttachmentError::Source(error.kind())),
        }
    }
    Ok(filled)
}
