//! Finding: lists with filters and pages, search by words, possible duplicates and links, on real
//! devices and at the hub.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tabard_core::client::{ClientError, DuplicateFault, Filter, ReportState};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::finding::{Likeness, Query};
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::region::Role;
use tabard_tests::{Phone, Region};

fn found(phone: &mut Phone, words: &str) -> Vec<RecordId> {
    let Some(query) = Query::of(words) else { return Vec::new() };
    let page = phone.client.search(&query, &Filter::default(), None, 1000).expect("a search");
    page.records.iter().map(|one| one.summary.id).collect()
}

fn listed(phone: &mut Phone, filter: &Filter) -> Vec<RecordId> {
    let page = phone.client.list(filter, None, 1000).expect("a list");
    page.records.iter().map(|one| one.summary.id).collect()
}

fn possible(phone: &mut Phone, id: RecordId) -> Vec<(RecordId, Vec<&'static str>)> {
    let found = phone.client.possible_duplicates(id, &Likeness::default()).expect("a look");
    let codes = |one: &tabard_core::client::PossibleDuplicate| {
        one.resemblance.reasons.iter().map(|reason| reason.code()).collect()
    };
    found.iter().map(|one| (one.id, codes(one))).collect()
}

fn link_fault(error: ClientError) -> DuplicateFault {
    match error {
        ClientError::Duplicate(fault) => fault,
        other => panic!("another error: {other}"),
    }
}

#[test]
fn words_of_any_script_are_found_by_their_beginning_and_without_their_marks() {
    let mut region = Region::new(31);
    let mut phone = region.phone("a", Role::Crew);
    let mut say =
        |phone: &mut Phone, text: &str| region.report(phone, &json!({ "narrative": text }));
    let welsh = say(&mut phone, "Cafodd ei daro yn y tŷ gan ddyn â ŵyth");
    let urdu = say(&mut phone, "اس نے عملے کو دھکا دیا");
    let polish = say(&mut phone, "Mężczyzna kopnął ratownika");
    let chinese = say(&mut phone, "他在救护车里打了急救人员");
    let postcode = region.report(&mut phone, &json!({ "postcode": "ZZ1 1AA" }));

    for (words, id) in [
        ("tŷ", welsh),
        ("ty", welsh),
        ("TY WYTH", welsh),
        ("ddy", welsh),
        ("عملے", urdu),
        ("دھک", urdu),
        ("kopnal", polish),
        ("ratow mężcz", polish),
        ("急救人员", chinese),
        ("救护车", chinese),
        ("zz1 1aa", postcode),
        ("ZZ11AA", postcode),
        ("zz11", postcode),
    ] {
        assert_eq!(found(&mut phone, words), [id], "{words}");
    }
    assert_eq!(found(&mut phone, "ratow dyn"), [], "all words must hold");
    assert_eq!(found(&mut phone, "人急"), [], "characters must follow each other");
    assert_eq!(found(&mut phone, "aro"), [], "a word is found by its beginning");
}

#[test]
fn what_is_typed_is_never_a_command() {
    let mut region = Region::new(32);
    let mut phone = region.phone("a", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "kicked OR punched text NEAR him" }));
    for words in [
        "\"",
        "\"\"",
        "*",
        "^",
        "-",
        "kicked\"",
        "\"kicked",
        "kicked*",
        "(kicked",
        "kicked)",
        "text:kicked",
        "{text}:kicked",
        "NEAR(kicked punched)",
        "kicked AND",
        "NOT kicked",
        "a\0b",
        "'; DROP TABLE words; --",
        "kicked + punched",
        "\u{FFFF}",
        "%",
        "_",
        "kicked ^punched",
    ] {
        // Nothing fails, whatever is found.
        let _ = found(&mut phone, words);
    }
    assert_eq!(found(&mut phone, "kicked OR nothing"), []);
    assert_eq!(found(&mut phone, "NEAR or TEXT"), [id], "operators are words like others");
    assert_eq!(found(&mut phone, "kicked\" OR \"punched"), [id]);
    let long = "x".repeat(100_000);
    assert_eq!(found(&mut phone, &long), []);
    assert_eq!(found(&mut phone, &"kicked ".repeat(5_000)), [id]);
}

#[test]
fn what_was_edited_away_is_not_found_and_what_is_only_typed_is() {
    let mut region = Region::new(33);
    let mut phone = region.phone("a", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "a knife", "callsign": "YA214" }));
    assert_eq!(found(&mut phone, "knife"), [id]);
    region.edit(&mut phone, id, "narrative=a bottle");
    assert_eq!(found(&mut phone, "knife"), []);
    assert_eq!(found(&mut phone, "bottle"), [id]);

    let typed = parse_assignment(RecordKind::Incident, "station=Holbeck").expect("an edit");
    phone.client.type_into(id, &typed).expect("typing");
    assert_eq!(found(&mut phone, "holbeck bottle"), [id]);
    let cleared = parse_assignment(RecordKind::Incident, "station=").expect("an edit");
    phone.client.type_into(id, &cleared).expect("typing");
    assert_eq!(found(&mut phone, "holbeck"), []);
    phone.client.type_into(id, &typed).expect("typing");
    phone.client.save(id, region.now, &mut region.rng).expect("a save");
    let mut phone = phone.reopened(region.now);
    assert_eq!(found(&mut phone, "holbeck"), [id]);
}

