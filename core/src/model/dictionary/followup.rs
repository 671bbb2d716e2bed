//! The fields of a follow-up: what the reporter hears from the hub.

use super::{Field, LINE, NOTE, code, date, flag, items, text, time};
use crate::model::codes::{FOLLOWUP_OUTCOME, FOLLOWUP_STATUS, FOOTAGE_STATUS};

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64, "The id of the incident that is answered."),
    code("status", &FOLLOWUP_STATUS, "How far the hub has come."),
    text("role", LINE, "Who looks at it, by role."),
    items("messages", MESSAGES, "What the hub says and asks."),
    code("outcome", &FOLLOWUP_OUTCOME, "What came of it."),
    text("no_action_reason", NOTE, "Why nothing further is done, for the reporter to read."),
    items("footage", FOOTAGE, "What became of each recording that is to be kept."),
    text("duplicate_of", 64, "The id of the report that tells the same event."),
    items("riddor", RIDDOR, "Reports to HSE, one for each member of staff."),
];

const MESSAGES: &[Field] = &[
    text("text", NOTE, "The message.").about_person(),
    time("at", "When."),
    text("from", LINE, "Who says it, by role."),
    flag("question", "Is the reporter asked to answer it?"),
];

const RIDDOR: &[Field] = &[
    text("staff", 48, "The id of the member of staff in the incident."),
    date("reported_on", "The day it was reported to HSE."),
    text("reference", 64, "The reference that HSE gave."),
    text("not_reported_reason", NOTE, "Why it need not be reported.").about_person(),
    text("by", LINE, "Who decided, by role."),
];

const FOOTAGE: &[Field] = &[
    text("recording", 48, "The id of the recording in the incident."),
    code("status", &FOOTAGE_STATUS, "What became of it."),
    time("at", "When."),
    text("by", LINE, "Who saw to it, by role."),
];
