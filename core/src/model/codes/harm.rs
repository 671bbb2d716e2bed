//! How staff were hurt.

use super::{CodeList, LFPSE, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// Physical harm on the scale of LFPSE v5.
pub static PHYSICAL_HARM: CodeList = CodeList {
    name: "physical_harm_level",
    source: "LFPSE v5 physical harm (S66), asked at once, after 72 hours and after 28 days",
    codes: &[
        cited("none", "No physical harm", "S66").maps(&[(LFPSE, "5")]),
        cited("low", "Low physical harm", "S66").maps(&[(LFPSE, "4")]),
        cited("moderate", "Moderate physical harm", "S66").maps(&[(LFPSE, "3")]),
        cited("severe", "Severe physical harm", "S66").maps(&[(LFPSE, "2")]),
        cited("fatal", "Fatal", "S66").maps(&[(LFPSE, "1")]),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// Psychological harm on the scale of LFPSE v5.
pub static PSYCH_HARM: CodeList = CodeList {
    name: "psych_harm_level",
    source: "LFPSE v5 psychological harm (S66), asked at once, after 72 hours and after 28 days",
    codes: &[
        cited("none", "No psychological harm", "S66").maps(&[(LFPSE, "4")]),
        cited("low", "Low psychological harm", "S66").maps(&[(LFPSE, "3")]),
        cited("moderate", "Moderate psychological harm", "S66").maps(&[(LFPSE, "2")]),
        cited("severe", "Severe psychological harm", "S66").maps(&[(LFPSE, "1")]),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// The kind of injury.
pub static INJURY_TYPE: CodeList = CodeList {
    name: "injury_type",
    source: "Injuries named by RIDDOR regulation 4, extended by this project",
    codes: &[
        inferred("none", "None"),
        inferred("bruise", "Bruise"),
        inferred("laceration", "Cut"),
        inferred("bite_skin_broken", "Bite that broke the skin"),
        cited("fracture", "Fracture", "S72"),
        cited("head_injury", "Head injury", "S72"),
        cited("loss_of_consciousness", "Loss of consciousness", "S72"),
        inferred("sprain", "Sprain or strain"),
        cited("eye", "Eye", "S72"),
        cited("burn", "Burn", "S72"),
        inferred("needlestick", "Needlestick"),
        inferred("body_fluid_exposure", "Exposure to body fluid"),
        inferred("dental", "Teeth"),
        inferred("other", "Other"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// Where on the body.
pub static BODY_REGION: CodeList = CodeList {
    name: "body_region",
    source: "Proposal of this project, near the Scottish assault audit (S84)",
    codes: &[
        inferred("head_neck", "Head or neck"),
        inferred("face", "Face"),
        inferred("chest", "Chest"),
        inferred("abdomen", "Abdomen"),
        inferred("arm_hand", "Arm or hand"),
        inferred("leg_foot", "Leg or foot"),
        inferred("back", "Back"),
        inferred("multiple", "Several"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// Time away from work because of it.
pub static ABSENCE: CodeList = CodeList {
    name: "absence",
    source: "HSE thresholds for recording and reporting (S74), extended by this project",
    codes: &[
        inferred("none", "None"),
        inferred("rest_of_shift", "The rest of the shift"),
        inferred("1_3_days", "One to three days"),
        cited("over_3", "More than three days", "S74"),
        cited("over_7", "More than seven days", "S74"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// An injury that must be reported to HSE whatever the absence: regulation 4(1) of RIDDOR 2013.
pub static RIDDOR_INJURY: CodeList = CodeList {
    name: "riddor_injury",
    source: "RIDDOR 2013, regulation 4 (S72)",
    codes: &[
        cited("fracture", "A fracture, not of finger, thumb or toe", "S72"),
        cited("amputation", "An amputation", "S72"),
        cited("sight_loss", "Permanent loss or reduction of sight", "S72"),
        cited("crush", "A crush to head or torso that damages an organ", "S72"),
        cited("burn", "A burn of a tenth of the body, or of eye, airway or organ", "S72"),
        cited("scalping", "A scalping that needs hospital treatment", "S72"),
        cited("loss_of_consciousness", "Loss of consciousness by head injury or asphyxia", "S72"),
        cited("enclosed_space", "Harm by work in an enclosed space", "S72"),
        inferred("none", "None of these"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};
