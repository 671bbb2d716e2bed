//! The new phone of somebody who lost the old one: it gets what the old one wrote, with the
//! answers, and goes on writing it. Only who keeps a kind of record may hand it on.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{ClientError, HandedOn, Handing};
use tabard_core::entry::{Header, Kind, RecordOrigin, SignedEntry, Start};
use tabard_core::ids::{DeviceId, Incarnation, RecordId};
use tabard_core::keys::RecordKey;
use tabard_core::model::RecordKind;
use tabard_core::record::Record;
use tabard_core::region::Role;
use tabard_core::wire::Refusal;
use tabard_server::hub::Answer;
use tabard_tests::{Attacker, Phone, Region};

fn hand_over(region: &mut Region, from: DeviceId, to: DeviceId, which: Handing) -> HandedOn {
    let now = region.now;
    region.hub().hand_over((from, to), which, now, &mut region.rng).expect("it is handed on")
}

fn answer(region: &mut Region, id: RecordId, status: &str, note: &str) {
    let outcome = (status == "closed").then(|| "action_taken".to_owned());
    let note = Some(note.into());
    let answer = Answer { status: status.into(), note, outcome, ..Answer::default() };
    let now = region.now;
    region.hub().answer(id, &answer, now, &mut region.rng).expect("an answer");
}

fn revoke(region: &mut Region, device: DeviceId) {
    let now = region.now;
    region.hub().revoke(device, now, &mut region.rng).expect("a removal");
}

struct Scene {
    region: Region,
    old: Phone,
    new: Phone,
    mate: Phone,
    /// Started by the old phone, with the mate on it.
    own: RecordId,
    /// Started by the mate, with the old phone on it.
    mates: RecordId,
    closed: RecordId,
    /// The mate's alone.
    other: RecordId,
}

fn scene(seed: u64) -> Scene {
    let mut region = Region::new(seed);
    let mut old = region.phone("old", Role::Crew);
    let mut mate = region.phone("mate", Role::Crew);
    region.sync(&mut old);
    let own = region.report(&mut old, &json!({ "narrative": "Mine." }));
    let closed = region.report(&mut old, &json!({ "narrative": "Over." }));
    let mates = region.report(&mut mate, &json!({ "narrative": "Ours." }));
    let other = region.report(&mut mate, &json!({ "narrative": "Hers." }));
    let with = mate.client.device();
    old.client.invite(own, with, region.now, &mut region.rng).expect("an invitation");
    let device = old.client.device();
    region.sync(&mut mate);
    mate.client.invite(mates, device, region.now, &mut region.rng).expect("an invitation");
    region.sync(&mut old);
    region.sync(&mut mate);
    region.pump();
    answer(&mut region, own, "being_looked_at", "We are on it.");
    answer(&mut region, closed, "closed", "Done.");
    region.sync(&mut old);
    let new = region.phone("new", Role::Crew);
    Scene { region, old, new, mate, own, mates, closed, other }
}

fn listed(phone: &Phone) -> Vec<RecordId> {
    let mut ids: Vec<_> =
        phone.client.incidents().expect("the list").into_iter().map(|one| one.id).collect();
    ids.sort();
    ids
}

fn sorted(mut ids: Vec<RecordId>) -> Vec<RecordId> {
    ids.sort();
    ids
}

#[test]
fn a_new_phone_gets_its_owners_open_incidents_back_with_the_answers() {
    let Scene { mut region, old, mut new, own, mates, other, .. } = scene(1);
    revoke(&mut region, old.client.device());
    let handed = hand_over(&mut region, old.client.device(), new.client.device(), Handing::Open);
    assert_eq!(handed, HandedOn { incidents: 2, others: 2 });
    region.sync(&mut new);
    assert_eq!(listed(&new), sorted(vec![own, mates]), "neither the closed one nor the mate's");
    assert!(new.client.incident(other).is_err());
    assert_eq!(new.shows(own)["narrative"], "Mine.");
    assert_eq!(new.state(own), "being_looked_at");
    let answer = new.client.incident(own).expect("the report").answer.to_string();
    assert!(answer.contains("We are on it."), "{answer}");
    // What the old phone wrote is as it was.
    let hub = region.hub().incident(own).expect("at the hub").summary;
    assert_eq!(hub.by, Some(old.client.device()));
    assert!(region.relay().verify().expect("a check").fault.is_none());
}

