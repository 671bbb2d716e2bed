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
        status("opened_by_hub", "Opened by the hub", &[(WORKFLOW, "triaged")]),
        status("being_looked_at", "Being looked at", &[(WORKFLOW, "under_review")]),
        status("waiting_for_others", "Waiting for others", &[(WORKFLOW, "awaiting_external")]),
        status("actions_under_way", "Actions under way", &[(WORKFLOW, "actions_open")]),
        status("answered", "Answered", &[(WORKFLOW, "feedback_given")]),
        status("closed", "Closed", &[(WORKFLOW, "closed")]),
        status(
            "duplicate_linked",
            "Linked to another report of the same incident",
            &[(WORKFLOW, "duplicate_linked")],
        )
        .under(SIDE_STATE),
        status(
            "withdrawn_by_reporter",
            "Withdrawn by the reporter",
            &[(WORKFLOW, "withdrawn_by_reporter")],
        )
        .under(SIDE_STATE),
        status("re_opened", "Opened again", &[(WORKFLOW, "re_opened")]).under(SIDE_STATE),
    ],
};

const SIDE_STATE: &str = "side_state";

const fn status(
    code: &'static str,
    label: &'static str,
    map_to: &'static [(&'static str, &'static str)],
) -> Code {
    inferred(code, label).maps(map_to)
}

/// What came of the report.
pub static FOLLOWUP_OUTCOME: CodeList = CodeList {
    name: "followup_outcome",
    source: "Proposal of this project",
    codes: &[
        inferred("action_taken", "We acted on it"),
        inferred("with_the_police", "With the police or the courts"),
        inferred("passed_on", "Passed to another organisation"),
        inferred("kept_for_learning", "Kept for learning and prevention"),
        inferred("no_action", "No further action, with a reason"),
    ],
};
