//! Two phones in a cab: what they exchange with no server, what they do not, and that the region
//! ends with the same once there is one.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::{Value, json};
use tabard_core::client::{ClientError, MAX_CREW};
use tabard_core::ids::RecordId;
use tabard_core::link::{LinkFault, Side};
use tabard_core::region::Role;
use tabard_tests::{Linked, Phone, Region, link, link_by};

fn linked(region: &mut Region, one: &mut Phone, other: &mut Phone) -> Linked {
    link(one, other, region.now, &mut region.rng)
}

fn crew(region: &mut Region, names: &[&str]) -> Vec<Phone> {
    let mut phones: Vec<_> = names.iter().map(|name| region.phone(name, Role::Crew)).collect();
    phones.iter_mut().for_each(|phone| drop(region.sync(phone)));
    phones
}

/// Gives whether the mate was let in now.
fn invite(region: &mut Region, phone: &mut Phone, id: RecordId, mate: &Phone) -> bool {
    let (now, device) = (region.now, mate.client.device());
    let invited = phone.client.invite(id, device, now, &mut region.rng);
    invited.expect("an invitation")
}

fn has(phone: &Phone, id: RecordId) -> bool {
    phone.client.incident(id).is_ok()
}

/// What the phone holds of each other record: nothing but what it may read.
fn refused_by(linked: &Linked) -> (Option<LinkFault>, Option<LinkFault>) {
    let fault = |end: &Result<_, ClientError>| match end {
        Err(ClientError::Link(fault)) => Some(*fault),
        Err(other) => panic!("another failure: {other}"),
        Ok(_) => None,
    };
    (fault(&linked.connected), fault(&linked.listened))
}

#[test]
fn an_incident_goes_both_ways_without_a_server_and_comes_twice_to_nobody() {
    let mut region = Region::new(1);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "callsign": "YA1", "narrative": "As it was." }));
    invite(&mut region, &mut a, id, &b);

    let (sent, received) = linked(&mut region, &mut a, &mut b).well();
    assert_eq!((sent.sent, received.received), (2, 2), "{sent:?} {received:?}");
    assert!(sent.complete && received.complete);
    assert_eq!(b.shows(id)["callsign"], "YA1");
    assert_eq!(b.state(id), "saved_on_this_phone", "no region has it yet");

    region.edit(&mut b, id, "vehicle=7741");
    let (back, _) = linked(&mut region, &mut a, &mut b).well();
    assert_eq!((back.sent, back.received), (0, 1));
    assert_eq!(a.shows(id), b.shows(id));
    let (again, and_again) = linked(&mut region, &mut b, &mut a).well();
    assert_eq!((again.sent, again.received, and_again.received), (0, 0, 0));

    // With a region at last: each sends its own, and what comes from there is known already.
    for phone in [&mut b, &mut a] {
        assert_eq!(region.sync(phone).problem, None);
    }
    region.pump();
    for phone in [&mut a, &mut b] {
        region.sync(phone);
        assert_eq!(phone.state(id), "opened_by_hub");
        assert_eq!(phone.client.entry_sizes(id).expect("its entries").len(), 3);
        let status = phone.client.sync_status().expect("the status");
        assert_eq!((status.waiting, status.refused), (0, 0));
    }
    let hub = region.hub().incident(id).expect("at the hub");
    assert_eq!(hub.summary.report, a.shows(id));
    assert_eq!(hub.summary.report, b.shows(id));
    assert_eq!(region.relay().verify().expect("the check").fault, None);
}

#[test]
fn only_what_was_shared_goes_over_and_goes_on() {
    let mut region = Region::new(2);
    let mut phones = crew(&mut region, &["a", "b", "c"]);
    let (mut c, mut b, mut a) =
        (phones.pop().expect("c"), phones.pop().expect("b"), phones.pop().expect("a"));
    let mine = region.report(&mut a, &json!({ "narrative": "Mine alone." }));
    let shared = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, shared, &b);
    linked(&mut region, &mut a, &mut b).well();
    assert!(has(&b, shared) && !has(&b, mine));
    // A third phone gets nothing of either until somebody lets it in.
    linked(&mut region, &mut b, &mut c).well();
    linked(&mut region, &mut c, &mut a).well();
    for id in [mine, shared] {
        assert!(c.client.entry_sizes(id).expect("its entries").is_empty(), "not even sealed");
    }
    assert!(b.client.entry_sizes(mine).expect("its entries").is_empty());

    // A crew-mate lets it in, and it meets the one who started the report, who knows nothing yet.
    invite(&mut region, &mut b, shared, &c);
    linked(&mut region, &mut b, &mut c).well();
    region.edit(&mut c, shared, "callsign=YA3");
    region.edit(&mut a, shared, "vehicle=7741");
    let (of_c, of_a) = linked(&mut region, &mut c, &mut a).well();
    assert!(of_c.complete && of_a.complete);
    assert_eq!(a.shows(shared), c.shows(shared), "what it learnt let it give more");
    assert_eq!(c.shows(shared)["vehicle"], "7741");
    assert!(!has(&c, mine));
}