#[test]
fn it_goes_on_writing_and_is_answered() {
    let Scene { mut region, old, mut new, mut mate, own, .. } = scene(2);
    revoke(&mut region, old.client.device());
    hand_over(&mut region, old.client.device(), new.client.device(), Handing::Open);
    region.sync(&mut new);
    region.edit(&mut new, own, "callsign=YA9");
    assert_eq!(region.sync(&mut new).problem, None);
    region.sync(&mut mate);
    region.pump();
    assert_eq!(region.hub().incident(own).expect("at the hub").summary.report["callsign"], "YA9");
    assert_eq!(mate.shows(own)["callsign"], "YA9", "the crew-mate reads it too");
    assert_eq!(
        mate.client.incident(own).expect("the report").refused,
        Vec::<serde_json::Value>::new()
    );
    answer(&mut region, own, "actions_under_way", "A letter is on its way.");
    region.sync(&mut new);
    assert_eq!(new.state(own), "actions_under_way");
    // It lets further crew-mates in, as the old one could.
    let late = region.phone("late", Role::Crew);
    region.sync(&mut new);
    let with = late.client.device();
    new.client.invite(own, with, region.now, &mut region.rng).expect("an invitation");
    assert_eq!(region.sync(&mut new).problem, None);
}

#[test]
fn the_old_phone_gets_nothing_of_it_and_nothing_forks() {
    let Scene { mut region, mut old, mut new, own, .. } = scene(3);
    region.edit(&mut old, own, "callsign=YA1");
    revoke(&mut region, old.client.device());
    hand_over(&mut region, old.client.device(), new.client.device(), Handing::Open);
    region.sync(&mut new);
    region.edit(&mut new, own, "callsign=YA2");
    region.sync(&mut new);
    region.pump();
    let progress = region.sync(&mut old);
    assert_eq!(progress.problem.expect("it is turned away").code, "revoked");
    assert!(!progress.reborn);
    assert_eq!(region.hub().incident(own).expect("at the hub").summary.report["callsign"], "YA2");
    // The new phone, cloned: one of them goes on in a new chain, and both are heard.
    let copy = region.folder.path().join("clone");
    let mut clone = new.copy(&copy, region.now);
    region.edit(&mut new, own, "station=Testtown");
    region.edit(&mut clone, own, "narrative=From the clone.");
    region.sync(&mut new);
    assert!(region.sync(&mut clone).reborn);
    region.sync(&mut clone);
    region.pump();
    let report = region.hub().incident(own).expect("at the hub").summary.report;
    assert_eq!(report["station"], "Testtown", "{report}");
    assert!(report.to_string().contains("From the clone."), "{report}");
    assert!(region.relay().verify().expect("a check").fault.is_none());
}

#[test]
fn all_is_all_and_twice_is_once() {
    let Scene { mut region, old, mut new, own, mates, closed, .. } = scene(4);
    let (from, to) = (old.client.device(), new.client.device());
    assert_eq!(hand_over(&mut region, from, to, Handing::All).incidents, 3);
    let size = region.relay().head().expect("a head").size;
    assert_eq!(hand_over(&mut region, from, to, Handing::All), HandedOn::default());
    assert_eq!(region.relay().head().expect("a head").size, size);
    region.sync(&mut new);
    assert_eq!(listed(&new), sorted(vec![own, mates, closed]));
    assert_eq!(new.state(closed), "closed");
}

