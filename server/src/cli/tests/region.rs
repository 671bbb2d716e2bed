//! An operator's commands, and folders that were copied.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tabard_core::client::Client;
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{Message, SyncRequest};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::relay::{Limits, Relay};

/// A region to which a phone has sent one report.
struct World {
    folder: TempDir,
    report: String,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("region");
        Hub::init(&dir, "Yorkshire Ambulance Service", now(), &mut entropy()).unwrap();
        let mut phone = phone(&dir, &folder.path().join("phone"));
        let patch = parse_assignment(RecordKind::Incident, "callsign=YA1").unwrap();
        let report = phone.report(&patch, now(), &mut entropy()).unwrap().to_string();
        sync(&mut phone, &relay(&dir));
        Self { folder, report }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Answers the report in a folder, and says how many chains its relay then has.
    fn answer(&self, name: &str) -> u64 {
        let dir = self.folder(name);
        let place = ["hub", "answer", "--dir", text(&dir), &self.report];
        let ran =
            execute(&[&place[..], &["--status", "being_looked_at", "--note", "Thanks."]].concat());
        assert_eq!(ran.exit, Exit::Done, "{:?}", ran.err);
        relay(&dir).stats().unwrap().chains
    }
}

fn phone(region: &Path, dir: &Path) -> Client {
    let key = || VaultKey::new(Zeroizing::new([7; 32]));
    let mut hub = Hub::open(region, now()).unwrap();
    let (server, expires) = ("http://127.0.0.1:1", now().plus_seconds(60));
    let code = hub.enrol_code(Role::Crew, "a", server, expires, &mut entropy()).unwrap();
    fs::create_dir(dir).unwrap();
    let answer = Client::answer_code(dir, &key(), &code, now(), &mut entropy()).unwrap();
    let reply = hub.enrol(&answer, now(), &mut entropy()).unwrap();
    Client::accept_enrolment(dir, key(), &reply, now()).unwrap()
}

fn sync(phone: &mut Client, relay: &Relay) {
    phone.sync_now();
    while let Step::Send(token, request) = phone.next_step(now(), &mut entropy()).unwrap() {
        let asked = SyncRequest::from_bytes(&request.body).unwrap();
        let body = relay.sync(now(), phone.device(), asked).unwrap().to_bytes();
        let answer = Outcome::Answer { status: 200, body };
        phone.step_done(token, answer, now(), &mut entropy()).unwrap();
    }
}

fn relay(dir: &Path) -> Relay {
    Relay::open(&dir.join("relay"), Limits::default()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in from.read_dir().unwrap() {
        let from = file.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn a_hub_in_a_copied_folder_begins_a_new_chain_before_it_writes() {
    let world = World::new();
    let chains = world.answer("region");
    copy(&world.folder("region"), &world.folder("copy"));
    assert_eq!(world.answer("region"), chains, "it goes on where it is");
    assert_eq!(world.answer("copy"), chains + 1);
    assert_eq!(world.answer("copy"), chains + 1, "once is enough");

    fs::rename(world.folder("copy"), world.folder("moved")).unwrap();
    assert_eq!(world.answer("moved"), chains + 1, "a folder that was moved is no copy");
}

#[test]
fn a_hub_that_was_copied_back_over_itself_begins_a_new_chain() {
    let world = World::new();
    let chains = world.answer("region");
    copy(&world.folder("region"), &world.folder("copy"));
    world.answer("region");
    copy(&world.folder("copy"), &world.folder("region"));
    assert_eq!(world.answer("region"), chains + 1);
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_the_authoritys_key_out() {
    let world = World::new();
    let chains = world.answer("region");
    let (region, to) = (world.folder("region"), world.folder("backup"));
    let line = ["backup", "--dir", text(&region), "--to", text(&to)];
    let ran = execute(&line);
    assert_eq!(ran.exit, Exit::Done, "{:?}", ran.err);
    assert_eq!(ran.out[0]["size"], relay(&to).head().unwrap().size);
    assert!(region.join("authority.key").exists() && !to.join("authority.key").exists());
    let again = execute(&line);
    assert_eq!((again.exit, &again.err[0]["error"]["code"]), (Exit::Failed, &json!("exists")));

    assert_eq!(world.answer("backup"), chains + 1);
    assert_eq!(relay(&to).verify().unwrap().fault, None);
    // Restored over the folder it came from.
    fs::remove_dir_all(&to).unwrap();
    execute(&line);
    copy(&to, &region);
    assert_eq!(world.answer("region"), chains + 1);
}

#[test]
fn the_hub_is_certified_anew_by_the_authoritys_key_alone() {
    let world = World::new();
    let region = world.folder("region");
    let renew = |key: &str| {
        let key = world.folder(key);
        execute(&["region", "renew", "--dir", text(&region), "--authority", text(&key)])
    };
    fs::write(world.folder("short.key"), [0; 63]).unwrap();
    fs::write(world.folder("other.key"), [1; 64]).unwrap();
    for (key, exit, code) in [
        ("none.key", Exit::Failed, "not_found"),
        ("short.key", Exit::BadInput, "bad_authority"),
        ("other.key", Exit::BadInput, "other_authority"),
    ] {
        let refused = renew(key);
        assert_eq!((refused.exit, &refused.err[0]["error"]["code"]), (exit, &json!(code)));
    }
    fs::rename(region.join("authority.key"), world.folder("offline.key")).unwrap();
    let ran = renew("offline.key");
    assert_eq!(ran.exit, Exit::Done, "{:?}", ran.err);
    let listed = execute(&["hub", "devices", "--dir", text(&region)]);
    let devices = listed.out[0].as_array().unwrap();
    let hub = devices.iter().find(|one| one["id"] == ran.out[0]["hub"]).unwrap();
    assert_eq!(hub["not_after"], ran.out[0]["not_after"]);
    assert_eq!(hub["renewal_due"], false);
}
