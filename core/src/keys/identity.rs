//! A device's two key pairs: it signs with one, it receives with the other.

use ed25519_dalek::{Signer, SigningKey};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{ReceivingKey, ReceivingPublic, Signature, VerifyingKey, cut, digest};
use crate::ids::DeviceId;

/// A device's secret keys.
pub struct DeviceIdentity {
    id: DeviceId,
    signing: SigningKey,
    receiving: ReceivingKey,
}

impl DeviceIdentity {
    /// Makes new keys.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::from_parts(&seed, ReceivingKey::generate(rng))
    }

    /// Takes stored keys.
    #[must_use]
    pub fn from_parts(signing_seed: &[u8; 32], receiving: ReceivingKey) -> Self {
        let signing = SigningKey::from_bytes(signing_seed);
        let public = PublicIdentity::new(&signing.verifying_key(), &receiving.public());
        Self { id: public.device_id(), signing, receiving }
    }

    /// The seed of the signing key, to be stored encrypted.
    #[must_use]
    pub fn signing_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.signing.to_bytes())
    }

    /// The receiving key.
    #[must_use]
    pub const fn receiving(&self) -> &ReceivingKey {
        &self.receiving
    }

    /// The device's id.
    #[must_use]
    pub const fn id(&self) -> DeviceId {
        self.id
    }

    /// The public halves.
    #[must_use]
    pub fn public(&self) -> PublicIdentity {
        PublicIdentity::new(&self.signing.verifying_key(), &self.receiving.public())
    }

    /// Signs bytes that carry their own domain.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.signing.sign(message)
    }
}

/// A device's public keys.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PublicIdentity {
    #[cbor(n(0), with = "minicbor::bytes")]
    signing: [u8; 32],
    #[n(1)]
    receiving: ReceivingPublic,
}

impl PublicIdentity {
    fn new(signing: &VerifyingKey, receiving: &ReceivingPublic) -> Self {
        Self { signing: signing.to_bytes(), receiving: *receiving }
    }

    /// The id that these keys give.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        let hash = digest("tabard/device/v1", &[&self.signing, self.receiving.as_bytes()]);
        DeviceId::new(cut(&hash))
    }

    /// The key that checks the device's signatures; none when the bytes are no strong key.
    #[must_use]
    pub fn verifying_key(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_bytes(&self.signing).ok().filter(|key| !key.is_weak())
    }

    /// The bytes of the signing key.
    #[must_use]
    pub const fn signing_bytes(&self) -> [u8; 32] {
        self.signing
    }

    /// The key to wrap secrets to.
    #[must_use]
    pub const fn receiving(&self) -> &ReceivingPublic {
        &self.receiving
    }
}
