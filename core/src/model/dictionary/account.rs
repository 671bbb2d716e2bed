//! The fields of an account: what one witness saw, in the order in which a statement to the police
//! takes it (the prompts of a police evidence pack, S126).

use super::{EDITS, Field, NARRATIVE, NOTE, code, flag, items, text, time};
use crate::model::codes::SUPPORTS_ACTION;

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64),
    text("role", NOTE).about_person(),
    text("where_it_was", NOTE).about_person(),
    text("who_was_present", NOTE).about_person(),
    text("build_up", NARRATIVE).about_person(),
    text("previous_incidents", NOTE).about_person(),
    text("what_happened", NARRATIVE).about_person(),
    text("why_deliberate", NOTE).about_person(),
    text("where_blows_landed", NOTE).about_person(),
    text("injuries", NOTE).about_person(),
    text("treatment", NOTE).about_person(),
    text("how_it_made_you_feel", NOTE).about_person(),
    text("anything_else", NARRATIVE).about_person(),
    code("supports_action", &SUPPORTS_ACTION).about_person(),
    flag("private"),
    time("begun_at"),
    time("finished_at"),
    items("edits", EDITS),
];
