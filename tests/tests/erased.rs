//! What a region ordered to erase is gone from every device that learns of it: from its vault, its
//! files and its lists; and nothing else is.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::fs;
use std::path::Path;

use serde_json::json;
use tabard_core::client::{ClientError, Filter};
use tabard_core::entry::{Kind, SignedEntry};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::finding::Query;
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::region::{CertificateHash, Erasure, ErasureClass, Role};
use tabard_core::sqlite;
use tabard_core::vault::{Vault, VaultKey};
use tabard_tests::{ControlRoom, Phone, Region, bend, copy_folder};

/// A word that stands in no other record.
const WORD: &str = "Quetzalcoatl";

/// Orders the erasure of records, as the hub does.
fn erase(region: &mut Region, records: &[RecordId]) -> Vec<u8> {
    let order = Erasure {
        records: records.to_vec(),
        chunks: Vec::new(),
        class: ErasureClass(1),
        at: region.now,
        certificate: CertificateHash::of(b"the certificate"),
    };
    let hub = region.hub_device();
    let line = hub.client.order_erasure(order).expect("a line");
    drop(hub);
    region.relay().append_statements(std::slice::from_ref(&line)).expect("the relay takes it");
    region.pump();
    line
}

/// A phone whose report was answered, and the records that belong to it.
fn answered(seed: u64) -> (Region, Phone, RecordId, Vec<RecordId>) {
    let mut region = Region::new(seed);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": format!("{WORD} shouted.") }));
    region.sync(&mut phone);
    region.pump();
    region.sync(&mut phone);
    let answers = phone.client.records_about(id, Kind::Followup).expect("the answer");
    let records = [id].into_iter().chain(answers.iter().map(|one| one.id)).collect::<Vec<_>>();
    assert_eq!(records.len(), 2);
    (region, phone, id, records)
}

/// The sealed bytes of a device's entries of records, as they lie in its vault.
fn sealed(phone: &Phone, at: &Path, records: &[RecordId]) -> Vec<Vec<u8>> {
    let (dir, key) = phone.copy(at, Millis(0)).closed();
    let vault = Vault::open(&dir, &VaultKey::new(key)).expect("the vault opens");
    let rows = vault.read(|tables| {
        let rows = records.iter().map(|id| tables.entries_of(*id));
        rows.collect::<Result<Vec<_>, _>>()
    });
    let rows = rows.expect("the entries").into_iter().flatten();
    rows.map(|row| row.bytes).collect()
}

/// Whether any file below a folder has a piece of what was sealed.
fn is_in_files(dir: &Path, entries: &[Vec<u8>]) -> bool {
    fs::read_dir(dir).expect("a folder").any(|found| {
        let path = found.expect("an entry").path();
        if path.is_dir() {
            return is_in_files(&path, entries);
        }
        let file = fs::read(&path).expect("a file");
        let pieces = entries.iter().flat_map(|entry| entry[entry.len() - 150..].chunks_exact(24));
        pieces.into_iter().any(|piece| file.windows(24).any(|window| window == piece))
    })
}

/// All that a vault holds, decrypted: its rows, and the words of its index.
fn decrypted(phone: Phone, to: &Path) -> Vec<u8> {
    let (dir, key) = phone.closed();
    let flags = sqlite_flags();
    let db = sqlite::open(dir.join("vault.db"), flags).expect("the file");
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    db.pragma_update(None, "key", format!("x'{hex}'")).expect("the key");
    let name = to.to_str().expect("a name").to_owned();
    db.execute("ATTACH DATABASE ?1 AS plain KEY ''", [name]).expect("a plain file");
    db.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).expect("an export");
    db.execute("DETACH DATABASE plain", []).expect("closed");
    fs::read(to).expect("the plain file")
}

fn sqlite_flags() -> rusqlite::OpenFlags {
    rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE
}

fn has(bytes: &[u8], text: &str) -> bool {
    let lower = text.to_lowercase();
    let found = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    found(text.as_bytes()) || found(lower.as_bytes())
}

fn is_erased(phone: &Phone, id: RecordId) -> bool {
    matches!(phone.client.incident(id), Err(ClientError::Erased(gone)) if gone == id)
}

