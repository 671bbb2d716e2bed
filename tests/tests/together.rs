//! Where the parts meet: letting go, links, attachments, wiping, shared phones and anonymity, each
//! with the others.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::Filter;
use tabard_core::model::finding::Query;
use tabard_core::region::{Days, Role};
use tabard_tests::{Phone, Region};

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
