//! A phone that several people use, as processes: a hand-over loses nothing of anybody's, whenever
//! it is cut off, and shows nobody what is another's.
//!
//! `TABARD_KILLS` says how often a process is killed (50 without it; a third of that here),
//! `TABARD_SEED` at which moments.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_core::client::Client;
use tabard_core::model::{RecordKind, Report};
use tabard_core::vault::VaultKey;
use tabard_server::host::{entropy, now};
use tabard_tests::process::{Device, Ended, Scanner, Victim, World, files_below, said};
use zeroize::Zeroizing;

const SECRET: &str = "It was Winifred Hobbleday of Mumblers Yard who threw the kettle";
const DRAFT: &str = "Typed and never saved by Zebedee Larkspindle";

/// Makes room for a person on the world's phone, and enrols them.
fn person<'w>(world: &'w World, label: &str) -> Device<'w> {
    let phone = world.path("phone");
    let added = world.run(&["phone", "add", "--dir", text(&phone), "--label", label]);
    let folder = PathBuf::from(added.exits(0).json()["folder"].as_str().expect("a folder"));
    let name = folder.strip_prefix(world.path("")).expect("it is in the world").to_owned();
    let device = world.stranger(text(&name));
    let code = world.code(label, &[]);
    let _ = device.run("enrol", &["--code", &code]).exits(0);
    device
}

fn remove(world: &World, more: &[&str]) -> Ended {
    let phone = world.path("phone");
    let line = ["phone", "remove", "--dir", text(&phone), "--person", "RB"];
    world.run(&[&line, more].concat())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

fn reports(name: &str, count: usize) -> Vec<Value> {
    (0..count)
        .map(|number| json!({ "callsign": format!("{name}{number}"), "narrative": SECRET }))
        .collect()
}

fn opened(device: &Device<'_>) -> Client {
    let key = fs::read(device.dir.join("vault.key")).expect("a key").try_into().expect("32 bytes");
    Client::open(&device.dir, VaultKey::new(Zeroizing::new(key)), now()).expect("it opens")
}

/// Types into a new report and logs out without saving.
fn typed(device: &Device<'_>) {
    let mut client = opened(device);
    let record = client.start_incident(now(), &mut entropy()).expect("an incident");
    let report = Report::parse(&json!({ "narrative": DRAFT })).expect("a report");
    client.type_into(record, &report.into_patch(&mut || "a1".to_owned())).expect("it is typed");
}

fn drafts(device: &Device<'_>) -> usize {
    opened(device).incidents().expect("the list").iter().filter(|one| one.draft).count()
}

/// Every file of a person's with what is in it, but for the log and index that SQLite makes when
/// anybody opens the outbox.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files_below(folder);
    files.retain(|file| !text(file).contains("outbox.db"));
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read(file).expect("a file"))).collect()
}

#[track_caller]
fn people(world: &World) -> Vec<(String, Value)> {
    let listed = world.run(&["phone", "list", "--dir", text(&world.path("phone"))]);
    let listed = listed.exits(0).json();
    let listed = listed.as_array().expect("a list").iter();
    listed
        .map(|one| (one["label"].as_str().expect("a label").to_owned(), one["waiting"].clone()))
        .collect()
}

#[test]
fn what_one_leaves_goes_with_the_next_and_neither_reads_the_other() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let (first, second) = (person(&world, "RB"), person(&world, "JK"));
    drop(server);
    // No signal until the hand-over.
    let ids = first.report(&reports("A", 3)).exits(0).ids();
    let _ = first.sync().exits(3);
    typed(&first);
    let own = second.report(&[json!({ "callsign": "B0" })]).exits(0).ids();
    let _ = second.sync().exits(3);
    assert_eq!(people(&world), [("JK".to_owned(), json!(1)), ("RB".to_owned(), json!(3))]);
    let before = contents(&first.dir);

    let server = world.start(world.serving(&address));
    let said = second.sync().exits(0).json();
    assert_eq!((&said["held"], &said["newly_held"]), (&json!(1), &json!(1)), "{said}");
    let carried = &said["carried"][0];
    assert_eq!((&carried["reports"], &carried["waiting"]), (&json!(3), &json!(0)), "{said}");
    assert_eq!(carried["problem"], Value::Null);
    assert_eq!(contents(&first.dir), before, "the vault and its key are as they were");
    let mut all = world.ids_at_hub();
    all.sort();
    let mut expected: Vec<_> = ids.iter().chain(&own).cloned().collect();
    expected.sort();
    assert_eq!(all, expected);
    assert_eq!(second.ids(), own);
    assert_eq!(second.sync().exits(0).json()["carried"][0]["reports"], 0, "once");

    // Back at the phone without signal, by the label.
    drop(server);
    let by_label = format!("{}@rb", text(&world.path("phone")));
    let listed = world.run(&["device", "list", "--vault", &by_label]).exits(0).json();
    for report in listed.as_array().expect("a list").iter().filter(|one| one["draft"] == false) {
        assert_eq!(report["state"], "held_by_region", "{report}");
    }
    assert_eq!(drafts(&first), 1, "what was typed is there as it was");

    // Nothing of either is readable with the other's key, or with none.
    let scanner = Scanner::new([SECRET, DRAFT]);
    assert_eq!(scanner.find_below(&world.path("phone")), []);
    let key = second.dir.join("vault.key");
    for command in ["list", "sync"] {
        let ended = first.run_with(("TABARD_VAULT_KEY_FILE", text(&key)), command, &[]).exits(1);
        assert_eq!(ended.failure().0, "vault_key_or_damage", "{command}");
    }
    let shown = first.show(&ids[0]).to_string();
    assert!(scanner.find(shown.as_bytes()).is_some(), "the words were there to be found");
}

