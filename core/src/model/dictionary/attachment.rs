//! The fields of an attachment: what it is, how it was captured, and what was done with it since.
//! The bytes themselves are sealed apart, in chunks; the original is never changed.

use super::{Field, LINE, NOTE, code, codes, flag, items, text, time, whole};
use crate::model::codes::{ATTACHMENT_MEDIA, CUSTODY_ACTION, DERIVATION};

/// The largest attachment there can be.
const MOST_BYTES: i64 = 2 * 1024 * 1024 * 1024;

pub(super) const FIELDS: &[Field] = &[
    text("incident", 64, "The id of the incident it belongs to."),
    code("media", &ATTACHMENT_MEDIA, "What it is."),
    text("title", LINE, "What it shows or says, in a few words.").about_person(),
    text("media_type", LINE, "The format, as an internet media type."),
    // The bytes.
    whole("size", 0, MOST_BYTES, "bytes", "How large the original is."),
    text("sha256", 64, "The SHA-256 of the original, taken before anything else was done."),
    whole("chunks", 0, 16_384, "chunks", "In how many sealed chunks it is kept."),
    text("manifest", 64, "The address of the list of its chunks."),
    // How it was captured.
    time("captured_at", "When it was taken, by the device's clock."),
    whole(
        "device_clock_offset",
        -315_360_000,
        315_360_000,
        "seconds",
        "How far the device's clock was ahead.",
    ),
    flag("captured_in_app", "Was it taken in the app, and not brought in as a file?"),
    text("latitude", 16, "Degrees north where it was taken.").about_person(),
    text("longitude", 16, "Degrees east where it was taken.").about_person(),
    // Copies.
    text("derived_from", 64, "The id of the attachment that this is a copy of."),
    codes("derivation", &DERIVATION, "What was done to make this copy."),
    items("custody", CUSTODY, "Who had it, did what with it, and when."),
];

const CUSTODY: &[Field] = &[
    code("action", &CUSTODY_ACTION, "What was done."),
    time("at", "When, by the clock of the device that did it."),
    text("by", LINE, "Who did it, by role.").about_person(),
    text("reason", NOTE, "Why.").about_person(),
    text("sha256", 64, "The SHA-256 of the bytes that it was done to."),
    text("copy", 64, "The id of the copy that was made."),
];
