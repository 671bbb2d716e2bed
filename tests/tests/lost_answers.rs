//! Requests and answers are lost or come twice, and the app closes between any two steps: all that
//! was written ends held, exactly once.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::ids::RecordId;
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_tests::{Phone, Region};

/// What happens to one exchange.
#[derive(Clone, Copy, Debug)]
enum Luck {
    Good,
    RequestLost,
    AnswerLost,
    RequestTwice,
    AnswerTwice,
}

const LUCK: [Luck; 5] =
    [Luck::Good, Luck::RequestLost, Luck::AnswerLost, Luck::RequestTwice, Luck::AnswerTwice];

/// One step of a phone's syncing with this luck; whether there was one.
fn step(region: &mut Region, phone: &mut Phone, luck: Luck) -> bool {
    let now = region.now;
    phone.client.sync_now();
    let step = phone.client.next_step(now, &mut region.rng).expect("a step");
    let Step::Send(token, request) = step else { return false };
    let device = phone.client.device();
    let outcome = match luck {
        Luck::RequestLost => Outcome::NoAnswer,
        Luck::AnswerLost => {
            region.carry(device, &request);
            Outcome::NoAnswer
        }
        Luck::RequestTwice => {
            region.carry(device, &request);
            region.carry(device, &request)
        }
        Luck::Good | Luck::AnswerTwice => region.carry(device, &request),
    };
    let again = outcome.clone();
    phone.client.step_done(token, outcome, now, &mut region.rng).expect("an honest answer");
    if let Luck::AnswerTwice = luck {
        let refused = phone.client.step_done(token, again, now, &mut region.rng);
        assert!(refused.is_err(), "an answer counts once");
    }
    true
}

/// Syncs a phone to the end: the first exchanges as luck has it, and the app closed in between.
fn session(region: &mut Region, mut phone: Phone, luck: &[Luck]) -> Phone {
    for luck in luck {
        step(region, &mut phone, *luck);
        phone = phone.reopened(region.now);
    }
    let progress = region.sync(&mut phone);
    assert_eq!(progress.problem, None);
    assert!(!progress.reborn, "to send twice is not to be a copy");
    phone
}

struct Scene {
    region: Region,
    phone: Phone,
    mate: Phone,
    ids: Vec<RecordId>,
}

fn scene(seed: u64) -> Scene {
    let mut region = Region::new(seed);
    let mut phone = region.phone("phone", Role::Crew);
    let mate = region.phone("mate", Role::Crew);
    region.sync(&mut phone);
    let ids = (0..3).map(|number| {
        let told = json!({ "narrative": format!("Report {number}."), "callsign": "YA1" });
        let id = region.report(&mut phone, &told);
        region.edit(&mut phone, id, "vehicle=7741");
        let (now, with) = (region.now, mate.client.device());
        phone.client.invite(id, with, now, &mut region.rng).expect("an invitation");
        id
    });
    let ids = ids.collect();
    Scene { region, phone, mate, ids }
}

fn assert_once(scene: &mut Scene, luck: &[Luck]) {
    let Scene { region, phone, mate, ids } = scene;
    let stats = region.relay().stats().expect("counts");
    let entries = stats.leaves - stats.statements;
    let answers = region.hub().incidents().expect("the list").len() as u64;
    assert_eq!(entries, 3 * 3 + 1 + answers, "each entry is in the log once: {luck:?}");
    assert_eq!(region.hub().incidents().expect("the list").len(), ids.len());
    for id in ids {
        let at_hub = region.hub().incident(*id).expect("at the hub").summary.report;
        for phone in [&*phone, &*mate] {
            assert_eq!(phone.shows(*id), at_hub);
            assert_eq!(phone.state(*id), "opened_by_hub");
            let status = phone.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.refused), (0, 0));
        }
    }
}

#[test]
fn whatever_is_lost_or_repeated_all_is_held_once() {
    for (number, first) in LUCK.into_iter().enumerate() {
        for second in LUCK {
            let luck = [first, second, first];
            let mut scene = scene(number as u64);
            let (phone, mate, region) = (scene.phone, scene.mate, &mut scene.region);
            let phone = session(region, phone, &luck);
            let mut mate = session(region, mate, &luck);
            region.edit(&mut mate, scene.ids[0], "location_type=care_home");
            let mate = session(region, mate, &luck);
            region.pump();
            scene.phone = session(&mut scene.region, phone, &luck);
            scene.mate = session(&mut scene.region, mate, &luck);
            assert_once(&mut scene, &luck);
        }
    }
}

#[test]
fn nothing_is_said_to_be_held_before_its_receipt_came() {
    let Scene { mut region, mut phone, ids, .. } = scene(1);
    for luck in [Luck::RequestLost, Luck::AnswerLost, Luck::AnswerLost] {
        step(&mut region, &mut phone, luck);
        assert!(ids.iter().all(|id| phone.state(*id) == "saved_on_this_phone"), "{luck:?}");
        phone = phone.reopened(region.now);
        assert!(ids.iter().all(|id| phone.state(*id) == "saved_on_this_phone"), "{luck:?}");
    }
    step(&mut region, &mut phone, Luck::Good);
    assert!(ids.iter().all(|id| phone.state(*id) == "held_by_region"));
}

#[test]
fn what_is_written_while_a_request_is_on_its_way_goes_with_the_next() {
    let Scene { mut region, mut phone, .. } = scene(2);
    let now = region.now;
    phone.client.sync_now();
    let Step::Send(token, request) = phone.client.next_step(now, &mut region.rng).expect("a step")
    else {
        unreachable!("there is something to send")
    };
    let late = region.report(&mut phone, &json!({ "narrative": "Meanwhile." }));
    let answer = region.carry(phone.client.device(), &request);
    phone.client.step_done(token, answer, now, &mut region.rng).expect("an answer");
    assert_eq!(phone.state(late), "saved_on_this_phone");
    region.sync(&mut phone);
    assert_eq!(phone.state(late), "held_by_region");
}
