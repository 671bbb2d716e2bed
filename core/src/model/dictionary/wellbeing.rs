//! The fields of a request for support. The requester and wellbeing write it and read it, and
//! nobody else: support is not investigation.

use super::{EDITS, Field, LINE, NOTE, code, codes, items, text, time};
use crate::model::codes::{
    CONTACT_HOW, CONTACT_WHEN, SUPPORT, SUPPORT_FROM, SUPPORT_RESPONSE, WELLBEING_STATUS,
};

pub(super) const FIELDS: &[Field] = &[
    // What the requester writes.
    text("incident", 64),
    codes("support", &SUPPORT),
    code("from_whom", &SUPPORT_FROM),
    code("contact_when", &CONTACT_WHEN),
    code("contact_how", &CONTACT_HOW),
    text("name", LINE).about_person(),
    text("contact", LINE).about_person(),
    text("note", NOTE).about_person(),
    time("occurred_at"),
    time("asked_at"),
    // What wellbeing writes.
    code("status", &WELLBEING_STATUS),
    text("role", LINE),
    items("offers", OFFERS),
    // What both write.
    items("messages", MESSAGES),
    items("edits", EDITS),
];

const OFFERS: &[Field] = &[
    code("support", &SUPPORT),
    text("offered_by", LINE),
    time("offered_at"),
    code("response", &SUPPORT_RESPONSE),
    time("done_at"),
];

const MESSAGES: &[Field] = &[text("text", NOTE).about_person(), time("at"), text("from", LINE)];
