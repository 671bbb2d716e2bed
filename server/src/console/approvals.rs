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
use tabard_core::ids::RecordId;

use super::Shared;
use super::page::visit::{Trouble, Visit};
use crate::host::entropy;

pub use act::{Act, Kind};
pub use store::{Approvals, Approved, AskFault, RequestId};

/// So many ids are listed; of the others their number is told.
const LISTED: usize = 20;

/// The routes of approvals.
pub(in crate::console) fn routes() -> Router<Shared> {
    Router::new().route("/approvals", get(page::page)).route("/approvals/{id}", post(page::decide))
}

/// Reports, by their ids, as whoever approves is told of them.
#[must_use]
pub fn listed(reports: &[RecordId]) -> String {
    let first: Vec<_> = reports.iter().take(LISTED).map(ToString::to_string).collect();
    match reports.len().saturating_sub(LISTED) {
        0 => first.join(" "),
        more => format!("{} + {more}", first.join(" ")),
    }
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
