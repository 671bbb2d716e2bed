//! Writing: fields as they are typed, reports as they are saved, and what a crew adds to them.

pub(super) mod account;
pub(super) mod case;
pub(super) mod crew;
pub(super) mod draft;
pub(super) mod followup;
pub(super) mod of_triage;
pub(super) mod reporter;
pub(super) mod returned;
pub(super) mod stamp;
pub(super) mod support;
pub(super) mod write;
