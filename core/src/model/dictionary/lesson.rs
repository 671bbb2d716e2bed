//! The fields of a lesson: its text as a person rewrote it, who agreed to it, who reviewed which text,
//! and where it was shared. What of this counts is in [`crate::model::lesson`].

use super::{EDITS, Field, LINE, NOTE, code, codes, date, flag, items, text, time, whole};
use crate::model::codes::{CONSENT_HOW, CONTRIBUTORY_FACTOR, LESSON_SCOPE, VPR_PART};

/// What happened takes more than a note, and less than a whole account.
const STORY: usize = 8 * 1024;

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64),
    text("title", LINE).about_person(),
    text("happened", STORY).about_person(),
    text("helped", NOTE).about_person(),
    text("change", NOTE).about_person(),
    code("part", &VPR_PART),
    codes("factors", &CONTRIBUTORY_FACTOR),
    whole("affected", 1, 64, "people"),
    items("authors", AUTHORS),
    items("consents", CONSENTS),
    items("reviews", REVIEWS),
    items("shares", SHARES),
    time("begun_at"),
    items("edits", EDITS),
];

const AUTHORS: &[Field] = &[text("name", LINE).about_person(), time("at")];

const CONSENTS: &[Field] = &[
    text("of", LINE).about_person(),
    code("how", &CONSENT_HOW),
    date("given_on"),
    flag("internal"),
    flag("aace"),
    flag("campaign"),
    text("by", LINE).about_person(),
    time("at"),
    time("withdrawn_at"),
    text("withdrawn_by", LINE).about_person(),
];

/// What was looked for and not found, in the text of one digest.
const REVIEWS: &[Field] = &[
    text("text", 64),
    flag("names"),
    flag("places"),
    flag("dates"),
    flag("ages"),
    flag("details"),
    text("note", NOTE).about_person(),
    text("by", LINE).about_person(),
    time("at"),
];

const SHARES: &[Field] =
    &[code("scope", &LESSON_SCOPE), text("text", 64), text("by", LINE).about_person(), time("at")];
