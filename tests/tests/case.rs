//! The hub's own file on an incident: one however many devices began it, kept by its rules, and
//! written by nobody else.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::{Value, json};
use tabard_core::client::ClientError;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::Patch;
use tabard_core::model::case::CaseFault;
use tabard_core::model::due::{Clocks, What};
use tabard_core::region::Role;
use tabard_tests::{Phone, Region};

fn patch(fields: &[(&str, &str)]) -> Patch {
    let mut patch = Patch::default();
    for (path, says) in fields {
        patch.state(path, *says);
    }
    patch
}

/// A region with a report of a patient, and two devices of triage.
fn region() -> (Region, [Phone; 3], RecordId) {
    let mut region = Region::new(77);
    let mut crew = region.phone("crew", Role::Crew);
    let mut first = region.phone("first", Role::Triage);
    let mut second = region.phone("second", Role::Triage);
    let (now, mut rng) = (region.now, region.rng.clone());
    let told = region.patch(&json!({
        "types": ["verbal_abuse"], "occurred_at": "2025-12-01T10:00:00Z",
        "police_contacted": "999", "people": [{ "id": "p1", "role": "patient" }],
    }));
    let incident = crew.client.report(&told, now, &mut rng).expect("a report");
    settle(&mut region, &mut [&mut crew, &mut first, &mut second]);
    (region, [crew, first, second], incident)
}

fn settle(region: &mut Region, devices: &mut [&mut Phone]) {
    for _ in 0..3 {
        for device in devices.iter_mut() {
            assert_eq!(region.sync(device).problem, None);
        }
        region.pump();
    }
}

fn case_of(device: &Phone, incident: RecordId) -> Value {
    device.client.case(incident).expect("the case").view
}

#[test]
fn two_devices_that_begin_a_case_apart_have_one_that_holds_both() {
    let (mut region, [mut crew, mut first, mut second], incident) = region();
    let (now, mut rng) = (region.now, region.rng.clone());
    for (device, word) in [(&mut first, "one"), (&mut second, "two")] {
        let note = patch(&[(&format!("notes/{word}/text"), word), ("police/f1/force", word)]);
        device.client.write_case(incident, &note, now, &mut rng).expect("a case");
    }
    settle(&mut region, &mut [&mut crew, &mut first, &mut second]);
    let whole = case_of(&first, incident);
    assert_eq!(whole, case_of(&second, incident), "the same on every device");
    assert_eq!(first.client.case(incident).expect("the case").records.len(), 2);
    let notes = whole["notes"].as_array().expect("notes");
    assert_eq!(notes.len(), 2);
    // What goes on with an item changes it where it stands, whichever record that is.
    for note in ["one", "two"] {
        let more = patch(&[(&format!("notes/{note}/by"), "J. Brown")]);
        assert!(first.client.write_case(incident, &more, now, &mut rng).expect("written"));
    }
    settle(&mut region, &mut [&mut crew, &mut first, &mut second]);
    let whole = case_of(&second, incident);
    let by = |at: usize| whole["notes"][at]["by"].as_str().map(str::to_owned);
    assert_eq!([by(0), by(1)], [Some("J. Brown".to_owned()), Some("J. Brown".to_owned())]);
}

#[test]
fn what_two_devices_state_of_one_field_stays_with_both_values() {
    let (mut region, [mut crew, mut first, mut second], incident) = region();
    let (now, mut rng) = (region.now, region.rng.clone());
    let begun = patch(&[("police/f1/force", "West Yorkshire")]);
    first.client.write_case(incident, &begun, now, &mut rng).expect("a case");
    settle(&mut region, &mut [&mut crew, &mut first, &mut second]);
    for (device, says) in [(&mut first, "A1"), (&mut second, "B2")] {
        let stated = patch(&[("police/f1/reference", says)]);
        device.client.write_case(incident, &stated, now, &mut rng).expect("written");
    }
    settle(&mut region, &mut [&mut crew, &mut first, &mut second]);
    let whole = case_of(&second, incident);
    let stated = whole["conflicts"][0]["values"].as_array().expect("both values");
    let mut stated: Vec<_> = stated.iter().filter_map(|one| one["value"].as_str()).collect();
    stated.sort_unstable();
    assert_eq!(stated, ["A1", "B2"]);
}

#[test]
fn the_rules_of_actions_hold_wherever_a_case_is_written() {
    let (region, [mut crew, mut first, _], incident) = region();
    let (now, mut rng) = (region.now, region.rng.clone());
    let mut write =
        |fields: &[(&str, &str)]| first.client.write_case(incident, &patch(fields), now, &mut rng);
    write(&[
        ("actions/a1/rung", "red_card"),
        ("actions/a1/reason", "He came at us with a knife."),
        ("actions/a1/proposed_by", "A. Green"),
    ])
    .expect("a proposal");
    let refused = write(&[("actions/a1/approved_by", "a. green")]);
    assert!(matches!(refused, Err(ClientError::Case(CaseFault::SamePerson))), "{refused:?}");
    let refused = write(&[("actions/a1/approved_by", "J. Brown")]);
    assert!(matches!(refused, Err(ClientError::Case(CaseFault::NoClinicalInput))), "{refused:?}");
    let refused = write(&[("actions/a1/conditions", "By letter.")]);
    assert!(matches!(refused, Err(ClientError::Case(CaseFault::NoExpiry))), "{refused:?}");
    let on_a_phone = patch(&[("notes/n1/text", "Mine.")]);
    let refused = crew.client.write_case(incident, &on_a_phone, now, &mut rng);
    assert!(matches!(refused, Err(ClientError::Role)), "{refused:?}");
    assert!(crew.client.find_of(Kind::Case, "").expect("none").is_empty());
}

#[test]
fn the_days_of_a_case_take_the_place_of_those_that_are_reckoned() {
    let (region, [crew, mut first, _], incident) = region();
    let (now, mut rng) = (region.now, region.rng.clone());
    let clocks = Clocks::default();
    let asked = |device: &Phone, now: Millis| {
        let due = device.client.due(incident, now, &clocks).expect("what is due");
        let police = |what: &What| matches!(what, What::AskPolice | What::ChasePolice);
        let open = due.into_iter().filter(|one| !one.done).map(|one| one.what);
        open.filter(police).collect::<Vec<_>>()
    };
    assert_eq!(asked(&first, now), [What::AskPolice]);
    let mut write = |fields: &[(&str, &str)]| {
        first.client.write_case(incident, &patch(fields), now, &mut rng).expect("written");
        asked(&first, now)
    };
    assert_eq!(write(&[("police/f1/chase_on", "2026-06-01")]), [What::ChasePolice]);
    assert_eq!(write(&[("police/f1/outcome", "charged_summonsed")]), []);
    assert_eq!(asked(&crew, now), [What::AskPolice], "a phone knows nothing of it");
}
