//! The open reports of a hub in the order of what is pressing: any number of them, page by page, and
//! in a vault of an older version as well.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // what a test expects it tests

use rusqlite::Connection;
use serde_json::{Value, json};
use tabard_core::client::{Filter, Summary};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::finding::Pressure;
use tabard_core::region::Role;
use tabard_core::vault::Pressing;
use tabard_server::hub::{Answer, Hub};
use tabard_tests::{Phone, Region};

fn all(hub: &mut Hub, which: Pressing, filter: &Filter, most: usize) -> (Vec<Summary>, u64) {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = hub.pressing(which, filter, after, most).expect("a page");
        assert!(page.records.len() <= most);
        found.extend(page.records);
        after = page.next;
        if after.is_none() {
            return (found, page.count);
        }
    }
}

fn ids(hub: &mut Hub, which: Pressing) -> Vec<RecordId> {
    let (found, count) = all(hub, which, &Filter::default(), 3);
    assert_eq!(found.len() as u64, count, "all are counted");
    found.iter().map(|one| one.id).collect()
}

/// A region with reports of every kind that press differently, and the reports in the order in
/// which they should stand.
fn region(seed: u64) -> (Region, Phone, Vec<RecordId>) {
    let mut region = Region::new(seed);
    let mut phone = region.phone("a", Role::Crew);
    let mut at = |region: &mut Region, report: Value| {
        region.now = Millis(region.now.0 + 60_000);
        let id = region.report(&mut phone, &report);
        region.sync(&mut phone);
        region.pump();
        id
    };
    let early = at(&mut region, json!({ "types": ["verbal_abuse"] }));
    let help = at(&mut region, json!({ "safe_now": "need_help_now" }));
    let late = at(&mut region, json!({ "types": ["verbal_abuse"] }));
    let hurt = at(&mut region, json!({ "anyone_hurt": true }));
    let harm = at(&mut region, json!({ "staff": [{ "physical_harm_0h": "severe" }] }));
    let taken_back = at(&mut region, json!({ "withdrawn": true, "weapon_involved": true }));
    (region, phone, vec![help, harm, hurt, late, early, taken_back])
}

fn say(hub: &mut Hub, region: &mut Region, id: RecordId, answer: &Answer) {
    hub.answer(id, answer, region.now, &mut region.rng).expect("an answer");
}

#[test]
fn what_is_pressing_comes_first_and_moves_as_it_is_looked_at_and_answered() {
    let (mut region, mut phone, mut order) = region(61);
    let mut hub = region.hub();
    assert_eq!(ids(&mut hub, Pressing::Open), order);
    assert_eq!(ids(&mut hub, Pressing::News), order);
    assert_eq!(ids(&mut hub, Pressing::Unanswered), order[..5]);

    // What was looked at is no news, and gives way to what is.
    hub.mark_read(order[0]).expect("it is read");
    let (help, rest) = (order[0], order[1..5].to_vec());
    order = [rest, vec![help, order[5]]].concat();
    assert_eq!(ids(&mut hub, Pressing::Open), order);
    assert!(!ids(&mut hub, Pressing::News).contains(&help));

    // What a person answered gives way to all that nobody has; what is closed is gone.
    let looked_at = Answer { status: "being_looked_at".to_owned(), ..Answer::default() };
    say(&mut hub, &mut region, help, &looked_at);
    order = [order[..4].to_vec(), vec![order[5], help]].concat();
    assert_eq!(ids(&mut hub, Pressing::Open), order);
    let closed = Answer {
        status: "closed".to_owned(),
        outcome: Some("action_taken".to_owned()),
        note: Some("Thank you.".to_owned()),
        ..Answer::default()
    };
    say(&mut hub, &mut region, order[0], &closed);
    order.remove(0);
    assert_eq!(ids(&mut hub, Pressing::Open), order);

    // What the crew writes makes it news again.
    drop(hub);
    region.edit(&mut phone, help, "station=Leeds");
    region.sync(&mut phone);
    region.pump();
    let mut hub = region.hub();
    assert!(ids(&mut hub, Pressing::News).contains(&help));
    for id in &order {
        let summary = hub.incident(*id).expect("a report").summary;
        let status = Some(summary.state.word());
        assert!(Pressure::of(&summary.report, status, summary.unread).is_some());
    }

    let filter = Filter { incident_type: Some("verbal_abuse".to_owned()), ..Filter::default() };
    assert_eq!(all(&mut hub, Pressing::Open, &filter, 1).1, 2, "a filter narrows the count too");
}

#[test]
fn a_vault_of_version_3_puts_its_reports_in_order_too() {
    let (region, _phone, order) = region(62);
    let dir = region.dir().join("hub");
    let key = std::fs::read(dir.join("vault.key")).expect("a key");
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(ids(&mut region.hub(), Pressing::Open), order);
    let vault = Connection::open(dir.join("vault.db")).expect("a vault");
    vault.pragma_update(None, "key", format!("x'{key}'")).expect("its key");
    vault
        .execute_batch(
            "DROP INDEX listing_pressure; ALTER TABLE listing DROP COLUMN pressure;
             DROP INDEX record_written; DROP INDEX record_about;
             CREATE INDEX record_about ON record (about) WHERE about IS NOT NULL;
             PRAGMA user_version = 3;",
        )
        .expect("as it was");
    drop(vault);
    assert_eq!(ids(&mut region.hub(), Pressing::Open), order);
}
