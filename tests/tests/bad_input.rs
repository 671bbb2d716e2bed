//! What is wrong is named, with what to do about it, and nothing is lost by it: faulty reports,
//! codes that do not enrol, clocks that are off, servers that are none.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use tabard_tests::process::{Answer, Proxy, World};

const TEN_YEARS: i64 = 10 * 365 * 24 * 3600;

fn corpus(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/bad").join(name)
}

fn expected() -> Map<String, Value> {
    let text = fs::read_to_string(corpus("expected.json")).expect("the expectations");
    serde_json::from_str(&text).expect("JSON")
}

fn plain(path: &std::path::Path) -> &str {
    path.to_str().expect("a plain name")
}

#[test]
fn every_faulty_file_is_refused_with_line_and_field_and_its_good_reports_are_saved() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let mut saved = BTreeSet::new();
    for (name, fragment) in expected() {
        let file = corpus(&name);
        let vault = plain(&phone.dir);
        let words =
            world.run_in_words(&["device", "report", "--vault", vault, plain(&file)]).exits(2);
        let fragment = fragment.as_str().expect("a fragment");
        let first = words.err.lines().next().unwrap_or_default();
        assert!(first.contains(fragment), "{name}: {fragment:?} is not in {first:?}");
        saved
            .extend(words.out.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned));

        let reported = phone.run("report", &[plain(&file)]).exits(2);
        for line in reported.err.lines() {
            let fault: Value = serde_json::from_str(line).expect("a fault in JSON");
            assert!(fault["line"].is_u64() && fault["field"].is_string(), "{name}: {fault}");
            assert!(fault["problem"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        }
        saved.extend(reported.ids());
    }
    assert_eq!(phone.ids().into_iter().collect::<BTreeSet<_>>(), saved);
    // `second-line-bad` has two good ones and `third-in-list-bad` three, each reported twice.
    assert!(saved.len() >= 8, "{} good reports", saved.len());
    let _ = phone.sync().exits(0);
    assert_eq!(world.ids_at_hub().len(), saved.len());
    drop(server);
}

#[test]
fn a_fault_costs_no_report_that_stands_before_or_after_it() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let mut known = 0;
    for name in expected().keys() {
        let Ok(bad) = fs::read_to_string(corpus(name)) else { continue };
        let bad = bad.trim();
        // A file of one object in one line may stand among others.
        if bad.lines().count() != 1 || !bad.starts_with('{') {
            continue;
        }
        let file = world.path("mixed.jsonl");
        fs::write(&file, format!("{{\"callsign\":\"A\"}}\n{bad}\n{{\"callsign\":\"B\"}}\n"))
            .expect("a file");
        let reported = phone.run("report", &[plain(&file)]).exits(2);
        let shown: Vec<_> =
            reported.ids().iter().map(|id| phone.show(id)["report"]["callsign"].clone()).collect();
        assert_eq!(shown, ["A", "B"], "{name}");
        for line in reported.err.lines() {
            let fault: Value = serde_json::from_str(line).expect("a fault in JSON");
            assert_eq!(fault["line"], 2, "{name}: {fault}");
        }
        known += 2;
        assert_eq!(phone.ids().len(), known, "{name}");
    }
    assert!(known >= 40, "{} files stood among good reports", known / 2);
    drop(server);
}

/// A word that stands for what a person typed in the wrong place.
const SECRET: &str = "Fizzlewood07700900123";