#[test]
fn a_report_that_was_not_opened_yet_goes_along_and_its_answer_reaches_the_new_phone() {
    let mut region = Region::new(5);
    let (mut old, mut new) = (region.phone("old", Role::Crew), region.phone("new", Role::Crew));
    let id = region.report(&mut old, &json!({ "narrative": "Just now." }));
    region.sync(&mut old);
    hand_over(&mut region, old.client.device(), new.client.device(), Handing::Open);
    region.sync(&mut new);
    assert_eq!(new.shows(id)["narrative"], "Just now.");
    assert_eq!(new.state(id), "opened_by_hub");
}

#[test]
fn stopped_in_the_middle_it_is_ended_by_calling_it_again() {
    let Scene { mut region, old, mut new, own, mates, .. } = scene(6);
    let devices = (old.client.device(), new.client.device());
    // A desk of triage whose calls are cut off: what it wrote is in its outbox or at the region.
    let mut desk = region.phone("desk", Role::Triage);
    region.sync(&mut desk);
    let all = desk.client.incidents().expect("the list").len();
    assert_eq!(all, 4);
    let handed = desk.client.hand_over(devices, Handing::Open, region.now, &mut region.rng);
    assert_eq!(handed.expect("handed on").incidents, 2);
    let waiting = region.outgoing(&mut desk);
    for sent in 0..=waiting.len() {
        let _ = region.offer(desk.client.device(), Incarnation(0), waiting[..sent].to_vec());
        desk = desk.reopened(region.now);
        let again = desk.client.hand_over(devices, Handing::Open, region.now, &mut region.rng);
        assert_eq!(again.expect("once more"), HandedOn::default(), "nothing is written twice");
    }
    region.sync(&mut desk);
    region.sync(&mut new);
    assert_eq!(listed(&new), sorted(vec![own, mates]));
}

#[test]
fn who_may_not_hand_on_does_not() {
    let Scene { mut region, mut old, new, mut mate, mates, .. } = scene(7);
    region.sync(&mut mate);
    let devices = (old.client.device(), new.client.device());
    let by_crew = mate.client.hand_over(devices, Handing::All, region.now, &mut region.rng);
    assert!(matches!(by_crew, Err(ClientError::Role)), "a crew phone keeps nothing");
    let now = region.now;
    let mut hub = region.hub();
    let stranger = DeviceId::new([9; 8]);
    for (devices, why) in [
        ((stranger, devices.1), "an unknown old device"),
        ((devices.0, stranger), "an unknown new one"),
        ((devices.0, devices.0), "the same"),
    ] {
        assert!(hub.hand_over(devices, Handing::All, now, &mut region.rng).is_err(), "{why}");
    }
    drop(hub);
    revoke(&mut region, devices.1);
    let mut hub = region.hub();
    assert!(hub.hand_over(devices, Handing::All, now, &mut region.rng).is_err(), "a removed one");
    drop(hub);
    region.sync(&mut old);
    assert_eq!(old.shows(mates)["narrative"], "Ours.");
}

// ---- accounts

/// Starts a record of any kind at its home.
fn start(
    region: &mut Region,
    by: &mut Attacker,
    kind: Kind,
    record_kind: RecordKind,
    says: &str,
) -> SignedEntry {
    let directory = region.relay().directory().expect("the directory");
    let epoch = directory.epoch(kind.home()).expect("a key").clone();
    let home = (kind.home(), epoch.number, &epoch.public);
    let origin = RecordOrigin::new(region.id(), by.device(), kind, home, &mut region.rng);
    let origin = origin.expect("a record");
    let changes = by.edit(&mut Record::new(), record_kind, says);
    let header = by.header(kind, Start::New, vec![origin.home]);
    let sealed = by.seal(region, header, &origin.key, &changes);
    by.keys.insert(sealed.record(), origin.key);
    sealed
}

fn key_of(device: &Attacker, record: RecordId) -> RecordKey {
    device.keys.get(&record).expect("the record's key").clone()
}

