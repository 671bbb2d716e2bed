//! Nobody but the people of an incident and the hub reads a word of it: not whoever has the
//! relay's disk, the wire, the logs or a phone without its key.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::{Value, json};
use tabard_core::client::Client;
use tabard_core::model::Report;
use tabard_core::vault::VaultKey;
use tabard_server::host::{entropy, now};
use tabard_tests::copy_folder;
use tabard_tests::process::{Answer, Device, Proxy, Scanner, Server, World, files_below, http_get};
use zeroize::Zeroizing;

const DRAFT: &str = "Typed and never saved by Zebedee Larkspindle";
const EDIT: &str = "It was Winifred Hobbleday of Mumblers Yard who said so";
const NOTE: &str = "We asked Ottoline Nettlecombe for the footage of Turnip Parade";
const ROLE: &str = "Reduction lead Grimblethorpe";
const LABELS: [&str; 3] =
    ["Handset of P. Dandelyon", "Butterwhistle's tablet", "Crumplebottom's desk"];

#[test]
fn no_word_of_a_report_is_on_the_relays_disk_the_wire_the_logs_or_in_a_phones_files() {
    let reports = tabard_corpus::generate(4, 120);
    let told: Vec<String> = reports.iter().flat_map(tabard_corpus::canaries).collect();
    assert!(told.len() > 300, "{} canaries", told.len());
    let scanner = Scanner::new(
        told.iter().map(String::as_str).chain([DRAFT, EDIT, NOTE, ROLE]).chain(LABELS),
    );
    let world = World::new();
    let Scene { server, proxy, phones, ids } = played(&world, &reports);

    // A phone while somebody types.
    let draft = draft_open(&phones[0]);
    let shown = draft.incidents().expect("its reports").iter().filter(|one| one.draft).count();
    assert_eq!(shown, 1, "the draft is in the vault");

    let wire = proxy.carried();
    assert!(holds(&wire.concat(), b"/v1/sync"), "the wire was heard");
    for stream in &wire {
        assert_eq!(scanner.find(stream), None, "on the wire");
    }
    let pages = ["/metrics", "/openapi.json", "/health", "/ready", "/v1/sync", "/nowhere"];
    let pages = pages.map(|path| http_get(server.address, path));
    assert!(pages[0].contains("tabard_") && pages[1].contains("/v1/enrol"), "{pages:?}");
    let devices: Vec<_> = phones.iter().map(Device::id).collect();
    for page in &pages {
        assert_eq!(scanner.find(page.as_bytes()), None, "on a page");
        assert!(devices.iter().all(|id| !page.contains(id.as_str())), "a device's id: {page}");
    }

    // While everything runs, after a crash, and after a clean end.
    assert_unread(&scanner, &world);
    let relay = world.region().join("relay");
    assert!(relay.join("relay.db-wal").exists(), "the write-ahead log was searched too");
    let said = server.kill();
    assert_eq!(scanner.find(said.as_bytes()), None, "on standard output");
    drop(draft);
    assert_unread(&scanner, &world);
    let said = world.serve().stop();
    assert!(said.contains("listening"));
    assert_unread(&scanner, &world);

    // And the words were there to be found.
    assert!(fs::read_to_string(world.path("log")).expect("a log").lines().count() > 10);
    let at_hub = world.region_says(&["hub", "show", &ids[0]]).to_string();
    assert_eq!(scanner.find(at_hub.as_bytes()), Some(EDIT).filter(|_| at_hub.contains(EDIT)));
    let copy = world.path("copy");
    copy_folder(&relay, &copy);
    let mut file = fs::read(copy.join("relay.db")).expect("a database");
    let place = file.len() / 2;
    file.splice(place..place, told[told.len() / 2].bytes());
    fs::write(copy.join("relay.db"), file).expect("a changed copy");
    let found = scanner.find_below(&world.path("copy"));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_vault_opens_with_no_other_key() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let id = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let key = world.path("other.key");
    fs::write(&key, [7; 32]).expect("a key");
    let key = ("TABARD_VAULT_KEY_FILE", key.to_str().expect("a plain name"));
    let before = contents(&phone.dir);
    let report = world.path("report.json");
    fs::write(&report, r#"{"callsign":"YA215"}"#).expect("a file");
    for (command, arguments) in [
        ("list", &[][..]),
        ("show", &[id.as_str()]),
        ("report", &[report.to_str().expect("a plain name")]),
        ("edit", &[&id, "--set", "callsign=YA216"]),
        ("invite", &[&id, "--device", "77aa"]),
        ("sync", &[]),
    ] {
        let ended = phone.run_with(key, command, arguments).exits(1);
        let (code, what_to_do) = ended.failure();
        assert_eq!(code, "vault_key_or_damage", "{command}");
        assert!(what_to_do.contains("nothing was changed"), "{what_to_do}");
        assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{command}");
        assert_eq!(contents(&phone.dir), before, "{command} changed a file");
    }
    assert_eq!(phone.ids(), [id]);
    drop(server);
}

#[test]
fn a_key_that_is_gone_or_cut_is_named_and_nothing_changes() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let key = fs::read(phone.dir.join("vault.key")).expect("a key");
    fs::remove_file(phone.dir.join("vault.key")).expect("no key");
    assert_eq!(phone.run("list", &[]).exits(1).failure().0, "no_key");
    fs::write(phone.dir.join("vault.key"), &key[..31]).expect("a cut key");
    assert_eq!(phone.run("list", &[]).exits(1).failure().0, "key_damaged");
    fs::write(phone.dir.join("vault.key"), &key).expect("the key");
    assert!(phone.ids().is_empty());
    drop(server);
}

