//! Passwords: which are taken, and what is kept of one.
//!
//! Length is what counts (NIST SP 800-63B, 3.1.1.2): no rule asks for kinds of characters, and none
//! for a new one from time to time.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The fewest characters.
pub(super) const SHORTEST: usize = 12;
/// The most: what is longer is no password, and costs time.
pub(super) const LONGEST: usize = 200;
/// So much has to be there besides names that others know.
const OF_ONES_OWN: usize = 8;
/// The fewest different characters.
const DIFFERENT: usize = 5;
/// The commonest of those that are long enough, in small letters.
const COMMON: &str = include_str!("common.txt");

/// What was typed as a password, spelled in one way whatever keyboard it came from.
#[derive(Clone)]
pub(super) struct Password(Zeroizing<String>);

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weak {
    Short,
    Long,
    Common,
    Names,
}

impl Password {
    /// What was typed.
    pub(super) fn typed(text: &str) -> Self {
        Self(Zeroizing::new(text.nfkc().collect()))
    }

    /// Whether it may be somebody's. `names` are those that others know of them.
    pub(super) fn judge(&self, names: &[&str]) -> Result<(), Weak> {
        let length = self.0.chars().count();
        if length < SHORTEST {
            return Err(Weak::Short);
        }
        if length > LONGEST {
            return Err(Weak::Long);
        }
        let small = Zeroizing::new(self.0.to_lowercase());
        let mut different: Vec<char> = small.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < DIFFERENT || COMMON.lines().any(|common| common == *small) {
            return Err(Weak::Common);
        }
        let mut rest = small;
        for name in names.iter().flat_map(|name| name.split(|one: char| !one.is_alphanumeric())) {
            if name.chars().count() >= 3 {
                rest = Zeroizing::new(rest.replace(&name.to_lowercase(), ""));
            }
        }
        let own = rest.chars().filter(|one| one.is_alphanumeric()).count();
        if rest.len() < self.0.len() && own < OF_ONES_OWN { Err(Weak::Names) } else { Ok(()) }
    }

    /// What is kept of it. It takes tens of milliseconds and 19 MiB.
    pub(super) fn stretch(&self, rng: &mut dyn CryptoRng) -> Option<Stretched> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let hash = Cost::OF_TODAY.stretch(self, &salt)?;
        Some(Stretched { cost: Cost::OF_TODAY, salt, hash: *hash })
    }
}

/// What one guess costs. It stands beside the hash, so that it can be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Cost {
    #[n(0)]
    kib: u32,
    #[n(1)]
    passes: u32,
    #[n(2)]
    lanes: u32,
}

impl Cost {
    /// Argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
    const OF_TODAY: Self = Self { kib: 19 * 1024, passes: 2, lanes: 1 };

    fn stretch(self, password: &Password, salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let mut hash = Zeroizing::new([0; 32]);
        let params = Params::new(self.kib, self.passes, self.lanes, Some(hash.len())).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(password.0.as_bytes(), salt, hash.as_mut()).ok()?;
        Some(hash)
    }
}

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Stretched {
    #[n(0)]
    cost: Cost,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    hash: [u8; 32],
}

impl fmt::Debug for Stretched {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Stretched")
    }
}

impl Stretched {
    /// What a password is held against where there is nobody of that name, so that it takes as long.
    pub(super) const fn of_nobody() -> Self {
        Self { cost: Cost::OF_TODAY, salt: [0; 16], hash: [0; 32] }
    }

    /// Whether it is of this password. It takes as long as [`Password::stretch`].
    pub(super) fn is_of(&self, password: &Password) -> bool {
        let hash = self.cost.stretch(password, &self.salt);
        hash.is_some_and(|hash| bool::from(hash.ct_eq(&self.hash)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn what_is_kept_is_of_one_password_alone() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let kept = Password::typed("gwynt oer y môr").stretch(rng).unwrap();
        assert!(kept.is_of(&Password::typed("gwynt oer y mo\u{302}r")), "however it is typed");
        assert!(!kept.is_of(&Password::typed("gwynt oer y mor")));
        assert!(!Stretched::of_nobody().is_of(&Password::typed("gwynt oer y môr")));
        let again = Password::typed("gwynt oer y môr").stretch(rng).unwrap();
        assert_ne!(again, kept, "salted");
    }

    #[test]
    fn length_counts_and_what_others_would_try_first_is_refused() {
        let names = ["J. Brown-Oyelaran", "Yorkshire Ambulance Service"];
        let judge = |text: &str| Password::typed(text).judge(&names);
        for (text, said) in [
            ("elevenchars", Err(Weak::Short)),
            ("ŵŵŵŵabcdefgh", Ok(())),
            (&"long enough ".repeat(20), Err(Weak::Long)),
            ("Password1234", Err(Weak::Common)),
            ("aaaaaaaaaaaaaaab", Err(Weak::Common)),
            ("Oyelaran2026!", Err(Weak::Names)),
            ("yorkshire-ambulance", Err(Weak::Names)),
            ("brown heron in the porch", Ok(())),
            ("four small words", Ok(())),
        ] {
            assert_eq!(judge(text), said, "{text}");
        }
    }
}
