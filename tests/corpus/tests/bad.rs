//! Every bad file is refused with a message that helps, and none of them makes the parser panic.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value};
use tabard_core::model::{Fault, parse_bytes};
use tabard_corpus::{SEED, generate};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("bad")
}

fn expected() -> Map<String, Value> {
    let text = fs::read_to_string(folder().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    let parsed = parse_bytes(bytes).into_iter();
    parsed.filter_map(|one| one.report.err()).flatten().collect()
}

#[test]
fn every_bad_file_is_refused_as_expected() {
    for (name, fragment) in expected() {
        let faults = faults(&fs::read(folder().join(&name)).unwrap());
        let texts: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let fragment = fragment.as_str().unwrap();
        let found = texts.first().is_some_and(|text| text.contains(fragment));
        assert!(found, "{name}: expected {fragment:?} first in {texts:#?}");
        assert!(faults.iter().all(|fault| fault.line.is_some()), "{name}");
    }
}

#[test]
fn every_bad_file_has_its_expectation() {
    let files: BTreeSet<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.json")
        .collect();
    let expected: BTreeSet<_> = expected().keys().cloned().collect();
    assert_eq!(files, expected);
}

#[test]
fn good_lines_beside_a_bad_one_are_read() {
    let parsed = parse_bytes(&fs::read(folder().join("second-line-bad.jsonl")).unwrap());
    let read: Vec<_> = parsed.iter().map(|one| one.report.is_ok()).collect();
    assert_eq!(read, [true, false, true]);
}

#[test]
fn a_report_cut_at_any_byte_is_refused_without_a_panic() {
    for report in generate(SEED, 40) {
        let text = report.to_string();
        for cut in 1..text.len() {
            assert!(!faults(&text.as_bytes()[..cut]).is_empty());
        }
    }
}