#[test]
fn in_words_it_says_what_went_and_that_it_cannot_be_read() {
    let world = World::new();
    let server = world.serve();
    let (first, second) = (person(&world, "RB"), person(&world, "JK"));
    let _ = first.report(&reports("A", 2)).exits(0);
    let said = world.run_in_words(&["device", "sync", "--vault", text(&second.dir)]).exits(0).out;
    assert!(said.contains("2 changes of 2 reports, held by the region now"), "{said}");
    assert!(said.contains("They cannot be read here."), "{said}");
    drop(server);
}

#[test]
fn reports_go_from_a_folder_whose_key_is_lost() {
    let world = World::new();
    let server = world.serve();
    let old = world.phone("old");
    let ids = old.report(&reports("A", 3)).exits(0).ids();
    fs::remove_file(old.dir.join("vault.key")).expect("no key");
    assert_eq!(old.sync().exits(1).failure().0, "no_key");
    let before = contents(&old.dir);

    let new = world.phone("new");
    let said = new.run("sync", &["--carry", text(&old.dir)]).exits(0).json();
    assert_eq!((&said["carried"][0]["reports"], &said["problem"]), (&json!(3), &Value::Null));
    let mut at_hub = world.ids_at_hub();
    at_hub.sort();
    let mut ids = ids;
    ids.sort();
    assert_eq!(at_hub, ids);
    assert_eq!(contents(&old.dir), before);
    assert!(new.ids().is_empty());
    assert_eq!(Scanner::new([SECRET]).find_below(&old.dir), []);
    assert_eq!(Scanner::new([SECRET]).find_below(&new.dir), []);
    drop(server);
    world.verify();
}

#[test]
fn a_folder_that_cannot_be_carried_is_named_and_what_waits_there_is_not_called_done() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone-a");
    let empty = world.path("empty");
    fs::create_dir(&empty).expect("a folder");
    let ended = phone.run("sync", &["--carry", text(&empty)]).exits(1);
    assert_eq!(ended.failure().0, "no_outbox");
    let ended = phone.run("sync", &["--carry", text(&phone.dir)]).exits(1);
    assert_eq!(ended.failure().0, "own_outbox");
    let gone = world.phone("phone-b");
    let _ = gone.report(&reports("B", 1)).exits(0);
    world.region_says(&["device", "revoke", &gone.id()]);
    let ended = phone.run("sync", &["--carry", text(&gone.dir)]).exits(3);
    assert_eq!(ended.json()["carried"][0]["problem"]["code"], "carried_revoked");
    assert_eq!(gone.ids().len(), 1);
    drop(server);
}

#[test]
fn nobody_is_removed_before_all_that_is_theirs_is_safe() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let (first, second) = (person(&world, "RB"), person(&world, "JK"));
    drop(server);
    let remove = |more: &[&str]| remove(&world, more);
    let ids = first.report(&reports("A", 2)).exits(0).ids();
    typed(&first);
    assert_eq!(remove(&[]).exits(1).failure().0, "unsent");
    assert_eq!(remove(&["--force"]).code, 2, "it needs a place for the copy");
    assert_eq!(first.ids().len(), 3);

    let server = world.start(world.serving(&address));
    let _ = second.sync().exits(0);
    let (code, what_to_do) = remove(&[]).exits(1).failure();
    assert_eq!(code, "unsaved", "{what_to_do}");
    assert_eq!(drafts(&first), 1);

    // By force, with a copy of what has not gone.
    let more = first.report(&reports("C", 1)).exits(0).ids();
    let export = world.path("export");
    assert_eq!(remove(&["--force", "--export", text(&export)]).exits(0).json()["removed"], "RB");
    assert!(!first.dir.exists());
    assert_eq!(people(&world).len(), 1);
    assert_eq!(Scanner::new([SECRET]).find_below(&export), []);
    let said = second.run("sync", &["--carry", text(&export)]).exits(0).json();
    let of_export = said["carried"].as_array().expect("a list");
    assert!(of_export.iter().any(|one| one["newly_held"] == 1), "{said}");
    let at_hub: BTreeSet<_> = world.ids_at_hub().into_iter().collect();
    assert_eq!(at_hub, ids.into_iter().chain(more).collect());
    drop(server);
}

