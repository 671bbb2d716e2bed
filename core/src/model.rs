//! What is written down: fields, code lists and the changes made to them. It knows nothing of
//! storage, keys or networks.

pub mod case;
pub mod closing;
pub mod codes;
pub mod conversation;
pub mod dictionary;
pub mod due;
pub mod exchange;
pub mod finding;
pub mod helplines;
pub mod marker;
pub mod missing;
mod patch;
mod reading;
pub mod report;
pub mod schema;
pub mod subject;
mod title;
pub mod view;

pub use dictionary::{Field, Kind, RecordKind};
pub use patch::{Node, Patch, Path, PathError, Scalar, Stated, Tree};
pub use reading::ReadingAct;
pub use report::{
    Fault, Parsed, Problem, Report, parse_assignment, parse_bytes, parse_edit, parse_lines,
};
pub use schema::report_schema;
pub use title::{is_withdrawn, title};
pub use view::view;
