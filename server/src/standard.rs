//! The VPR Standard: what a region shows for each part of it, how it rates itself, its risks, and the
//! pack that a board reads twice a year. What an indicator says is the region's to bring: no official
//! wording is in here.

pub mod board;
mod half;
mod indicators;
mod live;
mod part;
mod register;
mod state;
#[cfg(test)]
mod tests;

pub use half::{Half, NotAHalf};
pub use indicators::{Indicator, Indicators, IndicatorsFault};
pub use live::{Figures, Live};
pub use part::Part;
pub use register::{Evidence, Rating, Register, Risk};
pub use state::{PartState, parts};
