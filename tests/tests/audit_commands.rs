//! The audit from outside: every page and command that shows a report leaves a line, and where no
//! line can be written nothing is shown.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use serde_json::{Value, json};
use tabard_tests::process::{Server, World, sign_in};

/// A word that stands in the report and nowhere else.
const WORD: &str = "zzqheron";
const WHO: &str = "T. Nurse";

/// What the roles of the console are called. One person has all of them.
const ROLES: [&str; 7] =
    ["triager", "approver", "analyst", "auditor", "governance", "evidence_officer", "lead"];

/// What stands in an address for a thing that is not there.
const FILLED: [&str; 6] = ["{kind}", "{item}", "{attachment}", "{key}", "{part}", "{consent}"];

struct Console {
    _server: Server,
    address: SocketAddr,
    session: String,
}

impl Console {
    fn open(world: &World) -> Self {
        let server = world.start(world.serving_console());
        let console = server.said()["console"].as_str().expect("an address").to_owned();
        let session = sign_in(world, &console, WHO, &ROLES);
        let address = console.strip_prefix("http://").expect("loopback").parse();
        Self { _server: server, address: address.expect("an address"), session }
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let (address, session) = (self.address, &self.session);
        let mut stream = TcpStream::connect(address).expect("a connection");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
             cookie: {session}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("a request");
        let mut answer = Vec::new();
        // A stream of events does not end by itself.
        let patience = std::time::Duration::from_secs(15);
        stream.set_read_timeout(Some(patience)).expect("a timeout");
        let mut part = [0; 16 * 1024];
        while let Ok(read @ 1..) = stream.read(&mut part) {
            answer.extend_from_slice(&part[..read]);
            if answer.windows(12).any(|w| w == b"event: hello") {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// The paths that the console's source routes, each with its methods.
fn routes() -> BTreeSet<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/console");
    let mut folders = vec![root.clone(), root.with_extension("rs")];
    let mut routes = BTreeSet::new();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders
                .extend(fs::read_dir(&path).expect("a folder").map(|one| one.expect("it").path()));
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        for after in text.split(".route(").skip(1) {
            let (_, rest) = after.split_once('"').expect("a path");
            let (route, rest) = rest.split_once('"').expect("its end");
            let call: String = rest.split(".route(").next().unwrap_or_default().to_owned();
            let call = call.split('\n').take(4).collect::<String>();
            for (method, name) in [("GET", "get("), ("POST", "post(")] {
                if call.contains(name) {
                    routes.insert((method.to_owned(), route.to_owned()));
                }
            }
        }
    }
    routes
}

/// A world with a report at its hub.
fn scene() -> (World, String) {
    let world = World::new();
    let id = {
        let _server = world.serve();
        let phone = world.phone("phone");
        let report = json!({
            "types": ["verbal_abuse"], "callsign": WORD, "narrative": format!("He saw {WORD}."),
        });
        let _ = phone.report(&[report]).exits(0);
        let _ = phone.sync().exits(0);
        phone.ids().remove(0)
    };
    (world, id)
}

fn lines(world: &World) -> Vec<Value> {
    let audit = world.region_says(&["hub", "audit"]);
    audit["lines"].as_array().expect("lines").clone()
}

/// How many lines there are that are not of asking for them.
fn told(world: &World) -> usize {
    lines(world).iter().filter(|line| line["what"] != "viewed_audit").count()
}

#[test]
fn every_page_that_shows_a_report_leaves_a_line() {
    let (world, id) = scene();
    let console = Console::open(&world);
    let mark_of = |page: &str| {
        let rest = page.split_once("name=\"mark\" value=\"").map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split_once('"')).map(|(mark, _)| mark.to_owned())
    };
    let mark = mark_of(&console.ask("GET", &format!("/reports/{id}"), "")).expect("a form");
    let routes = routes();
    assert!(routes.len() > 20, "the source is read: {routes:?}");
    let mut showed = BTreeSet::new();
    for (method, route) in &routes {
        if route.starts_with("/enter/") || route == "/leave" {
            continue;
        }
        let path = route.replace("{id}", &id);
        let path = path.replace("{file}", "weeks.csv").replace("{act}", "approved");
        let path = path.replace("{section}", "assessments").replace("{language}", "en");
        let path = FILLED.iter().fold(path, |path, part| path.replace(part, "0123456789abcdef"));
        assert!(!path.contains('{'), "say what {route} is filled in with");
        let body = match method.as_str() {
            // What an answer lacks brings the case back, with all that is in it.
            "POST" => format!("mark={mark}&words={WORD}&list=open"),
            _ => String::new(),
        };
        let before = told(&world);
        let page = console.ask(method, &path, &body);
        if page.contains(WORD) {
            showed.insert(route.as_str());
            let after = told(&world);
            // The lists that are the same page, open, are one line in a quarter of an hour.
            let listed = ["/inbox", "/inbox/rows"].contains(&route.as_str());
            let known = listed && lines(&world).iter().any(|one| one["what"] == "listed");
            assert!(after > before || known, "{method} {route} shows a report and leaves no line");
        }
    }
    for must in ["/inbox", "/inbox/find", "/inbox/rows", "/reports/{id}", "/reports/{id}/history"] {
        assert!(showed.contains(must), "{must} shows the report: {showed:?}");
    }
    let all = lines(&world);
    let of_report: Vec<_> = all.iter().filter(|one| one["record"] == id.as_str()).collect();
    assert!(of_report.iter().all(|one| one["by"] == WHO), "{of_report:?}");
    let whats: BTreeSet<_> = all.iter().filter_map(|one| one["what"].as_str()).collect();
    for what in ["signed_in", "listed", "searched", "viewed_report", "viewed_history"] {
        assert!(whats.contains(what), "{what}: {whats:?}");
    }
    let text = json!(all).to_string();
    assert!(!text.contains(WORD), "no word of a report, nor one that was searched for");
    drop(console);
    world.verify();
}

#[test]
fn every_command_that_shows_a_report_leaves_a_line_first() {
    let (world, id) = scene();
    let out = world.path("pack.zip");
    let out = out.to_str().expect("a path").to_owned();
    for (command, what, record) in [
        (vec!["hub", "show", &id], "viewed_report", true),
        (vec!["hub", "history", &id], "viewed_history", true),
        (vec!["hub", "list"], "listed", false),
        (vec!["hub", "find", WORD], "searched", false),
        (vec!["hub", "attachments", &id], "listed", true),
        (
            vec!["evidence", "make", &id, "--out", &out, "--by", "VPR lead", "--reason", "police"],
            "made_evidence",
            true,
        ),
    ] {
        let before = told(&world);
        world.region_says(&command);
        let all = lines(&world);
        let of = all.iter().rev().find(|line| line["what"] == what);
        let of = of.unwrap_or_else(|| panic!("{command:?} leaves a line: {all:?}"));
        assert!(told(&world) > before, "{command:?}");
        assert_eq!(of["record"] == id.as_str(), record, "{command:?}: {of}");
        assert!(of["by"].as_str().is_some_and(|by| by.contains("command line")), "{of}");
    }
    let all = lines(&world);
    let pack = all.iter().find(|line| line["what"] == "made_evidence").expect("the pack");
    assert!(pack["by"].as_str().is_some_and(|by| by.starts_with("VPR lead (")), "{pack}");
    assert_eq!(pack["why"], "police");
    let mine = world.region_says(&["hub", "audit", "--what", "searched"]);
    assert_eq!(mine["lines"].as_array().expect("lines").len(), 1);
    let none = world.region_says(&["hub", "audit", "--by", "nobody of that name"]);
    assert_eq!(none["lines"], json!([]));
    for bad in [
        vec!["hub", "audit", "--what", "read"],
        vec!["hub", "audit", "--from", "2030-01-02", "--until", "2030-01-01"],
    ] {
        assert_eq!(world.run_at_region(&bad).exits(2).failure().0, "bad_field", "{bad:?}");
    }
    world.each_helps_with_an_example_of_itself(&[
        "hub audit",
        "hub retention preview",
        "hub retention hold",
        "hub retention release",
    ]);
    world.verify();
}

#[test]
fn where_no_line_can_be_written_no_report_is_shown() {
    let (world, id) = scene();
    // So that nothing else has to be written.
    assert_eq!(world.ids_at_hub(), [id.as_str()]);
    let outbox = world.region().join("hub").join("outbox.db");
    assert!(outbox.is_file(), "the hub's outbox");
    let db = rusqlite::Connection::open(&outbox).expect("it opens");
    db.execute_batch("BEGIN IMMEDIATE").expect("an outbox that takes nothing");
    let shown = world.run_at_region(&["hub", "show", &id]);
    assert!(!shown.out.contains(WORD), "{}", shown.out);
    drop(db);
    assert!(world.run_at_region(&["hub", "show", &id]).exits(0).out.contains(WORD));
}

#[test]
fn a_hold_is_laid_seen_and_ended_from_the_command_line() {
    let (world, id) = scene();
    let held = world.region_says(&[
        "hub",
        "retention",
        "hold",
        &id,
        "--why",
        "Claim 12",
        "--review",
        "2030-06-01",
        "--by",
        "Claims",
    ]);
    assert_eq!((&held["record"], &held["released_at"]), (&json!(id), &Value::Null));
    let preview = world.region_says(&["hub", "retention", "preview", "--days", "9000"]);
    assert_eq!(preview["holds"].as_array().expect("holds").len(), 1);
    assert_eq!(preview["open"], 1);
    world.region_says(&[
        "hub",
        "answer",
        &id,
        "--status",
        "closed",
        "--outcome",
        "action_taken",
        "--note",
        "Thank you.",
    ]);
    let preview = world.region_says(&["hub", "retention", "preview", "--days", "3700"]);
    let due = &preview["due"].as_array().expect("what is due")[0];
    assert_eq!((&due["record"], &due["class"]), (&json!(id), &json!("not_serious")));
    assert_eq!(due["held"], true);
    let release = ["hub", "retention", "release", &id, "--why", "Settled", "--by", "Claims"];
    assert!(world.region_says(&release)["released_at"].is_string());
    assert_eq!(world.run_at_region(&release).exits(2).failure().0, "not_held");
    let settings = world.path("retention.json");
    fs::write(&settings, "{\"not_serious_years\": 0}").expect("a file");
    let settings = settings.to_str().expect("a path");
    let bad = ["hub", "retention", "preview", "--settings", settings];
    assert_eq!(world.run_at_region(&bad).exits(2).failure().0, "bad_settings");
    let whats: Vec<_> = lines(&world).iter().map(|line| line["what"].clone()).collect();
    for what in ["held", "released", "viewed_retention"] {
        assert!(whats.contains(&json!(what)), "{what}: {whats:?}");
    }
}
