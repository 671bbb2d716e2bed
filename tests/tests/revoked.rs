//! A device that was removed gets nothing new and writes nothing new. What it sent before stays,
//! and what it wrote before it knew stays with it.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::ClientError;
use tabard_core::entry::{Audience, Compartment, Kind, SignedEntry};
use tabard_core::ids::{DeviceId, Incarnation, RecordId};
use tabard_core::region::Role;
use tabard_core::sync::Outcome;
use tabard_core::wire::{Message, Placed, ProblemCode, SyncResponse};
use tabard_server::relay::RelayError;
use tabard_tests::{Attacker, Phone, Region, bend};

struct Scene {
    region: Region,
    phone: Phone,
    mate: Phone,
    /// A report of the phone's that the mate is on.
    shared: RecordId,
}

fn scene() -> Scene {
    let mut region = Region::new(1);
    let mut phone = region.phone("phone", Role::Crew);
    let mut mate = region.phone("mate", Role::Crew);
    region.sync(&mut phone);
    let shared = region.report(&mut phone, &json!({ "narrative": "Before." }));
    invite(&mut region, &mut phone, shared, mate.client.device()).expect("an invitation");
    region.sync(&mut phone);
    region.sync(&mut mate);
    region.pump();
    Scene { region, phone, mate, shared }
}

fn invite(
    region: &mut Region,
    phone: &mut Phone,
    id: RecordId,
    with: DeviceId,
) -> Result<bool, ClientError> {
    phone.client.invite(id, with, region.now, &mut region.rng)
}

fn revoke(region: &mut Region, device: DeviceId) {
    let now = region.now;
    region.hub().revoke(device, now, &mut region.rng).expect("a revocation");
}

#[test]
fn a_revoked_device_is_refused_and_told_what_to_do() {
    let Scene { mut region, mut phone, mut mate, shared } = scene();
    revoke(&mut region, phone.client.device());
    region.edit(&mut mate, shared, "callsign=YA1");
    region.sync(&mut mate);

    let progress = region.sync(&mut phone);
    let problem = progress.problem.expect("it is told");
    assert_eq!(problem.code, "revoked");
    assert!(problem.what_to_do.contains("ask the hub"), "{}", problem.what_to_do);
    assert_eq!(progress.received, 0);
    assert_eq!(phone.shows(shared).get("callsign"), None, "it receives nothing new");
    let relay = region.relay();
    let request = region.request(Incarnation(0), Vec::new());
    let refused = relay.sync(region.now, phone.client.device(), request).err();
    assert_eq!(refused, Some(RelayError::Refused(ProblemCode::Revoked)));
}

#[test]
fn what_it_sent_before_stays() {
    let Scene { mut region, phone, mut mate, shared } = scene();
    revoke(&mut region, phone.client.device());
    region.sync(&mut mate);
    let mut late = region.phone("late", Role::Crew);
    region.sync(&mut mate);
    invite(&mut region, &mut mate, shared, late.client.device()).expect("an invitation");
    region.sync(&mut mate);
    region.sync(&mut late);
    for phone in [&mate, &late] {
        assert_eq!(phone.shows(shared)["narrative"], "Before.");
    }
    assert_eq!(
        region.hub().incident(shared).expect("at the hub").summary.report,
        late.shows(shared)
    );
}

#[test]
fn what_it_wrote_before_it_knew_stays_with_it() {
    let Scene { mut region, mut phone, mate, shared } = scene();
    revoke(&mut region, phone.client.device());
    let id = region.report(&mut phone, &json!({ "narrative": "Offline." }));
    region.edit(&mut phone, shared, "callsign=YA1");
    region.sync(&mut phone);
    let phone = phone.reopened(region.now);
    assert_eq!(phone.state(id), "saved_on_this_phone");
    assert_eq!(phone.shows(id)["narrative"], "Offline.");
    assert_eq!(phone.client.incident(shared).expect("the report").summary.unsent, 1);
    assert_eq!(phone.client.sync_status().expect("the status").waiting, 2);
    region.pump();
    assert!(region.hub().incident(id).is_err());
    assert_eq!(mate.shows(shared).get("callsign"), None);
}