#[test]
fn a_damaged_vault_is_named_and_left_as_it_is() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let reports = tabard_corpus::generate(5, 12);
    let ids = phone.report(&reports).exits(0).ids();
    let whole = fs::read(phone.dir.join("vault.db")).expect("a vault");
    type Damage = (&'static str, fn(&mut Vec<u8>));
    let damages: [Damage; 8] = [
        ("the salt", |file| file[3] ^= 1),
        ("the first page", |file| file[100] ^= 1),
        ("the second page", |file| file[4096 + 9] ^= 1),
        ("every page's middle", |file| {
            file.iter_mut().skip(2048).step_by(4096).for_each(|b| *b ^= 0x40)
        }),
        ("half", |file| file.truncate(file.len() / 2)),
        ("a few bytes", |file| file.truncate(100)),
        ("zeros", |file| file.fill(0)),
        ("nothing", Vec::clear),
    ];
    for (number, (name, damage)) in damages.into_iter().enumerate() {
        let copy = world.stranger(&format!("copy-{number}"));
        copy_folder(&phone.dir, &copy.dir);
        let mut file = whole.clone();
        damage(&mut file);
        fs::write(copy.dir.join("vault.db"), &file).expect("a damaged vault");
        for (command, arguments) in [("list", &[][..]), ("show", &[ids[0].as_str()]), ("sync", &[])]
        {
            let ended = copy.run(command, arguments);
            assert_eq!(ended.code, 1, "{command} with {name} damaged: {ended:#?}");
            let (code, what_to_do) = ended.failure();
            assert_eq!(code, "vault_key_or_damage", "{command} with {name} damaged");
            assert!(what_to_do.contains("nothing was changed"), "{what_to_do}");
            let now = fs::read(copy.dir.join("vault.db")).expect("a vault");
            assert!(now == file, "{command} changed the vault with {name} damaged");
        }
    }
    drop(server);
}

#[test]
fn a_vault_of_a_newer_version_is_named_and_left_as_it_is() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let ids = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids();
    set_version(&phone, 99);
    let before = contents(&phone.dir);
    for (command, arguments) in
        [("list", &[][..]), ("edit", &[ids[0].as_str(), "--set", "callsign=B"]), ("sync", &[])]
    {
        let (code, what_to_do) = phone.run(command, arguments).exits(1).failure();
        assert_eq!(code, "vault_newer", "{command}");
        assert!(what_to_do.contains("update"), "{what_to_do}");
        assert_eq!(contents(&phone.dir), before, "{command} changed a file");
    }
    set_version(&phone, 4);
    assert_eq!(phone.ids(), ids);
    drop(server);
}

