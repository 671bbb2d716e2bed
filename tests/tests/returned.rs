//! Services hand their returns in at a national region: what is merged there is what their files give,
//! and nobody hands in, reads or changes another's.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tabard_core::client::{ClientError, HandedIn};
use tabard_core::entry::{Kind, Start};
use tabard_core::ids::Millis;
use tabard_core::model::RecordKind;
use tabard_core::record::Record;
use tabard_core::region::Role;
use tabard_core::wire::{Message, Refusal};
use tabard_server::host::{entropy, now};
use tabard_server::hub::Hub;
use tabard_server::returns::{ENGLISH, Return, SCOPE_VERSION};
use tabard_tests::Region;
use tabard_tests::process::{Ended, Scanner, World, files_below};

const QUARTER: &str = "2026-Q3";
const COMMANDS: [&str; 4] = ["return send", "return status", "national list", "national pin"];

/// A service with a region of its own.
struct Service {
    code: &'static str,
    name: &'static str,
    hub: Hub,
    vault: PathBuf,
}

impl Service {
    fn new(world: &World, (code, name): (&'static str, &'static str)) -> Self {
        let dir = world.path(&format!("of-{code}"));
        Hub::init(&dir, name, now(), &mut entropy()).expect("a region");
        let hub = Hub::open(&dir, now()).expect("its hub");
        Self { code, name, hub, vault: world.path(&format!("vault-{code}")) }
    }

    /// Its device joins the national region.
    fn joins(&self, world: &World) {
        let region = self.hub.region_id().to_string();
        let of = ["--service", self.code, "--service-region", &region];
        let code = world.code_for("service", self.name, &of);
        let vault = text(&self.vault);
        let _ = world.run(&["device", "enrol", "--vault", vault, "--code", &code]).exits(0);
    }

    /// A file as its hub signs it.
    fn file(&self, world: &World, told: &Value) -> PathBuf {
        let told = told.to_string().into_bytes();
        // The fields are in the order of the shape.
        let told: Return = serde_json::from_slice(&told).expect("a return");
        let name = format!("{}-{}-{}.return", told.service, told.revision, told.scope_version);
        let path = world.path(&name);
        fs::write(&path, self.hub.attest(told.to_bytes()).expect("signed").to_bytes())
            .expect("a file");
        path
    }

    fn sends(&self, world: &World, file: &Path) -> Ended {
        world.run(&["return", "send", "--vault", text(&self.vault), text(file)])
    }

