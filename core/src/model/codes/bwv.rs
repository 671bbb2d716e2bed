//! Body-worn video and other recordings.

use super::{CodeList, UNKNOWN, cited, inferred};

/// Whether a camera was worn.
pub static WEARING: CodeList = CodeList {
    name: "bwv_wearing",
    source: "Proposal of this project",
    codes: &[inferred("yes"), inferred("no"), inferred("not_issued"), UNKNOWN],
};

/// Whether it recorded.
pub static ACTIVATED: CodeList = CodeList {
    name: "bwv_activated",
    source: "Proposal of this project",
    codes: &[inferred("yes"), inferred("partial"), inferred("no"), UNKNOWN],
};

/// Why it was switched on.
pub static REASON_ACTIVATED: CodeList = CodeList {
    name: "bwv_reason_activated",
    source: "Proposal of this project; cameras run when crews feel at risk (S39)",
    codes: &[
        cited("felt_at_risk", "S39"),
        inferred("verbal_escalation"),
        inferred("weapon_seen"),
        inferred("flagged_address"),
        inferred("police_request"),
        inferred("other"),
    ],
};

/// Why it was not switched on.
pub static REASON_NOT_ACTIVATED: CodeList = CodeList {
    name: "bwv_reason_not_activated",
    source: "Proposal of this project, after an interview study (S35)",
    codes: &[
        inferred("too_fast"),
        inferred("forgot"),
        inferred("no_camera"),
        inferred("not_charged_or_fault"),
        inferred("patient_dignity_or_clinical"),
        inferred("would_escalate"),
        cited("chose_not_to_wear", "S34"),
        inferred("private_home"),
        inferred("not_trained"),
    ],
};

/// What became of footage that is to be kept.
pub static FOOTAGE_STATUS: CodeList = CodeList {
    name: "footage_status",
    source: "Proposal of this project",
    codes: &[
        inferred("asked_for"),
        inferred("kept"),
        inferred("not_found"),
        inferred("gone"),
        inferred("released"),
    ],
};

/// What kind of recording there is.
pub static MEDIA_KIND: CodeList = CodeList {
    name: "media_kind",
    source: "Proposal of this project; vehicle cameras are published (S39)",
    codes: &[
        inferred("body_worn_video"),
        cited("vehicle_cctv", "S39"),
        inferred("call_recording"),
        inferred("phone_photo_injury"),
        inferred("witness_phone"),
    ],
};
