//! The fields of a crew's question about the job it is sent to, and of the answer: the text of
//! markers alone, until the job is over.

use super::{EDITS, Field, LINE, code, flag, items, text, time};
use crate::model::codes::{ENQUIRY_REPLY, RESPONSE_INSTRUCTION};

pub(super) const FIELDS: &[Field] = &[
    // What the crew writes.
    text("cad_number", LINE),
    text("callsign", LINE),
    text("number", 24).about_person(),
    text("place", LINE).about_person(),
    time("asked_at"),
    time("acknowledged_at"),
    // What the control room writes.
    code("reply", &ENQUIRY_REPLY),
    items("markers", MARKERS),
    time("answered_at"),
    time("until"),
    flag("over"),
    items("edits", EDITS),
];

const MARKERS: &[Field] = &[
    text("sentence", LINE).about_person(),
    code("instruction", &RESPONSE_INSTRUCTION),
    flag("same_building"),
];