#[test]
fn only_what_a_device_can_read_is_found_and_a_mate_finds_it_once_let_in() {
    let mut region = Region::new(34);
    let mut phone = region.phone("a", Role::Crew);
    let mut mate = region.phone("b", Role::Crew);
    let mut hub = region.phone("desk", Role::Triage);
    let id = region.report(&mut phone, &json!({ "narrative": "spat at" }));
    for _ in 0..2 {
        region.sync(&mut phone);
        region.sync(&mut mate);
        region.sync(&mut hub);
    }
    assert_eq!(found(&mut mate, "spat"), []);
    assert_eq!(found(&mut hub, "spat"), [id]);
    phone.client.invite(id, mate.client.device(), region.now, &mut region.rng).expect("an invite");
    for _ in 0..2 {
        region.sync(&mut phone);
        region.sync(&mut mate);
    }
    assert_eq!(found(&mut mate, "spat"), [id]);
    region.edit(&mut mate, id, "narrative=shoved");
    for _ in 0..2 {
        region.sync(&mut mate);
        region.sync(&mut hub);
    }
    assert_eq!((found(&mut hub, "spat"), found(&mut hub, "shoved")), (vec![], vec![id]));
}

#[test]
fn filters_say_which_reports_are_wanted() {
    let mut region = Region::new(35);
    let mut phone = region.phone("a", Role::Crew);
    let mut mate = region.phone("b", Role::Crew);
    let held = region.report(
        &mut phone,
        &json!({ "types": ["verbal_abuse"], "occurred_at": "2025-12-01T00:00:00Z" }),
    );
    region.sync(&mut phone);
    phone.client.invite(held, mate.client.device(), region.now, &mut region.rng).expect("invited");
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    region.sync(&mut mate);
    let saved = region.report(
        &mut phone,
        &json!({ "location_type": "private_home_patient", "withdrawn": true, "types": ["near_miss"] }),
    );
    let typed = parse_assignment(RecordKind::Incident, "callsign=YA1").expect("an edit");
    phone.client.type_into(held, &typed).expect("typing");
    region.edit(&mut phone, held, "station=Holbeck");

    let all = Filter::default;
    let answered = ReportState::Answered("opened_by_hub".to_owned());
    for (filter, wanted) in [
        (all(), vec![saved, held]),
        (Filter { state: Some(ReportState::SavedOnThisPhone), ..all() }, vec![saved]),
        (Filter { state: Some(ReportState::HeldByRegion), ..all() }, vec![]),
        (Filter { state: Some(answered), ..all() }, vec![held]),
        (Filter { own: Some(true), ..all() }, vec![saved, held]),
        (Filter { own: Some(false), ..all() }, vec![]),
        (Filter { unsent: Some(true), ..all() }, vec![saved, held]),
        (Filter { unsent: Some(false), ..all() }, vec![]),
        (Filter { draft: Some(true), ..all() }, vec![held]),
        (Filter { draft: Some(false), ..all() }, vec![saved]),
        (Filter { withdrawn: Some(true), ..all() }, vec![saved]),
        (Filter { closed: Some(true), ..all() }, vec![]),
        (Filter { unfinished: Some(true), ..all() }, vec![saved, held]),
        (Filter { incident_type: Some("near_miss".to_owned()), ..all() }, vec![saved]),
        (Filter { incident_type: Some("near".to_owned()), ..all() }, vec![]),
        (Filter { location_type: Some("private_home_patient".to_owned()), ..all() }, vec![saved]),
        (Filter { until: Some(Millis(1_764_547_200_001)), ..all() }, vec![held]),
        (Filter { until: Some(Millis(1_764_547_200_000)), ..all() }, vec![]),
        (Filter { from: Some(Millis(1_764_547_200_001)), ..all() }, vec![saved]),
    ] {
        let got: BTreeSet<_> = listed(&mut phone, &filter).into_iter().collect();
        let want: BTreeSet<_> = wanted.into_iter().collect();
        assert_eq!(got, want, "{filter:?}");
    }
    assert_eq!(listed(&mut mate, &Filter { own: Some(false), ..all() }), [held]);

    let page = phone.client.list(&all(), None, 100).expect("a list");
    let whole = phone.client.incidents().expect("the list");
    let by_id = |id| whole.iter().find(|one| one.id == id).expect("it is there");
    assert!(page.records.iter().all(|one| &one.summary == by_id(one.summary.id)));
    assert_eq!(page.records.len(), whole.len());
}

