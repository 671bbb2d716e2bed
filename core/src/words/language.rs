//! A language, by its tag.

use std::fmt;
use std::str::FromStr;

/// The most bytes that a tag takes (RFC 5646, section 4.4.1).
const LONGEST: usize = 35;

/// A language by its tag, such as `cy` (BCP 47), in small letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(String);

/// A text that is no language's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language; write its tag, as in en or cy")]
pub struct NotALanguage;

impl Language {
    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// Parses a tag: two or three letters, and what narrows it down after hyphens.
    ///
    /// # Errors
    /// [`NotALanguage`] when it is none.
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        let tag = text.trim().to_ascii_lowercase();
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let language =
            matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_lowercase());
        let narrowed = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if language && tag.len() <= LONGEST && parts.all(narrowed) {
            Ok(Self(tag))
        } else {
            Err(NotALanguage)
        }
    }

    /// The language of a system's locale, such as `cy_GB.UTF-8`; none for `C` and `POSIX`.
    #[must_use]
    pub fn of_locale(locale: &str) -> Option<Self> {
        let language = locale.split(['_', '.', '@', '-']).next()?;
        Self::parse(language).ok()
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_tag_however_it_is_written() {
        assert_eq!(Language::parse(" CY ").unwrap().as_str(), "cy");
        assert_eq!(Language::parse("cy-GB").unwrap().to_string(), "cy-gb");
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "c", "welsh", "cy_GB", "cy-", "../cy", "cŷ", "cy-123456789", "C"] {
            assert_eq!(Language::parse(text), Err(NotALanguage), "{text}");
        }
    }

    #[test]
    fn a_locale_says_its_language() {
        for locale in ["cy_GB.UTF-8", "cy", "cy.UTF-8", "cy_GB@euro", "cy-GB"] {
            assert_eq!(Language::of_locale(locale), Language::parse("cy").ok(), "{locale}");
        }
        for locale in ["C", "C.UTF-8", "POSIX", ""] {
            assert_eq!(Language::of_locale(locale), None, "{locale}");
        }
    }
}
