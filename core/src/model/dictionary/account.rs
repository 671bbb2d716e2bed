//! The fields of an account: what one witness saw, in the order in which a statement to the police
//! takes it (the prompts of a police evidence pack, S126).

use super::{EDITS, Field, NARRATIVE, NOTE, code, flag, items, text, time};
use crate::model::codes::SUPPORTS_ACTION;

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64, "The id of the incident it is about."),
    text("role", NOTE, "What was your role at the time?").about_person(),
    text("where_it_was", NOTE, "Where were you?").about_person(),
    text("who_was_present", NOTE, "Who was there?").about_person(),
    text("build_up", NARRATIVE, "What led up to it?").about_person(),
    text("previous_incidents", NOTE, "Had anything like it happened before?").about_person(),
    text("what_happened", NARRATIVE, "What happened, in your own words?").about_person(),
    text("why_deliberate", NOTE, "Do you believe it was deliberate, and why?").about_person(),
    text("where_blows_landed", NOTE, "Where did the blows land?").about_person(),
    text("injuries", NOTE, "How were you injured, and by what?").about_person(),
    text("treatment", NOTE, "What treatment did you have?").about_person(),
    text("how_it_made_you_feel", NOTE, "How did it make you feel?").about_person(),
    text("anything_else", NARRATIVE, "Is there anything else?").about_person(),
    code("supports_action", &SUPPORTS_ACTION, "Do you want the police to act?").about_person(),
    flag("private", "Are your crew-mates not to know that you wrote this?"),
    time("begun_at", "When you began to write it."),
    time("finished_at", "When you said that it is complete."),
    items("edits", EDITS, "When each device last changed it, by the devices' ids."),
];
