//! What is attached to a report, and what was done with it.

use super::{CodeList, inferred};

/// What an attachment is.
pub static ATTACHMENT_MEDIA: CodeList = CodeList {
    name: "attachment_media",
    source: "Proposal of this project",
    codes: &[inferred("photo"), inferred("voice_note"), inferred("document")],
};

/// What was done to make a copy.
pub static DERIVATION: CodeList = CodeList {
    name: "derivation",
    source: "Proposal of this project, after the audit trail that ACPO's principles ask for (S128)",
    codes: &[
        inferred("location_removed"),
        inferred("resized"),
        inferred("redacted"),
        inferred("transcribed"),
    ],
};

/// What was done with an attachment.
pub static CUSTODY_ACTION: CodeList = CodeList {
    name: "custody_action",
    source: "Proposal of this project, after police continuity of exhibits (S127) and ACPO's principles (S128)",
    codes: &[
        inferred("captured"),
        inferred("held_by_region"),
        inferred("checked"),
        inferred("viewed"),
        inferred("copied"),
        inferred("exported"),
        inferred("handed_over"),
    ],
};
