//! Support: what is offered to those who were attacked, and how it is asked for.

use super::{Code, CodeList, NOT_RECORDED, PREFER_NOT_TO_SAY, UNKNOWN, cited, inferred};

/// What may be asked for or offered.
pub static SUPPORT: CodeList = CodeList {
    name: "support",
    source: "Proposal of this project; TRiM (S95), the crisis line (S97) and the victim personal statement (S98) are published",
    codes: &[
        inferred("immediate_welfare_check", "Someone checks on me now"),
        inferred("stood_down_from_shift", "To be stood down from the shift"),
        inferred("hot_debrief", "To talk it through with the crew"),
        cited("trim_72h", "TRiM, no sooner than 72 hours after", "S95"),
        cited("trim_28d", "TRiM again, 28 days after", "S95"),
        inferred("occupational_health", "Occupational health"),
        inferred("counselling_eap", "Counselling"),
        inferred("physio", "Physiotherapy"),
        inferred("bbv_followup", "Follow-up of contact with blood"),
        cited("tasc_crisis_line", "The TASC crisis line", "S97"),
        inferred("chaplain_peer", "A chaplain or a peer"),
        inferred("union_rep", "A union representative"),
        inferred("victim_support", "Victim support"),
        inferred("court_support", "Support at court"),
        cited("victim_personal_statement_help", "Help with a victim personal statement", "S98"),
        inferred("safe_journey_home", "A safe journey home"),
        inferred("address_privacy_check", "A check that my address stays private"),
    ],
};

/// What was said to an offer.
pub static SUPPORT_RESPONSE: CodeList = CodeList {
    name: "support_response",
    source: "Proposal of this project",
    codes: &[
        inferred("accepted", "Accepted"),
        inferred("declined", "Declined"),
        inferred("deferred", "Not now"),
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
        inferred("peer", "A peer"),
        inferred("trim_practitioner", "A TRiM practitioner"),
        inferred("line_manager", "My line manager"),
        inferred("occupational_health", "Occupational health"),
        inferred("anyone", "Anyone"),
    ],
};

/// When the requester would like to be contacted.
pub static CONTACT_WHEN: CodeList = CodeList {
    name: "contact_when",
    source: "Proposal of this project",
    codes: &[
        inferred("now", "Now"),
        inferred("this_shift", "During this shift"),
        inferred("after_shift", "After this shift"),
        inferred("days_off", "On my days off"),
        inferred("not_urgent", "It is not urgent"),
    ],
};

/// How the requester would like to be contacted.
pub static CONTACT_HOW: CodeList = CodeList {
    name: "contact_how",
    source: "Proposal of this project",
    codes: &[
        inferred("call", "By phone"),
        inferred("message", "By message"),
        inferred("in_person", "In person"),
    ],
};

/// How far wellbeing has come with a request.
pub static WELLBEING_STATUS: CodeList = CodeList {
    name: "wellbeing_status",
    source: "Proposal of this project",
    codes: &[
        status("opened_by_wellbeing", "Opened by wellbeing"),
        status("contact_tried", "We tried to reach you"),
        status("in_contact", "In contact"),
        status("support_arranged", "Support is arranged"),
        status("closed", "Closed"),
    ],
};

const fn status(code: &'static str, label: &'static str) -> Code {
    inferred(code, label)
}
