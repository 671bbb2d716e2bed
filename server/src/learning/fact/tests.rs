#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::codes::{
    CONTRIBUTORY_FACTOR, CodeList, FOLLOWUP_OUTCOME, INCIDENT_TYPE, LOCATION_TYPE, PHYSICAL_HARM,
    STAFF_GROUP, TRAINING_LEVEL,
};
use tabard_core::vault::Told;

use super::*;
use crate::learning::Zone;

/// Noon of 1 July 2026 in the region.
const RECEIVED: Millis = Millis(1_782_903_600_000);

fn fact(report: &Value, answer: &Value) -> Fact {
    let (view, answer) = (report.to_string(), answer.to_string());
    let told = Told {
        id: RecordId::new([1; 16]),
        started_at: RECEIVED,
        changed_at: RECEIVED,
        view: &view,
        answer: Some(&answer),
    };
    Fact::of(&told, &Zone::default())
}

fn code(list: &CodeList, code: &str) -> Option<Place> {
    place_of(list, code)
}

#[test]
fn every_list_fits_its_set_and_every_level_of_harm_is_where_it_is_looked_for() {
    assert!(INCIDENT_TYPE.codes.len() <= 64 && CONTRIBUTORY_FACTOR.codes.len() <= 64);
    let levels = ["none", "low", "moderate", "severe", "fatal"];
    let first: Vec<_> = PHYSICAL_HARM.spellings().take(5).collect();
    assert_eq!(first, levels);
}

#[test]
fn a_full_report_is_read() {
    let report = json!({
        "types": ["verbal_abuse", "physical_contact", "of_a_newer_kind"],
        "primary_type": "physical_contact",
        "occurred_at": "2026-06-30T23:30:00Z",
        "location_type": "hospital_ed",
        "factors": [{ "factor": "alcohol", "strength": "observed" }, { "factor": "long_wait_call" }],
        "staff": [
            { "staff_group": "emt", "physical_harm_0h": "low", "physical_harm_28d": "moderate" },
            { "staff_group": "paramedic", "training_level": "pathway_level_3", "is_reporter": true, "bwv_wearing": "yes", "bwv_activated": "no",
              "psych_harm_0h": "prefer_not_to_say" },
        ],
        "criminal_sanctions": ["caution"],
    });
    let answer = json!({
        "status": "answered",
        "outcome": "action_taken",
        "messages": [
            { "text": "Thank you.", "at": "2026-07-03T11:00:00Z" },
            { "text": "Where was it?", "at": "2026-07-01T11:05:00Z", "question": true },
        ],
    });
    let fact = fact(&report, &answer);
    assert_eq!((fact.day.to_string().as_str(), fact.hour), ("2026-07-01", Some(0)));
    assert_eq!(fact.primary, code(&INCIDENT_TYPE, "physical_contact"));
    assert!(fact.types.has(code(&INCIDENT_TYPE, "verbal_abuse").unwrap()));
    assert!(fact.factors.has(code(&CONTRIBUTORY_FACTOR, "long_wait_call").unwrap()));
    assert_eq!(fact.place, code(&LOCATION_TYPE, "hospital_ed"));
    assert_eq!(fact.physical_harm, code(&PHYSICAL_HARM, "moderate"));
    assert_eq!((fact.injured, fact.camera, fact.sanction), (Some(true), Camera::Worn, true));
    assert_eq!(fact.staff_group, code(&STAFF_GROUP, "paramedic"));
    assert_eq!(fact.training, code(&TRAINING_LEVEL, "pathway_level_3"));
    assert_eq!(fact.outcome, code(&FOLLOWUP_OUTCOME, "action_taken"));
    assert_eq!((fact.first_answer, fact.feedback), (Some(5), Some(2 * 24 * 60)));
    assert_eq!(fact.standing, Standing::Counted);
}

#[test]
fn what_is_not_said_is_not_guessed() {
    let fact = fact(&json!({ "types": ["near_miss"], "camera_running": false }), &Value::Null);
    assert_eq!((fact.hour, fact.place, fact.injured), (None, None, None));
    assert_eq!((fact.camera, fact.feedback, fact.outcome), (Camera::NotSaid, None, None));
    assert_eq!(fact.primary, code(&INCIDENT_TYPE, "near_miss"));
    assert_eq!(fact.day.to_string(), "2026-07-01", "the day on which it came");
    let later = json!({ "occurred_at": "2031-01-01T00:00:00Z" });
    assert_eq!(super::tests::fact(&later, &Value::Null).hour, None, "no clock says that truly");
}

#[test]
fn what_was_taken_back_or_told_twice_does_not_count() {
    let standing = |report: Value, answer: Value| fact(&report, &answer).standing;
    assert_eq!(standing(json!({ "withdrawn": true }), Value::Null), Standing::Withdrawn);
    let by_hub = json!({ "status": "duplicate_linked" });
    assert_eq!(standing(json!({}), by_hub), Standing::Duplicate);
    assert_eq!(standing(json!({ "duplicate_of": "00" }), Value::Null), Standing::Duplicate);
    assert_eq!(standing(json!({ "duplicate_of": " " }), json!({})), Standing::Counted);
    assert_eq!(standing(json!("no report"), json!("no answer")), Standing::Counted);
}
