//! Subject access: what is held that names a person, with what tells of others blacked out. What is
//! shown is proposed line by line, checked by a person, and only then written out.

mod choices;
mod given;

pub use choices::{Choices, Line, OfRecord, SubjectFault, propose};
pub use given::{Given, give};
