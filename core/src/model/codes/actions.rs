//! What an organisation does about a person who was violent or abusive, and where the police are.

use super::{Code, CodeList, cited, inferred};

/// A rung of the ladder of what an organisation does, from the mildest on.
///
/// The order is that of the sources; what a rung asks for is in [`crate::model::case`]. When care may
/// be withheld, if ever, is not settled: the system writes a decision down and makes none.
pub static ACTION_RUNG: CodeList = CodeList {
    name: "action_rung",
    source: "Sanctions of NHS Protect's guidance and of NHS organisations' policies (S65, S91 to S94), as one list by this project",
    codes: &[
        cited("verbal_warning", "S65"),
        cited("warning_letter", "S91"),
        cited("written_warning", "S65"),
        cited("yellow_card", "S92"),
        stronger(cited("acknowledgement_of_responsibilities_agreement", "S65")),
        stronger(cited("acceptable_behaviour_agreement", "S91")),
        stronger(cited("alternative_location_or_provider", "S91")),
        stronger(cited("conditions_of_entry_or_exclusion", "S91")),
        stronger(cited("red_card", "S92")),
        stronger(cited("security_alert", "S91")),
        stronger(cited("frequent_caller_plan", "S94")),
        stronger(cited("multi_agency_meeting", "S94")),
        stronger(cited("civil_injunction_asb", "S65")),
        stronger(cited("nuisance_on_nhs_premises_cjia_s119_120", "S93")),
        stronger(inferred("prosecution")),
        stronger(cited("withholding_treatment", "S65")),
    ],
};

/// The heading of what is more than a warning.
pub(in crate::model) const STRONGER: &str = "above_warning";

const fn stronger(code: Code) -> Code {
    code.under(STRONGER)
}

/// Where a report to the police stands with them.
pub static POLICE_STATUS: CodeList = CodeList {
    name: "police_status",
    source: "Proposal of this project",
    codes: &[
        inferred("reported"),
        inferred("investigating"),
        inferred("charged"),
        inferred("at_court"),
        inferred("closed"),
    ],
};