#[test]
fn what_it_writes_afterwards_is_merged_by_nobody() {
    let Scene { mut region, mut phone, mut mate, shared } = scene();
    region.edit(&mut phone, shared, "callsign=YA1");
    let late = region.outgoing(&mut phone);
    let mut thief = phone;
    revoke(&mut region, thief.client.device());
    region.sync(&mut mate);

    // Neither the device itself nor a friend brings it in.
    let friend = region.attacker("friend", Role::Crew);
    let refused = region.offer(friend.device(), Incarnation(0), late.clone());
    assert_eq!(refused, [tabard_core::wire::Refusal::Revoked]);
    assert!(region.sync(&mut thief).problem.is_some());
    let before = mate.shows(shared);
    // A relay that gives it out all the same.
    let mut collude = |outcome| {
        bend(outcome, |response: &mut SyncResponse| {
            let position = 1_000;
            let bytes = late[0].clone().into();
            response.entries.get_or_insert_default().push(Placed { position, bytes });
        })
    };
    region.sync_by(&mut mate, &mut collude).expect("an answer");
    assert_eq!(mate.shows(shared), before);
    let refused = mate.client.incident(shared).expect("the report").refused;
    assert_eq!(refused[0]["why"], "revoked_author");
    assert_eq!(region.hub().incident(shared).expect("at the hub").summary.report, before);
}

#[test]
fn an_old_answer_replayed_brings_nothing_back() {
    let Scene { mut region, mut phone, mut mate, shared } = scene();
    region.edit(&mut phone, shared, "callsign=YA1");
    region.sync(&mut phone);
    let mut old = Vec::new();
    let mut recorded = |outcome: Outcome| {
        old.push(outcome.clone());
        outcome
    };
    region.sync_by(&mut mate, &mut recorded).expect("a sync");
    revoke(&mut region, phone.client.device());
    region.sync(&mut mate);
    let before = (mate.shows(shared), mate.client.directory().clone());
    let mut replayed = false;
    let mut replay = |outcome: Outcome| match std::mem::replace(&mut replayed, true) {
        false => old[0].clone(),
        true => outcome,
    };
    region.sync_by(&mut mate, &mut replay).expect("a sync");
    assert_eq!(mate.shows(shared), before.0);
    let standing = mate.client.directory().device(phone.client.device()).expect("a device");
    assert!(standing.revoked_at.is_some(), "nobody forgets a revocation");
    let mate = mate.reopened(region.now);
    let standing = mate.client.directory().device(phone.client.device()).expect("a device");
    assert!(standing.revoked_at.is_some());
    assert_eq!(mate.client.sync_status().expect("the status").refused, 0);
}

#[test]
fn a_crew_mate_cannot_invite_it() {
    let Scene { mut region, phone, mut mate, shared } = scene();
    let mut other = region.phone("other", Role::Crew);
    revoke(&mut region, phone.client.device());
    region.sync(&mut mate);
    let refused = invite(&mut region, &mut mate, shared, phone.client.device());
    assert!(matches!(refused, Err(ClientError::RevokedDevice)));

    // One who has not heard yet invites it, and nothing reaches it.
    region.sync(&mut other);
    let own = region.report(&mut other, &json!({ "narrative": "Not for it." }));
    let gone = region.phone("gone", Role::Crew);
    region.sync(&mut other);
    revoke(&mut region, gone.client.device());
    let device = gone.client.device();
    invite(&mut region, &mut other, own, device).expect("it has not heard");
    assert_eq!(region.sync(&mut other).problem, None, "and is not held up by it");
    region.pump();
    region.sync(&mut other);
    assert_eq!(other.state(own), "opened_by_hub");
    assert!(feed_of(&region, device).is_empty());
}

/// What lies in a device's feed, whatever it asks.
fn feed_of(region: &Region, device: DeviceId) -> Vec<u64> {
    let database = region.dir().join("relay");
    let files =
        std::fs::read_dir(database).expect("the relay").map(|one| one.expect("a file").path());
    let database = files.into_iter().find(|one| one.extension().is_some_and(|end| end == "db"));
    let database = rusqlite::Connection::open(database.expect("a database")).expect("the relay");
    let mut query = database
        .prepare("SELECT position FROM feed JOIN party ON party.id = feed.party WHERE name = ?1")
        .expect("SQL");
    let rows = query.query_map([device.as_bytes()], |row| row.get(0)).expect("a feed");
    rows.collect::<Result<_, _>>().expect("positions")
}

