//! The fields of a device's log of who was shown which marker.

use super::{EDITS, Field, LINE, code, items, text, time};
use crate::model::codes::VIEW_REASON;

pub(super) const FIELDS: &[Field] = &[items("seen", SEEN), time("begun_at"), items("edits", EDITS)];

const SEEN: &[Field] =
    &[text("marker", 64), time("at"), code("why", &VIEW_REASON), text("by", LINE).about_person()];
