//! What was typed when a session ended, to be sent again by who signs in.

use tabard_core::words::Words;

use super::form::{Form, is_was};

/// What was typed, and where it was to go.
pub struct Kept {
    /// Where the words stand that say how to go on.
    section: &'static str,
    /// Where the form is sent to.
    pub path: String,
    /// Each field with what it is called.
    pub fields: Vec<(String, String, String)>,
}

impl Kept {
    /// What a form holds; none where nobody typed anything into it.
    #[must_use]
    pub fn of(words: &Words, section: &'static str, path: &str, form: &Form) -> Option<Self> {
        let field = |(field, text): (String, String)| {
            let label = label(words, &field);
            (field, label, text)
        };
        let fields = form.kept().into_iter().map(field).collect();
        let kept = Self { section, path: path.to_owned(), fields };
        let any = kept.typed().next().is_some();
        any.then_some(kept)
    }

    /// What is to be done.
    #[must_use]
    pub fn says(&self, words: &Words, part: &str) -> String {
        words.text(&format!("{}.{part}", self.section)).to_owned()
    }

    /// Those that somebody typed.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let typed = self.fields.iter().filter(|(field, ..)| field != "what" && !is_was(field));
        typed.map(|(_, label, text)| (label.as_str(), text.as_str()))
    }
}

/// What a field is called, with the part of a day that it is.
fn label(words: &Words, field: &str) -> String {
    let (base, part) = field.split_once('-').unwrap_or((field, ""));
    let key = format!("console.kept.{base}");
    let label = match words.text(&key) {
        said if said == key => words.text("console.kept.other").to_owned(),
        said => said.to_owned(),
    };
    let part = format!("console.date.{part}");
    match words.text(&part) {
        said if said == part => label,
        said => format!("{label} ({said})"),
    }
}
