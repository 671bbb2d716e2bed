//! What reports are found by: the words in them, the facts that lists go by, and how far two of
//! them look like the same event. Pure functions of a report's JSON.

mod facts;
mod gravity;
mod likeness;
mod words;

pub use facts::{Facts, Place};
pub use gravity::{Pressure, Sign, is_unanswered, signs};
pub use likeness::{Likeness, Reason, Resemblance};
pub(super) use words::plainer;
pub use words::{Query, words_of};
