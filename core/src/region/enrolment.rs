//! How a device joins: a one-time code made on the issuer's device, and an answer under its secret
//! that a relay can carry but not change.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::ids::{Millis, RegionId};
use crate::keys::{DeviceIdentity, PublicIdentity};

/// What every code begins with.
const PREFIX: &str = "TABARD1";

/// Names a code without giving its secret away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct CodeId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 8]);

impl CodeId {
    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

/// The 256-bit secret of a code.
#[derive(Clone, Encode, Decode)]
#[cbor(transparent)]
pub struct EnrolmentSecret(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Drop for EnrolmentSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl EnrolmentSecret {
    /// Takes a stored secret.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be stored encrypted.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    fn mac(&self, device: &PublicIdentity, code: CodeId) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(b"tabard/enrol/v1");
        mac.update(code.as_bytes());
        mac.update(&device.signing_bytes());
        mac.update(device.receiving().as_bytes());
        Some(mac)
    }
}

/// A one-time code: where to go, whom to trust there, and the secret that proves the invitation.
#[derive(Clone, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentCode {
    /// Names the code.
    #[n(0)]
    pub id: CodeId,
    /// The region whose directory the device will accept.
    #[n(1)]
    pub region: RegionId,
    /// The end of the code.
    #[n(2)]
    pub expires: Millis,
    /// Its secret.
    #[n(3)]
    pub secret: EnrolmentSecret,
    /// The address of the relay.
    #[n(4)]
    pub server: String,
}

/// Why a text is no code, or no longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not a code at all.
    #[error(
        "this is not an enrolment code: it begins with {PREFIX} and is made by `tabard enrol-code`"
    )]
    NotACode,
    /// Mistyped or cut off.
    #[error("the enrolment code is incomplete or mistyped: scan or copy it again, whole")]
    Damaged,
    /// Past its time, by this device's clock.
    #[error("the enrolment code has expired: ask the hub for a new one")]
    Expired,
}

impl CodeError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotACode => "not_a_code",
            Self::Damaged => "code_damaged",
            Self::Expired => "code_expired",
        }
    }
}

impl EnrolmentCode {
    /// Makes a code.
    pub fn generate(
        region: RegionId,
        server: String,
        expires: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Self {
        let (mut id, mut secret) = ([0; 8], [0; 32]);
        rng.fill_bytes(&mut id);
        rng.fill_bytes(&mut secret);
        Self { id: CodeId(id), region, expires, secret: EnrolmentSecret(secret), server }
    }

    /// The text on paper and in the QR code: capitals and digits only, so that QR stays small.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(minicbor::to_vec(self).unwrap_or_default());
        let check = crate::keys::digest("tabard/code/v1", &[&bytes]);
        bytes.extend(check.iter().take(4));
        Zeroizing::new(format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes)))
    }

    /// Reads a code, however it was cased, spaced or broken into lines.
    ///
    /// # Errors
    /// [`CodeError`] when it is none or damaged.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let plain: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| c.is_ascii_alphanumeric())
                .map(|c| c.to_ascii_uppercase())
                .collect(),
        );
        let body = plain.strip_prefix(PREFIX).ok_or(CodeError::NotACode)?;
        let bytes = BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| CodeError::Damaged)?;
        let bytes = Zeroizing::new(bytes);
        let (content, check) = bytes
            .len()
            .checked_sub(4)
            .and_then(|at| bytes.split_at_checked(at))
            .ok_or(CodeError::Damaged)?;
        if !crate::keys::digest("tabard/code/v1", &[content]).starts_with(check) {
            return Err(CodeError::Damaged);
        }
        minicbor::decode(content).map_err(|_| CodeError::Damaged)
    }

    /// The device's answer: its public keys under the code's secret.
    #[must_use]
    pub fn answer(&self, device: &DeviceIdentity) -> EnrolmentRequest {
        let device = device.public();
        let mac = self.secret.mac(&device, self.id);
        let mac = mac.map(|mac| mac.finalize().into_bytes().into()).unwrap_or_default();
        EnrolmentRequest { code: self.id, device, mac }
    }
}

/// A device's answer to a code.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentRequest {
    /// Which code.
    #[n(0)]
    pub code: CodeId,
    /// The device's keys.
    #[n(1)]
    pub device: PublicIdentity,
    #[cbor(n(2), with = "minicbor::bytes")]
    mac: [u8; 32],
}

impl EnrolmentRequest {
    /// Whether the device knew the code's secret and nobody changed its keys on the way.
    #[must_use]
    pub fn proves(&self, secret: &EnrolmentSecret) -> bool {
        secret.mac(&self.device, self.code).is_some_and(|mac| mac.verify_slice(&self.mac).is_ok())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn a_code_survives_paper_and_shows_damage() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let region = RegionId::new([1; 16]);
        let url = "http://127.0.0.1:8470".to_owned();
        let code = EnrolmentCode::generate(region, url, Millis(5), &mut rng);
        let text = code.text();
        let spaced: String = text.to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
        assert_eq!(EnrolmentCode::parse(&spaced).unwrap().server, code.server);
        assert_eq!(EnrolmentCode::parse("hello").err(), Some(CodeError::NotACode));
        let cut = &text[..text.len() - 3];
        assert_eq!(EnrolmentCode::parse(cut).err(), Some(CodeError::Damaged));
    }

    #[test]
    fn a_relay_cannot_swap_the_keys() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let (phone, thief) =
            (DeviceIdentity::generate(&mut rng), DeviceIdentity::generate(&mut rng));
        let region = RegionId::new([1; 16]);
        let code = EnrolmentCode::generate(region, String::new(), Millis(5), &mut rng);
        let mut request = code.answer(&phone);
        assert!(request.proves(&code.secret));
        request.device = thief.public();
        assert!(!request.proves(&code.secret));
    }
}
