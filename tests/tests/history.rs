//! What is done is let go of on a phone, so many days after the hub's receipt; what the region may
//! not hold never is, and a restored relay gets all of it back all the same.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use proptest::prelude::*;
use serde_json::json;
use tabard_core::client::{ClientError, Filter};
use tabard_core::clock::{Clock, Running};
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Query;
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::region::{Days, Role};
use tabard_core::vault::{Vault, VaultKey};
use tabard_server::hub::Answer;
use tabard_tests::{Phone, Region, copy_folder};

fn set_history(region: &mut Region, days: u16) {
    let now = region.now;
    let history = Days::new(days);
    region.hub().set_policy(None, history, None, now, &mut region.rng).expect("a policy");
}

/// A phone with one report that was answered, in a region that keeps history for 30 days.
fn answered(seed: u64) -> (Region, Phone, RecordId) {
    let mut region = Region::new(seed);
    set_history(&mut region, 30);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Done." }));
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    assert_eq!(phone.state(id), "opened_by_hub");
    (region, phone, id)
}

/// A phone in such a region, of which there is a copy from before anything was reported.
fn copied(seed: u64) -> (Region, Phone) {
    let mut region = Region::new(seed);
    set_history(&mut region, 30);
    let mut phone = region.phone("phone", Role::Crew);
    region.sync(&mut phone);
    copy_folder(&region.dir(), &region.folder.path().join("copy"));
    (region, phone)
}

/// Relay and hub are lost, and restored from the copy.
fn bring_back_the_copy(region: &Region) {
    std::fs::remove_dir_all(region.dir()).expect("a lost region");
    copy_folder(&region.folder.path().join("copy"), &region.dir());
}

fn later(region: &mut Region, phone: &mut Phone, days: i64) {
    region.now = region.now.plus_days(days);
    region.sync(phone);
}

