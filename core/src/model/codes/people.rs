//! Who did it, who it was done to, and what is known of their state of mind.

use super::{CodeList, LFPSE_ROLE, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// How far the act was meant, as one assessor sees it.
///
/// A lack of capacity never stops a report, and mental illness is not by itself a lack of capacity.
pub static INTENT_CAPACITY: CodeList = CodeList {
    name: "intent_capacity",
    source: "NHS terms for clinical assault and medical factors, extended by this project",
    codes: &[
        inferred("intentional"),
        inferred("reckless"),
        inferred("reduced_control_voluntary_intoxication"),
        cited("clinical_lacks_capacity", "S63"),
        cited("medical_factor", "S62"),
        inferred("undetermined"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// What the view on capacity rests on.
pub static CAPACITY_BASIS: CodeList = CodeList {
    name: "capacity_basis",
    source: "Conditions named in ambulance guidance, extended by this project",
    codes: &[
        cited("dementia", "S63"),
        inferred("delirium"),
        cited("post_ictal", "S63"),
        inferred("hypoglycaemia"),
        inferred("head_injury"),
        inferred("hypoxia"),
        cited("psychosis", "S64"),
        inferred("learning_disability"),
        inferred("medication"),
        inferred("child"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// What the person was to the incident.
pub static PERSON_ROLE: CodeList = CodeList {
    name: "person_role",
    source: "Sources of violence in the NHS Staff Survey, extended by this project",
    codes: &[
        cited("patient", "S27"),
        cited("relative_friend", "S27"),
        cited("bystander_public", "S27"),
        inferred("caller_1st_party"),
        inferred("caller_2nd_party"),
        inferred("caller_3rd_party"),
        inferred("care_home_staff"),
        inferred("healthcare_staff"),
        inferred("police_or_custody"),
        cited("colleague", "S27"),
        cited("manager", "S27"),
        inferred("student_or_volunteer"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// How far the person is known.
pub static PERSON_KNOWN: CodeList = CodeList {
    name: "person_known",
    source: "Proposal of this project",
    codes: &[
        inferred("named"),
        inferred("described_only"),
        inferred("phone_number_only"),
        inferred("address_only"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// What the person was to the patient.
pub static RELATIONSHIP_TO_PATIENT: CodeList = CodeList {
    name: "assailant_relationship_to_patient",
    source: "Assault audit of Scottish emergency departments, extended by this project",
    codes: &[
        inferred("self"),
        cited("partner", "S84"),
        cited("ex_partner", "S84"),
        cited("family", "S84"),
        cited("friend_acquaintance", "S84"),
        cited("stranger", "S84"),
        cited("group", "S84"),
        inferred("not_applicable"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// The work of the member of staff who was affected.
pub static STAFF_GROUP: CodeList = CodeList {
    name: "victim_staff_group",
    source: "Staff groups named by AACE, extended by this project",
    codes: &[
        inferred("paramedic").maps(&[(LFPSE_ROLE, "3")]),
        inferred("emt").maps(&[(LFPSE_ROLE, "1")]),
        cited("eca", "S17").maps(&[(LFPSE_ROLE, "1")]),
        cited("student", "S17"),
        cited("cfr_volunteer", "S17").maps(&[(LFPSE_ROLE, "8")]),
        inferred("specialist_hems"),
        inferred("pts").maps(&[(LFPSE_ROLE, "1")]),
        cited("eoc_999", "S17"),
        cited("eoc_111", "S17"),
        inferred("dispatcher"),
        inferred("clinician_hear_treat"),
        inferred("manager"),
        inferred("other"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// The violence prevention training that a member of staff had at the time. The levels are those that
/// were named to this project; no published list of them was seen.
pub static TRAINING_LEVEL: CodeList = CodeList {
    name: "training_level",
    source: "Levels as they were named to this project, for want of a published list; that training is recorded follows from the workforce domain of the VPR Standard of 2024 (S2)",
    codes: &[
        inferred("none"),
        inferred("conflict_resolution"),
        inferred("pathway_level_3"),
        inferred("pathway_level_4"),
        inferred("pathway_level_7"),
        inferred("other"),
        UNKNOWN,
        NOT_RECORDED,
    ],
};
