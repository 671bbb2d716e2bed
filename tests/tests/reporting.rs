//! A report's life on the phone that writes it: typed, crashed, saved, edited, compared, taken back,
//! answered.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{ClientError, Message};
use tabard_core::model::missing::RULES;
use tabard_core::model::{Patch, Path, RecordKind, Scalar, parse_assignment};
use tabard_core::region::Role;
use tabard_server::hub::Answer;
use tabard_tests::{Phone, Region};

fn patch(assignment: &str) -> tabard_core::model::Patch {
    parse_assignment(RecordKind::Incident, assignment).expect("an assignment")
}

fn world(seed: u64) -> (Region, Phone) {
    let mut region = Region::new(seed);
    let phone = region.phone("phone", Role::Crew);
    (region, phone)
}

#[test]
fn what_was_typed_is_there_after_a_crash_in_mid_word() {
    let (mut region, mut phone) = world(61);
    let now = region.now;
    let id = phone.client.start_incident(now, &mut region.rng).expect("begun");
    for word in ["He", "He sho", "He shouted"] {
        phone.client.type_into(id, &patch(&format!("narrative={word}"))).expect("typed");
    }
    // Nothing says goodbye: the client is forgotten with all it holds open.
    let copy = region.folder.path().join("after the crash");
    let phone = phone.copy(&copy, now);
    let drafts = phone.client.drafts().expect("the drafts");
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].fields["narrative"], "He shouted");
}

#[test]
fn an_edit_loses_nothing_that_was_typed_elsewhere() {
    let (mut region, mut phone) = world(62);
    let id = region.report(&mut phone, &json!({ "callsign": "YA1" }));
    phone.client.type_into(id, &patch("narrative=Half a sentence")).expect("typed");
    phone.client.type_into(id, &patch("vehicle=7741")).expect("typed");
    region.edit(&mut phone, id, "vehicle=7742");
    let (now, rng) = (region.now, &mut region.rng);
    phone.client.reply(id, Message { text: "Yes.", to: None, from: None }, now, rng).expect("said");
    let drafts = phone.client.drafts().expect("the drafts");
    assert_eq!(drafts[0].fields.keys().collect::<Vec<_>>(), ["narrative"]);
    phone.client.save(id, now, rng).expect("saved");
    let shown = phone.shows(id);
    assert_eq!(
        (&shown["narrative"], &shown["vehicle"]),
        (&json!("Half a sentence"), &json!("7742"))
    );
    assert!(phone.client.drafts().expect("the drafts").is_empty());
}

#[test]
fn what_a_crash_kept_from_the_vault_is_not_typed_twice_and_the_rest_is_still_a_draft() {
    let (mut region, mut phone) = world(63);
    let id = region.report(&mut phone, &json!({ "callsign": "YA1" }));
    phone.client.type_into(id, &patch("narrative=Typed")).expect("typed");
    // The vault as it was before the edit, the outbox as it was after: a power cut between both.
    let before = region.folder.path().join("before");
    drop(phone.copy(&before, region.now));
    region.edit(&mut phone, id, "callsign=YA2");
    for name in ["outbox.db", "outbox.db-wal", "outbox.db-shm"] {
        let from = phone.dir.join(name);
        let _ = std::fs::remove_file(before.join(name));
        if from.exists() {
            std::fs::copy(from, before.join(name)).expect("a copy");
        }
    }
    let phone = phone.opened_at(&before, region.now);
    assert_eq!(phone.shows(id)["callsign"], "YA2", "the outbox gave it back");
    let drafts = phone.client.drafts().expect("the drafts");
    assert_eq!(drafts[0].fields.keys().collect::<Vec<_>>(), ["narrative"]);
}

