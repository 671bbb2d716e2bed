//! Letters to whom a marker is about. Their texts stand with all words that people read, and are
//! this project's own drafts: a trust replaces them by its own.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use super::subjects;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Trouble, Visit, visit};
use crate::host::entropy;

/// The letters there are.
const KINDS: [&str; 3] = ["placed", "renewed", "ended"];
/// The paragraphs of each.
const PARAGRAPHS: [&str; 4] = ["what", "why", "meaning", "appeal"];

/// A letter's own name, under which it is written down: `placed.cy`.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.split_once('.').filter(|(kind, _)| KINDS.contains(kind))
}

/// Whether there is a letter of a name.
pub(super) fn is_one(visit: &Visit<'_>, name: &str) -> bool {
    all(visit).iter().any(|(known, _)| known == name)
}

/// Every letter by its name, and what it is called.
pub(super) fn all(visit: &Visit<'_>) -> Vec<(String, String)> {
    let of = |kind: &'static str| {
        visit.letters.iter().map(move |letter| {
            let name = format!("{kind}.{}", letter.language().as_str());
            (name.clone(), name_of(visit, &name))
        })
    };
    KINDS.into_iter().flat_map(of).collect()
}

/// What a letter is called; its own name where it is of another version.
pub(super) fn name_of(visit: &Visit<'_>, name: &str) -> String {
    let words = visit.words;
    let Some((kind, language)) = parts(name) else { return name.to_owned() };
    let key = format!("console.letter.language_{language}");
    let said = words.text(&key);
    let language = if said == key { language } else { said };
    format!("{} ({language})", words.text(&format!("letters.{kind}.name")))
}

#[derive(Template)]
#[template(path = "console/letter.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: RecordId,
    letter: &'a Words,
    name: String,
    trust: String,
    heading: String,
    about: String,
    today: String,
    paragraphs: Vec<String>,
}

/// `GET /markers/{id}/letter/{kind}/{language}`: to be printed.
pub(super) async fn letter(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, kind, language)): Path<(String, String, String)>,
) -> Response {
    visit(console, &headers, Right::Markers, move |visit| {
        let id: RecordId = id.parse().map_err(|_| Trouble::NotFound)?;
        let view = visit.hub.marker(id)?.ok_or(Trouble::NotFound)?;
        let mut known = visit.letters.iter();
        let letter = known.find(|letter| letter.language().as_str() == language);
        let letter = letter.filter(|_| KINDS.contains(&kind.as_str())).ok_or(Trouble::NotFound)?;
        visit.note(ReadingAct::ViewedMarker, Some(id))?;
        let by = visit.who.name.clone();
        visit.hub.note_views(&[id], "opened", &by, visit.now, &mut entropy())?;
        let trust = visit.hub.region_name().to_owned();
        let review = review_on(letter, view.until);
        let how = letter.text("letters.how_to_appeal").to_owned();
        let values = [("trust", &*trust), ("review_on", &*review), ("how_to_appeal", &*how)];
        let paragraph = |part: &str| letter.fill(&format!("letters.{kind}.{part}"), &values);
        let name = format!("{kind}.{language}");
        let page = Page {
            frame: Frame::of(visit, "", name_of(visit, &name)),
            id,
            name,
            heading: letter.text(&format!("letters.{kind}.heading")).to_owned(),
            about: subjects::line(letter, &view.marker.subject),
            today: dates::day(letter, visit.now),
            paragraphs: PARAGRAPHS.into_iter().map(paragraph).collect(),
            letter,
            trust,
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn review_on(letter: &Words, until: Option<Millis>) -> String {
    let none = || letter.text("letters.no_review").to_owned();
    until.map_or_else(none, |until| dates::day(letter, until))
}