#[test]
fn a_ring_of_invitations_is_one_crew() {
    let mut region = Region::new(3);
    let mut phones = crew(&mut region, &["a", "b", "c"]);
    let id = region.report(&mut phones[0], &json!({ "narrative": "Round and round." }));
    for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 2), (2, 1), (1, 0)] {
        let mut phone = phones.remove(from);
        let mate = phones.remove(if to > from { to - 1 } else { to });
        let new = invite(&mut region, &mut phone, id, &mate);
        assert_eq!(new, matches!((from, to), (0, 1) | (1, 2)), "each is let in once");
        let (mut one, mut other) = (phone, mate);
        linked(&mut region, &mut one, &mut other).well();
        let mut back = vec![(from, one), (to, other)];
        back.sort_by_key(|(at, _)| *at);
        back.into_iter().for_each(|(at, phone)| phones.insert(at, phone));
    }
    for _ in 0..2 {
        for at in 0..3 {
            let (mut one, mut other) = (phones.remove(0), phones.remove(0));
            linked(&mut region, &mut one, &mut other).well();
            phones.extend([one, other]);
            assert!(at < 3);
        }
    }
    for phone in &phones {
        assert_eq!(phone.client.incident(id).expect("it has it").writers.len(), 3);
        assert_eq!(phone.client.sync_status().expect("the status").refused, 0);
    }
}

#[test]
fn accounts_and_answers_stay_where_they_belong() {
    let mut region = Region::new(4);
    let mut phones = crew(&mut region, &["a", "b", "c"]);
    let (mut c, mut b, mut a) =
        (phones.pop().expect("c"), phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &b);
    region.sync(&mut a);
    region.pump();
    region.sync(&mut a);
    assert_eq!(a.state(id), "opened_by_hub");
    // The answer was handed to both writers, and goes with the incident from phone to phone.
    linked(&mut region, &mut a, &mut b).well();
    let here = b.client.incident(id).expect("the incident");
    assert_ne!(here.answer, Value::Null);
    linked(&mut region, &mut b, &mut c).well();
    assert!(!has(&c, id));
}

#[test]
fn strangers_other_regions_copies_and_the_removed_get_nothing() {
    let mut region = Region::new(5);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &b);

    let mut elsewhere = Region::new(6);
    let mut foreign = elsewhere.phone("f", Role::Crew);
    let end = link(&mut a, &mut foreign, region.now, &mut region.rng);
    assert_eq!(refused_by(&end).0, Some(LinkFault::Unreadable));

    let mut copy = a.copy(&region.folder.path().join("copy"), region.now);
    let end = linked(&mut region, &mut a, &mut copy);
    assert_eq!(refused_by(&end).0, Some(LinkFault::Itself));
    let end = linked(&mut region, &mut copy, &mut a);
    assert_eq!(refused_by(&end).0, Some(LinkFault::Itself));

    // Removed, and only the other phone knows.
    let gone = b.client.device();
    region.hub().revoke(gone, region.now, &mut region.rng).expect("a removal");
    region.sync(&mut a);
    for swap in [false, true] {
        let end = match swap {
            false => linked(&mut region, &mut a, &mut b),
            true => linked(&mut region, &mut b, &mut a),
        };
        let faults = refused_by(&end);
        assert!([faults.0, faults.1].contains(&Some(LinkFault::Revoked)), "{faults:?}");
        assert!(!has(&b, id));
    }
}