#[test]
fn a_draft_is_listed_before_anything_is_saved() {
    let mut region = Region::new(36);
    let mut phone = region.phone("a", Role::Crew);
    let id = phone.client.start_incident(region.now, &mut region.rng).expect("a start");
    let typed = parse_assignment(RecordKind::Incident, "narrative=threw a bin").expect("an edit");
    phone.client.type_into(id, &typed).expect("typing");
    let draft = Filter { draft: Some(true), ..Filter::default() };
    assert_eq!(listed(&mut phone, &draft), [id]);
    assert_eq!(found(&mut phone, "bin"), [id]);
    phone.client.save(id, region.now, &mut region.rng).expect("a save");
    assert_eq!(listed(&mut phone, &draft), []);
}

#[test]
fn pages_hold_every_report_once_while_new_ones_come() {
    let mut region = Region::new(37);
    let mut phone = region.phone("a", Role::Crew);
    let mut wanted = BTreeSet::new();
    for number in 0..23_i64 {
        // Many come within one millisecond, as they do when a hub takes them in.
        region.now = Millis(region.now.0 + number % 3 / 2);
        wanted.insert(region.report(&mut phone, &json!({ "callsign": format!("YA{number}") })));
    }
    for words in [None, Query::of("ya")] {
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let all = Filter::default();
            let page = match &words {
                None => phone.client.list(&all, after, 5),
                Some(words) => phone.client.search(words, &all, after, 5),
            }
            .expect("a page");
            assert!(page.records.len() <= 5);
            seen.extend(page.records.iter().map(|one| (one.summary.started_at, one.summary.id)));
            pages += 1;
            region.now = Millis(region.now.0 + 1);
            region.report(&mut phone, &json!({ "callsign": "YA new" }));
            let first = seen[0].1;
            region.edit(&mut phone, first, &format!("station=S{pages}"));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let ids: BTreeSet<_> = seen.iter().map(|(_, id)| *id).collect();
        assert_eq!(ids.len(), seen.len(), "no report twice");
        assert!(wanted.is_subset(&ids), "none left out");
        assert!(seen.windows(2).all(|two| two[0].0 >= two[1].0), "the newest first");
        assert!(pages >= 5);
        wanted = ids;
    }
}

#[test]
fn duplicates_are_offered_with_their_reasons_and_never_joined() {
    let mut region = Region::new(38);
    let mut phone = region.phone("a", Role::Crew);
    let event = |cad: &str, at: &str, postcode: &str| json!({ "cad_number": cad, "occurred_at": at, "postcode": postcode });
    let one = region.report(&mut phone, &event("C 1", "2026-01-01T10:00:00Z", "ZZ1 1AA"));
    let same_job = region.report(&mut phone, &event("c1", "2026-02-01T10:00:00Z", "ZZ2 2BB"));
    let same_scene = region.report(&mut phone, &event("C2", "2026-01-01T10:59:00Z", "zz11aa"));
    let later = region.report(&mut phone, &event("C3", "2026-01-01T11:01:00Z", "ZZ1 1AA"));
    let elsewhere = region.report(&mut phone, &event("C4", "2026-01-01T10:00:00Z", "ZZ9 9ZZ"));

    let before = phone.client.incidents().expect("the list");
    assert_eq!(
        possible(&mut phone, one).into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from([
            (same_job, vec!["same_cad_number"]),
            (same_scene, vec!["near_in_time", "same_place"]),
        ])
    );
    assert_eq!(possible(&mut phone, elsewhere), []);
    assert_eq!(possible(&mut phone, later), [(same_scene, vec!["near_in_time", "same_place"])]);
    assert_eq!(phone.client.incidents().expect("the list"), before, "to look changes nothing");

    phone.client.not_the_same(same_job, one).expect("a note");
    let mut phone = phone.reopened(region.now);
    assert_eq!(possible(&mut phone, one), [(same_scene, vec!["near_in_time", "same_place"])]);
    assert_eq!(possible(&mut phone, same_job), [], "whichever is asked");

    phone.client.link_duplicate(same_scene, one, region.now, &mut region.rng).expect("a link");
    assert_eq!(possible(&mut phone, one), [], "what is linked is not offered");
    assert_eq!(phone.shows(same_scene)["duplicate_of"], json!(one.to_string()));
    assert_eq!(phone.shows(same_scene)["postcode"], json!("zz11aa"), "both stay whole");
    assert_eq!(phone.client.incidents().expect("the list").len(), 5);
}

