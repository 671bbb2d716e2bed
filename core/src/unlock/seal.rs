//! One wrap of the vault's key: under the platform's secret, and the PIN where there is one.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::file::VERSION;
use super::{Pin, Slot, UnlockError};
use crate::vault::VaultKey;

const KEY: &[u8] = b"tabard/unlock/key/v1";
const CHECK: &[u8] = b"tabard/unlock/check/v1";
const PROOF: &[u8] = b"tabard/unlock/proof/v1";
const WRAP: &[u8] = b"tabard/unlock/wrap/v1";

/// A PIN once Argon2id has made guessing slow.
pub(super) type Stretched = Zeroizing<[u8; 32]>;

/// What one guess costs. It stands in the file, so that it can be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Cost {
    #[n(0)]
    pub(super) kib: u32,
    #[n(1)]
    pub(super) passes: u32,
    #[n(2)]
    pub(super) lanes: u32,
}

impl Cost {
    /// Argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
    pub(super) const OF_TODAY: Self = Self { kib: 19 * 1024, passes: 2, lanes: 1 };

    /// Whether a phone can pay it. More is a damaged file, and would take all of its memory.
    pub(super) const fn is_payable(self) -> bool {
        self.kib <= 256 * 1024 && self.passes <= 16 && self.lanes <= 4
    }

    pub(super) fn stretch(self, pin: &Pin, salt: &[u8; 32]) -> Result<Stretched, UnlockError> {
        let mut stretched = Zeroizing::new([0; 32]);
        let params = Params::new(self.kib, self.passes, self.lanes, Some(stretched.len()));
        let params = params.map_err(|_| UnlockError::Damaged)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        match argon.hash_password_into(pin.as_bytes(), salt, stretched.as_mut()) {
            Ok(()) => Ok(stretched),
            Err(_) => Err(UnlockError::Storage("not enough memory")),
        }
    }
}

/// The vault's key, sealed for one slot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Wrap {
    #[n(0)]
    slot: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    nonce: [u8; 12],
    #[cbor(n(3), with = "minicbor::bytes")]
    sealed: [u8; 48],
    /// Tells whether the platform's secret is the one of this wrap, before any PIN is judged.
    #[cbor(n(4), with = "minicbor::bytes")]
    check: [u8; 32],
}

/// Seals the key for a slot.
pub(super) fn seal(
    slot: Slot,
    key: &VaultKey,
    secret: &[u8; 32],
    stretched: Option<&Stretched>,
    rng: &mut dyn CryptoRng,
) -> Result<Wrap, UnlockError> {
    let mut wrap = Wrap {
        slot: slot.number(),
        salt: [0; 32],
        nonce: [0; 12],
        sealed: [0; 48],
        check: [0; 32],
    };
    rng.fill_bytes(&mut wrap.salt);
    rng.fill_bytes(&mut wrap.nonce);
    let aad = wrap.aad();
    let payload = Payload { msg: key.as_bytes(), aad: &aad };
    let cipher = wrap.cipher(secret, stretched);
    let sealed = cipher.encrypt(&Nonce::from(wrap.nonce), payload);
    // Neither can fail: a key is 32 bytes, and its tag 16.
    let sealed = sealed.map_err(|_| UnlockError::Damaged)?;
    wrap.sealed = sealed.try_into().map_err(|_| UnlockError::Damaged)?;
    wrap.check = wrap.check_of(secret);
    Ok(wrap)
}

impl Wrap {
    /// The slot it is for; none where this version knows no such slot.
    pub(super) fn known_slot(&self) -> Option<Slot> {
        Slot::from_number(self.slot)
    }

    /// Whether it is for a slot.
    pub(super) fn is_for(&self, slot: Slot) -> bool {
        self.slot == slot.number()
    }

    /// Whether this is the secret it was sealed under, and nothing of it changed.
    pub(super) fn is_under(&self, secret: &[u8; 32]) -> bool {
        self.check.ct_eq(&self.check_of(secret)).into()
    }

    pub(super) fn open(
        &self,
        secret: &[u8; 32],
        stretched: Option<&Stretched>,
    ) -> Option<VaultKey> {
        let payload = Payload { msg: &self.sealed, aad: &self.aad() };
        let opened = self.cipher(secret, stretched).decrypt(&Nonce::from(self.nonce), payload);
        let opened = Zeroizing::new(opened.ok()?);
        let mut key = Zeroizing::new([0; 32]);
        if opened.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&opened);
        Some(VaultKey::new(key))
    }

    fn aad(&self) -> Vec<u8> {
        [WRAP, &VERSION.to_be_bytes(), &[self.slot], &self.salt].concat()
    }

    /// Without a PIN the input is half as long, so the two are never taken for each other.
    fn cipher(&self, secret: &[u8; 32], stretched: Option<&Stretched>) -> ChaCha20Poly1305 {
        let mut input = Zeroizing::new(Vec::with_capacity(64));
        input.extend_from_slice(secret);
        input.extend(stretched.iter().flat_map(|stretched| stretched.iter()));
        let key = derive(&self.salt, &input, &[KEY]);
        ChaCha20Poly1305::new((&*key).into())
    }

    fn check_of(&self, secret: &[u8; 32]) -> [u8; 32] {
        *derive(&self.salt, secret, &[CHECK, &self.aad(), &self.nonce, &self.sealed])
    }
}

/// Shows who has the vault's key that a PIN is the right one. Nobody else can guess by it.
pub(super) fn proof(key: &VaultKey, salt: &[u8; 32], stretched: Option<&Stretched>) -> [u8; 32] {
    let pin: &[u8] = stretched.map_or(&[], |stretched| stretched.as_ref());
    *derive(salt, key.as_bytes(), &[PROOF, pin])
}

fn derive(salt: &[u8; 32], input: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are one block: this cannot fail.
    let _ = Hkdf::<Sha256>::new(Some(salt), input).expand_multi_info(info, key.as_mut());
    key
}