#[test]
fn who_enrolled_later_is_known_by_what_the_other_shows_and_removals_travel() {
    let mut region = Region::new(7);
    let mut a = crew(&mut region, &["a"]).pop().expect("a");
    let mut late = crew(&mut region, &["late"]).pop().expect("late");
    assert!(a.client.directory().device(late.client.device()).is_none());
    linked(&mut region, &mut a, &mut late).well();
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &late);
    // What was told outlives the app.
    a = a.reopened(region.now);
    linked(&mut region, &mut late, &mut a).well();
    assert!(has(&late, id));

    // A third phone learns of a removal over a link, and of nothing else.
    let mut b = crew(&mut region, &["b"]).pop().expect("b");
    region.hub().revoke(late.client.device(), region.now, &mut region.rng).expect("a removal");
    region.sync(&mut b);
    linked(&mut region, &mut b, &mut a).well();
    let standing = a.client.directory().device(late.client.device()).expect("it is known");
    assert!(!standing.stands_at(None));
    let end = linked(&mut region, &mut late, &mut a);
    let faults = refused_by(&end);
    assert!([faults.0, faults.1].contains(&Some(LinkFault::Revoked)), "{faults:?}");
    let refused = a.client.invite(id, late.client.device(), region.now, &mut region.rng);
    assert!(matches!(refused, Err(ClientError::RevokedDevice)));
    // Its place in the log is learnt with the next sync, and counts from then on.
    region.sync(&mut a);
    let standing = a.client.directory().device(late.client.device()).expect("it is known");
    assert!(standing.revoked_at.expect("removed") < tabard_core::region::TOLD);
}

#[test]
fn every_changed_or_cut_frame_ends_the_link_and_loses_nothing() {
    let mut region = Region::new(8);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let mut at = 0;
    loop {
        let id = region.report(&mut a, &json!({ "narrative": format!("Report {at}.") }));
        invite(&mut region, &mut a, id, &b);
        let (mut carried, mut reached) = (0, false);
        let mut bend = |_: Side, mut bytes: Vec<u8>| {
            carried += 1;
            reached |= carried > at;
            match carried == at + 1 {
                true if at % 2 == 0 => None,
                true => {
                    let last = bytes.len().saturating_sub(1);
                    bytes.iter_mut().skip(last).for_each(|byte| *byte ^= 1);
                    Some(bytes)
                }
                false => Some(bytes),
            }
        };
        let (now, rng) = (region.now, &mut region.rng);
        let _ = link_by(&mut a, &mut b, now, rng, &mut bend);
        if !reached {
            break;
        }
        at += 1;
        assert!(at < 200, "a link ends");
    }
    assert!(at > 6, "{at}");
    linked(&mut region, &mut a, &mut b).well();
    let sorted = |phone: &Phone| {
        let mut all: Vec<_> =
            phone.client.incidents().expect("the list").into_iter().map(|one| one.id).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(sorted(&a), sorted(&b));
    assert_eq!(sorted(&a).len(), at + 1);
}

#[test]
fn what_was_recorded_or_reflected_is_no_link() {
    let mut region = Region::new(9);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &b);
    let mut said = Vec::new();
    let mut record = |from: Side, bytes: Vec<u8>| {
        if from == Side::Connects {
            said.extend_from_slice(&bytes);
        }
        Some(bytes)
    };
    link_by(&mut a, &mut b, region.now, &mut region.rng, &mut record).well();

    let mut replayed = b.client.link(Side::Listens, &mut region.rng).expect("a link");
    let end = b.client.link_heard(&mut replayed, &said, region.now, &mut region.rng);
    assert!(matches!(end, Err(ClientError::Link(LinkFault::Unreadable))));
    assert_eq!(replayed.report().peer, None);

    let mut mirrored = a.client.link(Side::Connects, &mut region.rng).expect("a link");
    let own = mirrored.take_outgoing();
    let end = a.client.link_heard(&mut mirrored, &own, region.now, &mut region.rng);
    assert!(matches!(end, Err(ClientError::Link(LinkFault::Unreadable))));
}

