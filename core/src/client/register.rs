//! The register of warning markers: flagging, deciding, looking up, counting, and what crews are told
//! of the job they are sent to.

mod callers;
pub(super) mod card;
mod counting;
mod exchange;
mod flags;
mod jobs;
mod lookup;
mod marking;
mod reading;
mod views;

pub use callers::CallerFacts;
pub use counting::{CountOf, CountedMarkers};
pub use exchange::ImportFault;
pub use flags::Flags;
pub use jobs::{Job, JobAnswer};
pub use lookup::{LookUp, Register, Warning};
pub use marking::{Flag, Flagged, Proposal};
pub use reading::{MarkerSummary, MarkerView};
pub use views::View;
