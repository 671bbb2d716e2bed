//! Handing secrets to a receiving key: HPKE base mode (RFC 9180), single shot, with
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305.

use hpke::aead::{ChaCha20Poly1305, ExportOnlyAead};
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

type Suite = X25519HkdfSha256;

/// The length of a sealed 32-byte secret: encapsulation, ciphertext, tag.
pub const SEALED_LEN: usize = 32 + 32 + 16;

const EXPORT_CONTEXT: &[u8] = b"tabard/record-key/v1";

/// A wrap that was made for another key, another place, or was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this wrap does not open with this key in this place")]
pub struct WrapError;

/// The public half of a receiving key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct ReceivingPublic(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl ReceivingPublic {
    /// Takes the bytes of an X25519 point.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the X25519 point.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn hpke(&self) -> Result<<Suite as Kem>::PublicKey, WrapError> {
        Deserializable::from_bytes(&self.0).map_err(|_| WrapError)
    }

    /// Makes a fresh 32-byte secret that only the holder of this key can derive from the
    /// 32-byte encapsulation returned with it (RFC 9180 section 6.2, secret export).
    ///
    /// # Errors
    /// [`WrapError`] when this is no usable key.
    pub fn encapsulate(
        &self,
        info: &[u8],
        mut rng: &mut dyn CryptoRng,
    ) -> Result<([u8; 32], Zeroizing<[u8; 32]>), WrapError> {
        let (enc, context) = hpke::setup_sender_with_rng::<ExportOnlyAead, HkdfSha256, Suite>(
            &OpModeS::Base,
            &self.hpke()?,
            info,
            &mut rng,
        )
        .map_err(|_| WrapError)?;
        let mut secret = Zeroizing::new([0; 32]);
        context.export(EXPORT_CONTEXT, secret.as_mut()).map_err(|_| WrapError)?;
        Ok((enc.to_bytes().into(), secret))
    }

    /// Seals a 32-byte secret to this key: [`SEALED_LEN`] bytes.
    ///
    /// # Errors
    /// [`WrapError`] when this is no usable key.
    pub fn seal(
        &self,
        info: &[u8],
        secret: &[u8; 32],
        mut rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, WrapError> {
        let (enc, ciphertext) = hpke::single_shot_seal_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            Suite,
        >(
            &OpModeS::Base, &self.hpke()?, info, secret, &[], &mut rng
        )
        .map_err(|_| WrapError)?;
        let mut sealed = enc.to_bytes().to_vec();
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }
}

/// The secret half of a receiving key.
pub struct ReceivingKey(StaticSecret);

impl ReceivingKey {
    /// Makes a new key.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_bytes(&bytes)
    }

    /// Takes a stored key.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(StaticSecret::from(*bytes))
    }

    /// The bytes, to be stored encrypted.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ReceivingPublic {
        ReceivingPublic(PublicKey::from(&self.0).to_bytes())
    }

    fn hpke(&self) -> Result<<Suite as Kem>::PrivateKey, WrapError> {
        Deserializable::from_bytes(self.0.as_bytes()).map_err(|_| WrapError)
    }

    /// Derives the secret of an encapsulation.
    ///
    /// # Errors
    /// [`WrapError`] when the encapsulation is no valid one.
    pub fn decapsulate(&self, info: &[u8], enc: &[u8]) -> Result<Zeroizing<[u8; 32]>, WrapError> {
        let enc = <Suite as Kem>::EncappedKey::from_bytes(enc).map_err(|_| WrapError)?;
        let context = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, Suite>(
            &OpModeR::Base,
            &self.hpke()?,
            &enc,
            info,
        )
        .map_err(|_| WrapError)?;
        let mut secret = Zeroizing::new([0; 32]);
        context.export(EXPORT_CONTEXT, secret.as_mut()).map_err(|_| WrapError)?;
        Ok(secret)
    }

    /// Opens a sealed 32-byte secret.
    ///
    /// # Errors
    /// [`WrapError`] when it was sealed to another key or with other info, or was changed.
    pub fn open(&self, info: &[u8], sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, WrapError> {
        let (enc, ciphertext) = sealed.split_at_checked(32).ok_or(WrapError)?;
        let enc = <Suite as Kem>::EncappedKey::from_bytes(enc).map_err(|_| WrapError)?;
        let secret = Zeroizing::new(
            hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
                &OpModeR::Base,
                &self.hpke()?,
                &enc,
                info,
                ciphertext,
                &[],
            )
            .map_err(|_| WrapError)?,
        );
        <[u8; 32]>::try_from(secret.as_slice()).map(Zeroizing::new).map_err(|_| WrapError)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn both_wraps_open_only_with_their_key_and_info() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mine, other) = (ReceivingKey::generate(&mut rng), ReceivingKey::generate(&mut rng));
        let (enc, made) = mine.public().encapsulate(b"here", &mut rng).unwrap();
        assert_eq!(*mine.decapsulate(b"here", &enc).unwrap(), *made);
        assert_ne!(*mine.decapsulate(b"there", &enc).unwrap(), *made);
        assert_ne!(*other.decapsulate(b"here", &enc).unwrap(), *made);

        let sealed = mine.public().seal(b"here", &made, &mut rng).unwrap();
        assert_eq!(sealed.len(), SEALED_LEN);
        assert_eq!(*mine.open(b"here", &sealed).unwrap(), *made);
        assert!(mine.open(b"there", &sealed).is_err());
        assert!(other.open(b"here", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(mine.open(b"here", &changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_low_order_point_is_refused() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let zero = ReceivingPublic([0; 32]);
        assert!(zero.encapsulate(b"", &mut rng).is_err());
        assert!(ReceivingKey::generate(&mut rng).decapsulate(b"", &[0; 32]).is_err());
    }
}
