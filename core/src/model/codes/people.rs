//! Who did it, who it was done to, and what is known of their state of mind.

use super::{CodeList, LFPSE_ROLE, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// How far the act was meant, as one assessor sees it.
///
/// A lack of capacity never stops a report, and mental illness is not by itself a lack of capacity.
pub static INTENT_CAPACITY: CodeList = CodeList {
    name: "intent_capacity",
    source: "NHS terms for clinical assault and medical factors, extended by this project",
    codes: &[
        inferred("intentional", "Intentional"),
        inferred("reckless", "Reckless"),
        inferred(
            "reduced_control_voluntary_intoxication",
            "Reduced control, drunk or drugged by choice",
        ),
        cited("clinical_lacks_capacity", "Clinical: lacks capacity", "S63"),
        cited(
            "medical_factor",
            "Medical factor: did not know what they did, or that it was wrong",
            "S62",
        ),
        inferred("undetermined", "Could not be determined"),
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
        cited("dementia", "Dementia", "S63"),
        inferred("delirium", "Delirium"),
        cited("post_ictal", "After a seizure", "S63"),
        inferred("hypoglycaemia", "Low blood sugar"),
        inferred("head_injury", "Head injury"),
        inferred("hypoxia", "Low oxygen"),
        cited("psychosis", "Psychosis", "S64"),
        inferred("learning_disability", "Learning disability"),
        inferred("medication", "Medication"),
        inferred("child", "Child"),
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
        cited("patient", "Patient", "S27"),
        cited("relative_friend", "Relative or friend", "S27"),
        cited("bystander_public", "Bystander or member of the public", "S27"),
        inferred("caller_1st_party", "Caller, for themselves"),
        inferred("caller_2nd_party", "Caller, with the patient"),
        inferred("caller_3rd_party", "Caller, not with the patient"),
        inferred("care_home_staff", "Care home staff"),
        inferred("healthcare_staff", "Other healthcare staff"),
        inferred("police_or_custody", "Police or custody staff"),
        cited("colleague", "Colleague", "S27"),
        cited("manager", "Manager", "S27"),
        inferred("student_or_volunteer", "Student or volunteer"),
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
        inferred("named", "By name"),
        inferred("described_only", "By description only"),
        inferred("phone_number_only", "By phone number only"),
        inferred("address_only", "By address only"),
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
        inferred("self", "The patient"),
        cited("partner", "Partner", "S84"),
        cited("ex_partner", "Former partner", "S84"),
        cited("family", "Family", "S84"),
        cited("friend_acquaintance", "Friend or acquaintance", "S84"),
        cited("stranger", "Stranger", "S84"),
        cited("group", "Group", "S84"),
        inferred("not_applicable", "Does not apply"),
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
        inferred("paramedic", "Paramedic").maps(&[(LFPSE_ROLE, "3")]),
        inferred("emt", "Emergency medical technician").maps(&[(LFPSE_ROLE, "1")]),
        cited("eca", "Emergency care assistant", "S17").maps(&[(LFPSE_ROLE, "1")]),
        cited("student", "Student", "S17"),
        cited("cfr_volunteer", "Community first responder or volunteer", "S17")
            .maps(&[(LFPSE_ROLE, "8")]),
        inferred("specialist_hems", "Specialist, HART or air ambulance"),
        inferred("pts", "Patient transport").maps(&[(LFPSE_ROLE, "1")]),
        cited("eoc_999", "999 call handler", "S17"),
        cited("eoc_111", "111 call handler", "S17"),
        inferred("dispatcher", "Dispatcher"),
        inferred("clinician_hear_treat", "Clinician on the phone"),
        inferred("manager", "Manager"),
        inferred("other", "Other"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};
