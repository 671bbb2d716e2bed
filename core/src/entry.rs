//! The envelope: an immutable, encrypted, signed step in the history of a record.

mod body;
mod disclose;
mod header;
mod kind;
mod remnant;
mod seal;
mod signed;

pub use body::{BodyError, DICTIONARY, MAX_INFLATED};
pub use disclose::{disclose, open_disclosed};
pub(crate) use header::MAX_GRANTS;
pub use header::{Audience, Grant, Header, HeaderError, Seen, Start};
pub use kind::{Compartment, Kind, Sharing};
pub use remnant::Remnant;
pub use seal::{OpenError, RecordOrigin, open, seal};
pub use signed::{MAX_ENTRY, RefusedEntry, SignedEntry};
