//! The fields of a case: the hub's own file on an incident. Reporters never receive it. All it
//! holds is lists, so that what several devices began of one incident reads as one.

use super::{EDITS, Field, LINE, NARRATIVE, NOTE, code, date, items, text, time};
use crate::model::codes::{
    ACTION_RUNG, CAPACITY_BASIS, INTENT_CAPACITY, POLICE_OUTCOME, POLICE_STATUS,
};

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64),
    items("assessments", ASSESSMENTS),
    items("actions", ACTIONS),
    items("police", POLICE),
    items("notes", NOTES),
    items("edits", EDITS),
];

/// What the hub thinks of somebody's intent and capacity, beside the reporter's view (S63, S64).
const ASSESSMENTS: &[Field] = &[
    text("person", 48),
    code("intent_capacity", &INTENT_CAPACITY).about_person(),
    code("capacity_basis", &CAPACITY_BASIS).about_person(),
    text("assessor", LINE).about_person(),
    text("basis", NOTE).about_person(),
    time("at"),
    text("by", LINE).about_person(),
];

/// What is done about somebody, a rung of the ladder each.
const ACTIONS: &[Field] = &[
    code("rung", &ACTION_RUNG).about_person(),
    text("person", 48),
    text("reason", NOTE).about_person(),
    text("proposed_by", LINE).about_person(),
    time("proposed_at"),
    text("clinical_input", NOTE).about_person(),
    text("clinical_by", LINE).about_person(),
    text("conditions", NOTE).about_person(),
    date("review_on"),
    date("expires_on"),
    text("approved_by", LINE).about_person(),
    time("approved_at"),
    text("refused_by", LINE).about_person(),
    time("refused_at"),
    text("refused_reason", NOTE).about_person(),
    text("letter", 64),
    text("letter_text", NARRATIVE).about_person(),
    date("letter_sent_on"),
    text("letter_by", LINE).about_person(),
    text("representation", NOTE).about_person(),
    date("ended_on"),
    text("ended_reason", NOTE).about_person(),
    text("by", LINE).about_person(),
    time("at"),
];

/// A report to the police, and what came of it.
const POLICE: &[Field] = &[
    text("force", LINE),
    text("reference", 64),
    text("officer", LINE).about_person(),
    code("status", &POLICE_STATUS),
    code("outcome", &POLICE_OUTCOME),
    date("reported_on"),
    date("chase_on"),
    text("notes", NOTE).about_person(),
    text("by", LINE).about_person(),
    time("at"),
];

const NOTES: &[Field] =
    &[text("text", NARRATIVE).about_person(), text("by", LINE).about_person(), time("at")];
