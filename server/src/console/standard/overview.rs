//! The parts of the standard as a list of tasks.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::model::codes::RAG;

use super::Read;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::visit;
use crate::said::words as said;
use crate::standard::{Live, PartState, parts};

#[derive(Template)]
#[template(path = "console/standard.html")]
struct Page<'a> {
    frame: Frame<'a>,
    edition: String,
    groups: Vec<(String, Vec<Line>)>,
    figures: Vec<(String, String)>,
}

struct Line {
    code: &'static str,
    name: String,
    rating: Option<(String, String)>,
    evidence: String,
    missing: Option<String>,
    overdue: Option<String>,
    review: Option<String>,
}

/// `GET /standard`.
pub(super) async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Standard, move |visit| {
        let read = Read::of(visit, &shared)?;
        let (words, figures) = (visit.words, read.figures());
        let states = parts(&read.register, &shared.indicators, &figures);
        let group = |phases: bool| {
            let states = states.iter().filter(|state| state.part.is_phase() == phases);
            let name = if phases { "console.standard.phases" } else { "console.standard.domains" };
            let lines = states.map(|state| line(words, state)).collect();
            (words.text(name).to_owned(), lines)
        };
        let title = words.text("console.standard.title").to_owned();
        let page = Page {
            edition: shared.indicators.edition.clone(),
            groups: vec![group(false), group(true)],
            figures: Live::ALL
                .into_iter()
                .map(|live| (live.name(words).to_owned(), figures.said(live)))
                .collect(),
            frame: Frame::of(visit, "standard", title),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn line(words: &tabard_core::words::Words, state: &PartState<'_>) -> Line {
    let counted = |key: &str, count: usize| {
        words.counted(&format!("console.standard.{key}"), u64::try_from(count).unwrap_or(u64::MAX))
    };
    let some = |key: &str, count: usize| (count > 0).then(|| counted(key, count));
    Line {
        code: state.part.code(),
        name: state.part.name(words).to_owned(),
        rating: state
            .rating()
            .map(|one| (one.rating.clone(), words.label(RAG.name, &one.rating).to_owned())),
        evidence: counted("pieces", state.evidence.len() + state.live.len()),
        missing: some("missing", state.missing.len()),
        overdue: some("overdue", state.overdue.len()),
        review: state.next_review().map(|day| said::day(words, day)),
    }
}
