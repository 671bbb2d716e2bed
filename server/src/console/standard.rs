//! The VPR Standard: its parts with evidence and ratings, the risks, and the pack for the board.

mod board;
mod evidence;
mod overview;
mod part;
mod risks;

use axum::Router;
use axum::routing::{get, post};
use jiff::ToSpan;
use jiff::civil::Date;

use super::Shared;
use super::page::visit::{Trouble, Visit};
use crate::learning::{Rates, View};
use crate::lessons::Lesson;
use crate::standard::{Figures, Register};

/// The routes of the standard.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/standard", get(overview::page))
        .route("/standard/board", get(board::page))
        .route("/standard/board/{file}", get(board::file))
        .route("/standard/{part}", get(part::page))
        .route("/standard/{part}/evidence", post(evidence::add))
        .route("/standard/{part}/evidence/{id}/end", post(evidence::end))
        .route("/standard/{part}/rate", post(part::rate))
        .route("/risks", get(risks::list))
        .route("/risks/new", get(risks::new).post(risks::add))
        .route("/risks/{id}", get(risks::page).post(risks::change))
        .route("/risks/{id}/close", post(risks::close))
}

/// What the pages read.
struct Read {
    register: Register,
    lessons: u64,
    rates: Rates,
    today: Date,
}

impl Read {
    /// All of it, with figures of the last twelve whole months.
    fn of(visit: &Visit<'_>, console: &Shared) -> Result<Self, Trouble> {
        let register = Register::of(&visit.hub.standards()?);
        let lessons = Lesson::all(visit.hub)?;
        let shared = lessons.iter().filter(|one| !one.standing.shared.is_empty()).count();
        let (rates, today) = console.learning.with(visit, |facts, settings| {
            let today = facts.zone().local_of(visit.now).day;
            // Periods end with a month (docs/adr/0026): a count that moved each day would tell.
            let until = today.first_of_month();
            let period = (until.saturating_sub(12.months()), until);
            let view = View::between(facts, visit.words, settings, visit.now, period);
            (Rates::of(&view), today)
        })?;
        let lessons = u64::try_from(shared).unwrap_or(u64::MAX);
        Ok(Self { register, lessons, rates, today })
    }

    fn figures(&self) -> Figures<'_> {
        Figures {
            rates: self.rates.clone(),
            register: &self.register,
            lessons: self.lessons,
            today: self.today,
        }
    }
}