fn is_gone(phone: &Phone, id: RecordId) -> bool {
    match phone.client.incident(id) {
        Ok(_) => false,
        Err(ClientError::LetGo(gone)) if gone == id => true,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_report_is_let_go_of_so_many_days_after_the_hubs_receipt() {
    let (mut region, mut phone, id) = answered(1);
    later(&mut region, &mut phone, 29);
    assert!(!is_gone(&phone, id));
    later(&mut region, &mut phone, 1);
    assert!(is_gone(&phone, id));
    assert!(phone.client.incidents().expect("the list").is_empty());
    let patch = parse_assignment(RecordKind::Incident, "callsign=YA1").expect("an edit");
    let edited = phone.client.edit(id, &patch, region.now, &mut region.rng);
    assert!(matches!(edited, Err(ClientError::LetGo(_))), "it says why");
    assert_eq!(region.hub().incident(id).expect("the hub keeps it").summary.id, id);
    let phone = phone.reopened(region.now);
    assert!(is_gone(&phone, id), "and stays so");
}

#[test]
fn neither_its_key_nor_a_word_of_it_is_in_the_vault_then() {
    let (mut region, mut phone, id) = answered(2);
    let in_vault = |phone: Phone| {
        let (dir, key) = phone.closed();
        let vault = Vault::open(&dir, &VaultKey::new(key)).expect("the vault opens");
        let row = vault.read(|tables| tables.record(id)).expect("a row").expect("a row");
        (row.key.is_some(), row.document.is_some(), row.view.is_some())
    };
    let copy = phone.copy(&region.folder.path().join("before"), region.now);
    assert_eq!(in_vault(copy), (true, true, true));
    later(&mut region, &mut phone, 30);
    assert_eq!(in_vault(phone), (false, false, false));
}

#[test]
fn nor_is_it_found_by_its_words() {
    let (mut region, mut phone, id) = answered(12);
    let search = |phone: &mut Phone| {
        let words = Query::of("done").expect("a word");
        let page = phone.client.search(&words, &Filter::default(), None, 10).expect("a search");
        page.records.iter().map(|one| one.summary.id).collect::<Vec<_>>()
    };
    assert_eq!(search(&mut phone), [id]);
    later(&mut region, &mut phone, 30);
    assert_eq!(search(&mut phone), []);
}

#[test]
fn without_contact_the_running_clock_tells() {
    let (mut region, mut phone, id) = answered(3);
    let tick = |phone: &mut Phone, days: u64| {
        let running = Some(Running { boot: [1; 16], ms: days * 86_400_000 });
        phone.client.tick(Clock { wall: region.now, running }).expect("a tick");
    };
    tick(&mut phone, 0);
    tick(&mut phone, 29);
    assert!(!is_gone(&phone, id));
    tick(&mut phone, 31);
    assert!(is_gone(&phone, id));
    region.now = region.now.plus_days(31);
    assert_eq!(region.sync(&mut phone).problem, None);
}

#[test]
fn what_the_region_may_not_hold_is_kept_however_old() {
    let (mut region, mut phone, id) = answered(4);
    let unanswered = region.report(&mut phone, &json!({ "narrative": "Nobody opened it." }));
    region.sync(&mut phone);
    let typed = phone.client.start_incident(region.now, &mut region.rng).expect("a report");
    let patch = parse_assignment(RecordKind::Incident, "narrative=Typed.").expect("an edit");
    phone.client.type_into(typed, &patch).expect("a draft");
    later(&mut region, &mut phone, 1);
    // Edited and not sent: the clock runs on without the region.
    region.edit(&mut phone, id, "callsign=YA1");
    for days in [0, 40] {
        let running = Some(Running { boot: [1; 16], ms: days * 86_400_000 });
        phone.client.tick(Clock { wall: region.now, running }).expect("a tick");
    }
    for kept in [id, unanswered, typed] {
        assert!(!is_gone(&phone, kept));
    }
    region.now = region.now.plus_days(40);
    region.sync(&mut phone);
    assert!(!is_gone(&phone, id), "it has just been held");
    later(&mut region, &mut phone, 30);
    assert!(is_gone(&phone, id));
    assert!(!is_gone(&phone, typed));
}

#[test]
fn where_it_is_at_home_it_is_kept() {
    let (mut region, phone, id) = answered(5);
    drop(phone);
    let mut desk = region.phone("desk", Role::Triage);
    region.sync(&mut desk);
    for _ in 0..3 {
        later(&mut region, &mut desk, 40);
    }
    assert!(!is_gone(&desk, id));
}

#[test]
fn a_late_answer_is_read() {
    let (mut region, mut phone, id) = answered(6);
    later(&mut region, &mut phone, 30);
    assert!(is_gone(&phone, id));
    let note = Some("He was convicted.".to_owned());
    let answer = Answer { status: "answered".to_owned(), note, ..Answer::default() };
    let now = region.now;
    region.hub().answer(id, &answer, now, &mut region.rng).expect("an answer");
    region.sync(&mut phone);
    let shown = phone.client.incident(id).expect("it is here again");
    assert_eq!(shown.summary.state.word(), "answered");
    assert!(shown.answer.to_string().contains("He was convicted."), "{}", shown.answer);
    assert_eq!(shown.summary.report, json!({}), "its own words were let go of for good");
    assert_eq!(phone.client.incidents().expect("the list").len(), 1);
    later(&mut region, &mut phone, 15);
    assert_eq!(phone.client.incidents().expect("the list").len(), 1);
    later(&mut region, &mut phone, 30);
    assert!(is_gone(&phone, id), "and that is let go of in its turn");
}

#[test]
fn a_restored_relay_gets_back_what_was_let_go_of() {
    let (mut region, mut phone) = copied(7);
    let id = region.report(&mut phone, &json!({ "narrative": "Whole." }));
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    later(&mut region, &mut phone, 30);
    assert!(is_gone(&phone, id));

    bring_back_the_copy(&region);
    assert!(region.sync(&mut phone).restored);
    region.sync(&mut phone);
    region.pump();
    let shown = region.hub().incident(id).expect("it came back");
    assert_eq!(shown.summary.report["narrative"], "Whole.");
    assert!(region.relay().verify().expect("a check").fault.is_none());
    assert_eq!(shown.answer["status"], "opened_by_hub", "and the answer with it");
    region.sync(&mut phone);
    assert!(is_gone(&phone, id), "giving it back brings nothing back here");
    assert_eq!(phone.client.sync_status().expect("the status").waiting, 0);
}

#[test]
fn a_copy_of_a_phone_that_let_go_goes_on_without_a_fork() {
    let (mut region, mut phone, id) = answered(9);
    later(&mut region, &mut phone, 30);
    let mut clone = phone.copy(&region.folder.path().join("clone"), region.now);
    let one = region.report(&mut phone, &json!({ "narrative": "One." }));
    let other = region.report(&mut clone, &json!({ "narrative": "Other." }));
    region.sync(&mut phone);
    assert!(region.sync(&mut clone).reborn);
    region.sync(&mut clone);
    region.pump();
    for id in [one, other, id] {
        assert!(region.hub().incident(id).is_ok());
    }
    assert!(is_gone(&clone, id));
    assert!(region.relay().verify().expect("a check").fault.is_none());
}

#[test]
fn a_clone_and_a_rollback_together_leave_the_phone_going() {
    let (mut region, mut phone) = copied(10);
    let mut clone = phone.copy(&region.folder.path().join("clone"), region.now);
    let id = region.report(&mut phone, &json!({ "narrative": "First." }));
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    later(&mut region, &mut phone, 30);
    assert!(is_gone(&phone, id));
    bring_back_the_copy(&region);
    // The phone has just found out when the clone takes the place of what was lost.
    assert!(region.step(&mut phone).expect("an exchange").restored);
    region.report(&mut clone, &json!({ "narrative": "Other." }));
    region.sync(&mut clone);
    region.sync(&mut phone);
    let new = region.report(&mut phone, &json!({ "narrative": "After." }));
    for _ in 0..3 {
        region.sync(&mut phone);
    }
    assert_eq!(phone.state(new), "held_by_region");
}

#[derive(Clone, Debug)]
enum Event {
    Reports,
    Edits(usize),
    Types(usize),
    Syncs,
    HubAnswers,
    Days(i64),
    Restarts,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Reports),
        (0..6_usize).prop_map(Event::Edits),
        (0..6_usize).prop_map(Event::Types),
        Just(Event::Syncs),
        Just(Event::Syncs),
        Just(Event::HubAnswers),
        (1..25_i64).prop_map(Event::Days),
        Just(Event::Restarts),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Whatever happens in whatever order: what a phone let go of is whole at the hub, and what
    /// was typed or waits is on the phone.
    #[test]
    fn what_is_gone_is_at_the_hub(events in proptest::collection::vec(event(), 1..24)) {
        let mut region = Region::new(11);
        set_history(&mut region, 5);
        let mut phone = region.phone("phone", Role::Crew);
        region.sync(&mut phone);
        // Each report with the callsign that it was last given, and whether something is typed.
        let mut reports: Vec<(RecordId, String, bool)> = Vec::new();
        let mut named = 0;
        for event in events {
            match event {
                Event::Reports => {
                    named += 1;
                    let callsign = format!("YA{named}");
                    let id = region.report(&mut phone, &json!({ "callsign": callsign }));
                    reports.push((id, callsign, false));
                }
                Event::Edits(which) => if let Some((id, known, typed)) = reports.get_mut(which) {
                    named += 1;
                    let says = format!("callsign=YA{named}");
                    let patch = parse_assignment(RecordKind::Incident, &says).expect("an edit");
                    match phone.client.edit(*id, &patch, region.now, &mut region.rng) {
                        Ok(_) => {
                            *known = format!("YA{named}");
                            *typed = false;
                        }
                        Err(ClientError::LetGo(_)) => prop_assert!(is_gone(&phone, *id)),
                        Err(other) => panic!("{other}"),
                    }
                },
                Event::Types(which) => if let Some((id, _, typed)) = reports.get_mut(which) {
                    let patch = parse_assignment(RecordKind::Incident, "station=S").expect("an edit");
                    *typed |= phone.client.type_into(*id, &patch).is_ok();
                },
                Event::Syncs => drop(region.sync(&mut phone)),
                Event::HubAnswers => region.pump(),
                Event::Days(days) => region.now = region.now.plus_days(days),
                Event::Restarts => phone = phone.reopened(region.now),
            }
            phone.client.tick(Clock::wall(region.now)).expect("a tick");
            for (id, callsign, typed) in &reports {
                if is_gone(&phone, *id) {
                    prop_assert!(!typed, "something was typed into it");
                    let hub = region.hub().incident(*id).expect("it is at the hub").summary;
                    prop_assert_eq!(&hub.report["callsign"], callsign);
                } else {
                    prop_assert_eq!(&phone.shows(*id)["callsign"], callsign);
                }
            }
        }
    }
}
