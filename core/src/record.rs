//! One record as an Automerge document: edited here, merged with what others edited, and never
//! at the mercy of the bytes they send.
//!
//! - [`Record`] is the document: a flat map from path to value.
//! - [`Step`] is what one entry brings: changes of one author. The gate lets it in whole, makes it
//!   wait for what it builds on, or refuses it; nothing it holds can panic, hang or blow up the
//!   process, or leave a document that does not load again.
//! - [`settle()`] is a pure function of the set of steps: order, duplicates and batches do not
//!   matter, so that all replicas show the same and refuse the same.
//!
//! Automerge's panics are caught, which takes `panic = "unwind"`, and print through the process's
//! panic hook: the host decides what becomes of that output, a library must not replace the hook.

mod actor;
mod change;
mod columns;
mod document;
mod edit;
mod gate;
mod history;
mod past;
mod projection;
mod reader;
mod settle;
mod step;

#[cfg(test)]
mod arrival;
#[cfg(test)]
mod contradiction;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod speed;

pub use actor::Actor;
pub use document::{EditError, Record, Unloadable};
pub use history::{Edited, Revision};
pub use settle::{Settlement, settle};
pub use step::{Missing, Refusal, Standing, Step, StepId};
