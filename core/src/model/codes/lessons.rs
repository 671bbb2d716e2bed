//! Lessons: how somebody agreed to one, and how far it may go.

use super::{CodeList, inferred};

/// How somebody said that what happened to them may be told.
pub static CONSENT_HOW: CodeList = CodeList {
    name: "consent_how",
    source: "Proposal of this project",
    codes: &[inferred("in_writing"), inferred("in_person"), inferred("by_phone")],
};

/// How far a lesson goes.
pub static LESSON_SCOPE: CodeList = CodeList {
    name: "lesson_scope",
    source: "Proposal of this project, after the library of lessons and the campaign that were named to it",
    codes: &[inferred("internal"), inferred("aace"), inferred("campaign")],
};
