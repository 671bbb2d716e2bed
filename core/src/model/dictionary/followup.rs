//! The fields of a follow-up: what the reporter hears from the hub.

use super::{EDITS, Field, LINE, NOTE, code, flag, items, text, time};
use crate::model::codes::{FOLLOWUP_OUTCOME, FOLLOWUP_STATUS, FOOTAGE_STATUS};

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64, "The id of the incident that is answered."),
    code("status", &FOLLOWUP_STATUS, "How far the hub has come."),
    text("role", LINE, "Who looks at it, by role."),
    items("messages", MESSAGES, "What the hub says and asks."),
    code("outcome", &FOLLOWUP_OUTCOME, "What came of it."),
    text("no_action_reason", NOTE, "Why nothing further is done, for the reporter to read."),
    items("footage", FOOTAGE, "What became of each recording that is to be kept."),
    items("edits", EDITS, "When each device last changed it, by the devices' ids."),
];

const MESSAGES: &[Field] = &[
    text("text", NOTE, "The message.").about_person(),
    time("at", "When."),
    text("from", LINE, "Who says it, by role."),
    flag("question", "Is the reporter asked to answer it?"),
];

const FOOTAGE: &[Field] = &[
    text("recording", 48, "The id of the recording in the incident."),
    code("status", &FOOTAGE_STATUS, "What became of it."),
    time("at", "When."),
    text("by", LINE, "Who saw to it, by role."),
];
