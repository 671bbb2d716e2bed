//! What is attached to a report, and what was done with it.

use super::{CodeList, inferred};

/// What an attachment is.
pub static ATTACHMENT_MEDIA: CodeList = CodeList {
    name: "attachment_media",
    source: "Proposal of this project",
    codes: &[
        inferred("photo", "Photograph"),
        inferred("voice_note", "Voice note"),
        inferred("document", "Document"),
    ],
};

/// What was done to make a copy.
pub static DERIVATION: CodeList = CodeList {
    name: "derivation",
    source: "Proposal of this project, after the audit trail that ACPO's principles ask for (S128)",
    codes: &[
        inferred("location_removed", "The place where it was taken was removed"),
        inferred("resized", "Made smaller"),
        inferred("redacted", "Parts were blotted out"),
        inferred("transcribed", "Written down"),
    ],
};

/// What was done with an attachment.
pub static CUSTODY_ACTION: CodeList = CodeList {
    name: "custody_action",
    source: "Proposal of this project, after police continuity of exhibits (S127) and ACPO's principles (S128)",
    codes: &[
        inferred("captured", "Captured, and its hash taken"),
        inferred("held_by_region", "Held by the region, whole"),
        inferred("checked", "Opened, and its hash found the same"),
        inferred("viewed", "Viewed"),
        inferred("copied", "A copy was made"),
        inferred("exported", "Exported"),
        inferred("handed_over", "Handed over"),
    ],
};
