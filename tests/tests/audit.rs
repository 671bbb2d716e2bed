//! The audit of reading: whoever has the region's disk can take nothing out of it, nor change it,
//! without being found out.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use rusqlite::Connection;
use serde_json::json;
use tabard_core::client::{ClientError, HoldNews, Reading};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::region::Role;
use tabard_tests::{Phone, Region, copy_folder};

const WHO: &str = "T. Nurse";

/// A region with a phone and a report that somebody read.
fn scene() -> (Region, Phone, RecordId) {
    let mut region = Region::new(7);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Shouted at us." }));
    region.sync(&mut phone);
    region.pump();
    (region, phone, id)
}

fn read(region: &mut Region, what: ReadingAct, record: Option<RecordId>) {
    let reading = Reading { what, record, by: WHO, why: None };
    let now = region.now;
    region.hub().note_reading(&reading, now, &mut region.rng).expect("a line of the audit");
}

fn lines(region: &Region) -> Vec<(ReadingAct, Option<RecordId>, String)> {
    let until = region.now.plus_days(1);
    let lines = region.hub().readings(Millis(0), until).expect("the audit");
    lines.into_iter().map(|line| (line.what, line.record, line.by)).collect()
}

#[test]
fn a_line_is_in_the_log_when_it_is_written_and_every_act_is_one() {
    let (mut region, _, id) = scene();
    let before = region.relay().head().expect("the head").size;
    read(&mut region, ReadingAct::ViewedReport, Some(id));
    read(&mut region, ReadingAct::ViewedReport, Some(id));
    read(&mut region, ReadingAct::ViewedHistory, Some(id));
    assert_eq!(region.relay().head().expect("the head").size, before + 3);
    let report = (ReadingAct::ViewedReport, Some(id), WHO.to_owned());
    let history = (ReadingAct::ViewedHistory, Some(id), WHO.to_owned());
    assert_eq!(lines(&region), [report.clone(), report, history]);
    assert_eq!(region.relay().verify().expect("read").fault, None);
}

#[test]
fn a_list_that_stays_open_is_one_line_a_quarter_of_an_hour_for_each_person() {
    let (mut region, ..) = scene();
    for (minutes, lines_then) in [(0, 1), (5, 1), (14, 1), (16, 2), (20, 2)] {
        let start = region.now;
        region.now = start.plus_seconds(minutes * 60);
        read(&mut region, ReadingAct::Listed, None);
        assert_eq!(lines(&region).len(), lines_then, "after {minutes} minutes");
        region.now = start;
    }
    let other = Reading { what: ReadingAct::Listed, record: None, by: "A. Green", why: None };
    let now = region.now;
    region.hub().note_reading(&other, now, &mut region.rng).expect("a line");
    assert_eq!(lines(&region).len(), 3, "another person is another line");
}

#[test]
fn every_row_that_is_taken_out_or_changed_is_found_by_verify() {
    let (mut region, _, id) = scene();
    read(&mut region, ReadingAct::ViewedReport, Some(id));
    read(&mut region, ReadingAct::Exported, Some(id));
    let size = region.relay().head().expect("the head").size;
    let whole = region.dir().join("relay");
    let kept = region.folder.path().join("kept");
    copy_folder(&whole, &kept);
    for (what, change) in [
        ("deleted", "DELETE FROM log WHERE position = ?1"),
        ("emptied", "UPDATE log SET bytes = x'00' WHERE position = ?1"),
        ("deleted from feeds", "DELETE FROM feed WHERE position = ?1"),
        (
            "cut",
            "UPDATE log SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB) WHERE position = ?1",
        ),
    ] {
        for position in [size - 2, size - 1] {
            let db = Connection::open(whole.join("relay.db")).expect("the log");
            let changed = db.execute(change, [position]).expect("an administrator's hand");
            drop(db);
            // An author is not given its own entries, so no feed holds the hub's: nothing to change.
            if changed > 0 {
                let fault = region.relay().verify().expect("read").fault;
                assert!(fault.is_some(), "{what} at {position} of {size} is not found");
            } else {
                assert_eq!(what, "deleted from feeds");
            }
            std::fs::remove_dir_all(&whole).expect("the folder goes");
            copy_folder(&kept, &whole);
        }
    }
    assert_eq!(region.relay().verify().expect("read").fault, None);
}

