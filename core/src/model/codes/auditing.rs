//! What people do at the hub that its audit tells.

use super::{CodeList, inferred};

/// What somebody did at the hub.
pub static READING: CodeList = CodeList {
    name: "reading",
    source: "Proposal of this project: every view and export is told, in words of its own",
    codes: &[
        inferred("signed_in"),
        inferred("signed_out"),
        inferred("refused"),
        inferred("listed"),
        inferred("searched"),
        inferred("viewed_report"),
        inferred("viewed_history"),
        inferred("viewed_attachment"),
        inferred("viewed_marker"),
        inferred("exported"),
        inferred("made_evidence"),
        inferred("disclosed"),
        inferred("answered"),
        inferred("viewed_audit"),
        inferred("viewed_retention"),
        inferred("held"),
        inferred("released"),
        inferred("erased"),
    ],
};
