//! What a warning marker is about, and when something that is met is that subject.
mod hidden;
pub mod number;
pub mod presented;
