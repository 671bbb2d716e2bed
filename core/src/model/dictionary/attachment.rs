//! The fields of an attachment: what it is, how it was captured, and what was done with it since.
//! The bytes themselves are sealed apart, in chunks; the original is never changed.

use super::{Field, LINE, NOTE, code, codes, flag, items, text, time, whole};
use crate::model::codes::{ATTACHMENT_MEDIA, CUSTODY_ACTION, DERIVATION};

/// The largest attachment there can be.
const MOST_BYTES: i64 = 2 * 1024 * 1024 * 1024;

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64),
    code("media", &ATTACHMENT_MEDIA),
    text("title", LINE).about_person(),
    text("media_type", LINE),
    // The bytes.
    whole("size", 0, MOST_BYTES, "bytes"),
    text("sha256", 64),
    whole("chunks", 0, 16_384, "chunks"),
    text("manifest", 64),
    // How it was captured.
    time("captured_at"),
    whole("device_clock_offset", -315_360_000, 315_360_000, "seconds"),
    flag("captured_in_app"),
    text("latitude", 16).about_person(),
    text("longitude", 16).about_person(),
    // Copies.
    text("derived_from", 64),
    codes("derivation", &DERIVATION),
    items("custody", CUSTODY),
];

const CUSTODY: &[Field] = &[
    code("action", &CUSTODY_ACTION),
    time("at"),
    text("by", LINE).about_person(),
    text("reason", NOTE).about_person(),
    text("sha256", 64),
    text("copy", 64),
];
