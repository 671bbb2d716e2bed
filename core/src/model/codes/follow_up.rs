//! How a report is answered.

use super::{Code, CodeList, inferred};

const WORKFLOW: &str = "report-workflow-status";

/// How far the hub has come, in words for the reporter.
///
/// The three at the end are side states: they do not follow the others in order.
pub static FOLLOWUP_STATUS: CodeList = CodeList {
    name: "followup_status",
    source: "Proposal of this project",
    codes: &[
        status("opened_by_hub", &[(WORKFLOW, "triaged")]),
        status("being_looked_at", &[(WORKFLOW, "under_review")]),
        status("waiting_for_others", &[(WORKFLOW, "awaiting_external")]),
        status("actions_under_way", &[(WORKFLOW, "actions_open")]),
        status("answered", &[(WORKFLOW, "feedback_given")]),
        status("closed", &[(WORKFLOW, "closed")]),
        status("duplicate_linked", &[(WORKFLOW, "duplicate_linked")]).under(SIDE_STATE),
        status("withdrawn_by_reporter", &[(WORKFLOW, "withdrawn_by_reporter")]).under(SIDE_STATE),
        status("re_opened", &[(WORKFLOW, "re_opened")]).under(SIDE_STATE),
    ],
};

const SIDE_STATE: &str = "side_state";

const fn status(code: &'static str, map_to: &'static [(&'static str, &'static str)]) -> Code {
    inferred(code).maps(map_to)
}

/// What came of the report.
pub static FOLLOWUP_OUTCOME: CodeList = CodeList {
    name: "followup_outcome",
    source: "Proposal of this project",
    codes: &[
        inferred("action_taken"),
        inferred("with_the_police"),
        inferred("passed_on"),
        inferred("kept_for_learning"),
        inferred("no_action"),
    ],
};