#[test]
fn the_hub_compares_what_was_sent_with_what_was_edited_since() {
    let (mut region, mut phone) = world(64);
    let id = region.report(&mut phone, &json!({ "callsign": "YA1", "types": ["near_miss"] }));
    region.sync(&mut phone);
    region.pump();
    region.now = region.now.plus_days(1);
    region.edit(&mut phone, id, "callsign=YA2");
    region.edit(&mut phone, id, "vehicle=7");
    region.sync(&mut phone);
    region.pump();
    let versions = region.hub().history(id).expect("the history");
    assert_eq!(versions, phone.client.history(id).expect("the history here"));
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[1].at, versions[2].at, "both of one second");
    assert_eq!(versions[1].by, Some(phone.client.device()));
    assert_eq!(versions[1].at.as_deref(), Some(region.now.rfc3339().as_str()));
    let change = &versions[1].changes;
    assert_eq!(change.len(), 1, "a stamp is no change");
    assert_eq!(change[0].before, Some(Scalar::Text("YA1".to_owned())));
    assert_eq!(change[0].after, Some(Scalar::Text("YA2".to_owned())));
    assert!(versions[0].at.is_some(), "the first says when it was begun");
}

#[test]
fn nothing_on_the_list_of_what_is_missing_keeps_a_report_from_being_saved() {
    let (mut region, mut phone) = world(65);
    let now = region.now;
    let id = phone.client.start_incident(now, &mut region.rng).expect("begun");
    let before = phone.client.missing(id, RULES).expect("the list").len();
    phone.client.type_into(id, &patch("types+=verbal_abuse")).expect("typed");
    let after = phone.client.missing(id, RULES).expect("the list");
    assert_eq!(after.len(), before - 1, "what is typed counts at once");
    assert!(phone.client.save(id, now, &mut region.rng).expect("saved all the same"));
    region.sync(&mut phone);
    assert_eq!(phone.state(id), "held_by_region");
}

#[test]
fn only_who_reported_takes_a_report_back_and_it_stays_in_its_history() {
    let (mut region, mut phone) = world(66);
    let mut mate = region.phone("mate", Role::Crew);
    region.sync(&mut phone);
    let id = region.report(&mut phone, &json!({ "narrative": "What happened." }));
    let (now, with) = (region.now, mate.client.device());
    phone.client.invite(id, with, now, &mut region.rng).expect("an invitation");
    region.sync(&mut phone);
    region.sync(&mut mate);
    let refused = mate.client.withdraw(id, None, now, &mut region.rng);
    assert!(matches!(refused, Err(ClientError::NotTheReporter)));
    let reason = Some("It was another job.");
    assert!(phone.client.withdraw(id, reason, now, &mut region.rng).expect("taken back"));
    assert!(!phone.client.withdraw(id, reason, now, &mut region.rng).expect("once"));
    region.sync(&mut phone);
    region.pump();
    let at_hub = region.hub().incident(id).expect("at the hub").summary.report;
    assert_eq!(at_hub["withdrawn"], true);
    assert_eq!(at_hub["withdrawn_reason"], "It was another job.");
    assert_eq!(at_hub["narrative"], "What happened.");
}

#[test]
fn a_question_is_asked_answered_and_marked_as_new_on_both_sides() {
    let (mut region, mut phone) = world(67);
    let id = region.report(&mut phone, &json!({ "types": ["verbal_abuse"] }));
    region.sync(&mut phone);
    region.pump();
    assert!(region.hub().incident(id).expect("at the hub").summary.unread);
    region.hub().mark_read(id).expect("looked at");
    assert!(!region.hub().incident(id).expect("at the hub").summary.unread);

    let question = Answer {
        status: "being_looked_at".to_owned(),
        note: Some("Which way did he go?".to_owned()),
        question: true,
        ..Answer::default()
    };
    let (now, mut rng) = (region.now, region.rng.clone());
    region.hub().answer(id, &question, now, &mut rng).expect("asked");
    assert!(!region.hub().incident(id).expect("at the hub").summary.unread, "its own words");
    region.sync(&mut phone);
    let here = phone.client.incident(id).expect("here");
    assert!(here.summary.unread);
    let asked = &here.answer["messages"][0];
    assert_eq!(asked["question"], true);
    let to = asked["id"].as_str().expect("an id").to_owned();
    phone.client.mark_read(id).expect("looked at");
    let said = |to| Message { text: "Down the stairs.", to, from: None };
    let nowhere = phone.client.reply(id, said(Some("m123")), now, &mut rng);
    assert!(matches!(nowhere, Err(ClientError::NoSuchMessage)), "{nowhere:?}");
    phone.client.reply(id, said(None), now, &mut rng).expect("the one question is meant");
    phone.client.reply(id, said(None), now, &mut rng).expect("nothing is open any more");
    assert!(!phone.client.incident(id).expect("here").summary.unread);
    region.sync(&mut phone);
    region.pump();
    let at_hub = region.hub().incident(id).expect("at the hub").summary;
    assert!(at_hub.unread);
    let replies = at_hub.report["replies"].as_array().expect("replies");
    let to_it = replies.iter().filter(|one| one["message"] == json!(to)).count();
    assert_eq!((replies.len(), to_it), (2, 1));
}

