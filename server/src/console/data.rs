//! Data for others: counts that anybody may hold, and what was exported with a row for each report.
//!
//! A file with a row for each report takes two people: whoever reads reports, and who approves.

mod rows;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use clap::ValueEnum;

use super::Shared;
use super::access::roles::Right;
use super::page::form::Form;
use super::page::frame::{Frame, html};
use super::page::visit::{Answer, Visit, visit};
use crate::exports::Format;
use crate::hub::ExportNote;
use crate::learning::NAMES;
use crate::said::words as said;

/// A file of counts.
struct Counts {
    href: String,
    title: String,
}

/// An export that was made, in words.
struct Made {
    when: String,
    what: String,
    by: String,
}

#[derive(Template)]
#[template(path = "console/data.html")]
struct Page<'a> {
    frame: Frame<'a>,
    faults: Vec<(&'static str, String)>,
    counts: Vec<Counts>,
    made: Vec<Made>,
    /// The form, for who reads reports: each format with its word, what it is and whether it is chosen.
    formats: Vec<(&'static str, String, bool)>,
    identifiable: bool,
    why: &'a str,
}

/// What was typed into the form.
struct Typed {
    format: String,
    identifiable: bool,
    why: String,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let (format, why) = (form.typed("format").to_owned(), form.typed("why").to_owned());
        Self { format, identifiable: form.typed("identifiable") == "yes", why }
    }
}

impl Page<'_> {
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(of, _)| *of == field).map(|(_, text)| text.as_str())
    }
}

/// The routes of the page.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/data", get(page).post(rows::take_out))
}

/// `GET /data`.
async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Export, |visit| {
        shown(visit, &Typed::of(&Form::default()), None)
    })
    .await
}

fn shown(
    visit: &mut Visit<'_>,
    typed: &Typed,
    wrong: Option<(&'static str, &'static str)>,
) -> Answer {
    let words = visit.words;
    let counts = NAMES.iter().map(|name| Counts {
        href: format!("/learning/{name}.csv"),
        title: words.text(&format!("console.learning.{name}.title")).to_owned(),
    });
    let format = |format: &Format| {
        let key = format!("console.data.format.{}", format.word());
        (format.word(), words.text(&key).to_owned(), format.word() == typed.format)
    };
    let formats = match visit.who.may(Right::Reports) {
        true => Format::value_variants().iter().map(format).collect(),
        false => Vec::new(),
    };
    let mut frame = Frame::of(visit, "data", words.text("console.data.title").to_owned());
    frame.faulty = wrong.is_some();
    let page = Page {
        frame,
        faults: wrong.map(|(field, key)| (field, words.text(key).to_owned())).into_iter().collect(),
        counts: counts.collect(),
        made: visit.hub.exports()?.iter().map(|one| made(visit, one)).collect(),
        formats,
        identifiable: typed.identifiable,
        why: &typed.why,
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(html(status, &page))
}

fn made(visit: &Visit<'_>, one: &ExportNote) -> Made {
    let words = visit.words;
    let kind = if one.identifiable { "identifiable" } else { "plain" };
    let reports = words.counted("console.data.reports", one.rows);
    let fills = [("format", one.format.as_str())];
    let names = [("by", one.by.as_str()), ("approved_by", one.approved_by.as_str())];
    Made {
        when: said::moment(words, one.at),
        what: format!("{reports}, {}", words.fill(&format!("console.data.kind.{kind}"), &fills)),
        by: words.fill("console.data.by", &names),
    }
}
