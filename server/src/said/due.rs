//! What is due, in words.

use tabard_core::ids::Millis;
use tabard_core::model::due::{Due, When};
use tabard_core::words::Words;

use super::words;

/// What is to be done.
pub(crate) fn what(words: &Words, due: &Due) -> String {
    words.text(&format!("due.{}", due.what.code())).to_owned()
}

/// From when, or by when.
pub(crate) fn when(words: &Words, when: &When) -> String {
    match when {
        When::Now => words.text("shown.now").to_owned(),
        When::At(at) => {
            let at = words::moment(words, Millis(at.as_millisecond()));
            words.fill("shown.from", &[("when", &at)])
        }
        When::On { day, .. } => words.fill("shown.by", &[("day", &words::day(words, *day))]),
    }
}

/// What is to be known of it besides.
pub(crate) fn notes(words: &Words, due: &Due) -> String {
    let said = |code: &str| words.text(&format!("due_notes.{code}")).to_owned();
    due.notes.iter().map(|note| said(note.code())).collect::<Vec<_>>().join(" ")
}
