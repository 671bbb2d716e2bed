//! What police and courts did.

use super::{CodeList, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// Whether and how the police were told.
pub static POLICE_CONTACTED: CodeList = CodeList {
    name: "police_contacted",
    source: "Proposal of this project",
    codes: &[
        inferred("at_scene", "They were at the scene"),
        inferred("radio_emergency", "By the radio's emergency button"),
        inferred("999", "By 999"),
        inferred("101_online", "By 101 or online"),
        inferred("later", "Later"),
        inferred("no", "No"),
        UNKNOWN,
    ],
};

/// Whether the member of staff wants the police to act.
pub static SUPPORTS_ACTION: CodeList = CodeList {
    name: "victim_supports_action",
    source: "Operation Cavell's key measure (S82), as a list by this project",
    codes: &[
        inferred("yes", "Yes"),
        inferred("no", "No"),
        inferred("undecided", "Undecided"),
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
        inferred("not_yet", "Not yet known"),
        cited("charged_summonsed", "Charged or summonsed", "S89"),
        cited("out_of_court_formal", "Out of court, formal", "S89"),
        cited("out_of_court_informal", "Out of court, informal", "S89"),
        cited("diversionary", "Diversion, education or intervention", "S89"),
        cited(
            "evidential_suspect_identified_victim_supports",
            "Evidential difficulties, suspect identified, victim supports action",
            "S89",
        ),
        cited(
            "evidential_victim_does_not_support",
            "Evidential difficulties, victim does not support action",
            "S89",
        ),
        cited(
            "prosecution_prevented_or_not_public_interest",
            "Prosecution prevented or not in the public interest",
            "S89",
        ),
        cited(
            "further_investigation_not_public_interest",
            "Further investigation not in the public interest",
            "S89",
        ),
        cited("transferred_to_other_body", "Passed to another body", "S89"),
        cited("taken_into_consideration", "Taken into consideration", "S89"),
        cited("investigation_complete_no_suspect", "Investigation complete, no suspect", "S89"),
    ],
};

/// What the court decided.
pub static COURT_RESULT: CodeList = CodeList {
    name: "court_result",
    source: "Proposal of this project",
    codes: &[
        inferred("guilty_plea", "Guilty plea"),
        inferred("convicted", "Convicted"),
        inferred("acquitted", "Acquitted"),
        inferred("discontinued", "Discontinued"),
        inferred("insanity_or_hospital_order", "Insanity, or a hospital order"),
        inferred("restraining_order", "Restraining order"),
        inferred("compensation_order", "Compensation order"),
    ],
};

/// The criminal sanction.
pub static CRIMINAL_SANCTION: CodeList = CodeList {
    name: "criminal_sanction_type",
    source: "Sanctions published for assaults on NHS staff (S90)",
    codes: &[
        cited("caution", "Caution", "S90"),
        cited("conditional_caution", "Conditional caution", "S90"),
        cited("community_order", "Community order", "S90"),
        cited("conditional_discharge", "Conditional discharge", "S90"),
        cited("fine", "Fine", "S90"),
        cited("fixed_penalty", "Fixed penalty", "S90"),
        cited("imprisonment", "Imprisonment, including suspended", "S90"),
        cited("restorative_justice", "Restorative justice", "S90"),
    ],
};
