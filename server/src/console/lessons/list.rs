//! The lessons, each with where it stands.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::model::codes::LESSON_SCOPE;
use tabard_core::model::lesson::{Scope, State as Stands};
use tabard_core::words::Words;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::visit;
use crate::lessons::Lesson;

#[derive(Template)]
#[template(path = "console/lessons.html")]
struct Page<'a> {
    frame: Frame<'a>,
    lessons: Vec<Line>,
    /// Each scope: its code, what it is called and how many lessons go so far.
    libraries: Vec<(&'static str, String, String)>,
}

pub(super) struct Line {
    id: String,
    title: String,
    state: String,
    tone: &'static str,
    next: String,
}

/// `GET /lessons`.
pub(super) async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Lessons, move |visit| {
        let words = visit.words;
        let lessons = Lesson::all(visit.hub)?;
        let libraries = Scope::ALL.into_iter().map(|scope| {
            let shared = lessons.iter().filter(|one| one.standing.shared.contains(&scope)).count();
            let shared = u64::try_from(shared).unwrap_or(u64::MAX);
            let shared = words.counted("console.lessons.count", shared);
            (scope.code(), words.label(LESSON_SCOPE.name, scope.code()).to_owned(), shared)
        });
        let page = Page {
            libraries: libraries.collect(),
            lessons: lessons.iter().map(|lesson| line(words, lesson)).collect(),
            frame: Frame::of(visit, "lessons", words.text("console.lessons.title").to_owned()),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

/// The colour of a state's tag.
pub(super) const fn tone(state: Stands) -> &'static str {
    match state {
        Stands::Draft => "grey",
        Stands::Consented => "blue",
        Stands::Reviewed => "yellow",
        Stands::Shared => "green",
        Stands::Withdrawn => "red",
    }
}

/// What a state is called.
pub(super) fn state_name(words: &Words, state: Stands) -> String {
    words.text(&format!("console.lessons.state.{}", state.word())).to_owned()
}

fn line(words: &Words, lesson: &Lesson) -> Line {
    let state = lesson.standing.state;
    Line {
        id: lesson.id.to_string(),
        title: match lesson.title.is_empty() {
            true => words.text("console.lessons.untitled").to_owned(),
            false => lesson.title.clone(),
        },
        state: state_name(words, state),
        tone: tone(state),
        next: words.text(&format!("console.lessons.next.{}", state.word())).to_owned(),
    }
}
