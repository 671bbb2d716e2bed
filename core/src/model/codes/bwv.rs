//! Body-worn video and other recordings.

use super::{CodeList, UNKNOWN, cited, inferred};

/// Whether a camera was worn.
pub static WEARING: CodeList = CodeList {
    name: "bwv_wearing",
    source: "Proposal of this project",
    codes: &[
        inferred("yes", "Worn"),
        inferred("no", "Not worn"),
        inferred("not_issued", "Not issued"),
        UNKNOWN,
    ],
};

/// Whether it recorded.
pub static ACTIVATED: CodeList = CodeList {
    name: "bwv_activated",
    source: "Proposal of this project",
    codes: &[
        inferred("yes", "It recorded"),
        inferred("partial", "It recorded a part"),
        inferred("no", "It did not record"),
        UNKNOWN,
    ],
};

/// Why it was switched on.
pub static REASON_ACTIVATED: CodeList = CodeList {
    name: "bwv_reason_activated",
    source: "Proposal of this project; cameras run when crews feel at risk (S39)",
    codes: &[
        cited("felt_at_risk", "Felt at risk", "S39"),
        inferred("verbal_escalation", "Words were getting worse"),
        inferred("weapon_seen", "Saw a weapon"),
        inferred("flagged_address", "The address has a marker"),
        inferred("police_request", "The police asked"),
        inferred("other", "Other"),
    ],
};

/// Why it was not switched on.
pub static REASON_NOT_ACTIVATED: CodeList = CodeList {
    name: "bwv_reason_not_activated",
    source: "Proposal of this project, after an interview study (S35)",
    codes: &[
        inferred("too_fast", "It happened too fast"),
        inferred("forgot", "Forgot"),
        inferred("no_camera", "No camera"),
        inferred("not_charged_or_fault", "Not charged, or a fault"),
        inferred("patient_dignity_or_clinical", "The patient's dignity, or clinical reasons"),
        inferred("would_escalate", "It would have made things worse"),
        cited("chose_not_to_wear", "Chose not to wear one", "S34"),
        inferred("private_home", "A private home"),
        inferred("not_trained", "Not trained"),
    ],
};

/// What became of footage that is to be kept.
pub static FOOTAGE_STATUS: CodeList = CodeList {
    name: "footage_status",
    source: "Proposal of this project",
    codes: &[
        inferred("asked_for", "Asked for"),
        inferred("kept", "It is kept"),
        inferred("not_found", "There is none"),
        inferred("gone", "It was wiped before it could be kept"),
        inferred("released", "Given to the police"),
    ],
};

/// What kind of recording there is.
pub static MEDIA_KIND: CodeList = CodeList {
    name: "media_kind",
    source: "Proposal of this project; vehicle cameras are published (S39)",
    codes: &[
        inferred("body_worn_video", "Body-worn video"),
        cited("vehicle_cctv", "Vehicle camera", "S39"),
        inferred("call_recording", "Recording of the call"),
        inferred("phone_photo_injury", "Photograph of an injury"),
        inferred("witness_phone", "A witness's phone"),
    ],
};