// ---- triage

/// The incidents among what a member of triage can still get hold of, and open.
fn opens(region: &Region, member: &Attacker, entries: &[SignedEntry]) -> Vec<RecordId> {
    let relay = region.relay();
    let directory = relay.directory().expect("the directory");
    let mine: Vec<_> = directory.memberships_of(member.device()).collect();
    let mut opened = Vec::new();
    for entry in entries.iter().filter(|one| one.header().kind == Kind::Incident) {
        for grant in &entry.header().grants {
            let Audience::Compartment(compartment) = grant.to else { continue };
            let Some(one) =
                mine.iter().find(|one| (one.compartment, one.epoch) == (compartment, grant.epoch))
            else {
                continue;
            };
            let info =
                tabard_core::region::member_info(region.id(), compartment, one.epoch, one.member);
            let secret = member.identity.receiving().open(&info, &one.wrap).expect("its own copy");
            let secret = tabard_core::keys::ReceivingKey::from_bytes(&secret);
            let key = entry.unwrap_grant(region.id(), grant, &secret).expect("a key");
            if tabard_core::entry::open(region.id(), entry, &key).is_ok() {
                opened.push(entry.record());
            }
        }
    }
    opened
}

#[test]
fn a_member_of_triage_reads_nothing_that_is_written_after_it_left() {
    let mut region = Region::new(2);
    let (leaves, stays) =
        (region.attacker("leaves", Role::Triage), region.attacker("stays", Role::Triage));
    let mut phone = region.phone("phone", Role::Crew);
    let before = region.report(&mut phone, &json!({ "narrative": "Before." }));
    region.sync(&mut phone);
    revoke(&mut region, leaves.device());
    region.sync(&mut phone);
    let after = region.report(&mut phone, &json!({ "narrative": "After." }));
    region.sync(&mut phone);
    region.pump();

    let log = region.whole_log();
    assert_eq!(opens(&region, &leaves, &log), [before], "even with the relay's disk");
    let read = opens(&region, &stays, &log);
    assert!(read.contains(&before) && read.contains(&after), "who stays reads both");
    let request = region.request(Incarnation(0), Vec::new());
    let refused = region.relay().sync(region.now, leaves.device(), request).err();
    assert_eq!(refused, Some(RelayError::Refused(ProblemCode::Revoked)));
    let epoch = phone.client.directory().epoch(Compartment::Triage).expect("an epoch").number;
    assert_eq!(epoch, 2);
    assert_eq!(region.hub().incidents().expect("the list").len(), 2);
}

#[test]
fn who_joins_triage_later_reads_what_was_there_already() {
    let mut region = Region::new(3);
    let leaves = region.attacker("leaves", Role::Triage);
    let mut phone = region.phone("phone", Role::Crew);
    region.report(&mut phone, &json!({ "narrative": "Before." }));
    region.sync(&mut phone);
    revoke(&mut region, leaves.device());
    region.sync(&mut phone);
    region.report(&mut phone, &json!({ "narrative": "After." }));
    region.sync(&mut phone);
    let mut officer = region.phone("officer", Role::Triage);
    region.sync(&mut officer);
    assert_eq!(officer.client.incidents().expect("the list").len(), 2);
}

#[test]
fn a_problem_is_told_in_the_same_words_by_relay_and_phone() {
    let Scene { mut region, mut phone, .. } = scene();
    revoke(&mut region, phone.client.device());
    let Outcome::Answer { status, body } = region
        .answer(phone.client.device(), &region.request(Incarnation(0), Vec::new()).to_bytes())
    else {
        unreachable!("the relay answers")
    };
    assert_eq!(status, 403);
    let told: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
    let problem = region.sync(&mut phone).problem.expect("it is told");
    assert!(told.to_string().contains(&problem.what_to_do), "{told}");
}
