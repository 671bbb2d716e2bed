//! The sans-IO engine: what to send next, what an answer means, when to try again, how to repair.
//! It knows entries and cursors, and no records.

mod engine;
mod host;
mod verdict;

pub use engine::{Engine, Next, Trouble};
pub use host::{HttpRequest, Outcome, Step, Token};
pub use verdict::{LogMove, SyncFault, Verdict, judge};