#[test]
fn nothing_of_it_is_left_on_the_phone_the_hub_and_the_relay() {
    let (mut region, mut phone, id, records) = answered(1);
    let kept = region.report(&mut phone, &json!({ "narrative": "Another." }));
    region.sync(&mut phone);
    let hub = region.hub_device();
    let mut entries = sealed(&phone, &region.folder.path().join("before"), &records);
    entries.extend(sealed(&hub, &region.folder.path().join("hub-before"), &records));
    drop(hub);
    fs::remove_dir_all(region.folder.path().join("before")).expect("removed");
    fs::remove_dir_all(region.folder.path().join("hub-before")).expect("removed");
    assert!(entries.len() >= 4, "the report and its answer, here and there");
    assert!(is_in_files(&region.dir().join("relay"), &entries), "the relay holds them so far");

    let typed = format!("narrative={WORD} came back.");
    let patch = parse_assignment(RecordKind::Incident, &typed).expect("an edit");
    let typed = phone.client.type_into(id, &patch);
    assert!(typed.is_ok(), "something is typed and not saved");
    erase(&mut region, &records);
    let mut other = region.phone("late", Role::Crew);
    region.sync(&mut phone);
    region.sync(&mut other);

    assert!(is_erased(&phone, id));
    assert!(!is_in_files(region.folder.path(), &entries), "in no file of the region");
    let list = phone.client.incidents().expect("the list");
    assert_eq!(list.iter().map(|one| one.id).collect::<Vec<_>>(), [kept]);
    let query = Query::of(WORD).expect("a word");
    let page = phone.client.search(&query, &Filter::default(), None, 9).expect("a search");
    assert!(page.records.is_empty(), "nor is it found");
    let edited = phone.client.edit(id, &patch, region.now, &mut region.rng);
    assert!(matches!(edited, Err(ClientError::Erased(_))), "it says why");
    assert!(region.hub().incident(id).is_err(), "the hub has every epoch's secret");
    assert!(region.hub().incident(kept).is_ok());
    assert_eq!(region.relay().verify().expect("a check").fault, None);
    assert!(!has(&decrypted(phone, &region.folder.path().join("plain")), WORD));
    let hub = region.hub_device();
    assert!(!has(&decrypted(hub, &region.folder.path().join("hub-plain")), WORD));
}

#[test]
fn what_waits_for_an_erased_record_keeps_nothing_else_waiting() {
    let (mut region, mut phone, id, records) = answered(2);
    region.edit(&mut phone, id, "callsign=YA1");
    let behind = region.report(&mut phone, &json!({ "narrative": "Behind it." }));
    erase(&mut region, &records);
    let line = region.sync(&mut phone);
    assert_eq!(line.problem.map(|one| one.code), None);
    assert_eq!(phone.client.sync_status().expect("a status").waiting, 0);
    assert!(is_erased(&phone, id));
    region.pump();
    assert!(region.hub().incident(behind).is_ok(), "nothing behind it is lost");
    assert_eq!(region.relay().verify().expect("a check").fault, None);
    let mut phone = phone.reopened(region.now);
    let next = region.report(&mut phone, &json!({ "narrative": "And on." }));
    region.sync(&mut phone);
    region.pump();
    assert!(region.hub().incident(next).is_ok(), "the chain goes on");
    assert_eq!(region.sync(&mut phone).problem.map(|one| one.code), None);
}

#[test]
fn who_was_offline_for_long_erases_it_all_the_same_and_goes_on() {
    let (mut region, mut phone, id, records) = answered(3);
    let copy = phone.copy(&region.folder.path().join("second"), region.now);
    erase(&mut region, &records);
    region.sync(&mut phone);
    // The copy is another life of the device: it learns of the order and of its own future.
    let mut copy = copy;
    region.now = region.now.plus_days(20);
    region.sync(&mut copy);
    assert!(is_erased(&copy, id));
    let next = region.report(&mut copy, &json!({ "narrative": "Later." }));
    region.sync(&mut copy);
    region.pump();
    assert!(region.hub().incident(next).is_ok());
}

#[test]
fn a_restored_relay_neither_gives_it_back_nor_stops_the_chains() {
    let (mut region, mut phone, id, records) = answered(4);
    copy_folder(&region.dir().join("relay"), &region.folder.path().join("copy"));
    let entries = sealed(&phone, &region.folder.path().join("before"), &records);
    fs::remove_dir_all(region.folder.path().join("before")).expect("removed");
    let after = region.report(&mut phone, &json!({ "narrative": "After the copy." }));
    region.sync(&mut phone);
    erase(&mut region, &records);
    region.sync(&mut phone);
    fs::remove_dir_all(region.dir().join("relay")).expect("a lost relay");
    copy_folder(&region.folder.path().join("copy"), &region.dir().join("relay"));
    fs::remove_dir_all(region.folder.path().join("copy")).expect("removed");
    assert!(is_in_files(&region.dir().join("relay"), &entries), "the copy has it");
    for _ in 0..3 {
        region.sync(&mut phone);
        region.pump();
    }
    assert!(is_erased(&phone, id));
    assert!(!is_in_files(region.folder.path(), &entries), "and lets go of it");
    assert!(region.hub().incident(after).is_ok());
    assert_eq!(region.relay().verify().expect("a check").fault, None);
}