    fn stands(&self, world: &World) -> Value {
        let vault = text(&self.vault);
        let _ = world.run(&["device", "sync", "--vault", vault]).exits(0);
        world.run(&["return", "status", "--vault", vault]).exits(0).json()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of ASCII")
}

fn told(service: &str, revision: u32, scope: &str, incidents: u64) -> Value {
    json!({
        "schema": "tabard/return/1", "scope_version": scope, "service": service,
        "period": QUARTER, "revision": revision,
        "disclosure": { "masked": 7, "rounded_to": 5, "candidates": 3 },
        "incidents": incidents,
        "dimensions": [{
            "name": "type", "several": false, "codes": ["verbal_abuse", "_rest"],
            "counts": [incidents - 10, null],
        }],
        "grids": [],
    })
}

fn merged(world: &World, more: &[&str]) -> Ended {
    world.run(&[&["national", "merge", "--period", QUARTER], more].concat())
}

#[test]
fn every_command_helps_with_an_example_of_itself() {
    World::unfounded().each_helps_with_an_example_of_itself(&COMMANDS);
}

#[test]
fn what_eleven_services_hand_in_is_merged_as_their_files_are() {
    let world = World::new();
    let services: Vec<Service> = ENGLISH.map(|one| Service::new(&world, one)).into();
    let server = world.serve();
    let (region, mut files) = (world.region(), Vec::new());
    let national = ["--dir", text(&region)];
    for (number, service) in (0..).zip(&services) {
        service.joins(&world);
        let incidents = 100 + number * 5;
        files.push(service.file(&world, &told(service.code, 1, SCOPE_VERSION, incidents)));
    }
    for (service, file) in services.iter().zip(&files).skip(1) {
        let sent = service.sends(&world, file).exits(0).json();
        assert_ne!(sent["state"], "waiting", "{sent}");
        assert_eq!(sent["new"], true);
    }
    let lacking = merged(&world, &national).exits(0).json();
    let states: Vec<_> = states(&lacking);
    assert_eq!(states.iter().filter(|one| **one == "counted").count(), 10, "{lacking}");
    assert_eq!(states[0], "missing", "London has not sent");

    // Without a network it waits, and goes later.
    let address = server.address.to_string();
    drop(server);
    let waits = services[0].sends(&world, &files[0]).exits(3).json();
    assert_eq!((&waits["state"], &waits["new"]), (&json!("waiting"), &json!(true)), "{waits}");
    assert!(waits["problem"]["what_to_do"].as_str().is_some_and(|text| !text.is_empty()));
    let server = world.start(world.serving(&address));
    assert_eq!(services[0].stands(&world)[0]["revision"], 1);

    let pins: Vec<_> = services
        .iter()
        .map(|one| json!({ "service": one.code, "name": one.name, "region": one.hub.region_id().to_string() }))
        .collect();
    let pinned = world.path("services.json");
    fs::write(&pinned, json!(pins).to_string()).expect("a file");
    let all: Vec<&str> = files.iter().map(|file| text(file)).collect();
    let by_hand = merged(&world, &[&all, &["--services", text(&pinned)][..]].concat()).exits(0).out;
    let from_records = merged(&world, &national).exits(0);
    assert_eq!(from_records.out, by_hand, "the same to the byte");
    assert_eq!(
        from_records.json()["incidents"]["shown"],
        (0..11).map(|n| 100 + n * 5).sum::<u64>()
    );

    // The hub has answered each, and each reads its own alone.
    for service in &services {
        let stands = service.stands(&world);
        assert_eq!(stands.as_array().map(Vec::len), Some(1), "{stands}");
        assert_eq!((&stands[0]["state"], &stands[0]["reply"]), (&json!("seen"), &json!("taken")));
    }
    // Nothing of it lies in clear where it was carried and kept.
    let words = ["tabard/return/1", "scope_version", "verbal_abuse", "dGFiYXJkL3JldHVybi8x"];
    let scanner = Scanner::new(words);
    let places = services.iter().map(|one| one.vault.clone()).chain([region.join("relay")]);
    for place in places {
        assert!(files_below(&place).len() > 2, "there is something to look at");
        assert_eq!(scanner.find_below(&place), []);
    }
    drop(server);
    world.verify();
}

fn states(merged: &Value) -> Vec<&str> {
    let services = merged["services"].as_array().expect("services");
    services.iter().map(|one| one["state"].as_str().expect("a state")).collect()
}

#[test]
fn a_correction_replaces_and_what_is_wrong_is_refused_with_a_sentence() {
    let world = World::new();
    let own = Service::new(&world, ("RX8", "Yorkshire"));
    let other = Service::new(&world, ("RX9", "East Midlands"));
    let _server = world.serve();
    own.joins(&world);
    other.joins(&world);
    let region = world.region();
    let national = ["--dir", text(&region)];
    let refused = |by: &Service, file: &Path, sentence: &str| {
        let (code, why) = by.sends(&world, file).exits(2).failure();
        assert_eq!(code, "bad_return");
        assert!(why.contains(sentence), "{why}");
    };

    let first = own.file(&world, &told("RX8", 1, SCOPE_VERSION, 100));
    let bytes = fs::read(&first).expect("the file");
    let changed = world.path("changed.return");
    for at in [bytes.len() - 1, bytes.len() / 4, bytes.len() / 2] {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        fs::write(&changed, altered).expect("a file");
        let sentence =
            if at + 1 == bytes.len() { "not signed by a hub of that region" } else { "" };
        refused(&own, &changed, sentence);
    }
    fs::write(&changed, b"nothing").expect("a file");
    refused(&own, &changed, "no file that a hub signed");
    let old_scope = own.file(&world, &told("RX8", 1, "2025-9", 100));
    refused(&own, &old_scope, "counts by scope 2025-9");
    let list = world.run(&[&["national", "list"], &national[..]].concat()).exits(0).json();
    assert_eq!(list, json!([]), "nothing of that was sent");

    let _ = own.sends(&world, &first).exits(0);
    let again = own.sends(&world, &first).exits(0).json();
    assert_eq!(again["new"], false, "sent twice it is one record");
    let figures = world.path("figures");
    fs::create_dir(&figures).expect("a folder");
    let same_number = figures.join("RX8.return");
    let other_figures = told("RX8", 1, SCOPE_VERSION, 200);
    fs::rename(own.file(&world, &other_figures), &same_number).expect("moved");
    refused(&own, &same_number, "--revision 2");
    let of_other = other.file(&world, &told("RX9", 1, SCOPE_VERSION, 50));
    refused(&own, &of_other, "hands in the returns of RX8");
    let second = own.file(&world, &told("RX8", 2, SCOPE_VERSION, 150));
    let correction = own.sends(&world, &second).exits(0).json();
    assert_eq!(correction["id"], again["id"], "a further version of the same record");
    let stale = world.path("stale.return");
    fs::write(&stale, &bytes).expect("a file");
    refused(&own, &stale, "a later one counts");

    let picture = merged(&world, &national).exits(0).json();
    let line = |picture: &Value, code: &str| {
        let lines = picture["services"].as_array().expect("services").clone();
        lines.into_iter().find(|one| one["service"] == code).expect("a line")
    };
    assert_eq!(picture["incidents"]["shown"], 150);
    let yorkshire = line(&picture, "RX8");
    assert_eq!((&yorkshire["revision"], &yorkshire["older"]), (&json!(2), &json!([1])));
    let in_words =
        world.run_in_words(&[&["national", "merge", "--period", QUARTER], &national[..]].concat());
    assert!(in_words.exits(0).out.contains("return 2 counts, 1 came before it"));
    let list = world.run(&[&["national", "list"], &national[..]].concat()).exits(0).json();
    let records: Vec<_> =
        list.as_array().expect("a list").iter().map(|one| &one["record"]).collect();
    assert_eq!((records.len(), records[0] == records[1]), (2, true), "{list}");

    // A device that passes off another's return, and a return that another region signed.
    let passed_off = own.file(&world, &told("RX8", 3, SCOPE_VERSION, 900));
    let _ = other.sends(&world, &passed_off);
    assert_eq!(other.stands(&world)[0]["reply"], "other_service");
    let forged = other.file(&world, &told("RX9", 1, SCOPE_VERSION, 60));
    let id = own.hub.region_id().to_string();
    let pin = [
        "national",
        "pin",
        "--dir",
        text(&region),
        "East Midlands",
        "--service",
        "RX9",
        "--region",
    ];
    let _ = world.run(&[&pin[..], &[&id]].concat()).exits(0);
    let _ = other.sends(&world, &forged);
    let of_quarter = |stands: Value| {
        let mut all = stands.as_array().expect("a list").clone();
        all.retain(|one| one["service"] == "RX9");
        all.remove(0)
    };
    assert_eq!(of_quarter(other.stands(&world))["reply"], "not_proved");
    let picture = merged(&world, &national).exits(0).json();
    assert_eq!(picture["incidents"]["shown"], 150, "neither counts");
    assert_eq!(line(&picture, "RX9")["state"], "not_proved");
    // The pin was wrong: put right, it counts, and its service is told.
    let id = other.hub.region_id().to_string();
    let _ = world.run(&[&pin[..], &[&id]].concat()).exits(0);
    assert_eq!(of_quarter(other.stands(&world))["reply"], "taken");
    assert_eq!(merged(&world, &national).exits(0).json()["incidents"]["shown"], 210);

    // Other roles hand in nothing, and a service writes nothing else.
    let phone = world.phone("phone");
    let sent = world.run(&["return", "send", "--vault", text(&phone.dir), text(&stale)]);
    assert_eq!(sent.exits(1).failure().0, "role");
    let vault = text(&own.vault);
    let support = world.run(&["device", "start", "--vault", vault]);
    assert_eq!(support.exits(1).failure().0, "role");
    let unnamed = world.run_at_region(&["enrol-code", "--role", "service", "--name", "x"]);
    let _ = unnamed.exits(2);
    let crew = ["enrol-code", "--role", "crew", "--name", "x", "--service", "RX8"];
    let _ = world.run_at_region(&crew).exits(2);
}

fn handed(number: u32) -> HandedIn<'static> {
    let (service, period) = ("RX8", QUARTER);
    HandedIn { service, period, scope_version: SCOPE_VERSION, number, file: b"signed" }
}

