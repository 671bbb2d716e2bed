//! The fields of the hub's log of who read what, and of what may not be erased.

use super::{EDITS, Field, LINE, NOTE, code, date, items, text, time};
use crate::model::codes::READING;

pub(super) const FIELDS: &[Field] =
    &[items("done", DONE), items("holds", HOLDS), time("begun_at"), items("edits", EDITS)];

const DONE: &[Field] = &[
    code("what", &READING),
    text("record", 64),
    time("at"),
    text("by", LINE).about_person(),
    text("why", NOTE),
];

/// A hold on a record. Its item is called by the record, so that a record has one at most.
const HOLDS: &[Field] = &[
    text("record", 64),
    text("why", NOTE),
    text("by", LINE).about_person(),
    time("at"),
    date("review_on"),
    time("released_at"),
    text("released_by", LINE).about_person(),
    text("released_why", NOTE),
];
