//! Reading: what a person sees of a record, finds, and is reminded of.

pub(super) mod case;
pub(super) mod due;
pub(super) mod duplicates;
pub(super) mod finding;
pub(super) mod history;
pub(super) mod naming;
pub(super) mod read;
mod standing;
mod told;
pub(super) mod unread;
pub(super) mod views;