#[test]
fn a_phone_that_was_restored_meets_its_future_and_goes_on_in_a_new_chain() {
    let mut region = Region::new(10);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &b);
    linked(&mut region, &mut a, &mut b).well();
    region.sync(&mut a);
    let mut restored = a.copy(&region.folder.path().join("copy"), region.now);
    region.edit(&mut a, id, "callsign=YA1");
    linked(&mut region, &mut a, &mut b).well();
    drop(a);

    region.edit(&mut restored, id, "vehicle=7741");
    linked(&mut region, &mut restored, &mut b).well();
    linked(&mut region, &mut restored, &mut b).well();
    for phone in [&restored, &b] {
        assert_eq!(phone.shows(id)["callsign"], "YA1", "what the lost phone said is not lost");
        assert_eq!(phone.shows(id)["vehicle"], "7741");
    }
    for _ in 0..2 {
        for phone in [&mut restored, &mut b] {
            assert_eq!(region.sync(phone).problem, None);
        }
        region.pump();
    }
    let hub = region.hub().incident(id).expect("at the hub");
    assert_eq!(hub.summary.report, restored.shows(id));
    assert_eq!(hub.summary.report, b.shows(id));
}

#[test]
fn the_log_decides_between_two_entries_of_one_place() {
    let mut region = Region::new(11);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut a, id, &b);
    region.sync(&mut a);
    region.sync(&mut b);
    // A clone says one thing to the crew-mate directly, and the phone another to the region.
    let mut clone = a.copy(&region.folder.path().join("clone"), region.now);
    region.edit(&mut clone, id, "callsign=CLONE");
    linked(&mut region, &mut clone, &mut b).well();
    assert_eq!(b.shows(id)["callsign"], "CLONE");
    region.edit(&mut a, id, "callsign=YA1");
    region.sync(&mut a);
    region.sync(&mut b);
    assert_eq!(b.shows(id)["callsign"], "YA1");
    let refused = b.client.incident(id).expect("the report").refused;
    assert_eq!(refused.len(), 1, "the other is kept as proof");
    region.pump();
    let hub = region.hub().incident(id).expect("at the hub");
    assert_eq!(hub.summary.report, b.shows(id));
}

#[test]
fn a_report_whose_author_is_lost_reaches_the_region_by_a_crew_mate() {
    let mut region = Region::new(17);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "As it was." }));
    invite(&mut region, &mut a, id, &b);
    linked(&mut region, &mut a, &mut b).well();
    drop(a);
    region.edit(&mut b, id, "callsign=YA1");
    assert_eq!(region.sync(&mut b).problem, None);
    region.pump();
    region.sync(&mut b);
    let hub = region.hub().incident(id).expect("at the hub");
    assert_eq!(hub.summary.report["narrative"], "As it was.");
    assert_eq!(hub.summary.report, b.shows(id));
    assert_eq!(b.state(id), "opened_by_hub");
}

#[test]
fn leaving_hides_the_incident_and_tells_the_others() {
    let mut region = Region::new(12);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "narrative": "Ours." }));
    let code = b.client.mate_code(Some("Sam".to_owned()), Some("Paramedic".to_owned()));
    let code = tabard_core::region::MateCode::parse(&code.expect("a code").text());
    let code = code.expect("it reads back");
    let (now, rng) = (region.now, &mut region.rng);
    a.client.invite_mate(id, &code, now, rng).expect("an invitation");
    linked(&mut region, &mut a, &mut b).well();
    let member = |phone: &Phone| phone.shows(id)["crew"][0].clone();
    assert_eq!(member(&b)["name"], "Sam");
    assert_eq!(member(&b)["role"], "Paramedic");
    assert_eq!(member(&b)["id"], json!(b.client.device().to_string()));

    region.edit(&mut b, id, "vehicle=7741");
    assert!(b.client.leave(id, region.now, &mut region.rng).expect("it leaves"));
    assert!(!b.client.leave(id, region.now, &mut region.rng).expect("it has left"));
    assert!(b.client.current_incidents().expect("the list").is_empty());
    assert_eq!(b.client.incidents().expect("the history").len(), 1);
    assert!(b.client.sync_status().expect("the status").waiting > 0, "it is still to be sent");
    linked(&mut region, &mut b, &mut a).well();
    assert_eq!(member(&a)["left"], true);
    assert_eq!(member(&a)["left_at"], "2026-01-01T00:00:00Z");
    assert_eq!(a.shows(id)["vehicle"], "7741");
    assert_eq!(a.client.current_incidents().expect("the list").len(), 1);

    let (now, rng) = (region.now, &mut region.rng);
    b.client.join(id, Some("Sam"), None, now, rng).expect("it is back");
    assert_eq!(b.client.current_incidents().expect("the list").len(), 1);
    let elsewhere = Region::new(13).phone("x", Role::Crew).client.mate_code(None, None);
    let refused = a.client.invite_mate(id, &elsewhere.expect("a code"), now, rng);
    assert!(matches!(refused, Err(ClientError::OtherRegion)));
}

