//! What in a text may give somebody away. It warns and decides nothing: a person reads the text. What
//! it looks for is what the source report itself names, and what looks like a date, an age, a number
//! or a postcode.

mod marks;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use source::Source;

/// What a piece of a text may give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A name that the report has.
    Name,
    /// A place that the report has, or a postcode.
    Place,
    /// A number or a callsign of the report, or a long number.
    Number,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// An age.
    Age,
    /// A word with a capital, or a run of words, that the report has too.
    Detail,
}

/// A piece of a text that may give somebody away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The field of the lesson.
    pub field: &'static str,
    /// What it may be.
    pub what: What,
    /// As it stands there.
    pub piece: String,
}

impl What {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Place => "place",
            Self::Number => "number",
            Self::Date => "date",
            Self::Time => "time",
            Self::Age => "age",
            Self::Detail => "detail",
        }
    }
}

/// Looks through the texts of a lesson, each by its field; each piece is told once.
#[must_use]
pub fn scan(texts: &[(&'static str, &str)], source: &Source) -> Vec<Found> {
    let mut found = BTreeSet::new();
    for (field, text) in texts {
        let tokens = tokens(text);
        let mut note = |what, piece: &str| {
            found.insert(Found { field, what, piece: piece.to_owned() });
        };
        for (what, piece) in marks::of(text, &tokens) {
            note(what, &piece);
        }
        for (what, piece) in source.in_text(text, &tokens) {
            note(what, &piece);
        }
    }
    found.into_iter().collect()
}

/// A word of a text.
#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    /// Where it begins, in bytes.
    at: usize,
    /// Whether a sentence begins with it.
    first: bool,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }

    fn lower(&self) -> String {
        self.text.to_lowercase()
    }

    fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    fn number(&self) -> Option<u32> {
        self.text.parse().ok()
    }
}

/// The words of a text: letters and digits that stand together.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut begun, mut first) = (None, true);
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        match (begun, c.is_alphanumeric()) {
            (None, true) => begun = Some(at),
            (Some(from), false) => {
                if let Some(word) = text.get(from..at) {
                    tokens.push(Token { text: word, at: from, first });
                }
                (begun, first) = (None, false);
            }
            _ => {}
        }
        first |= matches!(c, '.' | '!' | '?' | '\n' | ':');
    }
    tokens
}

/// The letters and digits of a text, without case: how numbers and callsigns are compared.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
