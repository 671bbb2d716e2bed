//! Where the parts meet: letting go, links, attachments, wiping, shared phones and anonymity, each
//! with the others.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::io;

use serde_json::json;
use tabard_core::client::{Bytes, ClientError, CustodyLine, Filter, KeyKeeper, Message};
use tabard_core::clock::Clock;
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Query;
use tabard_core::model::{RecordKind, Report, parse_assignment};
use tabard_core::phone::{PhoneError, SharedPhone};
use tabard_core::region::{Days, Role};
use tabard_core::sync::Step;
use tabard_core::wire::{CHUNKS_PATH, ChunkRequest, ChunkWant};
use tabard_tests::{Phone, Region, Straight, link};

/// A key store that says that it destroyed the key.
struct Keeper;

impl KeyKeeper for Keeper {
    fn destroy(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn set_history(region: &mut Region, days: u16) {
    let now = region.now;
    region.hub().set_policy(None, Days::new(days), None, now, &mut region.rng).expect("a policy");
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

fn photo(region: &mut Region, phone: &mut Phone, incident: RecordId) -> RecordId {
    photo_of(region, phone, incident, &[7; 5000])
}

fn photo_of(
    region: &mut Region,
    phone: &mut Phone,
    incident: RecordId,
    mut bytes: &[u8],
) -> RecordId {
    let facts = json!({ "media": "photo", "title": "forearm" });
    let facts = Report::parse_as(RecordKind::Attachment, &facts).expect("facts");
    let facts = facts.into_patch(&mut || "item".to_owned());
    let (said, now) = (CustodyLine::default(), region.now);
    let rng = &mut region.rng;
    phone.client.attach(incident, &facts, &said, &mut bytes, now, rng).expect("an attachment")
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

// ---- anonymity

/// All that the hub's core says of an incident and of what is about it.
fn at_hub(region: &mut Region, id: RecordId) -> String {
    region.pump();
    let mut hub = region.hub();
    let page = hub.list(&Filter::default(), None, 10).expect("a page");
    let said = (
        hub.incident(id).expect("the report"),
        hub.accounts(id).expect("accounts"),
        hub.history(id).expect("its history"),
        hub.attachments(Some(id)).expect("attachments"),
        page,
    );
    format!("{said:?}")
}

#[test]
fn nothing_at_the_hub_names_the_device_of_a_reporter_who_asked_not_to_be_named() {
    let mut region = Region::new(4);
    let mut phone = region.phone("phone", Role::Crew);
    let told = json!({ "narrative": "By a colleague.", "naming": "anonymous" });
    let id = region.report(&mut phone, &told);
    region.edit(&mut phone, id, "callsign=YA1");
    let (now, rng) = (region.now, &mut region.rng);
    let said = Message { text: "Yes.", to: None, from: None };
    phone.client.reply(id, said, now, rng).expect("a reply");
    phone.client.join(id, None, Some("paramedic"), now, rng).expect("who it is");
    phone.client.leave(id, now, rng).expect("and gone");
    let account = phone.client.start_account(id, now, rng).expect("an account");
    let words = parse_assignment(RecordKind::Account, "what_happened=I saw it.").expect("words");
    phone.client.type_into(account, &words).expect("typed");
    phone.client.save(account, now, rng).expect("saved");
    let words = parse_assignment(RecordKind::Account, "treatment=None.").expect("words");
    phone.client.edit(account, &words, now, rng).expect("saved");
    photo(&mut region, &mut phone, id);
    region.sync(&mut phone);

    let device = phone.client.device();
    let said = at_hub(&mut region, id);
    let (shown, whole) = (device.to_string(), format!("{device:?}"));
    assert!(!said.contains(&shown) && !said.contains(&whole), "{said}");
}

#[test]
fn an_account_that_is_there_before_its_incident_names_nobody() {
    let mut region = Region::new(8);
    let mut reporter = region.phone("reporter", Role::Crew);
    let mut witness = region.phone("witness", Role::Crew);
    region.sync(&mut reporter);
    region.sync(&mut witness);
    // The witness cannot carry the reporter's chain: it lacks the beginning.
    region.report(&mut reporter, &json!({ "narrative": "Not shared." }));
    let told = json!({ "narrative": "By a colleague.", "naming": "anonymous" });
    let id = region.report(&mut reporter, &told);
    invite(&mut region, &mut reporter, id, &witness);
    link(&mut reporter, &mut witness, region.now, &mut region.rng).well();
    let (now, rng) = (region.now, &mut region.rng);
    let account = witness.client.start_account(id, now, rng).expect("an account");
    let words = parse_assignment(RecordKind::Account, "what_happened=I saw it.").expect("words");
    witness.client.type_into(account, &words).expect("typed");
    witness.client.save(account, now, rng).expect("saved");
    region.sync(&mut witness);
    region.pump();
    let accounts = region.hub().accounts(id).expect("accounts");
    assert_eq!(accounts.iter().map(|one| one.by).collect::<Vec<_>>(), [None]);
    assert!(region.hub().incident(id).is_err(), "the incident is not there yet");
}

// ---- leases, naming and links

#[test]
fn a_link_moves_reports_when_the_lease_has_ended_and_says_nothing_of_calls() {
    let mut region = Region::new(11);
    let now = region.now;
    region.hub().set_policy(Days::new(1), None, None, now, &mut region.rng).expect("a policy");
    let mut one = region.phone("one", Role::Crew);
    let mut other = region.phone("other", Role::Crew);
    region.sync(&mut one);
    region.sync(&mut other);
    let call = json!({ "cad_number": "4471", "narrative": "No network for days." });
    region.report(&mut other, &call);
    let id = region.report(&mut one, &call);
    invite(&mut region, &mut one, id, &other);
    region.now = region.now.plus_days(2);
    for phone in [&mut one, &mut other] {
        phone.client.tick(Clock::wall(region.now)).expect("a tick");
        assert!(phone.client.lease().ended);
    }
    let left = one.client.leave(id, region.now, &mut region.rng);
    assert!(left.expect("writing asks for no lease"));
    let (here, there) = link(&mut one, &mut other, region.now, &mut region.rng).well();
    assert!(here.complete && there.complete);
    assert!(there.received > 0, "it is there, though nobody may read it now");
    assert!(here.perhaps_the_same.is_empty() && there.perhaps_the_same.is_empty());
    region.sync(&mut other);
    assert_eq!(other.shows(id)["narrative"], "No network for days.");
}

#[test]
fn a_colleagues_phone_is_not_told_of_the_call_of_a_reporter_who_asked_not_to_be_named() {
    for (naming, told) in [("named", 1), ("confidential", 0), ("anonymous", 0)] {
        let mut region = Region::new(12);
        let mut one = region.phone("one", Role::Crew);
        let mut other = region.phone("other", Role::Crew);
        region.sync(&mut one);
        region.sync(&mut other);
        let said =
            json!({ "cad_number": "4471", "narrative": "By a colleague.", "naming": naming });
        region.report(&mut one, &said);
        region.report(&mut other, &json!({ "cad_number": "4471", "narrative": "A patient." }));
        let (here, there) = link(&mut one, &mut other, region.now, &mut region.rng).well();
        assert_eq!(here.perhaps_the_same.len(), told, "{naming}");
        assert_eq!(there.perhaps_the_same.len(), told, "{naming}");
    }
}

// ---- attachments, links and clones

/// An image that has nothing but its markers.
fn image() -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    };
    let shown = [segment(0xdb, &[1; 65]), segment(0xc0, &[2; 15]), segment(0xda, &[3; 10])];
    [&[0xff, 0xd8], shown.concat().as_slice(), &[7, 0xff, 0, 9, 0xff, 0xd9]].concat()
}

#[test]
fn a_copy_that_turns_out_to_be_in_no_log_keeps_no_other_photo_from_moving() {
    let mut region = Region::new(9);
    let mut mate = region.phone("mate", Role::Crew);
    let mut phone = region.phone("phone", Role::Crew);
    region.sync(&mut mate);
    region.sync(&mut phone);
    let id = region.report(&mut mate, &json!({ "narrative": "Shared." }));
    invite(&mut region, &mut mate, id, &phone);
    region.sync(&mut mate);
    region.sync(&mut phone);
    // Two devices write the mate's chain: one shares a photo, the log has what the other wrote.
    let mut clone = mate.copy(&region.folder.path().join("clone"), region.now);
    let original = photo_of(&mut region, &mut mate, id, &image());
    let (said, now, with) = (CustodyLine::default(), region.now, phone.client.device());
    let rng = &mut region.rng;
    let copy = mate.client.share_attachment(original, with, &said, now, rng).expect("a copy");
    link(&mut mate, &mut phone, now, &mut region.rng).well();
    phone.client.fetch_attachment(copy).expect("it is asked for");
    // The list of its chunks is at the relay, no chunk is.
    let facts = phone.client.attachment(copy).expect("the copy").facts;
    let name = facts["manifest"].as_str().expect("an address");
    let list = mate.dir.join("attachments").join(copy.to_string()).join(name);
    let list = std::fs::read(list).expect("the list of chunks");
    let want = ChunkWant::Put(name.parse().expect("an address"), list.into());
    let request = ChunkRequest { region: region.id(), want };
    region.relay().chunks(now, mate.client.device(), request).expect("it is kept");
    region.sync(&mut phone);
    for number in 0..4 {
        region.edit(&mut clone, id, &format!("callsign=YA{number}"));
    }
    region.sync(&mut clone);
    region.sync_by(&mut phone, &mut Straight).expect("what became of the copy stops nothing");
    assert!(phone.client.attachments(Some(id)).expect("attachments").is_empty(), "it counts not");

    let own = photo(&mut region, &mut phone, id);
    let sent = region.sync_by(&mut phone, &mut Straight).expect("nor what comes after");
    assert!(sent.chunks > 0);
    assert_eq!(phone.client.attachment(own).expect("the own").bytes, Bytes::Held);
}

#[test]
fn a_photo_is_held_and_its_log_says_so_though_the_lease_ends_on_the_way() {
    let mut region = Region::new(10);
    let now = region.now;
    region.hub().set_policy(Days::new(1), None, None, now, &mut region.rng).expect("a policy");
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Seen." }));
    let photo = photo(&mut region, &mut phone, id);
    phone.client.sync_now();
    loop {
        let step = phone.client.next_step(region.now, &mut region.rng).expect("a step");
        let Step::Send(token, request) = step else { break };
        let chunk = request.url.ends_with(CHUNKS_PATH);
        let outcome = region.carry(phone.client.device(), &request);
        if chunk {
            // So slow is the network.
            region.now = region.now.plus_days(2);
            phone.client.tick(Clock::wall(region.now)).expect("a tick");
            assert!(phone.client.lease().ended);
        }
        let done = phone.client.step_done(token, outcome, region.now, &mut region.rng);
        done.expect("the lease stands in the way of no sending");
    }
    region.sync(&mut phone);
    let photo = phone.client.attachment(photo).expect("the photo");
    assert_eq!(photo.bytes, Bytes::Held);
    assert!(photo.custody.iter().any(|line| line["id"] == "held"), "{:?}", photo.custody);
}

// ---- people of a phone, and what only their folder has

/// A phone of one person that was ordered to wipe and had something the region does not hold.
#[test]
fn a_person_whose_wiped_device_left_something_is_not_removed_with_it() {
    let mut region = Region::new(5);
    let shared = SharedPhone::at(&region.folder.path().join("shared"));
    let person = shared.add("RB".parse().expect("a label"), &mut region.rng).expect("a person");
    let name = person.dir.strip_prefix(region.folder.path()).expect("inside").to_owned();
    let mut phone = region.phone(name.to_str().expect("plain"), Role::Crew);
    region.sync(&mut phone);
    region.report(&mut phone, &json!({ "narrative": "Only here." }));
    let (now, device) = (region.now, phone.client.device());
    region.hub().order_wipe(device, false, now, &mut region.rng).expect("an order");
    region.sync(&mut phone);
    let wiped = phone.client.obey(&mut Keeper, now, &mut region.rng).expect("it obeys");
    let kept = wiped.kept_in().expect("something is kept");

    assert_eq!(person.unsent().expect("a count"), 1);
    assert!(matches!(shared.remove(&person, None), Err(PhoneError::Unsent(1))));
    let to = region.folder.path().join("export");
    shared.export_and_remove(&person, &to).expect("exported");
    assert!(!person.dir.exists());
    let read = region.hub().read_set_aside(&to.join(kept)).expect("the hub reads it");
    assert_eq!(read.records.len(), 1);
}

#[test]
fn a_person_whose_photo_has_not_gone_is_not_removed_with_it() {
    let mut region = Region::new(6);
    let shared = SharedPhone::at(&region.folder.path().join("shared"));
    let person = shared.add("RB".parse().expect("a label"), &mut region.rng).expect("a person");
    let name = person.dir.strip_prefix(region.folder.path()).expect("inside").to_owned();
    let mut phone = region.phone(name.to_str().expect("plain"), Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Seen." }));
    let photo = photo(&mut region, &mut phone, id);
    // Every entry goes, no chunk does: a phone on a metered network.
    while phone.client.sync_status().expect("where it stands").waiting > 0 {
        region.step(&mut phone).expect("an exchange");
    }
    let own = phone.client.unfinished().expect("what is unfinished");
    drop(phone);
    assert!(matches!(shared.remove(&person, Some(own)), Err(PhoneError::Attachments(1))));
    let unknown = shared.remove(&person, None);
    assert!(matches!(unknown, Err(PhoneError::Attachments(1))), "without its key");
    let to = region.folder.path().join("export");
    shared.export_and_remove(&person, &to).expect("exported");
    let chunks = std::fs::read_dir(to.join("attachments").join(photo.to_string()));
    assert!(chunks.expect("its chunks").count() > 1, "they go along");
}

#[test]
fn a_person_with_a_draft_of_any_kind_is_not_removed() {
    let mut region = Region::new(7);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Seen." }));
    region.sync(&mut phone);
    assert_eq!(phone.client.unfinished().expect("what is unfinished").drafts, 0);
    let (now, rng) = (region.now, &mut region.rng);
    let account = phone.client.start_account(id, now, rng).expect("an account");
    let words = parse_assignment(RecordKind::Account, "what_happened=I saw it.").expect("words");
    phone.client.type_into(account, &words).expect("typed");
    assert_eq!(phone.client.unfinished().expect("what is unfinished").drafts, 1);
}
