//! The fields of the region's register for the VPR Standard. An item of evidence and a rating are
//! written once and at most ended; a risk is kept up to date, and its versions are its history.

use super::{EDITS, Field, LINE, NOTE, code, date, items, text, time, whole};
use crate::model::codes::{EVIDENCE_LINK, RAG, VPR_PART};

pub(super) const FIELDS: &[Field] = &[
    items("evidence", EVIDENCE),
    items("ratings", RATINGS),
    items("risks", RISKS),
    time("begun_at"),
    items("edits", EDITS),
];

const EVIDENCE: &[Field] = &[
    code("part", &VPR_PART),
    text("indicator", 48),
    text("title", LINE),
    text("what", NOTE),
    code("link", &EVIDENCE_LINK),
    text("figure", 48),
    text("reference", LINE),
    text("added_by", LINE).about_person(),
    time("at"),
    date("review_on"),
    time("ended_at"),
    text("ended_by", LINE).about_person(),
    text("ended_reason", NOTE),
];

const RATINGS: &[Field] = &[
    code("part", &VPR_PART),
    code("rating", &RAG),
    text("by", LINE).about_person(),
    time("at"),
    text("reason", NOTE),
];

const RISKS: &[Field] = &[
    text("title", LINE),
    code("part", &VPR_PART),
    text("cause", NOTE),
    whole("likelihood", 1, 5, "points"),
    whole("impact", 1, 5, "points"),
    text("owner_role", LINE),
    text("controls", NOTE),
    text("actions", NOTE),
    date("review_on"),
    text("changed_by", LINE).about_person(),
    time("changed_at"),
    time("added_at"),
    time("closed_at"),
    text("closed_reason", NOTE),
];
