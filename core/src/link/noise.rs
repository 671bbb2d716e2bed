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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use data_encoding::HEXLOWER;
    use serde_json::Value;
    use snow::{Builder, HandshakeState};

    use super::*;

    /// The published vector of this handshake, as others made it.
    const PUBLISHED: &str = include_str!("../../../tests/vectors/noise-xx.json");

    fn bytes(value: &Value) -> Vec<u8> {
        HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
    }

    fn builder<'k>(published: &Value, side: &str, secret: &'k [u8], name: &'k [u8]) -> Builder<'k> {
        let ephemeral = bytes(&published[format!("{side}_ephemeral")]);
        let drawn = Zeroizing::new(ephemeral.try_into().unwrap());
        let params = published["protocol_name"].as_str().unwrap().parse().unwrap();
        Builder::with_resolver(params, Box::new(Primitives { drawn }))
            .local_private_key(secret)
            .and_then(|builder| builder.prologue(name))
            .unwrap()
    }

    /// One message over, and what both sides make of it.
    fn passes<S>(
        [from, to]: [&mut S; 2],
        message: &Value,
        write: impl Fn(&mut S, &[u8], &mut [u8]) -> Result<usize, Error>,
        read: impl Fn(&mut S, &[u8], &mut [u8]) -> Result<usize, Error>,
    ) {
        let (mut sealed, mut opened) = (vec![0; 1024], vec![0; 1024]);
        let written = write(from, &bytes(&message["payload"]), &mut sealed).unwrap();
        assert_eq!(sealed.get(..written).unwrap(), bytes(&message["ciphertext"]));
        let taken = read(to, sealed.get(..written).unwrap(), &mut opened).unwrap();
        assert_eq!(opened.get(..taken).unwrap(), bytes(&message["payload"]));
    }

    #[test]
    fn the_published_handshake_comes_out_byte_for_byte() {
        let published: Value = serde_json::from_str(PUBLISHED).unwrap();
        let [init, resp] = ["init", "resp"].map(|side| {
            let of = |what: &str| bytes(&published[format!("{side}_{what}")]);
            (of("static"), of("prologue"))
        });
        let mut connects = builder(&published, "init", &init.0, &init.1).build_initiator().unwrap();
        let mut listens = builder(&published, "resp", &resp.0, &resp.1).build_responder().unwrap();
        let (shaking, after) = published["messages"].as_array().unwrap().split_at(3);
        let (write, read) = (HandshakeState::write_message, HandshakeState::read_message);
        for message in shaking {
            passes([&mut connects, &mut listens], message, write, read);
            std::mem::swap(&mut connects, &mut listens);
        }
        for side in [&connects, &listens] {
            assert_eq!(side.get_handshake_hash(), bytes(&published["handshake_hash"]));
        }
        // Three messages were spoken: now the side that listened speaks.
        let [mut from, mut to] =
            [connects, listens].map(|side| side.into_transport_mode().unwrap());
        for message in after {
            let write = snow::TransportState::write_message;
            let read = snow::TransportState::read_message;
            passes([&mut from, &mut to], message, write, read);
            std::mem::swap(&mut from, &mut to);
        }
    }
}
