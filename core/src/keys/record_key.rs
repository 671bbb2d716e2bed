//! The key of one record, and the one-time keys of its entries.

use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::ReceivingKey;

/// The 32-byte key of a record. Whoever holds it reads the record.
#[derive(Clone)]
pub struct RecordKey(Zeroizing<[u8; 32]>);

impl RecordKey {
    /// Takes a key that was unwrapped or stored.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes, to be stored encrypted or wrapped.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// This key together with the key of a compartment's epoch: what opens an entry only for those
    /// who hold both.
    #[must_use]
    pub fn under(&self, secret: &ReceivingKey, epoch: u32) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(self.0.as_ref()), secret.to_bytes().as_ref());
        let mut both = Zeroizing::new([0; 32]);
        // 32 bytes are one block: this cannot fail.
        let info: [&[u8]; 2] = [b"tabard/epoch-bound/v1", &epoch.to_be_bytes()];
        let _ = hkdf.expand_multi_info(&info, both.as_mut());
        Self(both)
    }

    /// The key and commitment of one entry: HKDF-SHA256 over the record's key. `info` names the
    /// entry, `salt` is random.
    #[must_use]
    pub fn one_time(&self, salt: &[u8; 16], info: &[&[u8]]) -> OneTimeKey {
        self.opening(salt).one_time(info)
    }

    /// What opens the one body that was sealed with this salt.
    #[must_use]
    pub fn opening(&self, salt: &[u8; 16]) -> Opening {
        let (mut extracted, _) = Hkdf::<Sha256>::extract(Some(salt), self.0.as_ref());
        let mut opening = Opening(Zeroizing::new([0; 32]));
        opening.0.copy_from_slice(&extracted);
        extracted.as_mut_slice().zeroize();
        opening
    }
}

/// What opens a single body: what HKDF extracts from the record's key and that body's random salt.
/// The key does not follow from it, nor what opens any other body. It gives the commitment too, so
/// that nobody can show another text for the same bytes.
#[derive(Clone)]
pub struct Opening(Zeroizing<[u8; 32]>);

impl Opening {
    /// Takes one that was disclosed.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes, to be disclosed with the entry.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key and commitment of the body.
    #[must_use]
    pub fn one_time(&self, info: &[&[u8]]) -> OneTimeKey {
        let mut okm = Zeroizing::new([0; 64]);
        // 32 bytes are a whole hash, and 64 are two blocks of the 255 that HKDF-SHA256 can give:
        // neither can fail.
        if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(self.0.as_ref()) {
            let _ = hkdf.expand_multi_info(info, okm.as_mut());
        }
        let (key, commitment) = okm.split_at(32);
        let mut one_time = OneTimeKey { key: Zeroizing::new([0; 32]), commitment: [0; 32] };
        one_time.key.copy_from_slice(key);
        one_time.commitment.copy_from_slice(commitment);
        one_time
    }
}

/// What seals a single body: a key never used twice, and the commitment that shows which.
/// ChaCha20-Poly1305 alone lets a sender make one ciphertext that opens under two keys.
pub struct OneTimeKey {
    /// The AEAD key.
    pub key: Zeroizing<[u8; 32]>,
    /// The public commitment to the record's key.
    pub commitment: [u8; 32],
}

impl OneTimeKey {
    /// The AEAD under this key. Its nonce is all zeros, since nothing else is sealed by it.
    #[must_use]
    pub(crate) fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new((&*self.key).into())
    }

    /// Compares a received commitment in constant time.
    #[must_use]
    pub fn commits_to(&self, received: &[u8]) -> bool {
        self.commitment.ct_eq(received).into()
    }
}
