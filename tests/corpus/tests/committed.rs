//! The committed reports are those of the generator, and every one is a report.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use tabard_core::model::{Report, parse_lines};
use tabard_corpus::{COUNT, SEED, committed_path, committed_text, generate};

#[test]
fn the_committed_reports_are_those_of_the_generator() {
    let committed = fs::read_to_string(committed_path()).unwrap_or_default();
    assert!(
        committed == committed_text(),
        "reports.jsonl differs from the generator; refresh it with cargo run -p tabard-corpus"
    );
}

#[test]
fn every_committed_report_parses() {
    let text = fs::read_to_string(committed_path()).unwrap();
    let parsed = parse_lines(&text);
    assert_eq!(parsed.len(), COUNT);
    for report in parsed {
        assert!(report.report.is_ok(), "{:?}", report.report);
    }
}

#[test]
fn ten_thousand_reports_parse_and_differ() {
    let reports = generate(SEED + 1, 10_000);
    let mut seen = BTreeMap::new();
    for report in &reports {
        Report::parse(report).unwrap();
        *seen.entry(report.to_string()).or_insert(0) += 1;
    }
    assert!(seen.len() > 9_800, "only {} differ", seen.len());
}

#[test]
fn ordinary_reports_are_of_ordinary_size() {
    let mut sizes: Vec<_> =
        generate(SEED, COUNT).iter().map(|report| report.to_string().len()).collect();
    sizes.sort_unstable();
    let share = |percent: usize| sizes[COUNT * percent / 100];
    assert!((250..450).contains(&share(10)), "{}", share(10));
    assert!((500..850).contains(&share(50)), "{}", share(50));
    assert!((700..1200).contains(&share(90)), "{}", share(90));
    assert!(share(99) < 21_500 && sizes[COUNT - 1] > 20_000);
}

#[test]
fn the_published_shares_hold() {
    let reports = generate(SEED, 5_000);
    let all = |filter: &dyn Fn(&Value) -> bool| {
        reports.iter().filter(|report| filter(report)).count() * 100 / reports.len()
    };
    let role = |report: &Value, roles: &[&str]| {
        let role = report["people"][0]["role"].as_str().unwrap_or_default();
        roles.contains(&role)
    };
    let patients = all(&|report| role(report, &["patient", "caller_1st_party"]));
    assert!((72..=80).contains(&patients), "{patients}");
    let factor = |code: &str| {
        all(&|report| {
            let factors = report["factors"].as_array();
            factors.is_some_and(|factors| factors.iter().any(|factor| factor["factor"] == code))
        })
    };
    assert!(factor("alcohol") > factor("drugs"));
    assert!(factor("drugs") > factor("mental_health_crisis"));
    let physical = all(&|report| {
        let types = report["types"].as_array();
        types.is_some_and(|types| types.iter().any(|code| code == "physical_contact"))
    });
    assert!((33..=43).contains(&physical), "{physical}");
}