#[test]
fn a_log_that_is_put_back_without_the_line_gets_it_again_and_every_phone_is_told() {
    let (mut region, mut phone, id) = scene();
    region.sync(&mut phone);
    let (relay, old) = (region.dir().join("relay"), region.folder.path().join("old"));
    copy_folder(&relay, &old);
    read(&mut region, ReadingAct::ViewedReport, Some(id));
    region.sync(&mut phone);
    let size = region.relay().head().expect("the head").size;

    std::fs::remove_dir_all(&relay).expect("the folder goes");
    copy_folder(&old, &relay);
    assert!(region.sync(&mut phone).restored, "the phone knows of a longer log");
    region.pump();
    assert!(region.relay().head().expect("the head").size >= size, "the hub gives it back");
    assert_eq!(lines(&region).len(), 1);
}

#[test]
fn where_relay_and_hub_are_put_back_together_the_phones_still_notice() {
    let (mut region, mut phone, id) = scene();
    region.sync(&mut phone);
    let (whole, old) = (region.dir(), region.folder.path().join("old"));
    copy_folder(&whole, &old);
    read(&mut region, ReadingAct::ViewedReport, Some(id));
    region.sync(&mut phone);

    std::fs::remove_dir_all(&whole).expect("the folder goes");
    copy_folder(&old, &whole);
    // As `tabard serve` does whenever it starts.
    let now = region.now;
    region.hub().begin_new_chain(now, &mut region.rng).expect("a new chain");
    assert!(region.sync(&mut phone).restored, "the phone knows of a longer log");
    assert_eq!(
        lines(&region),
        [],
        "what nobody else held is gone: the phone says that it was there"
    );
}

#[test]
fn nobody_but_who_reads_reports_keeps_or_reads_the_audit() {
    let (mut region, mut phone, id) = scene();
    let reading = Reading { what: ReadingAct::ViewedReport, record: Some(id), by: WHO, why: None };
    let (now, rng) = (region.now, &mut region.rng);
    let written = phone.client.note_reading(&reading, now, rng);
    assert!(matches!(written, Err(ClientError::Role)), "{written:?}");
    let told = phone.client.readings(Millis(0), now);
    assert!(matches!(told, Err(ClientError::Role)), "{told:?}");
    let held = HoldNews::Held { why: "A claim.", by: WHO, review_on: "2027-01-01" };
    assert!(matches!(phone.client.say_of_hold(id, held, now, rng), Err(ClientError::Role)));
}

#[test]
fn a_hold_stands_until_it_is_ended_and_begins_again() {
    let (mut region, _, id) = scene();
    let now = region.now;
    let say = |region: &mut Region, news| {
        region.hub().say_of_hold(id, news, now, &mut region.rng).expect("said");
        region.hub().holds().expect("the holds")[&id].clone()
    };
    let held = HoldNews::Held { why: "Claim 12.", by: WHO, review_on: "2027-01-01" };
    let hold = say(&mut region, held);
    assert!(hold.is_in_force());
    assert_eq!((hold.why.as_str(), hold.review_on.as_str()), ("Claim 12.", "2027-01-01"));
    let ended = say(&mut region, HoldNews::Released { why: "Settled.", by: "A. Green" });
    assert!(!ended.is_in_force());
    assert_eq!(ended.released_why.as_deref(), Some("Settled."));
    let again = HoldNews::Held { why: "Appeal.", by: WHO, review_on: "2027-06-01" };
    let again = say(&mut region, again);
    assert!(again.is_in_force() && again.why == "Appeal.", "{again:?}");
    let acts: Vec<_> = lines(&region).into_iter().map(|(what, ..)| what).collect();
    assert_eq!(acts, [ReadingAct::Held, ReadingAct::Released, ReadingAct::Held]);
    assert_eq!(region.relay().verify().expect("read").fault, None);
}

#[test]
fn a_log_of_a_busy_day_goes_on_and_none_of_it_is_lost() {
    let (mut region, _, id) = scene();
    let mut hub = region.hub_device();
    for second in 0..450 {
        let now = region.now.plus_seconds(second);
        let reading =
            Reading { what: ReadingAct::ViewedReport, record: Some(id), by: WHO, why: None };
        hub.client.note_reading(&reading, now, &mut region.rng).expect("a line");
    }
    drop(hub);
    region.pump();
    assert_eq!(lines(&region).len(), 450);
    assert_eq!(region.relay().verify().expect("read").fault, None);
}
