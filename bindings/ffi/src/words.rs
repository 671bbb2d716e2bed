//! What people read, in one call for a screen's worth: labels, questions, states, sentences.

use tabard_core::words::Words as Core;

use crate::error::TabardError;
use crate::settings::choose;

/// A text with its key, such as `codes.incident_type.verbal_abuse`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Word {
    /// The key.
    pub key: String,
    /// The text, with names in braces where something is filled in.
    pub text: String,
}

/// The words of one language.
#[derive(Debug, uniffi::Object)]
pub struct Words(Core);

/// The languages that Tabard brings, by their tags.
#[uniffi::export]
pub fn languages() -> Vec<String> {
    vec!["en".to_owned(), "cy".to_owned()]
}

#[uniffi::export]
impl Words {
    /// The words of a language, a trust's files laid over them.
    ///
    /// # Errors
    /// [`TabardError::Input`] when there are none.
    #[uniffi::constructor]
    pub fn choose(language: String, files: Vec<String>) -> Result<Self, TabardError> {
        Ok(Self(choose(&language, &files)?))
    }

    /// Every text with its key, in the order of the keys. Ask once and keep it.
    #[must_use]
    pub fn all(&self) -> Vec<Word> {
        let word = |(key, text): (&str, &str)| Word { key: key.to_owned(), text: text.to_owned() };
        self.0.all().map(word).collect()
    }

    /// The text at `key` in the form that `count` takes, with `{count}` filled in.
    #[must_use]
    pub fn counted(&self, key: String, count: u64) -> String {
        self.0.counted(&key, count)
    }
}
