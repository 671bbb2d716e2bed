//! Learning, returns and their merging by the command line.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::fs;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use tabard_tests::process::World;

const COMMANDS: [&str; 5] =
    ["hub learn", "return preview", "return make", "national merge", "national show"];

/// Reports of the corpus that lie in the month before last, and one whose words are a formula.
fn reports(many: usize) -> Vec<Value> {
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    let first = now.first_of_month().expect("a month").checked_sub(2.months()).expect("a month");
    let mut all = tabard_corpus::generate(5, many);
    for (number, report) in all.iter_mut().enumerate() {
        let day = first.checked_add((number as i64 % 28).days()).expect("a day");
        report["occurred_at"] = json!(day.timestamp().to_string());
    }
    all
}

/// The quarter in which they lie.
fn quarter() -> String {
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    let month = now.first_of_month().expect("a month").checked_sub(2.months()).expect("a month");
    format!("{:04}-Q{}", month.year(), (month.month() - 1) / 3 + 1)
}

#[test]
fn every_command_helps_with_an_example_of_itself() {
    let world = World::unfounded();
    world.each_helps_with_an_example_of_itself(&COMMANDS);
}

#[test]
fn a_region_learns_returns_and_is_merged() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    let _ = phone.report(&reports(120)).exits(0);
    let _ = phone.sync().exits(0);
    drop(server);

    let charts = world.region_says(&["hub", "learn"]);
    let names: Vec<_> =
        charts.as_array().expect("charts").iter().map(|one| &one["chart"]).collect();
    assert_eq!(names.len(), 11, "{names:?}");
    let types = world.region_says(&["hub", "learn", "--chart", "types"]);
    assert!(types[0]["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{types}");
    for row in types[0]["rows"].as_array().expect("rows") {
        let shown = row[1].as_u64();
        assert!(shown.is_none_or(|count| count > 7 && count % 5 == 0), "{row}");
    }
    let _ = world.run_at_region(&["hub", "learn", "--chart", "zzq"]).exits(2);
    let _ = world.run_at_region(&["hub", "learn", "--csv"]).exits(2);

    let region = world.region();
    let dir = region.to_str().expect("a path");
    let csv = ["hub", "learn", "--dir", dir, "--chart", "types", "--csv"];
    let csv = world.run_in_words(&csv).exits(0).out;
    assert!(csv.starts_with("Type,Incidents,"), "{csv}");
    let board = world.path("board");
    let board = board.to_str().expect("a path");
    let files = world.region_says(&["hub", "learn", "--svg-dir", board]);
    assert_eq!(files["files"].as_array().map(Vec::len), Some(33));
    let svg = fs::read_to_string(world.path("board/weeks.svg")).expect("a picture");
    assert!(svg.contains("role=\"img\"") && svg.contains("<style>"), "{svg}");

    let (quarter, out) = (quarter(), world.path("one.return"));
    let out = out.to_str().expect("a path");
    let what = ["--service", "RX8", "--period", &quarter];
    let preview = world.region_says(&[&["return", "preview"], &what[..]].concat());
    assert_eq!(preview["incidents"], 120, "{preview}");
    let made = world.region_says(&[&["return", "make"], &what[..], &["--out", out]].concat());
    let again = world.path("again.return");
    let again = again.to_str().expect("a path");
    let _ = world.region_says(&[&["return", "make"], &what[..], &["--out", again]].concat());
    assert_eq!(fs::read(out).expect("bytes"), fs::read(again).expect("bytes"), "to the byte");
    let _ =
        world.run_at_region(&[&["return", "make"], &what[..], &["--out", out]].concat()).exits(2);
    let bad = ["return", "preview", "--service", "=1", "--period", &quarter];
    let _ = world.run_at_region(&bad).exits(2);

    let shown = world.run(&["national", "show", out]).exits(0).json();
    assert_eq!(shown["return"], preview);
    let region_id = made["region"].as_str().expect("an id");
    let other = "0".repeat(region_id.len());
    let _ = world.run(&["national", "show", out, "--region", &other]).exits(2);
    let services = world.path("services.json");
    let pins = json!([
        { "service": "RX8", "name": "Yorkshire", "region": region_id },
        { "service": "RX9", "name": "East Midlands", "region": other },
    ]);
    fs::write(&services, pins.to_string()).expect("a file");
    let services = services.to_str().expect("a path");
    let merge = ["national", "merge", out, "--period", &quarter, "--services", services];
    let merged = world.run(&merge).exits(0).json();
    assert_eq!(merged["incidents"]["shown"], 120);
    let states: Vec<_> =
        merged["services"].as_array().expect("services").iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["counted", "missing"]);
    let late = [&merge[..], &["--due", "2020-01-01"]].concat();
    assert!(world.run_in_words(&late).exits(0).out.contains("missing, and late"));
    let csv = world.run_in_words(&[&merge[..], &["--csv"]].concat()).exits(0).out;
    assert!(csv.starts_with("by,code,and_by,and_code,shown,kept_back_by"), "{csv}");
    let english = world.run(&["national", "merge", out, "--period", &quarter]).exits(0).json();
    assert_eq!(english["services"].as_array().map(Vec::len), Some(11));
}
