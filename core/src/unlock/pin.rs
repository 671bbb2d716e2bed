//! The PIN: what a person knows, beside what the phone holds.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Fewer are guessed by hand.
const SHORTEST: usize = 6;
/// More are a mistake.
const LONGEST: usize = 64;

/// A PIN, or a sentence in the place of one.
pub struct Pin(Zeroizing<String>);

/// Why a text cannot be a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    /// Too short.
    #[error("a PIN has at least {SHORTEST} digits or letters: type a longer one")]
    TooShort,
    /// Too long.
    #[error("a PIN has at most {LONGEST} digits or letters: type a shorter one")]
    TooLong,
}

impl PinFault {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "pin_too_short",
            Self::TooLong => "pin_too_long",
        }
    }
}

impl Pin {
    /// Takes what was typed. Keyboards spell one accent in two ways, so it is brought into one.
    ///
    /// # Errors
    /// [`PinFault`].
    pub fn parse(text: Zeroizing<String>) -> Result<Self, PinFault> {
        let length = text.chars().count();
        if length > LONGEST {
            return Err(PinFault::TooLong);
        }
        // Room for all that composing can give: a string that grows leaves copies behind.
        let mut composed = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
        composed.extend(text.nfc());
        match composed.chars().count() {
            0..SHORTEST => Err(PinFault::TooShort),
            _ => Ok(Self(composed)),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Pin, PinFault> {
        Pin::parse(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn a_pin_has_six_to_sixty_four_characters() {
        assert_eq!(parse("").err(), Some(PinFault::TooShort));
        assert_eq!(parse("12345").err(), Some(PinFault::TooShort));
        assert!(parse("123456").is_ok());
        assert!(parse(&"ŵ".repeat(64)).is_ok());
        assert_eq!(parse(&"1".repeat(65)).err(), Some(PinFault::TooLong));
    }

    #[test]
    fn one_accent_is_one_character_however_it_is_typed() {
        let (one, two) = (parse("\u{e9}12345").unwrap(), parse("e\u{301}12345").unwrap());
        assert_eq!(one.as_bytes(), two.as_bytes());
        assert_eq!(parse("e\u{301}1234").err(), Some(PinFault::TooShort));
    }
}