#[test]
fn a_relay_from_before_the_report_gets_back_all_but_it() {
    let mut region = Region::new(5);
    let mut phone = region.phone("phone", Role::Crew);
    region.sync(&mut phone);
    copy_folder(&region.dir().join("relay"), &region.folder.path().join("copy"));
    let id = region.report(&mut phone, &json!({ "narrative": WORD }));
    let kept = region.report(&mut phone, &json!({ "narrative": "Kept." }));
    region.sync(&mut phone);
    erase(&mut region, &[id]);
    region.sync(&mut phone);
    fs::remove_dir_all(region.dir().join("relay")).expect("a lost relay");
    copy_folder(&region.folder.path().join("copy"), &region.dir().join("relay"));
    for _ in 0..4 {
        region.sync(&mut phone);
        region.pump();
    }
    assert_eq!(phone.client.sync_status().expect("a status").waiting, 0);
    assert!(region.hub().incident(kept).is_ok());
    let entries = region.relay().held_of(&[id, kept]).expect("the relay reads").entries;
    assert_eq!(entries, region.relay().held_of(&[kept]).expect("the relay reads").entries);
    assert!(entries > 0, "what stood behind it is said again");
}

#[test]
fn a_relay_that_gives_erased_entries_is_not_believed() {
    let (mut region, mut phone, id, records) = answered(6);
    let entries = sealed(&phone, &region.folder.path().join("before"), &records);
    erase(&mut region, &records);
    region.sync(&mut phone);
    let mut given = false;
    let synced = region.sync_by(&mut phone, &mut |outcome| {
        bend(outcome, |response| {
            given = true;
            let entries = entries.iter().zip(3..).map(|(bytes, position)| {
                tabard_core::wire::FeedEntry { position, bytes: bytes.clone().into() }
            });
            response.entries.get_or_insert_default().extend(entries);
        })
    });
    assert!(synced.is_ok() && given);
    assert!(is_erased(&phone, id));
    assert!(!is_in_files(&phone.dir, &entries));
}

#[test]
fn an_order_that_a_crash_kept_from_the_vault_is_obeyed_at_the_next_opening() {
    let (mut region, phone, id, records) = answered(7);
    let line = erase(&mut region, &records);
    // The line is in the vault, and the process ended before anything was done for it.
    let (dir, key) = phone.closed();
    let mut vault = Vault::open(&dir, &VaultKey::new(key.clone())).expect("the vault opens");
    let position = region.relay().statements().expect("them").last().expect("one").position;
    vault.write_synced(|tables| tables.add_statement(position, &line)).expect("a line");
    drop(vault);
    let client = tabard_core::client::Client::open(&dir, VaultKey::new(key), region.now);
    let client = client.expect("it opens");
    assert!(matches!(client.incident(id), Err(ClientError::Erased(_))));
    let left = SignedEntry::parse(client.directory().region(), line).is_ok();
    assert!(!left, "a line is no entry");
}

/// Both logs, the edge's and the region's, are as they should be.
fn whole(room: &ControlRoom, region: &Region) {
    assert_eq!(room.relay().verify().expect("a check").fault, None, "the edge's log");
    assert_eq!(region.relay().verify().expect("a check").fault, None, "the region's log");
}

#[test]
fn an_edge_lets_go_of_it_with_its_next_round_and_a_new_one_never_has_it() {
    let mut region = Region::new(8);
    let mut room = ControlRoom::new(&mut region, "room");
    let mut desk = region.phone("desk", Role::Eoc);
    room.round(&mut region).expect("the line is good");
    let id = region.report(&mut desk, &json!({ "narrative": WORD }));
    let kept = region.report(&mut desk, &json!({ "narrative": "Kept." }));
    room.sync(&mut region, &mut desk);
    for _ in 0..2 {
        room.round(&mut region).expect("the line is good");
        region.pump();
    }
    let entries = sealed(&desk, &region.folder.path().join("before"), &[id]);
    fs::remove_dir_all(region.folder.path().join("before")).expect("removed");
    // The line is cut, and the desk goes on with it.
    region.edit(&mut desk, id, "callsign=YA1");
    let behind = region.report(&mut desk, &json!({ "narrative": "Behind." }));
    room.sync(&mut region, &mut desk);
    let hub = region.hub_device();
    let answers = hub.client.records_about(id, Kind::Followup).expect("the answer");
    drop(hub);
    let records = [id].into_iter().chain(answers.iter().map(|one| one.id)).collect::<Vec<_>>();
    erase(&mut region, &records);
    assert!(is_in_files(&region.folder.path().join("room"), &entries), "it holds it so far");

    for _ in 0..3 {
        room.round(&mut region).expect("the line is good");
        region.pump();
    }
    room.sync(&mut region, &mut desk);
    assert!(is_erased(&desk, id));
    assert!(!is_in_files(region.folder.path(), &entries), "in no file of edge, hub or desk");
    assert!(region.hub().incident(behind).is_ok() && region.hub().incident(kept).is_ok());
    whole(&room, &region);

    let mut late = ControlRoom::new(&mut region, "late");
    let mut other = region.phone("other", Role::Eoc);
    late.round(&mut region).expect("the line is good");
    late.sync(&mut region, &mut other);
    let next = region.report(&mut other, &json!({ "narrative": "On." }));
    late.sync(&mut region, &mut other);
    late.round(&mut region).expect("the line is good");
    region.pump();
    assert!(region.hub().incident(next).is_ok());
    whole(&late, &region);
}