#[test]
fn a_service_writes_returns_alone_and_nobody_else_does() {
    let mut region = Region::new(71);
    let mut keeper = region.phone("wellbeing", Role::Wellbeing);
    region.sync(&mut keeper);
    let others = [Role::Crew, Role::Eoc, Role::Triage, Role::Wellbeing, Role::Approver];
    for role in others {
        let mut liar = region.attacker("liar", role);
        let entry = liar.start(&mut region, Kind::Returned, &[]);
        assert_eq!(liar.send(&region, &[&entry]), [Refusal::Role], "{role}");
    }
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Returned) {
        let mut liar = region.attacker("liar", Role::Service);
        // What is bound to the register's key cannot even be sealed without it.
        if !kind.epoch_bound() {
            let entry = liar.start(&mut region, kind, &[]);
            assert_eq!(liar.send(&region, &[&entry]), [Refusal::Role], "{kind:?}");
        }
    }
    let mut honest = region.attacker("service", Role::Service);
    let entry = honest.start(&mut region, Kind::Returned, &[]);
    assert_eq!(honest.send(&region, &[&entry]), [], "its own it may");
}

#[test]
fn no_service_reads_or_changes_anothers_return_and_the_national_hub_only_reads() {
    let mut region = Region::new(72);
    let (now, mut rng): (Millis, _) = (region.now, region.rng.clone());
    let mut service = region.phone("service", Role::Service);
    let mut second = region.phone("second", Role::Service);
    let (id, new) = service.client.hand_in(&handed(1), now, &mut rng).expect("handed in");
    assert!(new);
    let again = service.client.hand_in(&handed(1), now, &mut rng).expect("again");
    assert_eq!(again, (id, false), "the same writes nothing");
    region.sync(&mut service);
    region.sync(&mut second);
    region.pump();
    region.sync(&mut second);
    assert!(matches!(second.client.record(id), Err(ClientError::UnknownRecord(_))));
    assert_eq!(second.client.records(Kind::Returned).expect("a list").len(), 0);

    // A service that makes up an entry in the other's record, or lets somebody into its own.
    let mut liar = region.attacker("liar", Role::Service);
    liar.fetch(&region);
    assert!(liar.read.is_empty() && liar.opens(&region, id).is_empty());
    let own = liar.start(&mut region, Kind::Returned, &[]);
    assert_eq!(liar.send(&region, &[&own]), []);
    let key = liar.keys[&own.record()].clone();
    let to = second.client.device();
    let grant = liar.grant(&mut region, own.record(), &key, to);
    let header = liar.header(Kind::Returned, Start::Of(own.record()), vec![grant]);
    let granted = liar.seal(&mut region, header, &key, &[]);
    assert_eq!(liar.send(&region, &[&granted]), [Refusal::Grant]);
    let mut liar = region.attacker("another", Role::Service);
    let header = liar.header(Kind::Returned, Start::Of(id), Vec::new());
    let guess = liar.seal(&mut region, header, &key, &[]);
    assert_eq!(liar.send(&region, &[&guess]), [Refusal::NotAWriter]);

    // A triage device has the key, and still writes no figure: each reader refuses it.
    let mut triage = region.attacker("triage", Role::Triage);
    let key = triage.key_of(&region, id).expect("triage reads it");
    let changes = triage.edit(&mut Record::new(), RecordKind::Returned, "file=zzq");
    let header = triage.header(Kind::Returned, Start::Of(id), Vec::new());
    let entry = triage.seal(&mut region, header, &key, &changes);
    let _ = triage.send(&region, &[&entry]);
    region.pump();
    region.sync(&mut service);
    let hub = region.hub_device();
    for (name, client) in [("hub", &hub.client), ("service", &service.client)] {
        let said = client.record(id).expect("it").view;
        assert_eq!(said["file"], "c2lnbmVk", "{name}");
    }
    assert!(matches!(
        region.phone("t", Role::Triage).client.hand_in(&handed(2), now, &mut rng),
        Err(ClientError::Role)
    ));
    // No file of a hub's, so the answer says so.
    let shown = service.client.record(id).expect("it");
    let replied: BTreeMap<_, _> = ["return_number", "return_reply"]
        .map(|field| (field, shown.answer[field].as_str().unwrap_or_default()))
        .into();
    assert_eq!(replied, [("return_number", "1"), ("return_reply", "unreadable")].into());
}
