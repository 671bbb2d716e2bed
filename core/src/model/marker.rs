//! A warning marker: what it rests on, what was decided on it, and where it stands at a moment.
//!
//! A marker is read from its history, and not from how its document reads now: each step of its life
//! counts only as the device wrote it that the step names, and whether it counts hangs on what that
//! device may do and on the steps before. So no device makes another's decision, takes one back, or
//! gives a warning more time than the region's terms allow; and where a marker stood on any past day
//! comes out the same whenever it is asked.

mod count;
mod facts;
mod fault;
mod frequent;
mod judge;
mod life;
mod quick;
mod read;
mod step;
mod terms;
#[cfg(test)]
mod tests;

pub use count::{Counted, Rule, Unit, UnknownRule};
pub use facts::{Evidence, Facts};
pub use fault::StepFault;
pub use frequent::{CallCounts, Frequency, FrequentTerms, frequency};
pub use life::{Life, Status, Taken};
pub use quick::{QUICK, Quick};
pub use read::{Marker, Revision};
pub use step::{Act, Hand, Step, Words, step_id};
pub use terms::Terms;
