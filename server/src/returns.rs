//! The national return: how many incidents of which type, when, where, to whom and with what factors,
//! as one service tells a national hub. Counts alone, protected before they leave, signed by the
//! service's hub; and what a national hub makes of the returns of several services.

mod document;
mod merge;
mod period;
mod service;
mod tally;
#[cfg(test)]
mod tests;
pub mod words;

pub use document::{Dimension, Disclosure, Grid, REST, Return, ReturnFault, SCHEMA, SCOPE_VERSION};
pub use merge::{Came, Line, Merged, MergedDimension, MergedGrid, Sum, merge};
pub use period::{NotAPeriod, Period};
pub use service::{ENGLISH, NotAService, Pin, Pins, PinsFault, Service};
pub use tally::tally;