#[test]
fn a_report_is_closed_with_an_answer_or_stays_open() {
    let (mut region, mut phone) = world(68);
    let id = region.report(&mut phone, &json!({ "types": ["verbal_abuse"] }));
    let silent = json!({ "types": ["near_miss"], "feedback_wanted": false });
    let silent = region.report(&mut phone, &silent);
    region.sync(&mut phone);
    region.pump();
    let (now, mut rng) = (region.now, region.rng.clone());
    let mut hub = region.hub();
    let closed = || Answer { status: "closed".to_owned(), ..Answer::default() };
    let outcome = |outcome: &str| Answer { outcome: Some(outcome.to_owned()), ..closed() };
    assert!(hub.answer(id, &closed(), now, &mut rng).is_err());
    assert!(hub.answer(id, &outcome("action_taken"), now, &mut rng).is_err());
    assert!(hub.answer(id, &outcome("no_action"), now, &mut rng).is_err());
    let told = hub.incident(id).expect("at the hub").answer;
    assert_eq!(told["status"], "opened_by_hub", "a refused answer changes nothing");
    drop(hub);
    let mut triage = region.phone("triage", Role::Triage);
    region.sync(&mut triage);
    let followup = triage.client.answer(id, &Patch::default(), now, &mut rng).expect("the answer");
    let past = parse_assignment(RecordKind::Followup, "status=closed").expect("an assignment");
    let edited = triage.client.edit(followup, &past, now, &mut rng);
    assert!(matches!(edited, Err(ClientError::NotAnswered)), "there is no way around");
    let mut hub = region.hub();
    hub.answer(silent, &outcome("kept_for_learning"), now, &mut rng).expect("they opted out");
    let reason = Some("The police found nobody.".to_owned());
    let answer = Answer { reason, ..outcome("no_action") };
    hub.answer(id, &answer, now, &mut rng).expect("closed with its reason");
    drop(hub);
    region.sync(&mut phone);
    let here = phone.client.incident(id).expect("here").answer;
    assert_eq!(here["no_action_reason"], "The police found nobody.");
    assert_eq!(phone.state(id), "closed");
}

#[test]
fn a_value_stated_twice_is_settled_with_both_kept_in_history() {
    let (mut region, mut a) = world(69);
    let mut b = region.phone("b", Role::Crew);
    region.sync(&mut a);
    let id = region.report(&mut a, &json!({ "callsign": "YA0" }));
    let (now, with) = (region.now, b.client.device());
    a.client.invite(id, with, now, &mut region.rng).expect("an invitation");
    region.sync(&mut a);
    region.sync(&mut b);
    region.edit(&mut a, id, "callsign=YA1");
    region.edit(&mut b, id, "callsign=YA2");
    for _ in 0..2 {
        region.sync(&mut a);
        region.sync(&mut b);
    }
    assert_eq!(a.shows(id)["conflicts"].as_array().map(Vec::len), Some(1), "stamps do not clash");
    region.edit(&mut a, id, "callsign=YA2");
    region.sync(&mut a);
    region.sync(&mut b);
    assert_eq!(b.shows(id).get("conflicts"), None);
    let callsign = Path::parse("callsign").expect("a path");
    let versions = b.client.history(id).expect("the history");
    let said: Vec<_> = versions
        .iter()
        .flat_map(|version| &version.changes)
        .filter(|change| change.field == callsign)
        .map(|change| (change.after.clone(), change.settled))
        .collect();
    let text = |text: &str| Some(Scalar::Text(text.to_owned()));
    assert!(said.contains(&(text("YA1"), false)) && said.contains(&(text("YA2"), false)));
    assert_eq!(said.last(), Some(&(text("YA2"), true)));
}
