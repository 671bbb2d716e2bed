//! Who may have what erased at the hub, and what the certificate of it says.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::fs;
use std::path::Path;

use serde_json::json;
use tabard_core::client::{CustodyLine, HoldNews};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::{ReadingAct, RecordKind, Report};
use tabard_core::region::{CertificateHash, Role};
use tabard_core::wire::{ChunkAnswer, ChunkRequest, ChunkWant};
use tabard_server::hub::Answer;
use tabard_server::retention::{EraseFault, People, Settings, erase, judge, plan};
use tabard_tests::{Phone, Region};

const TWO: People<'_> =
    People { ordered_by: "A. Green", approved_by: "B. Brown", why: "The period is over." };

/// A region with a report of some year, which the hub closed.
fn closed(seed: u64, year: u16) -> (Region, Phone, RecordId) {
    let mut region = Region::new(seed);
    let mut phone = region.phone("phone", Role::Crew);
    let id = report(&mut region, &mut phone, year);
    close(&mut region, id);
    region.sync(&mut phone);
    (region, phone, id)
}

fn report(region: &mut Region, phone: &mut Phone, year: u16) -> RecordId {
    let at = format!("{year}-03-01T10:00:00Z");
    let said = json!({ "types": ["verbal_abuse"], "occurred_at": at, "narrative": "He shouted." });
    let id = region.report(phone, &said);
    region.sync(phone);
    region.pump();
    id
}

fn close(region: &mut Region, id: RecordId) {
    let answer = Answer {
        status: "closed".to_owned(),
        note: Some("Thank you.".to_owned()),
        outcome: Some("action_taken".to_owned()),
        ..Answer::default()
    };
    let now = region.now;
    region.hub().answer(id, &answer, now, &mut region.rng).expect("an answer");
}

fn erase_it(
    region: &mut Region,
    records: &[RecordId],
    people: &People<'_>,
) -> Result<CertificateHash, EraseFault> {
    let now = region.now;
    let mut hub = region.hub();
    erase(&mut hub, &Settings::default(), records, people, now, &mut region.rng)
}

#[test]
fn what_is_due_goes_with_all_that_belongs_to_it_and_a_certificate_stays() {
    let (mut region, mut phone, id) = closed(1, 2010);
    let kept = report(&mut region, &mut phone, 2020);
    close(&mut region, kept);
    let planned = plan(&region.hub(), &Settings::default(), &[], region.now).expect("a plan");
    assert_eq!(planned.iter().map(|one| one.item.record).collect::<Vec<_>>(), [id]);
    assert!(planned[0].reach.records.len() >= 2, "its answer too");
    assert!(planned[0].reach.held.entries >= 3 && planned[0].reach.held.bytes > 300);
    let head = region.relay().head().expect("a head");
    drop(planned);

    let hash = erase_it(&mut region, &[id], &TWO).expect("it is erased");
    let hub = region.hub();
    assert!(hub.incident(id).is_err() && hub.incident(kept).is_ok());
    assert_eq!(hub.relay().verify().expect("a check").fault, None);
    let certificates = hub.certificates().expect("them");
    let [(known, text)] = certificates.as_slice() else { panic!("one certificate") };
    assert_eq!(*known, hash);
    let judged = judge(&hub, text).expect("it is judged");
    assert_eq!(judged.fault, None);
    assert!(judged.positions.iter().all(|position| *position >= head.size));
    assert!(judged.says["ordered_by"] == "A. Green" && judged.says["approved_by"] == "B. Brown");
    assert!(!text.contains("shouted"), "no word of the report");
    // One letter of it changed, and it is none.
    let forged = judge(&hub, &text.replace("A. Green", "A. Greek")).expect("it is judged");
    assert!(forged.fault.is_some());
    let lines = hub.readings(region.now.plus_days(-1), region.now.plus_days(1)).expect("the audit");
    let erased: Vec<_> = lines.iter().filter(|one| one.what == ReadingAct::Erased).collect();
    assert!(erased.len() == 1 && erased[0].record == Some(id));
    assert_eq!(erased[0].by, "A. Green, agreed by B. Brown");
    drop(hub);
    // Twice is once.
    let again = erase_it(&mut region, &[id], &TWO);
    assert!(matches!(again, Err(EraseFault::NotErasable { record, .. }) if record == id));
    region.sync(&mut phone);
    assert!(phone.client.incident(id).is_err());
    assert_eq!(phone.shows(kept)["narrative"], "He shouted.");
}

