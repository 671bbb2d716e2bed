//! What is wrong with a report, where, and what to do. Nothing that the writer wrote is repeated:
//! these texts go into logs.

use std::fmt;

use super::MAX_REPORT_BYTES;
use crate::model::codes::CodeList;

/// One thing wrong with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line on which the report begins, from 1, when it came from a file.
    pub line: Option<usize>,
    /// The field, as `acts.2.weapon`; empty when it is the whole report.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Fault {
    pub(super) fn of(problem: Problem) -> Self {
        Self::at("", problem)
    }

    pub(super) fn at(field: &str, problem: Problem) -> Self {
        Self { line: None, field: field.to_owned(), problem }
    }

    pub(super) fn on_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for Fault {}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The text begins with a byte order mark.
    #[error("a byte order mark stands before the text; save the file as UTF-8 without one")]
    ByteOrderMark,
    /// Text with a character that no keyboard writes.
    #[error("control character at byte {0}; only line breaks and tabs may stand in a text")]
    ControlCharacter(usize),
    /// An assignment to a list, or to more than one field of an item.
    #[error("this is a list; name the item and its field, as in {0}.k3f9a2.{1}=…")]
    ItemNotNamed(&'static str, &'static str),
    /// An item without a field.
    #[error("no field is filled in; fill one in or leave the item out")]
    EmptyItem,
    /// An object without a field, or nothing but blank text.
    #[error("no field is filled in; a report has at least one")]
    EmptyReport,
    /// A text field with nothing in it.
    #[error("the text is empty; write something or leave the field out")]
    EmptyText,
    /// Not JSON.
    #[error("not JSON at line {line}, column {column}: {reason}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// Neither `field=value` nor one of its kin.
    #[error("not an assignment; write field=value, field= to clear, set+=code or set-=code")]
    NotAnAssignment,
    /// Something else where an object belongs.
    #[error("{0} stands where an object of fields belongs; write {{\"field\": value}}")]
    NotAnObject(&'static str),
    /// A date that is none.
    #[error("not a date; write year, month and day as in 2026-03-01")]
    NotADate,
    /// An id of other characters, or too long.
    #[error("not an id; use 1 to 48 of a-z, 0-9 and _")]
    NotAnId,
    /// `+=` or `-=` on a field that is no set.
    #[error("this is not a set of codes; write field=value")]
    NotASet,
    /// A time that is none.
    #[error("not a time; write it with its offset as in 2026-03-01T02:10:00Z")]
    NotATime,
    /// Bytes that are not UTF-8.
    #[error("not UTF-8 at byte {0}; save the file as UTF-8")]
    NotUtf8(usize),
    /// A reference to an item that is not in the report.
    #[error("there is no item of {0} with this id; give that item the same id")]
    NoSuchItem(&'static str),
    /// A number that is too small or too large.
    #[error("out of range; write {min} to {max} {unit}")]
    OutOfRange {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
        /// What it counts.
        unit: &'static str,
    },
    /// A code that stands twice in a set.
    #[error("this code stands twice; leave one out")]
    RepeatedCode,
    /// A key that stands twice in an object.
    #[error("this field stands twice; leave one out")]
    RepeatedField,
    /// An id that stands twice in a list.
    #[error("another item has this id; give each its own")]
    RepeatedId,
    /// A report of too many bytes.
    #[error(
        "the report takes {0} bytes of JSON; the limit is {MAX_REPORT_BYTES} bytes, \
         so shorten the longest text"
    )]
    ReportTooLarge(usize),
    /// A text of too many bytes.
    #[error("the text takes {found} bytes; the limit is {max} bytes, so shorten it")]
    TextTooLong {
        /// The limit.
        max: usize,
        /// What it takes.
        found: usize,
    },
    /// A code that its list does not have.
    #[error("{}", unknown_code(.list, *.nearest))]
    UnknownCode {
        /// The list.
        list: &'static CodeList,
        /// The code that may be meant.
        nearest: Option<&'static str>,
    },
    /// A field that the dictionary does not have.
    #[error("{}", unknown_field(*.place, *.nearest))]
    UnknownField {
        /// Which field of its object, from 1.
        place: usize,
        /// The field that may be meant.
        nearest: Option<&'static str>,
    },
    /// A value of the wrong type.
    #[error("{found} stands where {wanted} belongs")]
    WrongType {
        /// What belongs there.
        wanted: &'static str,
        /// What stands there.
        found: &'static str,
    },
}

impl Problem {
    pub(super) const fn unknown_field(place: usize, nearest: Option<&'static str>) -> Self {
        Self::UnknownField { place, nearest }
    }
}

fn unknown_code(list: &CodeList, nearest: Option<&str>) -> String {
    let hint = nearest.map_or_else(String::new, |code| format!("; did you mean {code}?"));
    let allowed: Vec<_> = list.spellings().collect();
    format!("this code is not in {}{hint} (allowed: {})", list.name, allowed.join(", "))
}

fn unknown_field(place: usize, nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || format!("field {place} is not known; see the report's schema"),
        |name| format!("field {place} is not known; did you mean {name}?"),
    )
}
