//! How long a phone may be read without contact, whatever is done to its clocks.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use proptest::prelude::*;
use serde_json::json;
use tabard_core::client::ClientError;
use tabard_core::clock::{Clock, Running};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::region::{Days, Role};
use tabard_core::sync::Outcome;
use tabard_tests::{Phone, Region, Straight};

const DAY: u64 = 86_400_000;

fn set_lease(region: &mut Region, days: u16) {
    let (now, lease) = (region.now, Days::new(days));
    region.hub().set_policy(lease, None, None, now, &mut region.rng).expect("a policy");
}

/// A phone with one report, held and answered, under a lease of 14 days.
fn leased(seed: u64) -> (Region, Phone, RecordId) {
    let mut region = Region::new(seed);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Read me." }));
    set_lease(&mut region, 14);
    tick(&mut region, &mut phone, 1, 0);
    region.sync(&mut phone);
    (region, phone, id)
}

fn tick(region: &mut Region, phone: &mut Phone, boot: u8, ms: u64) {
    let running = Some(Running { boot: [boot; 16], ms });
    phone.client.tick(Clock { wall: region.now, running }).expect("a tick");
}

fn may_read(phone: &Phone, id: RecordId) -> bool {
    match (phone.client.incidents(), phone.client.incident(id)) {
        (Ok(_), Ok(_)) => true,
        (Err(ClientError::LeaseEnded), Err(ClientError::LeaseEnded)) => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_contact_reading_ends_and_writing_does_not() {
    let (mut region, mut phone, id) = leased(10);
    region.now = region.now.plus_days(13);
    tick(&mut region, &mut phone, 1, 13 * DAY);
    assert!(may_read(&phone, id));
    region.now = region.now.plus_days(1);
    tick(&mut region, &mut phone, 1, 14 * DAY);
    assert!(!may_read(&phone, id));
    assert!(phone.client.lease().ended);

    let new = region.report(&mut phone, &json!({ "narrative": "In the dark." }));
    region.edit(&mut phone, id, "callsign=YA1");
    assert_eq!(phone.client.standing(new).expect("a standing").state.word(), "saved_on_this_phone");
    assert_eq!(phone.client.standing(new).expect("a standing").view, json!(null));
    let mut phone = phone.reopened(region.now);
    assert!(!may_read(&phone, id), "by the wall clock alone, when no other was told");
    region.sync(&mut phone);
    assert!(may_read(&phone, id), "a contact opens it");
    assert_eq!(phone.shows(new)["narrative"], "In the dark.");
    assert_eq!(phone.shows(id)["callsign"], "YA1");
}

#[test]
fn a_clock_that_is_set_back_opens_nothing() {
    let (mut region, mut phone, id) = leased(11);
    let start = region.now;
    tick(&mut region, &mut phone, 1, 15 * DAY);
    assert!(!may_read(&phone, id), "the wall clock stood still, the other ran");
    let mut phone = phone.reopened(start.plus_days(-300));
    assert!(!may_read(&phone, id), "nor after a restart of the app");
    region.now = start.plus_days(-300);
    tick(&mut region, &mut phone, 2, 1000);
    assert!(!may_read(&phone, id), "nor of the machine");
}

#[test]
fn an_answer_that_is_played_again_is_no_contact() {
    let (mut region, mut phone, id) = leased(12);
    let mut old = Vec::new();
    let mut recorded = |outcome: Outcome| {
        old.push(outcome.clone());
        outcome
    };
    region.sync_by(&mut phone, &mut recorded).expect("a sync");
    tick(&mut region, &mut phone, 1, 15 * DAY);
    let mut replay = |_| old[old.len() - 1].clone();
    region.sync_by(&mut phone, &mut replay).expect("an answer");
    assert!(!may_read(&phone, id));
    // Nor where the wall clock alone has shown it ended.
    let (mut region, mut phone, id) = leased(17);
    let mut old = Vec::new();
    let mut recorded = |outcome: Outcome| {
        old.push(outcome.clone());
        outcome
    };
    region.sync_by(&mut phone, &mut recorded).expect("a sync");
    phone.client.tick(Clock::wall(region.now.plus_days(15))).expect("a tick");
    let mut replay = |_| old[old.len() - 1].clone();
    region.sync_by(&mut phone, &mut replay).expect("an answer");
    assert!(!may_read(&phone, id));
    region.now = region.now.plus_days(15);
    region.sync_by(&mut phone, &mut Straight).expect("a sync");
    assert!(may_read(&phone, id));
}

#[test]
fn a_region_that_states_nothing_has_no_limit_and_one_that_takes_it_back_has_none_again() {
    let (mut region, mut phone, id) = leased(13);
    tick(&mut region, &mut phone, 1, 15 * DAY);
    assert!(!may_read(&phone, id));
    region.now = region.now.plus_days(15);
    set_lease(&mut region, 0);
    region.sync(&mut phone);
    region.now = region.now.plus_days(900);
    tick(&mut region, &mut phone, 1, 900 * DAY);
    assert!(may_read(&phone, id));
    assert_eq!(phone.client.lease().until, None);
}

#[test]
fn the_hub_itself_is_read_whatever_the_lease() {
    let (mut region, mut phone, id) = leased(14);
    region.sync(&mut phone);
    region.pump();
    region.now = region.now.plus_days(100);
    assert_eq!(region.hub().incident(id).expect("the report").summary.id, id);
}

#[derive(Clone, Debug)]
enum Trick {
    Runs(u64),
    Reboots(u64),
    SetsTheClock(i64),
    OpensTheApp,
    Contact,
}

fn trick() -> impl Strategy<Value = Trick> {
    prop_oneof![
        4 => (0..9 * DAY).prop_map(Trick::Runs),
        3 => (0..9 * DAY).prop_map(Trick::Reboots),
        2 => (-400..30_i64).prop_map(Trick::SetsTheClock),
        6 => Just(Trick::OpensTheApp),
        1 => Just(Trick::Contact),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// A real phone: whatever wall clocks, reboots and restarts do, it is never read once the
    /// running clock has proved that its lease is over; and a contact always opens it.
    #[test]
    fn no_trick_with_the_clocks_opens_what_the_lease_has_closed(
        tricks in proptest::collection::vec(trick(), 6..24)
    ) {
        let (mut region, mut phone, id) = leased(15);
        let start = region.now;
        let (mut real, mut boot, mut up, mut looked, mut proved) = (0, 1, 0, 0, 0);
        let mut wrong = 0_i64;
        let days = |ms: u64| Millis(start.0 + i64::try_from(ms).expect("a time"));
        for trick in tricks {
            match trick {
                Trick::Runs(ms) => (real, up) = (real + ms, up + ms),
                Trick::Reboots(ms) => (real, boot, up, looked) = (real + ms, boot + 1, 0, 0),
                Trick::SetsTheClock(days) => wrong = days,
                Trick::OpensTheApp => {
                    region.now = days(real).plus_days(wrong);
                    phone = phone.reopened(region.now);
                    tick(&mut region, &mut phone, boot, up);
                    proved += up - looked;
                    looked = up;
                    if proved >= 14 * DAY {
                        prop_assert!(!may_read(&phone, id));
                    }
                }
                Trick::Contact => {
                    region.now = days(real).plus_days(wrong);
                    tick(&mut region, &mut phone, boot, up);
                    // The relay's clock is right; the phone's is what somebody set.
                    region.now = days(real + 1);
                    region.sync(&mut phone);
                    tick(&mut region, &mut phone, boot, up);
                    (proved, looked) = (0, up);
                    prop_assert!(may_read(&phone, id));
                    real += 1;
                }
            }
        }
    }
}