/// How many chunks lie below a folder.
fn chunks(dir: &Path) -> usize {
    let Ok(found) = fs::read_dir(dir) else { return 0 };
    let paths = found.map(|entry| entry.expect("an entry").path());
    paths.map(|path| if path.is_dir() { chunks(&path) } else { 1 }).sum()
}

#[test]
fn the_chunks_of_its_attachments_go_everywhere() {
    let (mut region, mut phone, id) = closed(3, 2010);
    let facts = json!({ "media": "photo", "title": "forearm" });
    let facts = Report::parse_as(RecordKind::Attachment, &facts).expect("facts");
    let facts = facts.into_patch(&mut || "i1".to_owned());
    let mut bytes: &[u8] = &[7; 600_000];
    let (said, now) = (CustodyLine::default(), region.now);
    phone
        .client
        .attach(id, &facts, &said, &mut bytes, now, &mut region.rng)
        .expect("an attachment");
    region.sync(&mut phone);
    region.pump();
    let (at_relay, at_phone) = (region.dir().join("relay/blobs"), phone.dir.join("attachments"));
    assert!(chunks(&at_relay) >= 3 && chunks(&at_phone) >= 3);
    erase_it(&mut region, &[id], &TWO).expect("it is erased");
    assert_eq!(chunks(&at_relay), 0);
    region.sync(&mut phone);
    assert_eq!(chunks(&at_phone), 0);
    let hub = region.hub();
    let certificates = hub.certificates().expect("them");
    let judged = judge(&hub, &certificates[0].1).expect("it is judged");
    assert_eq!((judged.fault, &judged.says["erased"][0]["chunks"]), (None, &json!(4)));
    assert_eq!(hub.relay().verify_chunks().expect("a check").whole, 0);
}

#[test]
fn the_answer_to_an_account_goes_with_the_account() {
    let (mut region, mut phone, id) = closed(5, 2010);
    let account = phone.client.start_account(id, region.now, &mut region.rng).expect("an account");
    phone.client.save(account, region.now, &mut region.rng).expect("it is saved");
    region.sync(&mut phone);
    region.pump();
    let note = Answer { note: Some("Thank you for it.".to_owned()), ..Answer::default() };
    let now = region.now;
    region.hub().answer(account, &note, now, &mut region.rng).expect("an answer");
    let answers = |region: &Region| {
        let hub = region.hub_device();
        hub.client.records_about(account, Kind::Followup)
    };
    assert_eq!(answers(&region).expect("them").len(), 1);
    erase_it(&mut region, &[id], &TWO).expect("it is erased");
    assert_eq!(answers(&region).expect("them").len(), 0);
}

#[test]
fn what_comes_after_its_report_was_erased_is_erased_too() {
    let (mut region, mut phone, id) = closed(7, 2010);
    let account = phone.client.start_account(id, region.now, &mut region.rng).expect("an account");
    phone.client.save(account, region.now, &mut region.rng).expect("it is saved");
    let facts = Report::parse_as(RecordKind::Attachment, &json!({ "media": "photo" }));
    let facts = facts.expect("facts").into_patch(&mut || "i1".to_owned());
    let (said, now) = (CustodyLine::default(), region.now);
    let mut bytes: &[u8] = &[7; 1_000];
    let photo = phone.client.attach(id, &facts, &said, &mut bytes, now, &mut region.rng);
    let photo = photo.expect("an attachment");
    erase_it(&mut region, &[id], &TWO).expect("it is erased");
    for _ in 0..3 {
        region.sync(&mut phone);
        region.pump();
    }
    region.sync(&mut phone);
    for record in [id, account, photo] {
        assert!(region.hub().erased(record).expect("the log").is_some());
    }
    assert_eq!(region.relay().held_of(&[id, account, photo]).expect("it").entries, 0);
    assert_eq!(chunks(&phone.dir.join("attachments")), 0);
    assert_eq!(region.relay().verify().expect("a check").fault, None);
}

