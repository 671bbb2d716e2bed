//! How staff were hurt.

use super::{CodeList, LFPSE, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// Physical harm on the scale of LFPSE v5.
pub static PHYSICAL_HARM: CodeList = CodeList {
    name: "physical_harm_level",
    source: "LFPSE v5 physical harm (S66), asked at once, after 72 hours and after 28 days",
    codes: &[
        cited("none", "S66").maps(&[(LFPSE, "5")]),
        cited("low", "S66").maps(&[(LFPSE, "4")]),
        cited("moderate", "S66").maps(&[(LFPSE, "3")]),
        cited("severe", "S66").maps(&[(LFPSE, "2")]),
        cited("fatal", "S66").maps(&[(LFPSE, "1")]),
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
        cited("none", "S66").maps(&[(LFPSE, "4")]),
        cited("low", "S66").maps(&[(LFPSE, "3")]),
        cited("moderate", "S66").maps(&[(LFPSE, "2")]),
        cited("severe", "S66").maps(&[(LFPSE, "1")]),
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
        inferred("none"),
        inferred("bruise"),
        inferred("laceration"),
        inferred("bite_skin_broken"),
        cited("fracture", "S72"),
        cited("head_injury", "S72"),
        cited("loss_of_consciousness", "S72"),
        inferred("sprain"),
        cited("eye", "S72"),
        cited("burn", "S72"),
        inferred("needlestick"),
        inferred("body_fluid_exposure"),
        inferred("dental"),
        inferred("other"),
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
        inferred("head_neck"),
        inferred("face"),
        inferred("chest"),
        inferred("abdomen"),
        inferred("arm_hand"),
        inferred("leg_foot"),
        inferred("back"),
        inferred("multiple"),
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
        inferred("none"),
        inferred("rest_of_shift"),
        inferred("1_3_days"),
        cited("over_3", "S74"),
        cited("over_7", "S74"),
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
        cited("fracture", "S72"),
        cited("amputation", "S72"),
        cited("sight_loss", "S72"),
        cited("crush", "S72"),
        cited("burn", "S72"),
        cited("scalping", "S72"),
        cited("loss_of_consciousness", "S72"),
        cited("enclosed_space", "S72"),
        inferred("none"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};
