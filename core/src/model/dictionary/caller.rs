//! The fields of what is known of a number and is no warning. How often somebody calls stands here,
//! and never in a marker.

use super::{EDITS, Field, LINE, NOTE, code, date, flag, items, text, time, whole};
use crate::model::codes::SHARED_LINE;

pub(super) const FIELDS: &[Field] = &[
    text("number", 24).about_person(),
    code("shared_line", &SHARED_LINE),
    whole("calls_in_month", 0, 100_000, "calls"),
    whole("calls_in_three_months", 0, 100_000, "calls"),
    whole("calls_in_six_months", 0, 100_000, "calls"),
    date("counted_on"),
    flag("child"),
    text("plan", NOTE).about_person(),
    text("plan_owner", LINE),
    date("plan_review_on"),
    time("begun_at"),
    items("edits", EDITS),
];
