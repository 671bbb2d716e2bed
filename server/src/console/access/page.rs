//! The pages of whoever is not signed in yet: a short form, and what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use tabard_core::words::Words;
use zeroize::Zeroizing;

use super::factor::Drawing;
use crate::console::page::frame::{Frame, html};

/// A field of such a form.
pub(super) struct Field<'a> {
    /// Its name, which is also where its words are.
    pub(super) name: &'static str,
    /// What browsers fill it with (HTML, autocomplete).
    pub(super) filled: &'static str,
    /// What it held when it was sent. Secrets are never given back.
    pub(super) typed: &'a str,
    fault: Option<&'a str>,
}

impl<'a> Field<'a> {
    pub(super) const fn of(name: &'static str, filled: &'static str, typed: &'a str) -> Self {
        Self { name, filled, typed, fault: None }
    }

    fn is_secret(&self) -> bool {
        self.filled.ends_with("password")
    }

    fn is_code(&self) -> bool {
        self.filled == "one-time-code"
    }
}

/// What such a page says and asks.
pub(super) struct Asked<'a> {
    /// Where its words are, after `console.`.
    pub(super) key: &'static str,
    /// Whom it is for, where that is known.
    pub(super) name: Option<&'a str>,
    /// Where the form goes.
    pub(super) path: &'a str,
    /// What the form holds besides.
    pub(super) hidden: Option<(&'static str, &'a str)>,
    pub(super) fields: Vec<Field<'a>>,
    /// The second factor, to be read by an app.
    pub(super) factor: Option<(Option<Drawing>, Zeroizing<String>)>,
}

#[derive(Template)]
#[template(path = "console/access.html")]
struct Page<'a> {
    frame: Frame<'a>,
    text: String,
    asked: &'a Asked<'a>,
    faults: Vec<(&'static str, &'a str)>,
}

impl Page<'_> {
    fn word(&self, part: &str) -> String {
        self.frame.words.text(&format!("console.{}.{part}", self.asked.key)).to_owned()
    }

    fn field(&self, name: &str, part: &str) -> String {
        self.frame.words.text(&format!("console.field.{name}.{part}")).to_owned()
    }
}

/// Draws it, with what is wrong: each the field and what to say of it.
pub(super) fn drawn<'a>(
    words: &'a Words,
    status: StatusCode,
    mut asked: Asked<'a>,
    faults: &[(&'static str, &'a str)],
) -> Response {
    for field in &mut asked.fields {
        field.fault = faults.iter().find(|(at, _)| *at == field.name).map(|(_, text)| *text);
    }
    let mut frame =
        Frame::alone(words, words.text(&format!("console.{}.title", asked.key)).to_owned());
    frame.faulty = !faults.is_empty();
    let name = asked.name.unwrap_or_default();
    let text = words.fill(&format!("console.{}.text", asked.key), &[("name", name)]);
    html(status, &Page { frame, text, asked: &asked, faults: faults.to_vec() })
}

#[derive(Template)]
#[template(path = "console/spare.html")]
struct SparePage<'a> {
    frame: Frame<'a>,
    codes: &'a [String],
}

/// The codes for when the app is gone, which are shown this once.
pub(super) fn spare(words: &Words, codes: &[String]) -> Response {
    let frame = Frame::alone(words, words.text("console.spare.title").to_owned());
    html(StatusCode::OK, &SparePage { frame, codes })
}
