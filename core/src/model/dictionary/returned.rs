//! The fields of a service's return in a national region. What counts is in the file, which its own hub
//! signed; the others say which return it is, so that a list need not open it.

use super::{EDITS, Field, items, text, time};

/// The file as base64: 36 KiB of it, and one entry holds no more. A whole return, with every category
/// of every code list in it, has about half as much.
const FILE: usize = 48 * 1024;

pub(super) const FIELDS: &[Field] = &[
    text("service", 8),
    text("period", 8),
    text("scope_version", 16),
    text("number", 16),
    text("file", FILE),
    time("begun_at"),
    items("edits", EDITS),
];