#[test]
fn what_the_person_typed_is_never_repeated_on_standard_error() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let long = format!("{SECRET} ").repeat(2500);
    let values = [
        json!(SECRET),
        json!([SECRET]),
        json!({ SECRET: SECRET }),
        json!([{ SECRET: 1 }]),
        json!(long),
        json!([{ "id": SECRET, "act": SECRET, "person": SECRET }]),
        json!(format!("{SECRET}\u{1b}[2J")),
    ];
    let fields = [
        "types",
        "acts",
        "people",
        "occurred_at",
        "police_outcome_on",
        "dwelling",
        "police_attended_minutes",
        "callsign",
        "narrative",
        "nothing_known",
        SECRET,
    ];
    let mut faulty: Vec<String> = Vec::new();
    for field in fields {
        faulty.extend(values.iter().map(|value| json!({ field: value }).to_string()));
    }
    for broken in [
        "{\"callsign\":\"S\"",
        "{\"callsign\":S}",
        "{S:1}",
        "S",
        "\"S\"",
        "[\"S\"]",
        "{\"callsign\":\"S\u{1}\"}",
        "{\"S\":1,\"S\":2}",
        "{\"callsign\":\"S\",\"callsign\":\"S\"}",
        "{\"callsign\":\"\\uS\"}",
        "--S",
        "{\"types\":[\"S\",\"S\"]}",
    ] {
        faulty.push(broken.replace('S', SECRET));
    }
    for report in &faulty {
        let file = world.path("faulty.jsonl");
        fs::write(&file, report).expect("a file");
        let vault = plain(&phone.dir);
        for more in [&[][..], &["--json"]] {
            let arguments = [&["device", "report", "--vault", vault, plain(&file)], more].concat();
            let ended = world.run_in_words(&arguments);
            assert!(
                !ended.err.contains("07700") && !ended.err.contains("Fizzle"),
                "{report}: {}",
                ended.err
            );
            assert!(!ended.err.contains('\u{1b}'), "{report}");
            assert!(ended.code == 2 || ended.err.is_empty(), "{report}: {ended:#?}");
        }
    }
    let id = phone.report(&[json!({ "callsign": "A" })]).exits(0).ids().remove(0);
    for assignment in [
        &format!("types={SECRET}"),
        &format!("{SECRET}=1"),
        &format!("acts.a.{SECRET}=1"),
        &format!("occurred_at={SECRET}"),
        &SECRET.to_owned(),
    ] {
        let ended = phone.run("edit", &[&id, "--set", assignment]).exits(2);
        assert!(!ended.err.contains("07700"), "{}", ended.err);
    }
    for typed in [SECRET, "0000", "Smith"] {
        let ended = phone.run("show", &[typed]);
        assert!(ended.code == 1 || ended.code == 2, "{ended:#?}");
        assert!(!ended.err.contains(typed), "{}", ended.err);
    }
    drop(server);
}

#[test]
fn a_code_that_does_not_enrol_says_why_and_the_right_one_still_does() {
    let world = World::new();
    let server = world.serve();
    let elsewhere = World::new();
    let other_server = elsewhere.serve();
    let there = format!("http://{}", other_server.address);
    let good = world.code("phone", &[]);
    let phone = world.stranger("phone");
    let changed = {
        let last = if good.ends_with('A') { 'B' } else { 'A' };
        format!("{}{last}", &good[..good.len() - 1])
    };
    for (what, code, exit, says) in [
        ("no code", "Smith".to_owned(), 2, "not_a_code"),
        ("nothing", String::new(), 2, "not_a_code"),
        ("half a code", good[..good.len() / 2].to_owned(), 2, "code_damaged"),
        ("a changed code", changed, 2, "code_damaged"),
        (
            "a code for another region's server",
            world.code("x", &["--server", &there]),
            1,
            "code_unknown",
        ),
        ("an expired code", world.code("x", &["--valid-hours", "0"]), 1, "code_expired"),
        ("nobody there", world.code("x", &["--server", "http://127.0.0.1:1"]), 1, "no_answer"),
    ] {
        let ended = phone.run("enrol", &["--code", &code]);
        assert_eq!(ended.code, exit, "{what}: {ended:#?}");
        let (code, what_to_do) = ended.failure();
        assert_eq!(code, says, "{what}: {what_to_do}");
        assert!(what_to_do.split_whitespace().count() > 5, "{what}: {what_to_do}");
        assert_eq!(ended.out, "", "{what}");
        let _ = phone.run("list", &[]).exits(1);
    }
    let _ = phone.run("enrol", &["--code", &good]).exits(0);
    assert!(phone.ids().is_empty());
    drop((server, other_server));
}

#[test]
fn an_expired_code_is_refused_by_the_server_too_whatever_the_devices_clock_says() {
    let world = World::new();
    let server = world.serve();
    let code = world.code("phone", &["--valid-hours", "0"]);
    let behind = ("TABARD_CLOCK_AHEAD_SECONDS", "-86400");
    let ended = world.stranger("phone").run_with(behind, "enrol", &["--code", &code]).exits(1);
    assert_eq!(ended.failure().0, "code_expired");
    let devices = world.region_says(&["hub", "devices"]);
    assert_eq!(devices.as_array().map(Vec::len), Some(1), "the hub alone: {devices}");
    drop(server);
}

