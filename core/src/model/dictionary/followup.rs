//! The fields of a follow-up: what the reporter hears from the hub.

use super::{EDITS, Field, LINE, NOTE, code, date, flag, items, text, time};
use crate::model::codes::{FOLLOWUP_OUTCOME, FOLLOWUP_STATUS, FOOTAGE_STATUS, RETURN_REPLY};

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64),
    code("status", &FOLLOWUP_STATUS),
    text("role", LINE),
    items("messages", MESSAGES),
    code("outcome", &FOLLOWUP_OUTCOME),
    text("no_action_reason", NOTE),
    items("footage", FOOTAGE),
    text("duplicate_of", 64),
    items("riddor", RIDDOR),
    items("evidence", EVIDENCE),
    // Of a service's return: which of them was looked at, and what came of it.
    text("return_number", 16),
    code("return_reply", &RETURN_REPLY),
    items("edits", EDITS),
];

const MESSAGES: &[Field] =
    &[text("text", NOTE).about_person(), time("at"), text("from", LINE), flag("question")];

const RIDDOR: &[Field] = &[
    text("staff", 48),
    date("reported_on"),
    text("reference", 64),
    text("not_reported_reason", NOTE).about_person(),
    text("by", LINE),
];

const FOOTAGE: &[Field] =
    &[text("recording", 48), code("status", &FOOTAGE_STATUS), time("at"), text("by", LINE)];

/// Each time that a pack of the report was made for somebody outside, such as the police.
const EVIDENCE: &[Field] = &[time("at"), text("by", LINE), text("reason", NOTE).about_person()];
