//! The fields of a warning marker. Its subject is said once, when it is begun. Each step of its life
//! is an item that one device writes at once and nobody changes: see [`crate::model::marker`].

use super::{EDITS, Field, LINE, NOTE, code, codes, date, items, text, time};
use crate::model::codes::{
    CALLER_BEHAVIOUR, MARKER_ACT, MARKER_ADVICE, MARKER_CATEGORY, MARKER_SUBJECT,
    RESPONSE_INSTRUCTION,
};

pub(super) const FIELDS: &[Field] = &[
    code("subject", &MARKER_SUBJECT),
    text("number", 24).about_person(),
    text("uprn", 16).about_person(),
    text("unit", LINE).about_person(),
    text("building", LINE).about_person(),
    text("street", LINE).about_person(),
    text("postcode", 16).about_person(),
    text("person_name", LINE).about_person(),
    date("person_born").about_person(),
    text("nhs_number", 16).about_person(),
    code("category", &MARKER_CATEGORY),
    codes("behaviours", &CALLER_BEHAVIOUR),
    code("instruction", &RESPONSE_INSTRUCTION),
    text("sentence", LINE).about_person(),
    items("evidence", EVIDENCE),
    items("steps", STEPS),
    time("begun_at"),
    items("edits", EDITS),
];

const EVIDENCE: &[Field] = &[
    text("incident", 64),
    text("cad_number", LINE),
    text("call", LINE),
    time("at"),
    text("note", NOTE).about_person(),
];

const STEPS: &[Field] = &[
    code("act", &MARKER_ACT),
    time("at"),
    text("by", LINE).about_person(),
    time("until"),
    text("reason", NOTE).about_person(),
    code("advice", &MARKER_ADVICE),
    date("address_checked_on"),
    text("letter", LINE),
    code("category", &MARKER_CATEGORY),
    code("instruction", &RESPONSE_INSTRUCTION),
    text("sentence", LINE).about_person(),
];
