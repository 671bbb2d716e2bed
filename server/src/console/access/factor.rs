//! The second factor: codes of an authenticator app by time (RFC 6238), and codes for when the app is
//! gone.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Encode};
use qrcode::{Color, EcLevel, QrCode};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::{Zeroize, Zeroizing};

/// How many codes somebody gets for when the app is gone.
pub(super) const SPARE: usize = 10;
/// Of how many bytes each is: 80 bits, which nobody guesses from a hash.
const SPARE_BYTES: usize = 10;
/// What an authenticator app shows; apps know no other lengths, hashes or steps for certain.
const DIGITS: u8 = 6;
const STEP: u64 = 30;
/// The white around a QR code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// The secret that an authenticator app and the hub share.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(super) struct Factor(#[cbor(n(0), with = "minicbor::bytes")] [u8; 20]);

impl fmt::Debug for Factor {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Factor")
    }
}

impl Drop for Factor {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Factor {
    /// A new one.
    pub(super) fn random(rng: &mut dyn CryptoRng) -> Self {
        let mut secret = [0; 20];
        rng.fill_bytes(&mut secret);
        Self(secret)
    }

    /// The step of a code that is right now, or was right one step ago or will be in one. A code
    /// counts once: `used` is the step of the last that did.
    pub(super) fn step_of(&self, code: &str, used: Option<u64>, now: Millis) -> Option<u64> {
        let code: Zeroizing<String> =
            Zeroizing::new(code.chars().filter(|one| !one.is_whitespace()).collect());
        let seconds = u64::try_from(now.0).ok()? / 1000;
        let step = self.totp()?.check(&code, seconds)?;
        used.is_none_or(|used| used < step).then_some(step)
    }

    /// The code of a moment, as an app shows it.
    #[cfg(test)]
    pub(in crate::console) fn code(&self, now: Millis) -> String {
        let seconds = u64::try_from(now.0).unwrap_or_default() / 1000;
        self.totp().map(|totp| totp.generate(seconds).to_string()).unwrap_or_default()
    }

    fn totp(&self) -> Option<Totp> {
        let codes = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(DIGITS);
        codes.with_step_duration(STEP).with_skew(1).with_secret(self.0).build().ok()
    }

    /// The secret in groups of four, to be typed into an app.
    pub(super) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(grouped(&BASE32_NOPAD.encode(&self.0), ' '))
    }

    /// What an app reads out of a QR code (the key URI format of Google Authenticator).
    fn uri(&self, service: &str, name: &str) -> Zeroizing<String> {
        let (service, name) = (escaped(service), escaped(name));
        let secret = Zeroizing::new(BASE32_NOPAD.encode(&self.0));
        Zeroizing::new(format!(
            "otpauth://totp/{service}:{name}?secret={}&issuer={service}",
            *secret
        ))
    }

    /// The QR code as a drawing; none where the names are too long for one.
    pub(super) fn drawn(&self, service: &str, name: &str) -> Option<Drawing> {
        let code = QrCode::with_error_correction_level(&*self.uri(service, name), EcLevel::M);
        let code = code.ok()?;
        let width = code.width();
        let dark = code.to_colors().into_iter().enumerate();
        let dark = dark.filter(|(_, color)| *color == Color::Dark);
        let path = dark.map(|(at, _)| {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            format!("M{x} {y}h1v1h-1z")
        });
        Some(Drawing { size: width + 2 * QUIET, path: Zeroizing::new(path.collect()) })
    }
}

/// A QR code: its size in modules, and the path of what is dark.
pub(super) struct Drawing {
    pub(super) size: usize,
    pub(super) path: Zeroizing<String>,
}

/// What is kept of a code for when the app is gone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(super) struct Spare(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Spare {
    /// New ones: to be shown once, and to be kept.
    pub(super) fn random(rng: &mut dyn CryptoRng) -> (Vec<String>, Vec<Self>) {
        let one = |_| {
            let mut bytes = Zeroizing::new([0; SPARE_BYTES]);
            rng.fill_bytes(bytes.as_mut());
            let code = grouped(&BASE32_NOPAD.encode(bytes.as_ref()), '-').to_lowercase();
            let kept = Self::of(&code);
            (code, kept)
        };
        (0..SPARE).map(one).unzip()
    }

    /// Of what was typed, in large or small letters, with any dashes and spaces.
    pub(super) fn of(typed: &str) -> Self {
        let letters = typed.chars().filter(char::is_ascii_alphanumeric);
        let plain: Zeroizing<String> =
            Zeroizing::new(letters.map(|one| one.to_ascii_uppercase()).collect());
        Self(Sha256::digest(plain.as_bytes()).into())
    }
}

fn grouped(text: &str, between: char) -> String {
    let mut grouped = String::with_capacity(text.len() * 5 / 4);
    for (at, one) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(between);
        }
        grouped.push(one);
    }
    grouped
}

/// As it may stand in a URI (RFC 3986).
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let factor = Factor(*b"12345678901234567890");
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            let now = Millis(seconds * 1000);
            let step = u64::try_from(seconds).unwrap() / STEP;
            assert_eq!(factor.step_of(code, None, now), Some(step));
            assert_eq!(factor.step_of(&format!(" {} ", grouped(code, ' ')), None, now), Some(step));
        }
    }

    #[test]
    fn a_code_counts_once_and_for_one_step_around_its_own() {
        let factor = Factor(*b"12345678901234567890");
        let at = |seconds: i64, used| factor.step_of("287082", used, Millis(seconds * 1000));
        let right = [0, 29, 30, 89, 90].map(|seconds| at(seconds, None).is_some());
        assert_eq!(right, [true, true, true, true, false]);
        assert_eq!((at(59, Some(0)), at(59, Some(1)), at(59, Some(2))), (Some(1), None, None));
        for wrong in ["", "287083", "28708", "2870821", "abcdef", "２８７０８２"] {
            assert_eq!(factor.step_of(wrong, None, Millis(59_000)), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_reads_the_name_and_the_secret() {
        let uri = Factor([7; 20]).uri("Tabard, Test", "J. Brown & Söhne");
        assert_eq!(
            *uri,
            "otpauth://totp/Tabard%2C%20Test:J.%20Brown%20%26%20S%C3%B6hne?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH&issuer=Tabard%2C%20Test"
        );
        assert!(Factor([7; 20]).drawn("Tabard", &"ŵ".repeat(100)).is_some());
        assert_eq!(format!("{:?}", Factor([7; 20])), "Factor");
    }

    #[test]
    fn spare_codes_are_typed_as_people_type() {
        let (codes, kept) = Spare::random(&mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!((codes.len(), kept.len()), (SPARE, SPARE));
        let code = codes.first().unwrap();
        assert_eq!(code.len(), "aaaa-aaaa-aaaa-aaaa".len());
        for typed in [code.clone(), code.to_uppercase(), code.replace('-', " ")] {
            assert_eq!(kept.first(), Some(&Spare::of(&typed)));
        }
        assert!(!kept.contains(&Spare::of("")));
    }
}
