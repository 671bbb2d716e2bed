//! Where the parts meet: letting go, links, attachments, wiping, shared phones and anonymity, each
//! with the others.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{ClientError, Filter};
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Query;
use tabard_core::region::{Days, Role};
use tabard_tests::{Phone, Region, link};

fn set_history(region: &mut Region, days: u16) {
    let now = region.now;
    region.hub().set_policy(None, Days::new(days), now, &mut region.rng).expect("a policy");
}

fn later(region: &mut Region, phone: &mut Phone, days: i64) {
    region.now = region.now.plus_days(days);
    region.sync(phone);
}

fn found(phone: &mut Phone, word: &str) -> usize {
    let query = Query::of(word).expect("a word");
    let page = phone.client.search(&query, &Filter::default(), None, 10).expect("a page");
    page.records.len()
}

fn listed(phone: &mut Phone) -> usize {
    phone.client.list(&Filter::default(), None, 10).expect("a page").records.len()
}

// ---- letting go and finding

#[test]
fn what_was_let_go_of_is_in_no_list_and_no_word_of_it_is_found() {
    let mut region = Region::new(1);
    set_history(&mut region, 30);
    let mut phone = region.phone("phone", Role::Crew);
    region.report(&mut phone, &json!({ "narrative": "Spat from the stairwell." }));
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    assert_eq!((found(&mut phone, "stairwell"), listed(&mut phone)), (1, 1));
    later(&mut region, &mut phone, 30);
    assert!(phone.client.incidents().expect("the list").is_empty(), "it is let go of");
    assert_eq!((found(&mut phone, "stairwell"), listed(&mut phone)), (0, 0));
}

// ---- letting go and links

/// Two phones that let go of a report that the first one shared with the second.
fn shared_and_gone(region: &mut Region) -> (Phone, Phone, RecordId) {
    let mut one = region.phone("one", Role::Crew);
    let mut other = region.phone("other", Role::Crew);
    for phone in [&mut one, &mut other] {
        region.sync(phone);
    }
    let id = region.report(&mut one, &json!({ "narrative": "Kept apart." }));
    invite(region, &mut one, id, &other);
    region.sync(&mut one);
    region.pump();
    region.sync(&mut other);
    set_history(region, 30);
    region.sync(&mut other);
    later(region, &mut other, 30);
    assert!(matches!(other.client.incident(id), Err(ClientError::LetGo(_))));
    (one, other, id)
}

fn invite(region: &mut Region, by: &mut Phone, id: RecordId, mate: &Phone) {
    let (now, device) = (region.now, mate.client.device());
    by.client.invite(id, device, now, &mut region.rng).expect("an invitation");
}

#[test]
fn what_comes_back_over_a_link_is_let_go_of_again() {
    let mut region = Region::new(2);
    let (mut one, mut other, id) = shared_and_gone(&mut region);
    region.edit(&mut one, id, "callsign=YA1");
    invite(&mut region, &mut one, id, &other);
    link(&mut one, &mut other, region.now, &mut region.rng).well();
    assert_eq!(other.shows(id)["callsign"], "YA1", "it came back");
    region.sync(&mut one);
    region.sync(&mut other);
    later(&mut region, &mut other, 1);
    later(&mut region, &mut other, 30);
    assert!(matches!(other.client.incident(id), Err(ClientError::LetGo(_))), "and goes again");
}

#[test]
fn what_came_back_over_a_link_and_was_changed_is_said_again_by_a_restored_phone() {
    let mut region = Region::new(3);
    let (mut one, mut other, id) = shared_and_gone(&mut region);
    region.edit(&mut one, id, "callsign=YA1");
    invite(&mut region, &mut one, id, &other);
    link(&mut one, &mut other, region.now, &mut region.rng).well();
    region.sync(&mut one);
    let mut clone = other.copy(&region.folder.path().join("clone"), region.now);
    region.edit(&mut clone, id, "vehicle=1");
    region.sync(&mut clone);
    region.edit(&mut other, id, "narrative=Only on the first of the two.");
    let progress = region.sync(&mut other);
    assert!(progress.reborn);
    region.pump();
    let report = region.hub().incident(id).expect("the report").summary.report;
    assert_eq!(report["narrative"], "Only on the first of the two.");
}