#[test]
fn one_tap_settles_and_both_values_stay_in_history() {
    let mut region = Region::new(14);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let id = region.report(&mut a, &json!({ "callsign": "YA0" }));
    invite(&mut region, &mut a, id, &b);
    linked(&mut region, &mut a, &mut b).well();
    region.edit(&mut a, id, "callsign=YA1");
    region.edit(&mut b, id, "callsign=YA2");
    linked(&mut region, &mut a, &mut b).well();
    for phone in [&a, &b] {
        let conflict = phone.shows(id)["conflicts"][0].clone();
        assert_eq!(conflict["field"], "callsign");
        assert_eq!(conflict["values"].as_array().expect("both").len(), 2);
    }
    let entries = a.client.entry_sizes(id).expect("its entries");
    let settle = |phone: &mut Phone, field: &str, value: &str, region: &mut Region| {
        phone.client.settle_conflict(id, field, value, region.now, &mut region.rng)
    };
    let refused = settle(&mut a, "callsign", "YA9", &mut region);
    assert!(matches!(refused, Err(ClientError::NotStated)));
    let refused = settle(&mut a, "vehicle", "YA1", &mut region);
    assert!(matches!(refused, Err(ClientError::NoConflict)));
    let loser = match a.shows(id)["callsign"].as_str().expect("one shows") {
        "YA1" => "YA2",
        _ => "YA1",
    };
    settle(&mut a, "callsign", loser, &mut region).expect("it is settled");
    linked(&mut region, &mut a, &mut b).well();
    for phone in [&a, &b] {
        assert_eq!(phone.shows(id)["callsign"], loser);
        assert_eq!(phone.shows(id)["conflicts"], Value::Null);
        let now = phone.client.entry_sizes(id).expect("its entries");
        assert_eq!(
            now.len(),
            entries.len() + 1,
            "those with both values, and the one that settled"
        );
    }
    let refused = settle(&mut a, "callsign", loser, &mut region);
    assert!(matches!(refused, Err(ClientError::NoConflict)));
}

#[test]
fn two_reports_of_one_call_are_said_to_be_perhaps_the_same_and_merge_by_nobody() {
    let mut region = Region::new(15);
    let mut phones = crew(&mut region, &["a", "b"]);
    let (mut b, mut a) = (phones.pop().expect("b"), phones.pop().expect("a"));
    let of_a = region.report(&mut a, &json!({ "cad_number": "4711", "narrative": "A." }));
    let of_b = region.report(&mut b, &json!({ "cad_number": " 4711", "narrative": "B." }));
    region.report(&mut a, &json!({ "cad_number": "4712" }));
    region.report(&mut b, &json!({ "cad_number": "4713" }));
    let (one, other) = linked(&mut region, &mut a, &mut b).well();
    assert_eq!((one.perhaps_the_same, other.perhaps_the_same), (vec![of_a], vec![of_b]));
    assert_eq!(a.client.incidents().expect("the list").len(), 2);
    invite(&mut region, &mut a, of_a, &b);
    let (one, _) = linked(&mut region, &mut a, &mut b).well();
    assert!(one.perhaps_the_same.is_empty(), "it writes it already");
}

#[test]
fn a_crew_is_full_at_some_point_and_the_answer_reaches_all_of_it() {
    let mut region = Region::new(16);
    let mut a = region.phone("a", Role::Crew);
    let mates: Vec<Phone> =
        (0..MAX_CREW).map(|at| region.phone(&format!("m{at}"), Role::Crew)).collect();
    region.sync(&mut a);
    let id = region.report(&mut a, &json!({ "narrative": "All of us." }));
    for (at, mate) in mates.iter().enumerate() {
        let device = mate.client.device();
        let invited = a.client.invite(id, device, region.now, &mut region.rng);
        match at {
            last if last == MAX_CREW - 1 => {
                assert!(matches!(invited, Err(ClientError::CrewIsFull)));
            }
            _ => assert!(invited.expect("there is room")),
        }
    }
    region.sync(&mut a);
    region.pump();
    let mut last = mates.into_iter().nth(MAX_CREW - 2).expect("the last one let in");
    region.sync(&mut last);
    assert_eq!(last.state(id), "opened_by_hub");
}
