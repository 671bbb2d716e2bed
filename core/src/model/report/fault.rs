//! What is wrong with a report, where, and what to do. Nothing that the writer wrote is repeated:
//! these texts go into logs. They are in the files of [`crate::words`].

use std::fmt;

use super::MAX_REPORT_BYTES;
use super::json::Shape;
use crate::model::codes::CodeList;
use crate::words::Words;

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

    /// What is wrong, with its place, in the language of `words`.
    #[must_use]
    pub fn said(&self, words: &Words) -> String {
        let fault = self.problem.said(words);
        let fault = match self.field.as_str() {
            "" => fault,
            field => words.fill("faults.in_field", &[("field", field), ("fault", &fault)]),
        };
        match self.line {
            None => fault,
            Some(line) => {
                words.fill("faults.on_line", &[("line", &line.to_string()), ("fault", &fault)])
            }
        }
    }
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text begins with a byte order mark.
    ByteOrderMark,
    /// Text with a character that no keyboard writes.
    ControlCharacter(usize),
    /// An assignment to a list, or to more than one field of an item.
    ItemNotNamed(&'static str, &'static str),
    /// An item without a field.
    EmptyItem,
    /// An object without a field, or nothing but blank text.
    EmptyReport,
    /// A text field with nothing in it.
    EmptyText,
    /// Not JSON.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// Neither `field=value` nor one of its kin.
    NotAnAssignment,
    /// Something else where an object belongs.
    NotAnObject(Shape),
    /// A date that is none.
    NotADate,
    /// An id of other characters, or too long.
    NotAnId,
    /// `+=` or `-=` on a field that is no set.
    NotASet,
    /// A time that is none.
    NotATime,
    /// Bytes that are not UTF-8.
    NotUtf8(usize),
    /// A reference to an item that is not in the report.
    NoSuchItem(&'static str),
    /// A number that is too small or too large.
    OutOfRange {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
        /// What it counts.
        unit: &'static str,
    },
    /// A code that stands twice in a set.
    RepeatedCode,
    /// A key that stands twice in an object.
    RepeatedField,
    /// An id that stands twice in a list.
    RepeatedId,
    /// A report of too many bytes.
    ReportTooLarge(usize),
    /// A text of too many bytes.
    TextTooLong {
        /// The limit.
        max: usize,
        /// What it takes.
        found: usize,
    },
    /// A code that its list does not have.
    UnknownCode {
        /// The list.
        list: &'static CodeList,
        /// The code that may be meant.
        nearest: Option<&'static str>,
    },
    /// A field that the dictionary does not have.
    UnknownField {
        /// Which field of its object, from 1.
        place: usize,
        /// The field that may be meant.
        nearest: Option<&'static str>,
    },
    /// A value of the wrong type.
    WrongType {
        /// What belongs there.
        wanted: Shape,
        /// What stands there.
        found: Shape,
    },
}

impl Problem {
    pub(super) const fn unknown_field(place: usize, nearest: Option<&'static str>) -> Self {
        Self::UnknownField { place, nearest }
    }

    /// What is wrong, and what to do, in the language of `words`.
    #[must_use]
    pub fn said(&self, words: &Words) -> String {
        match self {
            Self::ByteOrderMark => words.text("faults.byte_order_mark").to_owned(),
            Self::ControlCharacter(at) => {
                words.fill("faults.control_character", &[("at", &at.to_string())])
            }
            Self::ItemNotNamed(list, field) => {
                words.fill("faults.item_not_named", &[("list", list), ("field", field)])
            }
            Self::EmptyItem => words.text("faults.empty_item").to_owned(),
            Self::EmptyReport => words.text("faults.empty_report").to_owned(),
            Self::EmptyText => words.text("faults.empty_text").to_owned(),
            Self::Malformed { line, column, reason } => {
                let (line, column) = (line.to_string(), column.to_string());
                let values = [("line", &*line), ("column", &*column), ("reason", reason)];
                words.fill("faults.malformed", &values)
            }
            Self::NotAnAssignment => words.text("faults.not_an_assignment").to_owned(),
            Self::NotAnObject(found) => {
                words.fill("faults.not_an_object", &[("found", found.said(words))])
            }
            Self::NotADate => words.text("faults.not_a_date").to_owned(),
            Self::NotAnId => words.text("faults.not_an_id").to_owned(),
            Self::NotASet => words.text("faults.not_a_set").to_owned(),
            Self::NotATime => words.text("faults.not_a_time").to_owned(),
            Self::NotUtf8(at) => words.fill("faults.not_utf8", &[("at", &at.to_string())]),
            Self::NoSuchItem(list) => words.fill("faults.no_such_item", &[("list", list)]),
            Self::OutOfRange { min, max, unit } => {
                let (min, max) = (min.to_string(), max.to_string());
                let values = [("min", &*min), ("max", &*max), ("unit", words.unit(unit))];
                words.fill("faults.out_of_range", &values)
            }
            Self::RepeatedCode => words.text("faults.repeated_code").to_owned(),
            Self::RepeatedField => words.text("faults.repeated_field").to_owned(),
            Self::RepeatedId => words.text("faults.repeated_id").to_owned(),
            Self::ReportTooLarge(found) => {
                too_long(words, "faults.report_too_large", *found, MAX_REPORT_BYTES)
            }
            Self::TextTooLong { max, found } => {
                too_long(words, "faults.text_too_long", *found, *max)
            }
            Self::UnknownCode { list, nearest } => unknown_code(words, list, *nearest),
            Self::UnknownField { place, nearest } => unknown_field(words, *place, *nearest),
            Self::WrongType { wanted, found } => {
                let values = [("wanted", wanted.said(words)), ("found", found.said(words))];
                words.fill("faults.wrong_type", &values)
            }
        }
    }
}

/// In English, for logs and programs.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Words::english()))
    }
}

impl std::error::Error for Fault {}

/// In English, for logs and programs.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Words::english()))
    }
}

impl std::error::Error for Problem {}

fn too_long(words: &Words, key: &str, found: usize, max: usize) -> String {
    words.fill(key, &[("found", &found.to_string()), ("max", &max.to_string())])
}

fn unknown_code(words: &Words, list: &CodeList, nearest: Option<&str>) -> String {
    let allowed = list.spellings().collect::<Vec<_>>().join(", ");
    let values = [("list", list.name), ("allowed", &*allowed)];
    match nearest {
        None => words.fill("faults.unknown_code", &values),
        Some(code) => {
            words.fill("faults.unknown_code_near", &[&values[..], &[("nearest", code)]].concat())
        }
    }
}

fn unknown_field(words: &Words, place: usize, nearest: Option<&str>) -> String {
    let place = place.to_string();
    match nearest {
        None => words.fill("faults.unknown_field", &[("place", &place)]),
        Some(name) => {
            words.fill("faults.unknown_field_near", &[("place", &place), ("nearest", name)])
        }
    }
}
