//! What is wrong with a file of words, and where.

use super::file::{MAX_FILE_BYTES, MAX_TEXT_BYTES};

/// Why a file of words is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsFault {
    /// A character that no keyboard writes, in the text at this key.
    #[error("{0}: there is a control character in the text; take it out")]
    ControlCharacter(String),
    /// Nothing in the text at this key.
    #[error("{0}: the text is empty; write something or leave the key out")]
    EmptyText(String),
    /// A file that says nothing.
    #[error("there are no words in it; write at least one key with its text")]
    Empty,
    /// Not JSON, or not of the shape.
    #[error("line {line}, column {column}: {reason}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// The file does not say its language.
    #[error("it does not say its language; write \"language\": \"cy\" or another tag at its top")]
    NoLanguage,
    /// Bytes that are not UTF-8.
    #[error("not UTF-8 at byte {0}; save the file as UTF-8")]
    NotUtf8(usize),
    /// Other names in braces than the English text has.
    #[error("{key}: the text has to hold {wanted} and no other names in braces")]
    Placeholders {
        /// The key.
        key: String,
        /// The names that belong in the text.
        wanted: String,
    },
    /// Two texts for one key.
    #[error("{0}: it stands twice; leave one out")]
    Repeated(String),
    /// A text of too many bytes.
    #[error("{0}: the text is longer than {MAX_TEXT_BYTES} bytes; shorten it")]
    TextTooLong(String),
    /// A file of too many bytes.
    #[error("it takes {0} bytes; the limit is {MAX_FILE_BYTES} bytes")]
    TooLarge(usize),
    /// A key that Tabard does not have.
    #[error("{0}: there is no such key; `tabard words` prints them all")]
    UnknownKey(String),
}
