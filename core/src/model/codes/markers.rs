//! Warning markers: about whom or what, for which behaviour, and what is decided on them.

use super::{CodeList, cited, inferred};

/// What a marker is about.
pub static MARKER_SUBJECT: CodeList = CodeList {
    name: "marker_subject",
    source: "Person, address and phone number as in Peel Region's hazard flags (S46); the unit of an address is a proposal of this project",
    codes: &[
        cited("phone_number", "S46"),
        cited("address", "S46"),
        inferred("premises_unit"),
        cited("person", "S46"),
    ],
};

/// How grave it is, by the categories of the London Ambulance Service's register of 2013.
pub static MARKER_CATEGORY: CodeList = CodeList {
    name: "marker_category",
    source: "Location Alert Register of the London Ambulance Service, 2013 (S99)",
    codes: &[
        cited("physical_violence", "S99").maps(&[("las-lar", "1")]),
        cited("weapon_intimidation_or_hate", "S99").maps(&[("las-lar", "2")]),
        cited("verbal_abuse", "S99").maps(&[("las-lar", "3")]),
        cited("medical_condition_major_factor", "S99").maps(&[("las-lar", "4")]),
    ],
};

/// The heading of behaviours that only say how often somebody calls. No marker rests on them.
pub const CALL_VOLUME: &str = "call_volume";

/// What a caller did.
pub static CALLER_BEHAVIOUR: CodeList = CodeList {
    name: "caller_behaviour",
    source: "Abusive 999 calls (S53, S102), repeated redialling (S80); the rest is a proposal of this project",
    codes: &[
        inferred("swearing"),
        cited("threat_to_staff", "S53"),
        inferred("threat_to_kill"),
        cited("sexual", "S102"),
        cited("racist", "S53"),
        inferred("homophobic"),
        inferred("sexist"),
        inferred("religious"),
        inferred("disablist"),
        inferred("transphobic"),
        inferred("stalking"),
        inferred("hoax"),
        inferred("third_party_abuse"),
        inferred("physical_violence"),
        inferred("weapon"),
        inferred("dangerous_animal"),
        inferred("silent").under(CALL_VOLUME),
        cited("repeat_redial", "S80").under(CALL_VOLUME),
    ],
};

/// What whoever answers is to do. A crew never has to wait outside because of a marker alone: they
/// delay only if they believe that they are in danger (S99).
pub static RESPONSE_INSTRUCTION: CodeList = CodeList {
    name: "response_instruction",
    source: "Proposal of this project, after the London Ambulance Service's rule (S99)",
    codes: &[
        inferred("information_only"),
        inferred("dynamic_risk_assessment"),
        inferred("do_not_attend_alone"),
        inferred("rendezvous_point"),
        inferred("police_to_attend"),
        inferred("no_restriction"),
    ],
};

/// The steps of a marker's life.
pub static MARKER_ACT: CodeList = CodeList {
    name: "marker_act",
    source: "Proposal of this project, after the procedure of the East of England Ambulance Service (S110)",
    codes: &[
        inferred("flagged"),
        cited("proposed", "S110"),
        inferred("advised"),
        inferred("approved"),
        inferred("refused"),
        inferred("renewed"),
        inferred("represented"),
        inferred("removed_on_appeal"),
        inferred("ended"),
        inferred("entered_in_error"),
        cited("letter_sent", "S111"),
        inferred("letter_withheld"),
    ],
};

/// Where a marker stands at a moment.
pub static MARKER_STATUS: CodeList = CodeList {
    name: "marker_status",
    source: "Proposal of this project; active, inactive and entered in error as FHIR has them (S104)",
    codes: &[
        inferred("alert_today").maps(&[("fhir-flag-status", "active")]),
        cited("temporary_active", "S110").maps(&[("fhir-flag-status", "active")]),
        inferred("decision_pending").maps(&[("fhir-flag-status", "active")]),
        inferred("approved_active").maps(&[("fhir-flag-status", "active")]),
        inferred("renewed").maps(&[("fhir-flag-status", "active")]),
        inferred("due_review").maps(&[("fhir-flag-status", "active")]),
        inferred("refused").maps(&[("fhir-flag-status", "inactive")]),
        inferred("expired").maps(&[("fhir-flag-status", "inactive")]),
        inferred("removed_appeal").maps(&[("fhir-flag-status", "inactive")]),
        inferred("entered_in_error").maps(&[("fhir-flag-status", "entered-in-error")]),
    ],
};

/// Whose advice a decision rests on beside the approver's.
pub static MARKER_ADVICE: CodeList = CodeList {
    name: "marker_advice",
    source: "A safeguarding lead decides with the security specialist, in a provider's policy after NHS guidance (S109)",
    codes: &[inferred("clinical"), cited("safeguarding", "S109")],
};

/// What was done on an abusive call. How many warnings come before the end is the trust's to say.
pub static EOC_ACTION: CodeList = CodeList {
    name: "eoc_action",
    source: "Warning, then ending the call as South Central Ambulance Service does (S54); the rest is a proposal of this project",
    codes: &[
        cited("warning_1", "S54"),
        cited("warning_2", "S54"),
        inferred("warning_3"),
        cited("terminated", "S54"),
        cited("recorded_message", "S54"),
        inferred("supervisor_took_over"),
        inferred("clinician_took_over"),
        inferred("police_notified"),
        inferred("call_recording_preserved"),
        inferred("break_given"),
    ],
};

/// Why a number says little about who rings.
pub static SHARED_LINE: CodeList = CodeList {
    name: "shared_line",
    source: "Proposal of this project",
    codes: &[
        inferred("payphone"),
        inferred("switchboard"),
        inferred("care_home"),
        inferred("hospital"),
        inferred("hostel_or_communal"),
        inferred("police_or_custody"),
        inferred("school"),
        inferred("other"),
    ],
};

/// What a crew is told of the job it is sent to.
pub static ENQUIRY_REPLY: CodeList = CodeList {
    name: "enquiry_reply",
    source: "Proposal of this project",
    codes: &[
        inferred("marker"),
        inferred("nothing_known"),
        inferred("cannot_say"),
        inferred("job_over"),
    ],
};

/// Why a marker was shown to somebody.
pub static VIEW_REASON: CodeList = CodeList {
    name: "view_reason",
    source: "Proposal of this project",
    codes: &[
        inferred("call"),
        inferred("lookup"),
        inferred("opened"),
        inferred("job"),
        inferred("exported"),
    ],
};