#[test]
fn a_code_enrols_one_device_and_no_other() {
    let world = World::new();
    let server = world.serve();
    let code = world.code("phone", &[]);
    let (first, second) = (world.stranger("first"), world.stranger("second"));
    let _ = first.run("enrol", &["--code", &code]).exits(0);
    let (why, what_to_do) = second.run("enrol", &["--code", &code]).exits(1).failure();
    assert_eq!(why, "code_used");
    assert!(what_to_do.contains("new one"), "{what_to_do}");
    let _ = second.run("report", &[]).exits(1);
    let again = first.run("enrol", &["--code", &code]).exits(1);
    assert_eq!(again.failure().0, "vault_exists", "an enrolled device is left as it is");
    let _ = first.report(&[json!({ "callsign": "A" })]).exits(0);
    let _ = first.sync().exits(0);
    let _ = second.run("enrol", &["--code", &world.code("second", &[])]).exits(0);
    let _ = second.sync().exits(0);
    drop(server);
}

#[test]
fn a_clock_ten_years_off_loses_nothing_and_is_corrected_for() {
    let world = World::new();
    let server = world.serve();
    let mut expected = Vec::new();
    for (name, ahead) in [("future", TEN_YEARS), ("past", -TEN_YEARS)] {
        let phone = world.phone(name);
        let ahead = ahead.to_string();
        let clock = ("TABARD_CLOCK_AHEAD_SECONDS", ahead.as_str());
        let file = world.path("report.json");
        fs::write(&file, format!("{{\"callsign\":\"{name}\"}}")).expect("a file");
        expected.extend(phone.run_with(clock, "report", &[plain(&file)]).exits(0).ids());
        let synced = phone.run_with(clock, "sync", &[]);
        let again = phone.run_with(clock, "sync", &[]).exits(0).json();
        assert_eq!(again["waiting"], 0, "{synced:#?}");
        assert_eq!(phone.held(), phone.ids(), "{name}");

        // The clock is set right meanwhile, and wrong again.
        expected.extend(phone.run("report", &[plain(&file)]).exits(0).ids());
        let _ = phone.sync().exits(0);
        expected.extend(phone.run_with(clock, "report", &[plain(&file)]).exits(0).ids());
        let _ = phone.run_with(clock, "sync", &[]).exits(0);
        assert_eq!(phone.held().len(), 3, "{name}");
    }
    let mut at_hub = world.ids_at_hub();
    at_hub.sort();
    expected.sort();
    assert_eq!(at_hub, expected);
    world.verify();
    drop(server);
}

#[test]
fn a_clock_ten_years_ahead_is_named_where_it_makes_a_code_look_old() {
    let world = World::new();
    let server = world.serve();
    let (code, ahead) = (world.code("phone", &[]), TEN_YEARS.to_string());
    let phone = world.stranger("phone");
    let wrong = phone.run_with(("TABARD_CLOCK_AHEAD_SECONDS", &ahead), "enrol", &["--code", &code]);
    let (why, what_to_do) = wrong.exits(1).failure();
    assert_eq!(why, "code_expired");
    assert!(what_to_do.contains("clock says"), "{what_to_do}");
    let behind = format!("-{ahead}");
    let _ = phone
        .run_with(("TABARD_CLOCK_AHEAD_SECONDS", &behind), "enrol", &["--code", &code])
        .exits(0);
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    let _ = phone.sync().exits(0);
    drop(server);
}

#[test]
fn a_server_that_is_down_keeps_everything_here_and_says_what_to_do() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let phone = world.phone("phone");
    drop(server.stop());
    let ids =
        phone.report(&[json!({ "callsign": "A" }), json!({ "callsign": "B" })]).exits(0).ids();
    let synced = phone.sync().exits(3).json();
    assert_eq!((&synced["held"], &synced["waiting"]), (&json!(0), &json!(2)));
    assert_eq!(synced["problem"]["code"], "no_answer");
    let words = world.run_in_words(&["device", "sync", "--vault", plain(&phone.dir)]).exits(3);
    assert!(
        words.out.contains("2 waiting here") && words.out.contains("check the signal"),
        "{}",
        words.out
    );
    assert!(phone.held().is_empty());

    let server = world.start(world.serving(&address));
    let _ = phone.sync().exits(0);
    assert_eq!(phone.held(), phone.ids());
    assert_eq!(phone.ids().len(), ids.len());
    drop(server);
}

