//! The envelope: an immutable, encrypted, signed step in the history of a record.

mod body;
mod header;
mod seal;
mod signed;

pub use body::{BodyError, MAX_INFLATED};
pub use header::{Audience, Compartment, Grant, Header, HeaderError, Kind, Seen, Start};
pub use seal::{OpenError, RecordOrigin, open, seal};
pub use signed::{MAX_ENTRY, RefusedEntry, SignedEntry};