#[test]
fn links_in_a_circle_are_refused_with_a_reason_and_change_nothing() {
    let mut region = Region::new(39);
    let mut phone = region.phone("a", Role::Crew);
    let ids: Vec<_> =
        (0..3).map(|n| region.report(&mut phone, &json!({ "callsign": n.to_string() }))).collect();
    let mut link = |phone: &mut Phone, from: usize, to: usize| {
        phone.client.link_duplicate(ids[from], ids[to], region.now, &mut region.rng)
    };
    assert_eq!(link_fault(link(&mut phone, 0, 0).expect_err("itself")), DuplicateFault::Itself);
    link(&mut phone, 0, 1).expect("a link");
    link(&mut phone, 1, 2).expect("a link");
    assert_eq!(link_fault(link(&mut phone, 1, 0).expect_err("two")), DuplicateFault::Circle);
    assert_eq!(link_fault(link(&mut phone, 2, 0).expect_err("three")), DuplicateFault::Circle);
    assert_eq!(phone.shows(ids[2]).get("duplicate_of"), None);

    // Every way to state it goes by the same door.
    let circle = format!("duplicate_of={}", ids[0]);
    let patch = parse_assignment(RecordKind::Incident, &circle).expect("an edit");
    let typed = phone.client.type_into(ids[2], &patch).expect_err("typed");
    assert_eq!(link_fault(typed), DuplicateFault::Circle);
    let edited = phone.client.edit(ids[2], &patch, region.now, &mut region.rng);
    assert_eq!(link_fault(edited.expect_err("edited")), DuplicateFault::Circle);
    for (text, fault) in [("soon", DuplicateFault::NotAnId), ("3f9a", DuplicateFault::NotAnId)] {
        let patch = parse_assignment(RecordKind::Incident, &format!("duplicate_of={text}"));
        let edited =
            phone.client.edit(ids[2], &patch.expect("an edit"), region.now, &mut region.rng);
        assert_eq!(link_fault(edited.expect_err(text)), fault);
    }
    let nowhere = RecordId::new([7; 16]);
    let linked = phone.client.link_duplicate(ids[2], nowhere, region.now, &mut region.rng);
    assert!(matches!(linked, Err(ClientError::UnknownRecord(id)) if id == nowhere));
    // A link can be taken back, and then the other way is open.
    region.edit(&mut phone, ids[0], "duplicate_of=");
    phone
        .client
        .link_duplicate(ids[2], ids[0], region.now, &mut region.rng)
        .expect("no circle any more");
}

#[test]
fn two_devices_that_close_a_circle_unaware_harm_nothing() {
    let mut region = Region::new(40);
    let mut phone = region.phone("a", Role::Crew);
    let mut mate = region.phone("b", Role::Crew);
    let ids: Vec<_> =
        (0..2).map(|_| region.report(&mut phone, &json!({ "cad_number": "C1" }))).collect();
    region.sync(&mut phone);
    for id in &ids {
        phone.client.invite(*id, mate.client.device(), region.now, &mut region.rng).expect("in");
    }
    for _ in 0..2 {
        region.sync(&mut phone);
        region.sync(&mut mate);
    }
    phone.client.link_duplicate(ids[0], ids[1], region.now, &mut region.rng).expect("a link");
    mate.client.link_duplicate(ids[1], ids[0], region.now, &mut region.rng).expect("a link");
    for _ in 0..2 {
        region.sync(&mut phone);
        region.sync(&mut mate);
    }
    assert_eq!(possible(&mut phone, ids[0]), []);
    assert_eq!(listed(&mut mate, &Filter::default()).len(), 2);
    let third = region.report(&mut phone, &json!({ "cad_number": "C2" }));
    phone.client.link_duplicate(third, ids[0], region.now, &mut region.rng).expect("the walk ends");
}

#[test]
fn the_hub_links_by_its_answer() {
    let mut region = Region::new(41);
    let mut phone = region.phone("a", Role::Crew);
    let ids: Vec<_> =
        (0..2).map(|_| region.report(&mut phone, &json!({ "cad_number": "C1" }))).collect();
    region.sync(&mut phone);
    let mut desk = region.phone("desk", Role::Triage);
    region.sync(&mut desk);
    assert_eq!(possible(&mut desk, ids[0]).len(), 1);
    desk.client.link_duplicate(ids[0], ids[1], region.now, &mut region.rng).expect("a link");
    let back = desk.client.link_duplicate(ids[1], ids[0], region.now, &mut region.rng);
    assert_eq!(link_fault(back.expect_err("a circle")), DuplicateFault::Circle);
    assert_eq!(possible(&mut desk, ids[0]), []);
    region.sync(&mut desk);
    region.sync(&mut phone);
    assert_eq!(phone.state(ids[0]), "duplicate_linked");
    let answer: Value = phone.client.incident(ids[0]).expect("the report").answer;
    assert_eq!(answer["duplicate_of"], json!(ids[1].to_string()));
}