#[test]
fn nothing_is_held_by_what_is_not_the_server() {
    let world = World::new();
    let proxy = Proxy::start(Answer::Always(Vec::new()));
    let mut serving = world.serving("127.0.0.1:0");
    serving.args(["--public-url", &proxy.url()]);
    let server = world.start(serving);
    proxy.answer(Answer::OfServer(server.address));
    let phone = world.phone("phone");
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    for (what, answer) in pretenders() {
        proxy.answer(Answer::Always(answer));
        let before = proxy.connections();
        let synced = phone.sync();
        assert_eq!(synced.code, 3, "{what}: {synced:#?}");
        let synced = synced.json();
        let problem = &synced["problem"];
        assert!(problem["code"].is_string(), "{what}: {synced}");
        let what_to_do = problem["what_to_do"].as_str().expect("words");
        assert!(what_to_do.split_whitespace().count() > 6, "{what}: {what_to_do}");
        assert_eq!((&synced["held"], &synced["waiting"]), (&json!(0), &json!(1)), "{what}");
        assert!(phone.held().is_empty(), "{what} made it held");
        assert!(proxy.connections() > before, "{what} was asked");
        assert!(proxy.connections() < before + 20, "{what} was asked again and again");
    }
    proxy.answer(Answer::OfServer(server.address));
    let _ = phone.sync().exits(0);
    assert_eq!(phone.held().len(), 1);
    drop(server);
}

#[test]
fn a_sign_in_page_is_called_one_whatever_its_status() {
    let world = World::new();
    let proxy = Proxy::start(Answer::Always(Vec::new()));
    let mut serving = world.serving("127.0.0.1:0");
    serving.args(["--public-url", &proxy.url()]);
    let server = world.start(serving);
    proxy.answer(Answer::OfServer(server.address));
    let phone = world.phone("phone");
    let code = world.code("second", &[]);
    let second = world.stranger("second");
    for status in ["200 OK", "302 Found", "403 Forbidden", "511 Network Authentication Required"] {
        proxy.answer(Answer::Always(page(status)));
        let synced = phone.sync().exits(3).json();
        let what_to_do = synced["problem"]["what_to_do"].as_str().expect("words");
        assert!(what_to_do.contains("sign-in page"), "{status}: {what_to_do}");
        let (why, what_to_do) = second.run("enrol", &["--code", &code]).exits(1).failure();
        assert_eq!(why, "not_the_server", "{status}");
        assert!(what_to_do.contains("sign-in page"), "{status}: {what_to_do}");
    }
    proxy.answer(Answer::OfServer(server.address));
    let _ = second.run("enrol", &["--code", &code]).exits(0);
    drop(server);
}

/// What stands between phones and servers in hotels, trains and hospitals, and worse.
fn pretenders() -> Vec<(&'static str, Vec<u8>)> {
    let with = |status: &str, kind: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    };
    let problem = |code: &str, status: u16| {
        let body = json!({ "code": code, "title": "Gone.", "status": status, "time": 0 });
        with(&format!("{status} No"), "application/problem+json", &body.to_string())
    };
    vec![
        ("a sign-in page", page("200 OK")),
        ("a redirect", page("302 Found")),
        ("a permanent redirect", page("308 Permanent Redirect")),
        ("network authentication", page("511 Network Authentication Required")),
        ("a page that says it is CBOR", with("200 OK", "application/cbor", "<html>Sign in</html>")),
        ("CBOR of something else", with("200 OK", "application/cbor", "\u{1}")),
        ("an empty answer", with("200 OK", "application/cbor", "")),
        ("no content", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ("an answer that is cut", b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<html>".to_vec()),
        ("a header that is cut", b"HTTP/1.1 200".to_vec()),
        ("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ("nothing at all", Vec::new()),
        ("a proxy's error", page("502 Bad Gateway")),
        ("a problem without end", problem("clock", 401)),
        ("a lie about the device", problem("unknown_device", 401)),
        ("a lie about its end", problem("revoked", 403)),
        ("a code of tomorrow", problem("something_new", 400)),
    ]
}

fn page(status: &str) -> Vec<u8> {
    let body = "<!doctype html><title>Free Wi-Fi</title><p>Sign in to go on.";
    let location = "location: http://192.0.2.1/sign-in\r\ncontent-type: text/html";
    format!("HTTP/1.1 {status}\r\n{location}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}
