//! The national return: how many incidents of which type, when, where, to whom and with what factors,
//! as one service tells a national hub. Counts alone, protected before they leave, signed by the
//! service's hub; how it is handed in at a national region; and what a national hub makes of the
//! returns of several services.

mod document;
mod handing;
mod kept;
mod merge;
mod period;
mod sender;
mod service;
mod tally;
#[cfg(test)]
mod tests;
pub mod words;

pub use document::{Dimension, Disclosure, Grid, REST, Return, ReturnFault, SCHEMA, SCOPE_VERSION};
pub use handing::{HandingFault, fit_to_hand_in};
pub use kept::{file_of, files_of, told_by};
pub use merge::{Came, Line, Merged, MergedDimension, MergedGrid, Source, Sum, merge};
pub use period::{NotAPeriod, Period};
pub use sender::{Reply, Sender, reply};
pub use service::{ENGLISH, NotAService, Pin, Pins, PinsFault, Service};
pub use tally::tally;
