//! COSE_Sign1 (RFC 9052) in a frozen profile: EdDSA, a key id, an empty unprotected header,
//! deterministic CBOR, and a domain string with the region in the external AAD. What is verified
//! is the bytes received, never a re-encoding of them.

use coset::{CborSerializable, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, iana};

use crate::ids::{DeviceId, RegionId};
use crate::keys::{DeviceIdentity, Signature, VerifyingKey};

/// What a signature is for. No message of one domain verifies in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A step in the history of a record.
    Entry,
    /// The relay's word that entries are durable.
    Receipt,
    /// A line of the region's directory.
    Statement,
    /// The relay's word that chunks of attachments are durable.
    Chunks,
    /// Figures that a region's hub signs for readers outside.
    Return,
    /// The hub's word that this is what it put into an evidence pack.
    Evidence,
}

impl Domain {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Entry => b"tabard/entry/v1",
            Self::Receipt => b"tabard/receipt/v1",
            Self::Statement => b"tabard/statement/v1",
            Self::Chunks => b"tabard/chunks/v1",
            Self::Return => b"tabard/return/v1",
            Self::Evidence => b"tabard/evidence/v1",
        }
    }

    fn aad(self, region: RegionId) -> Vec<u8> {
        let mut aad = self.label().to_vec();
        aad.extend_from_slice(region.as_bytes());
        aad
    }
}

/// Why signed bytes were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoseError {
    /// Not a COSE_Sign1 of the frozen profile.
    #[error("these bytes are not a signed message of this protocol")]
    Malformed,
    /// Not signed by this key, in this domain, for this region, over these bytes.
    #[error("the signature does not match")]
    BadSignature,
}

/// A signed message whose signature has not been checked.
pub struct Unverified(CoseSign1);

/// Signs a payload.
///
/// # Errors
/// [`CoseError::Malformed`] when the message cannot be encoded.
pub fn sign(
    domain: Domain,
    region: RegionId,
    signer: &DeviceIdentity,
    payload: Vec<u8>,
) -> Result<Vec<u8>, CoseError> {
    CoseSign1Builder::new()
        .protected(protected(&signer.id()))
        .payload(payload)
        .create_signature(&domain.aad(region), |tbs| signer.sign(tbs).to_bytes().to_vec())
        .build()
        .to_vec()
        .map_err(|_| CoseError::Malformed)
}

impl Unverified {
    /// Parses bytes and holds them against the profile.
    ///
    /// # Errors
    /// [`CoseError::Malformed`] for anything but what [`sign`] writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, CoseError> {
        let message = CoseSign1::from_slice(bytes).map_err(|_| CoseError::Malformed)?;
        let plain = message.unprotected.is_empty()
            && message.payload.is_some()
            && message.signature.len() == Signature::BYTE_SIZE
            && message.protected.header == protected_of(&message)?;
        let same = message.clone().to_vec().is_ok_and(|again| again == bytes);
        let minimal =
            message.protected.header.clone().to_vec().ok() == message.protected.original_data;
        if plain && same && minimal { Ok(Self(message)) } else { Err(CoseError::Malformed) }
    }

    /// The device that claims to have signed.
    ///
    /// # Errors
    /// [`CoseError::Malformed`] when the key id is no device id.
    pub fn signer(&self) -> Result<DeviceId, CoseError> {
        DeviceId::from_slice(&self.0.protected.header.key_id).map_err(|_| CoseError::Malformed)
    }

    /// The payload, not yet to be believed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.0.payload.as_deref().unwrap_or_default()
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`CoseError::BadSignature`] when it was made by another key, in another domain, for another
    /// region or over other bytes.
    pub fn verify(
        &self,
        domain: Domain,
        region: RegionId,
        key: &VerifyingKey,
    ) -> Result<(), CoseError> {
        self.0.verify_signature(&domain.aad(region), |signature, tbs| {
            let signature =
                Signature::from_slice(signature).map_err(|_| CoseError::BadSignature)?;
            key.verify_strict(tbs, &signature).map_err(|_| CoseError::BadSignature)
        })
    }
}

fn protected(signer: &DeviceId) -> Header {
    HeaderBuilder::new()
        .algorithm(iana::Algorithm::EdDSA)
        .key_id(signer.as_bytes().to_vec())
        .build()
}

fn protected_of(message: &CoseSign1) -> Result<Header, CoseError> {
    let signer = DeviceId::from_slice(&message.protected.header.key_id);
    Ok(protected(&signer.map_err(|_| CoseError::Malformed)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    const REGION: RegionId = RegionId::new([7; 16]);

    #[test]
    fn every_changed_byte_is_refused() {
        let device = DeviceIdentity::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let key = device.public().verifying_key().unwrap();
        let bytes = sign(Domain::Entry, REGION, &device, b"payload".to_vec()).unwrap();
        let verdict = |bytes: &[u8], domain, region| {
            Unverified::parse(bytes).and_then(|message| message.verify(domain, region, &key))
        };
        assert_eq!(verdict(&bytes, Domain::Entry, REGION), Ok(()));
        assert!(verdict(&bytes, Domain::Receipt, REGION).is_err());
        assert!(verdict(&bytes, Domain::Entry, RegionId::new([8; 16])).is_err());
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(verdict(&changed, Domain::Entry, REGION).is_err(), "byte {at} bit {bit}");
            }
            assert!(Unverified::parse(&bytes[..at]).is_err());
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Unverified::parse(&longer).is_err());
    }
}
