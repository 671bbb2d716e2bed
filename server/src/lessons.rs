//! Lessons: what others can learn from an incident, told so that nobody can be made out. Where one
//! stands is the core's to say (`tabard_core::model::lesson`).

pub mod export;
mod lesson;
pub mod scan;

pub use lesson::{Consent, Lesson, Review};