struct Scene<'w> {
    server: Server,
    proxy: Proxy,
    phones: [Device<'w>; 3],
    ids: Vec<String>,
}

/// A region at work: three devices, a crew-mate's invitation, edits, answers with notes; all of it
/// through a proxy.
fn played<'w>(world: &'w World, reports: &[Value]) -> Scene<'w> {
    let proxy = Proxy::start(Answer::Always(Vec::new()));
    let mut serving = world.serving("127.0.0.1:0");
    serving.args(["--public-url", &proxy.url()]);
    let server = world.start(serving);
    proxy.answer(Answer::OfServer(server.address));
    let names = ["a", "b", "c"].into_iter().zip(LABELS).zip(["crew", "crew", "eoc"]);
    let phones: Vec<_> = names
        .map(|((name, label), role)| {
            let code = world.code_for(role, label, &[]);
            let phone = world.stranger(name);
            let _ = phone.run("enrol", &["--code", &code]).exits(0);
            phone
        })
        .collect();
    let phones: [_; 3] = phones.try_into().ok().expect("three");
    let mut ids = Vec::new();
    for (phone, part) in phones.iter().zip(reports.chunks(reports.len().div_ceil(3))) {
        ids.extend(phone.report(part).exits(0).ids());
        let _ = phone.sync().exits(0);
    }
    let _ = phones[0].sync().exits(0);
    let _ = phones[0].run("invite", &[&ids[0], "--device", &phones[1].id()]).exits(0);
    let _ = phones[0].sync().exits(0);
    let _ = phones[1].sync().exits(0);
    let _ = phones[1].run("edit", &[&ids[0], "--set", &format!("narrative={EDIT}")]).exits(0);
    let _ = phones[1].sync().exits(0);
    for id in ids.iter().step_by(10) {
        let answer =
            ["hub", "answer", id, "--status", "being_looked_at", "--note", NOTE, "--role", ROLE];
        let _ = world.region_says(&answer);
    }
    for phone in &phones {
        let _ = phone.sync().exits(0);
    }
    let answered = phones[1].show(&ids[0]);
    assert!(
        answered.to_string().contains(NOTE) && answered.to_string().contains(EDIT),
        "{answered}"
    );
    Scene { server, proxy, phones, ids }
}

/// The phone opened in this process, with something typed and not saved.
fn draft_open(phone: &Device<'_>) -> Client {
    let key = fs::read(phone.dir.join("vault.key")).expect("a key").try_into().expect("32 bytes");
    let key = VaultKey::new(Zeroizing::new(key));
    let mut client = Client::open(&phone.dir, key, now()).expect("the phone opens");
    let record = client.start_incident(now(), &mut entropy()).expect("an incident");
    let report = Report::parse(&json!({ "narrative": DRAFT })).expect("a report");
    let patch = report.into_patch(&mut || "a1".to_owned());
    client.type_into(record, &patch).expect("it is typed");
    client
}

/// Insists that no file of the world holds a canary: neither the region's, nor a phone's, nor the
/// log, nor what was put aside.
#[track_caller]
fn assert_unread(scanner: &Scanner, world: &World) {
    for folder in ["region", "a", "b", "c", "tmp"] {
        let found = scanner.find_below(&world.path(folder));
        assert!(found.is_empty(), "{found:?}");
    }
    let log = fs::read(world.path("log")).expect("a log");
    assert_eq!(scanner.find(&log), None, "in the log");
}

fn set_version(phone: &Device<'_>, version: i64) {
    let key = fs::read(phone.dir.join("vault.key")).expect("a key");
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let vault = Connection::open(phone.dir.join("vault.db")).expect("a vault");
    vault.pragma_update(None, "key", format!("x'{key}'")).expect("its key");
    vault.pragma_update(None, "user_version", version).expect("another version");
}

/// Every file below a folder with what is in it.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files_below(folder);
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read(file).expect("a file"))).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
