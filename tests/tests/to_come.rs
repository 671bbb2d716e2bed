//! Times that have not come, as far off as they can be written: the person is told, no clock is
//! started by them, and the reports beside them are found, due and sent as ever.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{Client, CustodyLine, Filter, Reminder};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::{Clocks, What};
use tabard_core::model::finding::{Likeness, Query};
use tabard_core::model::{Patch, Path, RecordKind, Report, Scalar, parse_assignment};
use tabard_core::region::Role;
use tabard_tests::Region;

/// A little ahead, a year ahead, and the last moments that a date can say.
const TO_COME: [&str; 4] = [
    "2026-01-01T02:00:00Z",
    "2027-01-01T00:00:00+14:00",
    "9999-12-30T22:00:00Z",
    "9999-12-31T21:00:00+23:59",
];

/// What no date is: refused as it is read, with the field.
const NO_DATES: [&str; 5] = [
    "9999-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "+262143-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "tomorrow",
];

fn due_of(all: &[Reminder], id: RecordId) -> Vec<What> {
    all.iter().filter(|one| one.record == id).map(|one| one.due.what).collect()
}

/// What a device makes of the reports: all can be listed, found, compared and reminded of.
fn assert_goes_on(client: &mut Client, now: Millis, to_come: &[RecordId], good: RecordId) {
    let (clocks, filter) = (Clocks::default(), Filter::default());
    let all = client.all_due(now, &clocks).expect("what is due");
    for id in to_come {
        assert_eq!(due_of(&all, *id), [What::TimeToCome], "that alone is said");
        assert_eq!(client.due(*id, now, &clocks).expect("its own").len(), 1);
        client.possible_duplicates(*id, &Likeness::default()).expect("a comparison");
    }
    let others = due_of(&all, good);
    assert!(others.contains(&What::AskPolice), "{others:?}");
    let query = Query::of("Pushed").expect("a word");
    let found = client.search(&query, &filter, None, 100).expect("a page").records;
    assert_eq!(found.len(), to_come.len() + 1);
    let until = Filter { until: Some(now), ..Filter::default() };
    let past = client.list(&until, None, 100).expect("a page").records;
    assert_eq!(past.iter().map(|one| one.summary.id).collect::<Vec<_>>(), [good]);
    let from = Filter { from: Some(now), ..Filter::default() };
    let ahead = client.list(&from, None, 100).expect("a page").records;
    let ahead: Vec<_> = ahead.iter().map(|one| one.summary.id).collect();
    assert!(to_come.iter().all(|id| ahead.contains(id)) && !ahead.contains(&good));
}

#[test]
fn times_that_have_not_come_are_named_and_the_rest_goes_on() {
    let mut region = Region::new(71);
    let mut phone = region.phone("phone", Role::Crew);
    let told = |at: &str| {
        json!({
            "occurred_at": at,
            "narrative": "Pushed.",
            "cad_number": "YAS-1",
            "police_contacted": "999"
        })
    };
    let mut to_come = Vec::new();
    for at in TO_COME {
        to_come.push(region.report(&mut phone, &told(at)));
    }
    let good = region.report(&mut phone, &told("2025-12-01T10:00:00Z"));
    for at in NO_DATES {
        let faults = Report::parse(&told(at)).expect_err(at);
        assert!(format!("{faults:?}").contains("occurred_at"), "{faults:?}");
        let edit = format!("occurred_at={at}");
        assert!(parse_assignment(RecordKind::Incident, &edit).is_err(), "{at}");
        // A device that does not ask the dictionary writes it all the same.
        let mut patch = Patch::default();
        patch.set(Path::parse("occurred_at").expect("a path"), Scalar::Text(at.to_owned()));
        patch.set(Path::parse("station").expect("a path"), Scalar::Text("Odd".to_owned()));
        let (now, rng) = (region.now, &mut region.rng);
        phone.client.report(&patch, now, rng).expect("a report");
    }
    let mut facts = Patch::default();
    facts.set(Path::parse("captured_at").expect("a path"), Scalar::Text(TO_COME[3].to_owned()));
    let (now, rng, said) = (region.now, &mut region.rng, CustodyLine::default());
    let taken = phone.client.attach(good, &facts, &said, &mut b"film".as_slice(), now, rng);
    let taken = taken.expect("an attachment");

    assert_eq!(region.sync(&mut phone).problem, None);
    region.pump();
    assert_eq!(region.sync(&mut phone).problem, None);
    assert_goes_on(&mut phone.client, now, &to_come, good);
    let mut hub = region.hub_device();
    assert_eq!(hub.client.incidents().expect("the list").len(), TO_COME.len() + NO_DATES.len() + 1);
    let shown = hub.client.attachment(taken).expect("the attachment").facts;
    assert_eq!(shown["captured_at"], TO_COME[3]);
    assert_goes_on(&mut hub.client, now, &to_come, good);
}
