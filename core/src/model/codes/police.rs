//! What police and courts did.

use super::{CodeList, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// Whether and how the police were told.
pub static POLICE_CONTACTED: CodeList = CodeList {
    name: "police_contacted",
    source: "Proposal of this project",
    codes: &[
        inferred("at_scene"),
        inferred("radio_emergency"),
        inferred("999"),
        inferred("101_online"),
        inferred("later"),
        inferred("no"),
        UNKNOWN,
    ],
};

/// Whether the member of staff wants the police to act.
pub static SUPPORTS_ACTION: CodeList = CodeList {
    name: "victim_supports_action",
    source: "Operation Cavell's key measure (S82), as a list by this project",
    codes: &[
        inferred("yes"),
        inferred("no"),
        inferred("undecided"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// How the police closed it.
pub static POLICE_OUTCOME: CodeList = CodeList {
    name: "police_outcome_group",
    source: "Outcome groups of a police answer under the Freedom of Information Act (S89)",
    codes: &[
        inferred("not_yet"),
        cited("charged_summonsed", "S89"),
        cited("out_of_court_formal", "S89"),
        cited("out_of_court_informal", "S89"),
        cited("diversionary", "S89"),
        cited("evidential_suspect_identified_victim_supports", "S89"),
        cited("evidential_victim_does_not_support", "S89"),
        cited("prosecution_prevented_or_not_public_interest", "S89"),
        cited("further_investigation_not_public_interest", "S89"),
        cited("transferred_to_other_body", "S89"),
        cited("taken_into_consideration", "S89"),
        cited("investigation_complete_no_suspect", "S89"),
    ],
};

/// What the court decided.
pub static COURT_RESULT: CodeList = CodeList {
    name: "court_result",
    source: "Proposal of this project",
    codes: &[
        inferred("guilty_plea"),
        inferred("convicted"),
        inferred("acquitted"),
        inferred("discontinued"),
        inferred("insanity_or_hospital_order"),
        inferred("restraining_order"),
        inferred("compensation_order"),
    ],
};

/// The criminal sanction.
pub static CRIMINAL_SANCTION: CodeList = CodeList {
    name: "criminal_sanction_type",
    source: "Sanctions published for assaults on NHS staff (S90)",
    codes: &[
        cited("caution", "S90"),
        cited("conditional_caution", "S90"),
        cited("community_order", "S90"),
        cited("conditional_discharge", "S90"),
        cited("fine", "S90"),
        cited("fixed_penalty", "S90"),
        cited("imprisonment", "S90"),
        cited("restorative_justice", "S90"),
    ],
};