#[test]
fn a_list_that_names_anothers_chunks_takes_none_of_them() {
    let (mut region, mut phone, id) = closed(6, 2010);
    let other = report(&mut region, &mut phone, 2026);
    let facts = Report::parse_as(RecordKind::Attachment, &json!({ "media": "photo" }));
    let facts = facts.expect("facts").into_patch(&mut || "i1".to_owned());
    let attach = |region: &mut Region, phone: &mut Phone, of, byte: u8| {
        let (said, now) = (CustodyLine::default(), region.now);
        let mut bytes: &[u8] = &[byte; 1_000];
        phone.client.attach(of, &facts, &said, &mut bytes, now, &mut region.rng).expect("it")
    };
    let (of_it, of_other) =
        (attach(&mut region, &mut phone, id, 1), attach(&mut region, &mut phone, other, 2));
    region.sync(&mut phone);
    region.pump();
    // The lists of both, as the relay has them: each opens under its own attachment's key alone.
    let hub = region.hub_device();
    let list = hub.client.list_of_chunks(of_it).expect("a list");
    let foreign = hub.client.list_of_chunks(of_other).expect("another");
    assert_ne!(list, foreign);
    let relay = region.relay();
    let get = |address| {
        let request = ChunkRequest { region: relay.region(), want: ChunkWant::Get(address) };
        match relay.chunks(region.now, phone.client.device(), request).expect("an answer") {
            ChunkAnswer::Chunk(sealed) => Some(Vec::from(sealed)),
            _ => None,
        }
    };
    let sealed = get(list).expect("the list");
    let own = hub.client.own_chunks(of_it, &sealed, get).expect("chunks");
    assert_eq!(own.len(), 2);
    // What stands where its chunk should be is another's: it is not its own.
    let of_another = |_| get(foreign);
    assert_eq!(hub.client.own_chunks(of_it, &sealed, of_another).expect("chunks"), [list]);
}

#[test]
fn nobody_erases_alone_nor_what_is_held_open_or_not_due() {
    let (mut region, mut phone, id) = closed(2, 2010);
    let open = report(&mut region, &mut phone, 2010);
    let young = report(&mut region, &mut phone, 2020);
    close(&mut region, young);
    let head = region.relay().head().expect("a head").size;
    for other in ["A. Green", " a. green", ""] {
        let alone = People { approved_by: other, ..TWO };
        assert!(matches!(erase_it(&mut region, &[id], &alone), Err(EraseFault::People)));
    }
    let no_reason = People { why: " ", ..TWO };
    assert!(matches!(erase_it(&mut region, &[id], &no_reason), Err(EraseFault::People)));
    for kept in [open, young] {
        let refused = erase_it(&mut region, &[id, kept], &TWO);
        assert!(matches!(refused, Err(EraseFault::NotErasable { record, .. }) if record == kept));
    }
    assert_eq!(region.relay().head().expect("a head").size, head, "not one was ordered");

    let hold = HoldNews::Held { why: "A claim.", by: "Claims", review_on: "2027-01-01" };
    let now = region.now;
    region.hub().say_of_hold(id, hold, now, &mut region.rng).expect("a hold");
    let refused = erase_it(&mut region, &[id], &TWO);
    assert!(matches!(refused, Err(EraseFault::NotErasable { record, .. }) if record == id));
    let nothing = plan(&region.hub(), &Settings::default(), &[], now);
    assert!(matches!(nothing, Err(EraseFault::Nothing)));
    assert!(region.hub().incident(id).is_ok());
    let ended = HoldNews::Released { why: "It is settled.", by: "Claims" };
    region.hub().say_of_hold(id, ended, now, &mut region.rng).expect("a release");
    erase_it(&mut region, &[id], &TWO).expect("then it is erased");
}