/// An edit of a record of any kind, by a device that holds its key.
fn edit(
    region: &mut Region,
    by: &mut Attacker,
    (kind, record_kind): (Kind, RecordKind),
    record: RecordId,
    says: &str,
) -> SignedEntry {
    let mut document = by.document(region, record);
    let changes = by.edit(&mut document, record_kind, says);
    let header: Header = by.header(kind, Start::Of(record), Vec::new());
    let key = key_of(by, record);
    by.seal(region, header, &key, &changes)
}

const ACCOUNT: (Kind, RecordKind) = (Kind::Account, RecordKind::Account);

#[test]
fn an_account_goes_along_and_is_written_on() {
    let mut region = Region::new(8);
    let (mut old, mut new) =
        (region.attacker("old", Role::Crew), region.attacker("new", Role::Crew));
    let mut mate = region.attacker("mate", Role::Crew);
    let says = "narrative=Both.";
    let incident = start(&mut region, &mut old, Kind::Incident, RecordKind::Incident, says);
    let about = format!("incident={}", incident.record());
    let account = start(&mut region, &mut old, Kind::Account, RecordKind::Account, &about);
    assert!(old.send(&region, &[&incident, &account]).is_empty());
    let handed = hand_over(&mut region, old.device(), new.device(), Handing::Open);
    assert_eq!(handed, HandedOn { incidents: 1, others: 2 }, "its answer and the account");

    new.fetch(&region);
    mate.fetch(&region);
    let id = account.record();
    let first = edit(&mut region, &mut new, ACCOUNT, id, "what_happened=I saw it.");
    assert!(new.send(&region, &[&first]).is_empty(), "it took the place of who wrote it");
    // The owner itself lets nobody in, and who was not let in writes nothing.
    let key = key_of(&old, id);
    let grant = old.grant(&mut region, id, &key, mate.device());
    let header = old.header(Kind::Account, Start::Of(id), vec![grant]);
    let passed = old.seal(&mut region, header, &key, &[]);
    assert_eq!(old.send(&region, &[&passed]), [Refusal::Grant]);
    mate.keys.insert(id, key);
    let changes = mate.edit(&mut Record::new(), RecordKind::Account, "what_happened=No.");
    let header = mate.header(Kind::Account, Start::Of(id), Vec::new());
    let key = key_of(&mate, id);
    let forged = mate.seal(&mut region, header, &key, &changes);
    assert_eq!(mate.send(&region, &[&forged]), [Refusal::NotAWriter]);
    assert!(region.relay().verify().expect("a check").fault.is_none());
}

// ---- requests for support

#[test]
fn a_request_for_support_is_handed_on_by_wellbeing_alone() {
    let mut region = Region::new(9);
    let mut desk = region.phone("desk", Role::Wellbeing);
    region.sync(&mut desk);
    let (mut old, mut new) =
        (region.attacker("old", Role::Crew), region.attacker("new", Role::Crew));
    let says = "note=Please call.";
    let request = start(&mut region, &mut old, Kind::Wellbeing, RecordKind::Wellbeing, says);
    assert!(old.send(&region, &[&request]).is_empty());
    let devices = (old.device(), new.device());

    assert_eq!(hand_over(&mut region, devices.0, devices.1, Handing::All), HandedOn::default());
    new.fetch(&region);
    assert!(new.keys.is_empty(), "triage does not even have it");
    region.sync(&mut desk);
    let handed = desk.client.hand_over(devices, Handing::Open, region.now, &mut region.rng);
    assert_eq!(handed.expect("handed on"), HandedOn { incidents: 0, others: 1 });
    assert_eq!(region.sync(&mut desk).problem, None);
    new.fetch(&region);
    let id = request.record();
    let kind = (Kind::Wellbeing, RecordKind::Wellbeing);
    let more = edit(&mut region, &mut new, kind, id, "contact=On my new phone.");
    assert!(new.send(&region, &[&more]).is_empty());
    region.sync(&mut desk);
    assert_eq!(desk.client.sync_status().expect("the status").refused, 0);
}
