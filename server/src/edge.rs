//! The edge: a relay inside a control room. Devices there sync with it while the region cannot be
//! reached; when the line is back it takes the region's log over and gives the region what it lacks.

mod folder;
mod pace;
mod round;

pub use folder::{EdgeError, open};
pub(crate) use folder::{NewEdge, check_empty, write};
pub use pace::Pace;
pub use round::{Cut, Line, Round, Upstream};
