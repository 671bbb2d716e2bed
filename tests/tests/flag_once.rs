//! A flag that a host asks for until it is answered: one, whatever happened in between.
#![allow(clippy::expect_used)] // what a test expects it tests

use std::collections::BTreeSet;

use tabard_core::client::{ClientError, Flag};
use tabard_core::clock::Clock;
use tabard_core::ids::RecordId;
use tabard_core::model::marker::{Act, Quick, Status, Step};
use tabard_core::model::subject::{PhoneNumber, Subject};
use tabard_core::region::Role;
use tabard_tests::{Phone, Region};

const NAME: &[u8] = b"0123456789abcdef";

fn flag() -> Flag {
    Flag {
        number: PhoneNumber::parse("+447700900123").expect("a number"),
        quick: Quick::of(2).expect("a digit"),
        cad_number: None,
        call: Some("C-99".to_owned()),
        by: "Desk 4".to_owned(),
    }
}

fn report(region: &mut Region, desk: &mut Phone) -> RecordId {
    region.report(desk, &serde_json::json!({ "types": ["abusive_call"] }))
}

fn ask(
    region: &mut Region,
    desk: &mut Phone,
    name: &[u8],
    incident: RecordId,
) -> Result<RecordId, ClientError> {
    desk.client.flag_once(name, incident, &flag(), region.now, &mut region.rng)
}

/// What a look-up on another desk finds, after both have synced.
fn warned(region: &mut Region, from: &mut Phone, to: &mut Phone) -> BTreeSet<RecordId> {
    assert_eq!(region.sync(from).problem, None);
    assert_eq!(region.sync(to).problem, None);
    let register = to.client.register().expect("the register");
    let subject = Subject::Number(flag().number);
    let found = register.look_up(&subject, Clock::wall(region.now)).expect("a look-up");
    found.warnings.into_iter().map(|warning| warning.marker).collect()
}

#[test]
fn the_same_name_makes_one_flag_and_another_name_another() {
    let mut region = Region::new(1);
    let mut desk = region.phone("desk", Role::Eoc);
    let mut other = region.phone("other", Role::Eoc);
    let incident = report(&mut region, &mut desk);
    let marker = ask(&mut region, &mut desk, NAME, incident).expect("a flag");
    let mut desk = desk.reopened(region.now);
    assert_eq!(desk.client.flagged_as(NAME).expect("a note"), Some(marker));
    assert_eq!(ask(&mut region, &mut desk, NAME, incident).expect("the same"), marker);
    assert_eq!(warned(&mut region, &mut desk, &mut other), [marker].into());

    let second = ask(&mut region, &mut desk, b"another", incident).expect("a flag");
    assert_eq!(warned(&mut region, &mut desk, &mut other), [marker, second].into());
}

#[test]
fn a_flag_that_was_broken_off_is_finished_when_it_is_asked_for_again() {
    let mut region = Region::new(2);
    let mut desk = region.phone("desk", Role::Eoc);
    let mut other = region.phone("other", Role::Eoc);
    // How often somebody calls is nothing to flag: it stops after its name is kept.
    let incident = report(&mut region, &mut desk);
    let quick = Quick { behaviour: "repeat_redial", ..flag().quick };
    let unfounded = Flag { quick, ..flag() };
    let stopped = desk.client.flag_once(NAME, incident, &unfounded, region.now, &mut region.rng);
    assert!(matches!(stopped, Err(ClientError::Step(_))), "{stopped:?}");
    let begun = desk.client.flagged_as(NAME).expect("a note").expect("a name");
    assert_eq!(warned(&mut region, &mut desk, &mut other), BTreeSet::new());

    let mut desk = desk.reopened(region.now);
    assert_eq!(ask(&mut region, &mut desk, NAME, incident).expect("a flag"), begun);
    assert_eq!(warned(&mut region, &mut desk, &mut other), [begun].into());
}

#[test]
fn a_flag_that_was_taken_back_does_not_come_again() {
    let mut region = Region::new(3);
    let mut desk = region.phone("desk", Role::Eoc);
    let mut other = region.phone("other", Role::Eoc);
    let incident = report(&mut region, &mut desk);
    let marker = ask(&mut region, &mut desk, NAME, incident).expect("a flag");
    let step = Step::new(Act::EnteredInError, desk.client.step_time(region.now), "Desk 4");
    desk.client.take_step(marker, &step, region.now, &mut region.rng).expect("a step");
    assert_eq!(ask(&mut region, &mut desk, NAME, incident).expect("the same"), marker);
    assert_eq!(warned(&mut region, &mut desk, &mut other), BTreeSet::new());
    let all = desk.client.markers(|_| true).expect("the markers");
    assert_eq!(all.len(), 1);
    assert_eq!(all.first().and_then(|one| one.status), Some(Status::EnteredInError));
}
