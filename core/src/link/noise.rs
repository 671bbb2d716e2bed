//! The primitives of the Noise handshake, given to `snow` from the crates that are here already.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use sha2::{Digest, Sha256};
use snow::Error;
use snow::params::{CipherChoice, DHChoice, HashChoice};
use snow::resolvers::CryptoResolver;
use snow::types::{Cipher, Dh, Hash, Random};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const TAG: usize = 16;

/// What one handshake is made with. It needs a single random secret, drawn beforehand, since
/// randomness is an argument in this core.
pub(super) struct Primitives {
    pub(super) drawn: Zeroizing<[u8; 32]>,
}

impl CryptoResolver for Primitives {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(Once(Some(self.drawn.clone()))))
    }

    fn resolve_dh(&self, choice: &DHChoice) -> Option<Box<dyn Dh>> {
        match choice {
            DHChoice::Curve25519 => Some(Box::<X25519>::default()),
            _ => None,
        }
    }

    fn resolve_hash(&self, choice: &HashChoice) -> Option<Box<dyn Hash>> {
        match choice {
            HashChoice::SHA256 => Some(Box::<Sha>::default()),
            _ => None,
        }
    }

    fn resolve_cipher(&self, choice: &CipherChoice) -> Option<Box<dyn Cipher>> {
        match choice {
            CipherChoice::ChaChaPoly => Some(Box::<ChaCha>::default()),
            _ => None,
        }
    }
}

/// Gives what was drawn, and never the same twice.
struct Once(Option<Zeroizing<[u8; 32]>>);

impl Random for Once {
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
        let drawn = self.0.take().ok_or(Error::Rng)?;
        let to = dest.first_chunk_mut::<32>().ok_or(Error::Rng)?;
        *to = *drawn;
        Ok(())
    }
}

#[derive(Default)]
struct X25519 {
    secret: Zeroizing<[u8; 32]>,
    public: [u8; 32],
}

impl X25519 {
    fn hold(&mut self, secret: Zeroizing<[u8; 32]>) {
        self.public = x25519_dalek::x25519(*secret, x25519_dalek::X25519_BASEPOINT_BYTES);
        self.secret = secret;
    }
}

impl Dh for X25519 {
    fn name(&self) -> &'static str {
        "25519"
    }

    fn pub_len(&self) -> usize {
        32
    }

    fn priv_len(&self) -> usize {
        32
    }

    fn set(&mut self, privkey: &[u8]) {
        if let Some(secret) = privkey.first_chunk::<32>() {
            self.hold(Zeroizing::new(*secret));
        }
    }

    fn generate(&mut self, rng: &mut dyn Random) -> Result<(), Error> {
        let mut secret = Zeroizing::new([0; 32]);
        rng.try_fill_bytes(secret.as_mut())?;
        self.hold(secret);
        Ok(())
    }

    fn pubkey(&self) -> &[u8] {
        &self.public
    }

    fn privkey(&self) -> &[u8] {
        self.secret.as_slice()
    }

    /// A point of small order gives zeros whatever the secret is, and is refused.
    fn dh(&self, pubkey: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let theirs = pubkey.first_chunk::<32>().ok_or(Error::Dh)?;
        let shared = Zeroizing::new(x25519_dalek::x25519(*self.secret, *theirs));
        if bool::from(shared.ct_eq(&[0; 32])) {
            return Err(Error::Dh);
        }
        *out.first_chunk_mut::<32>().ok_or(Error::Dh)? = *shared;
        Ok(())
    }
}

#[derive(Default)]
struct Sha(Sha256);

impl Hash for Sha {
    fn name(&self) -> &'static str {
        "SHA256"
    }

    fn block_len(&self) -> usize {
        64
    }

    fn hash_len(&self) -> usize {
        32
    }

    fn reset(&mut self) {
        self.0 = Sha256::new();
    }

    fn input(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn result(&mut self, out: &mut [u8]) {
        let digest: [u8; 32] = self.0.clone().finalize().into();
        if let Some(out) = out.first_chunk_mut::<32>() {
            *out = digest;
        }
    }
}

#[derive(Default)]
struct ChaCha(Zeroizing<[u8; 32]>);

impl ChaCha {
    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new((&*self.0).into())
    }

    /// Four zeros, then the number, little-endian: section 12.3 of the Noise specification.
    fn nonce(number: u64) -> Nonce {
        let mut nonce = [0; 12];
        if let Some(low) = nonce.last_chunk_mut::<8>() {
            *low = number.to_le_bytes();
        }
        nonce.into()
    }
}

impl Cipher for ChaCha {
    fn name(&self) -> &'static str {
        "ChaChaPoly"
    }

    fn set(&mut self, key: &[u8; 32]) {
        *self.0 = *key;
    }

    /// Returns no length where it could not encrypt: the other side then reads nothing.
    fn encrypt(&self, nonce: u64, authtext: &[u8], plaintext: &[u8], out: &mut [u8]) -> usize {
        let payload = Payload { msg: plaintext, aad: authtext };
        let sealed = self.cipher().encrypt(&Self::nonce(nonce), payload).unwrap_or_default();
        match out.get_mut(..sealed.len()) {
            Some(out) => out.copy_from_slice(&sealed),
            None => return 0,
        }
        sealed.len()
    }

    fn decrypt(
        &self,
        nonce: u64,
        authtext: &[u8],
        ciphertext: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Error> {
        if ciphertext.len() < TAG {
            return Err(Error::Decrypt);
        }
        let payload = Payload { msg: ciphertext, aad: authtext };
        let opened = self.cipher().decrypt(&Self::nonce(nonce), payload);
        let opened = Zeroizing::new(opened.map_err(|_| Error::Decrypt)?);
        let out = out.get_mut(..opened.len()).ok_or(Error::Decrypt)?;
        out.copy_from_slice(&opened);
        Ok(opened.len())
    }
}
