//! The pack for the board: looked at here, taken along as a file that stands alone.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, download, html};
use crate::console::page::visit::{Trouble, Visit, visit};
use crate::lessons::Lesson;
use crate::standard::board::{Board, Sources};
use crate::standard::{Half, Register};

/// How many halves may be chosen on the page.
const HALVES: usize = 5;

#[derive(Template)]
#[template(path = "console/standard_board.html")]
struct Page<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    halves: Vec<(Half, bool)>,
    board: Board,
}

/// `GET /standard/board?half=`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    asked: Query<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Standard, move |visit| {
        let today = crate::console::page::dates::date_of(visit.now);
        let newest = Half::of(today);
        let half = match asked.typed("half") {
            "" => newest,
            typed => typed.parse().map_err(|_| Trouble::NotFound)?,
        };
        let halves = std::iter::successors(Some(newest), |half| Some(half.before())).take(HALVES);
        let halves = halves.map(|one| (one, one == half)).collect();
        let board = made(visit, &shared, half)?;
        let title = visit.words.text("console.standard.board").to_owned();
        let frame = Frame::of(visit, "standard", title);
        Ok(html(StatusCode::OK, &Page { frame, words: visit.words, halves, board }))
    })
    .await
}

/// `GET /standard/board/{half}.html`.
pub(super) async fn file(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Standard, move |visit| {
        let half = file.strip_suffix(".html").and_then(|half| half.parse::<Half>().ok());
        let half = half.ok_or(Trouble::NotFound)?;
        let page = made(visit, &shared, half)?.page(visit.words);
        // A template that is checked when it is built fails for want of memory alone.
        let page = page.map_err(|_| Trouble::NotFound)?;
        visit.note(ReadingAct::Exported, None)?;
        Ok(download("text/html; charset=utf-8", &format!("board-{half}.html"), page))
    })
    .await
}

fn made(visit: &Visit<'_>, console: &Shared, half: Half) -> Result<Board, Trouble> {
    let register = Register::of(&visit.hub.standards()?);
    let lessons = Lesson::all(visit.hub)?;
    console.learning.with(visit, |facts, settings| {
        let sources = Sources {
            facts,
            settings,
            register: &register,
            indicators: &console.indicators,
            lessons: &lessons,
            region: visit.hub.region_name(),
            words: visit.words,
            now: visit.now,
        };
        Board::of(&sources, half)
    })
}