#[test]
fn nobody_is_removed_before_the_bytes_of_their_attachments_are_safe() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let (first, second) = (person(&world, "RB"), person(&world, "JK"));
    drop(server);
    let remove = |more: &[&str]| remove(&world, more);
    let report = first.report(&reports("A", 1)).exits(0).ids().remove(0);
    let file = world.path("note.txt");
    fs::write(&file, SECRET).expect("a file");
    let attach = [report.as_str(), text(&file), "--media", "document", "--keep-free", "1"];
    let said = first.run("attach", &attach).exits(0).json();
    let id = said["id"].as_str().expect("an id").to_owned();

    // Who is next carries what was written. The bytes are for their own device to send.
    let server = world.start(world.serving(&address));
    let said = second.sync().exits(0).json();
    assert_eq!(said["carried"][0]["waiting"], 0, "{said}");
    assert_eq!(remove(&[]).exits(1).failure().0, "unsent_attachments");
    let key = first.dir.join("vault.key");
    let hidden = world.path("hidden.key");
    fs::rename(&key, &hidden).expect("no key");
    assert_eq!(remove(&[]).exits(1).failure().0, "unsent_attachments", "nor without a key");
    fs::rename(&hidden, &key).expect("a key");

    let _ = first.sync().exits(0);
    assert_eq!(remove(&[]).exits(0).json()["removed"], "RB");
    let out = world.path("out");
    let _ = world.region_says(&["hub", "attachment", "get", &id, "--out", text(&out)]);
    assert_eq!(fs::read_to_string(&out).expect("its bytes"), SECRET);
    drop(server);
}

#[test]
fn what_is_typed_into_any_record_keeps_its_person_on_the_phone() {
    let world = World::new();
    let server = world.serve();
    let first = person(&world, "RB");
    let report = first.report(&reports("A", 1)).exits(0).ids().remove(0);
    let _ = first.sync().exits(0);
    let mut client = opened(&first);
    let incident = report.parse().expect("an id");
    let account = client.start_account(incident, now(), &mut entropy()).expect("an account");
    assert_eq!(client.unfinished().expect("what is left").drafts, 0, "nobody typed anything yet");
    let words = Report::parse_as(RecordKind::Account, &json!({ "what_happened": DRAFT }));
    let words = words.expect("an account").into_patch(&mut || "a1".to_owned());
    client.type_into(account, &words).expect("it is typed");
    drop(client);
    let phone = world.path("phone");
    let removed = world.run(&["phone", "remove", "--dir", text(&phone), "--person", "RB"]);
    assert_eq!(removed.exits(1).failure().0, "unsaved");
    drop(server);
}

#[test]
fn another_persons_whole_stay_deletes_nothing_of_ones_own() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let first = person(&world, "RB");
    drop(server);
    let ids = first.report(&reports("A", 2)).exits(0).ids();
    typed(&first);
    let outbox = fs::read(first.dir.join("outbox.db")).expect("an outbox");
    // Somebody joins, has no signal, and leaves the phone for good.
    let server = world.start(world.serving(&address));
    let second = person(&world, "JK");
    drop(server);
    let _ = second.sync().exits(3);
    let phone = world.path("phone");
    let removed = world.run(&["phone", "remove", "--dir", text(&phone), "--person", "jk"]);
    assert_eq!(removed.exits(0).json()["removed"], "JK");
    assert_eq!(fs::read(first.dir.join("outbox.db")).expect("an outbox"), outbox);
    assert_eq!((first.ids().len(), drafts(&first)), (3, 1));
    let server = world.start(world.serving(&address));
    let _ = first.sync().exits(0);
    assert_eq!(first.held().len(), 2);
    let at_hub: BTreeSet<_> = world.ids_at_hub().into_iter().collect();
    assert_eq!(at_hub, ids.into_iter().collect());
    drop(server);
}

