//! The audit: who read what at the hub, kept by the hub of itself, and what may not be erased.

mod holds;
mod readings;

pub use holds::{Hold, HoldNews};
pub use readings::{Reading, ReadingLine};
