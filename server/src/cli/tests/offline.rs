//! A device's commands without any network.

use std::path::Path;

use serde_json::{Value, json};
use tabard_core::client::Client;
use tabard_core::region::Role;
use tabard_core::vault::VaultKey;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::host::{entropy, now};
use crate::hub::Hub;

/// A region's folder and an enrolled phone's beside it.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        let (region, phone) = (world.0.path().join("region"), world.0.path().join("phone"));
        Hub::init(&region, "Yorkshire Ambulance Service", now(), &mut entropy()).unwrap();
        let mut hub = Hub::open(&region, now()).unwrap();
        let server = "http://127.0.0.1:1";
        let expires = now().plus_seconds(60);
        let code = hub.enrol_code(Role::Crew, "a", server, expires, &mut entropy()).unwrap();
        std::fs::create_dir(&phone).unwrap();
        std::fs::write(phone.join("vault.key"), [7; 32]).unwrap();
        let key = || VaultKey::new(Zeroizing::new([7; 32]));
        let answer = Client::answer_code(&phone, &key(), &code, now(), &mut entropy()).unwrap();
        let reply = hub.enrol(&answer, now(), &mut entropy()).unwrap();
        Client::accept_enrolment(&phone, key(), &reply, now()).unwrap();
        world
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn device(&self, command: &str, arguments: &[&str]) -> Ran {
        run(&self.0.path().join("phone"), command, arguments)
    }
}

fn run(vault: &Path, command: &str, arguments: &[&str]) -> Ran {
    let line = ["device", command, "--vault", vault.to_str().unwrap()];
    execute(&[&line, arguments].concat())
}

fn beginning(id: &str) -> &str {
    id.get(..8).unwrap()
}

#[test]
fn good_reports_beside_bad_ones_are_saved() {
    let world = World::new();
    let file =
        world.file("r.jsonl", "{\"callsign\":\"A\"}\n{\"calsign\":1}\n{\"callsign\":\"B\"}\n");
    let reported = world.device("report", &[&file]);
    assert_eq!(reported.exit, Exit::BadInput);
    assert_eq!(reported.out.len(), 2);
    assert_eq!(reported.out[0]["state"], "saved_on_this_phone");
    let problem = "field 1 is not known; did you mean callsign?";
    assert_eq!(reported.err, [json!({ "line": 2, "field": "", "problem": problem })]);

    let listed = world.device("list", &[]);
    let ids: Vec<_> = listed.out[0].as_array().unwrap().iter().map(|line| &line["id"]).collect();
    assert_eq!(ids, [&reported.out[1]["id"], &reported.out[0]["id"]]);
}

#[test]
fn what_the_person_left_out_is_filled_in() {
    let world = World::new();
    let text = r#"[{"callsign":"A","reporting_channel":"epcr_linked"},{"acts":[{"act":"kick"}]}]"#;
    let reported = world.device("report", &[&world.file("r.json", text)]);
    let shown = |place: usize| {
        let id = reported.out[place]["id"].as_str().unwrap();
        world.device("show", &[beginning(id)]).out.remove(0)["report"].take()
    };
    let (first, second) = (shown(0), shown(1));
    assert_eq!(first["reporting_channel"], "epcr_linked");
    assert_eq!(second["reporting_channel"], "mobile_offline");
    assert!(first["captured_at"].is_string() && first.get("occurred_at").is_none());
    assert_eq!(second["acts"][0]["id"].as_str().unwrap().len(), 6);
}

#[test]
fn a_report_is_changed_by_the_beginning_of_its_id() {
    let world = World::new();
    let file = world.file("r.json", r#"{"callsign":"A"}"#);
    let id = world.device("report", &[&file]).out[0]["id"].as_str().unwrap().to_owned();
    let edit = |set: &str| world.device("edit", &[beginning(&id), "--set", set]);
    assert_eq!(edit("callsign=B").out[0]["changed"], true);
    assert_eq!(edit("callsign=B").out[0]["changed"], false);
    let refused = edit("callsgin=B");
    assert_eq!(refused.exit, Exit::BadInput);
    assert_eq!(refused.err[0]["line"], Value::Null);
    let shown = &world.device("show", &[&id]).out[0];
    assert_eq!((&shown["report"]["callsign"], &shown["unsent"]), (&json!("B"), &json!(2)));
    assert_eq!(shown["answer"], Value::Null);
}

#[test]
fn a_sync_in_vain_says_what_waits_and_why() {
    let world = World::new();
    world.device("report", &[&world.file("r.json", r#"{"callsign":"A"}"#)]);
    let synced = world.device("sync", &[]);
    assert_eq!(synced.exit, Exit::NotHeld);
    assert_eq!(synced.out[0]["waiting"], 1);
    assert_eq!(synced.out[0]["problem"]["code"], "no_answer");
}

#[test]
fn where_there_is_no_device_nothing_is_made() {
    let world = World::new();
    let none = world.0.path().join("none");
    for (command, arguments) in
        [("list", &[][..]), ("sync", &[]), ("edit", &["abcd", "--set", "callsign=A"])]
    {
        let ran = run(&none, command, arguments);
        assert_eq!((ran.exit, &ran.err[0]["error"]["code"]), (Exit::Failed, &json!("no_vault")));
    }
    assert!(!none.exists());
}

#[test]
fn a_bad_code_leaves_nothing_behind() {
    let world = World::new();
    let none = world.0.path().join("none");
    let ran = run(&none, "enrol", &["--code", "hello"]);
    assert_eq!((ran.exit, &ran.err[0]["error"]["code"]), (Exit::BadInput, &json!("not_a_code")));
    assert!(!none.exists());
}

#[test]
fn a_shared_phone_says_whose_vaults_are_there_and_who_has_none_yet() {
    let world = World::new();
    let dir = world.0.path().join("shared");
    let dir = dir.to_str().unwrap();
    assert_eq!(execute(&["phone", "add", "--dir", dir, "--label", "RB"]).exit, Exit::Done);
    let listed = execute(&["phone", "list", "--dir", dir]);
    assert_eq!(listed.out[0][0]["enrolled"], false);
    let unnamed = run(Path::new(dir), "list", &[]);
    assert_eq!(unnamed.exit, Exit::BadInput);
    assert_eq!(unnamed.err[0]["error"]["code"], "shared_phone");
}