#[test]
fn a_label_that_nobody_has_is_named() {
    let world = World::new();
    let phone = world.path("phone");
    let add = |label: &str| world.run(&["phone", "add", "--dir", text(&phone), "--label", label]);
    let _ = add("RB").exits(0);
    assert_eq!(add("rb").exits(2).failure().0, "label_taken");
    assert_eq!(add("Rosalind Brown").exits(2).failure().0, "bad_label");
    let nobody = format!("{}@XY", text(&phone));
    let ended = world.run(&["device", "list", "--vault", &nobody]).exits(2);
    assert!(ended.err.contains("nobody on this phone has this label"), "{ended:?}");
    let elsewhere = format!("{}@RB", text(&world.path("no-phone")));
    let ended = world.run(&["device", "list", "--vault", &elsewhere]).exits(1);
    assert_eq!(ended.failure().0, "no_vault", "a folder like any other");
    assert_eq!(people(&world), [("RB".to_owned(), json!(0))]);
}

/// The one writes and leaves, the other syncs, both at once, and each is killed at any moment.
#[test]
fn a_hand_over_that_is_killed_at_any_moment_loses_nothing_and_sends_nothing_twice() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (kills, seed) = (number("TABARD_KILLS").unwrap_or(50), number("TABARD_SEED").unwrap_or(1));
    println!("TABARD_KILLS={kills} TABARD_SEED={seed}");
    let mut dice = ChaCha20Rng::seed_from_u64(seed);
    let world = World::new();
    let server = world.serve();
    let (first, second) = (person(&world, "RB"), person(&world, "JK"));
    let mut printed = BTreeSet::new();
    let started = Instant::now();
    let _ = first.report(&reports("before", 8)).exits(0);
    let _ = second.sync().exits(0);
    let work = started.elapsed();
    let mut in_mid_work = 0;
    for round in 0..kills.div_ceil(6) {
        let file = world.path("reports.jsonl");
        let lines = reports(&format!("A{round}-"), 8);
        fs::write(&file, lines.iter().map(|one| format!("{one}\n")).collect::<String>())
            .expect("a file");
        // Each of the two takes about half of it, and longer while the other runs.
        let mut moment = || work.mul_f64(f64::from(dice.next_u32() % 1000) / 1000.0);
        let reporting = first.command("report", &[text(&file)]);
        let reporting = Victim::start(reporting, &world.path("report-out"));
        // Half of the carriers start while the first still writes.
        let early = round % 2 == 0;
        let (out, syncing) = match early {
            true => {
                let syncing = Victim::start(second.command("sync", &[]), &world.path("sync-out"));
                (reporting.killed_after(moment()), syncing)
            }
            false => {
                let out = reporting.killed_after(moment());
                (out, Victim::start(second.command("sync", &[]), &world.path("sync-out")))
            }
        };
        printed.extend(ids(&said(&out.0)));
        // The first comes back in the middle of it, in every third round, and syncs too.
        let back = (round % 3 == 0)
            .then(|| Victim::start(first.command("sync", &[]), &world.path("back-out")));
        let (_, at_work) = syncing.killed_after(moment());
        in_mid_work += u64::from(at_work) + u64::from(out.1);
        if let Some(back) = back {
            let (said, code) = back.ends();
            assert_eq!(code, 0, "{said}");
        }
        let all: BTreeSet<_> = first.ids().into_iter().collect();
        assert!(printed.is_subset(&all), "what was printed as saved is there");
    }
    println!("{in_mid_work} were in mid-work");
    assert!(in_mid_work > 0, "no kill came in mid-work");
    let said = second.sync().exits(0).json();
    assert_eq!(said["carried"][0]["waiting"], 0, "{said}");
    assert_eq!(said["carried"][0]["problem"], Value::Null, "{said}");
    let all: BTreeSet<_> = first.ids().into_iter().collect();
    assert_eq!(first.held().into_iter().collect::<BTreeSet<_>>(), all, "by receipts alone");
    let back = first.sync().exits(0).json();
    assert_eq!((&back["waiting"], &back["reborn"]), (&json!(0), &json!(false)), "{back}");
    drop(server);
    world.verify();
    let at_hub = world.ids_at_hub();
    assert_eq!(at_hub.len(), all.len(), "none twice");
    assert_eq!(at_hub.into_iter().collect::<BTreeSet<_>>(), all);
    assert_eq!(Scanner::new([SECRET]).find_below(&world.path("phone")), []);
}

fn ids(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["id"].as_str().expect("an id").to_owned()).collect()
}
