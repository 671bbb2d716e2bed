//! When in the course of a job it happened, and what staff were doing.

use super::{CodeList, cited, inferred};

/// The part of the job; violence often goes on from one to the next.
pub static PHASE_OF_INCIDENT: CodeList = CodeList {
    name: "phase_of_incident",
    source: "Scene, transit and hospital of the Peel Region study, extended by this project",
    codes: &[
        inferred("call_taking"),
        inferred("dispatch_delay_wait"),
        cited("arrival", "S42"),
        inferred("assessment"),
        inferred("treatment"),
        inferred("extrication"),
        cited("transit", "S42"),
        inferred("handover_queue"),
        cited("handover", "S42"),
        inferred("post_discharge_contact"),
        inferred("on_station"),
        inferred("public_contact_not_on_job"),
    ],
};

/// What staff were doing at the time.
pub static ACTIVITY_AT_TIME: CodeList = CodeList {
    name: "activity_at_time",
    source: "Proposal of this project; long waits as a trigger are published (S86)",
    codes: &[
        inferred("history_taking"),
        inferred("physical_exam"),
        inferred("cannulation_or_injection"),
        inferred("naloxone_reversal"),
        inferred("lifting_moving"),
        inferred("refusing_request"),
        inferred("advising_wait"),
        inferred("conveyance_decision"),
        inferred("restraint_assist"),
        inferred("driving"),
        inferred("handover"),
        inferred("call_triage"),
        inferred("de_escalating"),
        inferred("none"),
    ],
};
