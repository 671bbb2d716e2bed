//! When in the course of a job it happened, and what staff were doing.

use super::{CodeList, cited, inferred};

/// The part of the job; violence often goes on from one to the next.
pub static PHASE_OF_INCIDENT: CodeList = CodeList {
    name: "phase_of_incident",
    source: "Scene, transit and hospital of the Peel Region study, extended by this project",
    codes: &[
        inferred("call_taking", "Call taking"),
        inferred("dispatch_delay_wait", "Waiting for an ambulance"),
        cited("arrival", "Arrival at scene", "S42"),
        inferred("assessment", "Assessment"),
        inferred("treatment", "Treatment"),
        inferred("extrication", "Moving to the vehicle"),
        cited("transit", "On the way", "S42"),
        inferred("handover_queue", "Waiting to hand over"),
        cited("handover", "Handover at hospital", "S42"),
        inferred("post_discharge_contact", "Contact after the job"),
        inferred("on_station", "On station"),
        inferred("public_contact_not_on_job", "In public, not on a job"),
    ],
};

/// What staff were doing at the time.
pub static ACTIVITY_AT_TIME: CodeList = CodeList {
    name: "activity_at_time",
    source: "Proposal of this project; long waits as a trigger are published (S86)",
    codes: &[
        inferred("history_taking", "Taking a history"),
        inferred("physical_exam", "Physical examination"),
        inferred("cannulation_or_injection", "Cannulation or injection"),
        inferred("naloxone_reversal", "Reversal with naloxone"),
        inferred("lifting_moving", "Lifting or moving"),
        inferred("refusing_request", "Refusing a request"),
        inferred("advising_wait", "Explaining a wait"),
        inferred("conveyance_decision", "Deciding on conveyance"),
        inferred("restraint_assist", "Helping with restraint"),
        inferred("driving", "Driving"),
        inferred("handover", "Handover"),
        inferred("call_triage", "Triage by phone"),
        inferred("de_escalating", "De-escalating"),
        inferred("none", "Nothing in particular"),
    ],
};
