//! The fields of a request for support. The requester and wellbeing write it and read it, and
//! nobody else: support is not investigation.

use super::{EDITS, Field, LINE, NOTE, code, codes, items, text, time};
use crate::model::codes::{
    CONTACT_HOW, CONTACT_WHEN, SUPPORT, SUPPORT_FROM, SUPPORT_RESPONSE, WELLBEING_STATUS,
};

pub(super) const FIELDS: &[Field] = &[
    // What the requester writes.
    text("incident", 64, "The id of the incident it follows, if there is one and it may be known."),
    codes("support", &SUPPORT, "What would help?"),
    code("from_whom", &SUPPORT_FROM, "From whom?"),
    code("contact_when", &CONTACT_WHEN, "When?"),
    code("contact_how", &CONTACT_HOW, "How?"),
    text("name", LINE, "The requester's name.").about_person(),
    text("contact", LINE, "The number or address to use.").about_person(),
    text("note", NOTE, "Anything that helps to help.").about_person(),
    time("occurred_at", "When it happened."),
    time("asked_at", "When support was asked for, by the device's clock."),
    // What wellbeing writes.
    code("status", &WELLBEING_STATUS, "How far it has come."),
    text("role", LINE, "Who looks after it, by role."),
    items("offers", OFFERS, "What was offered, and what came of it."),
    // What both write.
    items("messages", MESSAGES, "What is said to each other."),
    items("edits", EDITS, "When each device last changed it, by the devices' ids."),
];

const OFFERS: &[Field] = &[
    code("support", &SUPPORT, "What is offered."),
    text("offered_by", LINE, "By whom, by role."),
    time("offered_at", "When it was offered."),
    code("response", &SUPPORT_RESPONSE, "What the requester said to it."),
    time("done_at", "When it was done."),
];

const MESSAGES: &[Field] = &[
    text("text", NOTE, "The message.").about_person(),
    time("at", "When."),
    text("from", LINE, "Who says it, by role; none for the requester."),
];
