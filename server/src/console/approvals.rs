//! What one person may not do alone. Whoever wants it asks, with a reason; somebody else with
//! [`Right::Approvals`](super::access::roles::Right) approves or refuses; then the one who asked does
//! exactly that, once.
//!
//! A page that does such a thing names the act with all that makes a difference, takes an approval
//! for it, and asks where there is none:
//!
//! ```ignore
//! let act = Act::of(Kind::Export).with("from", "2026-01-01").with("until", "2026-03-31");
//! match approvals::take(visit, &act)? {
//!     Some(approved) => /* do it; `approved` says who allowed it, and why */,
//!     None => match approvals::ask(visit, &act, what, why)? {
//!         Ok(_) => see_other("/approvals"),
//!         Err(fault) => /* the form again: `fault.key()` is the key of its words */,
//!     },
//! }
//! ```
//!
//! An approval fits one act to the letter: another day, another name, and it is another act. It ends
//! seven days after it was asked for, and is spent when it is taken, whether or not what it was for
//! succeeds.

mod act;
mod page;
mod store;

use axum::Router;
use axum::routing::{get, post};
use tabard_core::words::Words;

use super::Shared;
use super::page::visit::{Trouble, Visit};
use crate::host::entropy;
use crate::retention::Item;
use crate::said::words as said;

pub use act::{Act, Kind};
pub use store::{Approvals, Approved, AskFault, RequestId};

/// So many ids are listed; of the others their number is told.
const LISTED: usize = 20;

/// The routes of approvals.
pub(in crate::console) fn routes() -> Router<Shared> {
    Router::new().route("/approvals", get(page::page)).route("/approvals/{id}", post(page::decide))
}

/// Reports that are due to be erased, as whoever approves is told of them: the day from which a
/// period runs is what somebody typed, and may be wrong.
#[must_use]
pub fn listed<'a>(words: &Words, reports: impl IntoIterator<Item = &'a Item>) -> String {
    let mut reports = reports.into_iter();
    let line = |one: &Item| {
        let class = format!("console.retention.class.{}", one.class.code());
        let class = words.text(&class);
        let (from, due) = (said::day(words, one.from), said::day(words, one.due));
        let record = one.record;
        let from_head = words.text("console.retention.from_head");
        let due_head = words.text("console.retention.due_head");
        format!("{record}: {class}, {from_head} {from}, {due_head} {due}")
    };
    let mut lines: Vec<String> = reports.by_ref().take(LISTED).map(line).collect();
    let more = reports.count();
    if more > 0 {
        lines.push(format!("+ {more}"));
    }
    lines.join("; ")
}

/// Asks in the name of whoever visits. `what` says in words what will be done, `why` is theirs.
pub(in crate::console) fn ask(
    visit: &mut Visit<'_>,
    act: &Act,
    what: &str,
    why: &str,
) -> Result<Result<RequestId, AskFault>, Trouble> {
    let mut approvals = Approvals::read(visit.hub)?;
    let asked = approvals.ask(act, what, why, &visit.who.name, visit.now, &mut entropy());
    if asked.is_ok() {
        approvals.write(visit.hub)?;
    }
    Ok(asked)
}

/// Takes the approval of what whoever visits had asked for. It is spent from then on.
pub(in crate::console) fn take(
    visit: &mut Visit<'_>,
    act: &Act,
) -> Result<Option<Approved>, Trouble> {
    let mut approvals = Approvals::read(visit.hub)?;
    let taken = approvals.take(act, &visit.who.name, visit.now);
    if taken.is_some() {
        approvals.write(visit.hub)?;
    }
    Ok(taken)
}
