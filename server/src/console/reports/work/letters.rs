//! Letters to whom an action is about. Their texts stand with all words that people read, and are
//! this project's own drafts: a trust replaces them by its own. Each says that emergency care comes
//! as ever.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;
use tabard_core::model::ReadingAct;
use tabard_core::model::case::is_above_warning;
use tabard_core::words::Words;

use super::actions::LIST;
use super::subject::Subject;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Trouble, Visit, visit};
use crate::console::reports::named;
use crate::said::values::text;
use crate::said::words as said;

/// The letters there are.
const KINDS: [&str; 2] = ["warned", "conditions"];

#[derive(Template)]
#[template(path = "console/action_letter.html")]
struct Page<'a> {
    frame: Frame<'a>,
    back: String,
    sent: Option<String>,
    languages: Vec<(String, String)>,
    letter: &'a Words,
    trust: String,
    today: String,
    heading: String,
    paragraphs: Vec<String>,
}

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/reports/{id}/letter/{item}/{language}", get(page))
}

/// Which letter goes with an action.
fn kind_of(action: &Value) -> &'static str {
    let conditions = !text(action, "conditions").is_empty();
    if conditions || is_above_warning(text(action, "rung")) { "conditions" } else { "warned" }
}

/// Where an action's letter is.
pub(super) fn address(subject: &Subject, action: &Value, language: &str) -> Option<String> {
    let item = Some(text(action, "id")).filter(|id| !id.is_empty())?;
    Some(format!("/reports/{}/letter/{item}/{language}", subject.id()))
}

/// The letters by their names, which are written down.
pub(super) fn choices(words: &Words) -> Vec<(String, String)> {
    let of = |kind: &str| {
        ["en", "cy"].map(|language| (format!("{kind}.{language}"), name_of(words, kind, language)))
    };
    let mut all: Vec<_> = KINDS.into_iter().flat_map(of).collect();
    // What a trust wrote itself is kept by the trust.
    all.push(("own".to_owned(), words.text("console.work.actions.own_letter").to_owned()));
    all
}

fn name_of(words: &Words, kind: &str, language: &str) -> String {
    let language = words.text(&format!("console.letter.language_{language}")).to_owned();
    format!("{} ({language})", words.text(&format!("letters.{kind}.name")))
}

/// What a letter said, to be kept with the action; nothing for a letter of the trust's own.
pub(super) fn text_of(visit: &Visit<'_>, subject: &Subject, action: &Value, name: &str) -> String {
    let Some((kind, language)) = name.split_once('.') else { return String::new() };
    let Some(letter) = in_language(visit, language) else { return String::new() };
    let Some(kind) = KINDS.into_iter().find(|known| *known == kind) else { return String::new() };
    paragraphs(visit, subject, letter, (kind, action)).join("\n\n")
}

fn in_language<'a>(visit: &Visit<'a>, language: &str) -> Option<&'a Words> {
    visit.letters.iter().find(|letter| letter.language().as_str() == language)
}

fn paragraphs(
    visit: &Visit<'_>,
    subject: &Subject,
    letter: &Words,
    (kind, action): (&str, &Value),
) -> Vec<String> {
    let day = |field: &str| match text(action, field).parse() {
        Ok(day) => said::day(letter, day),
        Err(_) => letter.text("letters.no_review").to_owned(),
    };
    let when =
        said::time_if_said(letter, subject.report().get("occurred_at").and_then(Value::as_str));
    let (trust, expires) = (visit.hub.region_name().to_owned(), day("expires_on"));
    let how = letter.text("letters.how_to_appeal").to_owned();
    let conditions = text(action, "conditions");
    let values = [
        ("trust", &*trust),
        ("when", &*when),
        ("conditions", conditions),
        ("expires_on", &*expires),
        ("how_to_appeal", &*how),
    ];
    let parts: &[&str] = match kind {
        "warned" => &["what", "why", "care", "appeal"],
        _ if conditions.is_empty() => &["what", "why", "until", "care", "appeal"],
        _ => &["what", "why", "conditions", "until", "care", "appeal"],
    };
    parts.iter().map(|part| letter.fill(&format!("letters.{kind}.{part}"), &values)).collect()
}

/// `GET /reports/{id}/letter/{item}/{language}`: to be printed.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, item, language)): Path<(String, String, String)>,
) -> Response {
    visit(console, &headers, Right::Reports, move |visit| {
        let subject = Subject::of(visit, named(visit, &id)?)?;
        visit.note(ReadingAct::ViewedReport, Some(subject.id()))?;
        let action = subject.item(LIST, &item)?;
        let letter = in_language(visit, &language).ok_or(Trouble::NotFound)?;
        let kind = kind_of(action);
        let approved = !text(action, "approved_by").is_empty();
        let may_go = approved || !is_above_warning(text(action, "rung"));
        let here = format!("/reports/{}/case/{LIST}", subject.id());
        let language_of = |one: &Words| {
            let language = one.language().as_str().to_owned();
            let to = address(&subject, action, &language).unwrap_or_default();
            (to, name_of(visit.words, kind, &language))
        };
        let page = Page {
            frame: Frame::of(visit, "inbox", name_of(visit.words, kind, &language)),
            sent: may_go.then(|| format!("{here}/{item}/letter")),
            back: here,
            languages: visit.letters.iter().map(language_of).collect(),
            trust: visit.hub.region_name().to_owned(),
            today: dates::day(letter, visit.now),
            heading: letter.text(&format!("letters.{kind}.heading")).to_owned(),
            paragraphs: paragraphs(visit, &subject, letter, (kind, action)),
            letter,
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}
