//! Support: what is offered to those who were attacked, and how it is asked for.

use super::{CodeList, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// What may be asked for or offered.
pub static SUPPORT: CodeList = CodeList {
    name: "support",
    source: "Proposal of this project; TRiM (S95), the crisis line (S97) and the victim personal statement (S98) are published",
    codes: &[
        inferred("immediate_welfare_check"),
        inferred("stood_down_from_shift"),
        inferred("hot_debrief"),
        cited("trim_72h", "S95"),
        cited("trim_28d", "S95"),
        inferred("occupational_health"),
        inferred("counselling_eap"),
        inferred("physio"),
        inferred("bbv_followup"),
        cited("tasc_crisis_line", "S97"),
        inferred("chaplain_peer"),
        inferred("union_rep"),
        inferred("victim_support"),
        inferred("court_support"),
        cited("victim_personal_statement_help", "S98"),
        inferred("safe_journey_home"),
        inferred("address_privacy_check"),
    ],
};

/// What was said to an offer.
pub static SUPPORT_RESPONSE: CodeList = CodeList {
    name: "support_response",
    source: "Proposal of this project",
    codes: &[
        inferred("accepted"),
        inferred("declined"),
        inferred("deferred"),
        UNKNOWN,
        NOT_RECORDED,
        PREFER_NOT_TO_SAY,
    ],
};

/// From whom support is asked.
pub static SUPPORT_FROM: CodeList = CodeList {
    name: "support_from",
    source: "Proposal of this project",
    codes: &[
        inferred("peer"),
        inferred("trim_practitioner"),
        inferred("line_manager"),
        inferred("occupational_health"),
        inferred("anyone"),
    ],
};

/// When the requester would like to be contacted.
pub static CONTACT_WHEN: CodeList = CodeList {
    name: "contact_when",
    source: "Proposal of this project",
    codes: &[
        inferred("now"),
        inferred("this_shift"),
        inferred("after_shift"),
        inferred("days_off"),
        inferred("not_urgent"),
    ],
};

/// How the requester would like to be contacted.
pub static CONTACT_HOW: CodeList = CodeList {
    name: "contact_how",
    source: "Proposal of this project",
    codes: &[inferred("call"), inferred("message"), inferred("in_person")],
};

/// How far wellbeing has come with a request.
pub static WELLBEING_STATUS: CodeList = CodeList {
    name: "wellbeing_status",
    source: "Proposal of this project",
    codes: &[
        inferred("opened_by_wellbeing"),
        inferred("contact_tried"),
        inferred("in_contact"),
        inferred("support_arranged"),
        inferred("closed"),
    ],
};
