//! Keys of devices and records. Nothing here prints itself, and all of it leaves memory with its owner.

mod identity;
mod record_key;
mod wrap;

pub use ed25519_dalek::{Signature, VerifyingKey};
pub use identity::{DeviceIdentity, PublicIdentity};
pub use record_key::{OneTimeKey, Opening, RecordKey};
pub use wrap::{ReceivingKey, ReceivingPublic, SEALED_LEN, WrapError};

use sha2::{Digest, Sha256};

/// SHA-256 over a domain string and parts, each part of a length its domain fixes.
pub(crate) fn digest(domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(domain.as_bytes());
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The first `N` bytes of a digest.
pub(crate) fn cut<const N: usize>(digest: &[u8; 32]) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(digest) {
        *to = *from;
    }
    out
}
