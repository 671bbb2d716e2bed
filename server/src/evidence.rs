//! Evidence packs: all that a police officer or a court needs of one incident, in one file that
//! can be checked without Tabard's servers (docs/evidence.md, docs/adr/0025).

pub mod archive;
mod bundle;
mod collect;
mod fault;
mod readable;
mod redact;
mod render;
mod verify;

pub use archive::ArchiveError;
pub use collect::{Made, Wishes, make};
pub use fault::{EvidenceError, Refused};
pub(crate) use redact::{Part, blacked_out};
pub use redact::{Redaction, RedactionFault};
pub use verify::{Verdict, verify};
