//! Lessons: drafted from a report, agreed to, reviewed by somebody else, shared and taken along.

mod acts;
mod draft;
mod lesson;
mod library;
mod list;

use axum::Router;
use axum::routing::{get, post};
use tabard_core::ids::RecordId;
use tabard_core::model::lesson::LessonFault;

use super::Shared;
use super::page::visit::{Trouble, Visit};
use crate::lessons::Lesson;
use crate::lessons::scan::Source;

/// The routes of lessons.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/lessons", get(list::page))
        .route("/lessons/new", get(draft::new).post(draft::start))
        .route("/lessons/library/{file}", get(library::file))
        .route("/lessons/{id}", get(lesson::page).post(draft::change))
        .route("/lessons/{id}/consent", post(acts::consent))
        .route("/lessons/{id}/consent/{consent}/withdraw", post(acts::withdraw))
        .route("/lessons/{id}/review", post(acts::review))
        .route("/lessons/{id}/share", post(acts::share))
}

/// The lesson that an address names.
fn named(visit: &Visit<'_>, id: &str) -> Result<Lesson, Trouble> {
    let id: RecordId = id.parse().map_err(|_| Trouble::NotFound)?;
    Ok(Lesson::of(&visit.hub.lesson(id)?.ok_or(Trouble::NotFound)?))
}

/// What the report of a lesson names, with the accounts beside it; nothing where it is not here.
fn source(visit: &Visit<'_>, lesson: &Lesson) -> Result<Source, Trouble> {
    let Some(incident) = lesson.incident else { return Ok(Source::default()) };
    let Ok(report) = visit.hub.incident(incident) else { return Ok(Source::default()) };
    let accounts = visit.hub.accounts(incident)?;
    let mut records = vec![&report.summary.report, &report.answer];
    records.extend(accounts.iter().map(|account| &account.view));
    Ok(Source::of(&records))
}

/// The key of the words of a fault.
const fn fault_key(fault: LessonFault) -> &'static str {
    match fault {
        LessonFault::Withdrawn => "console.fault.lesson_withdrawn",
        LessonFault::Unwritten => "console.fault.lesson_unwritten",
        LessonFault::Contested => "console.fault.lesson_contested",
        LessonFault::SamePerson => "console.fault.lesson_same_person",
        LessonFault::Nobody => "console.fault.lesson_nobody",
        LessonFault::Unconfirmed => "console.fault.lesson_unconfirmed",
        LessonFault::NotAgreed => "console.fault.lesson_not_agreed",
        LessonFault::NotReviewed => "console.fault.lesson_not_reviewed",
    }
}
