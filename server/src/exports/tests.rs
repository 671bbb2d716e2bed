//! What leaves, and what must never.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use serde_json::json;

use super::*;

const SECRETS: [&str; 11] = [
    "STORY",
    "NAME",
    "+441632960000",
    "1 Test Street",
    "ZZ99 3WZ",
    "CAD77",
    "YA214",
    "CRIME9",
    "1980-03-01",
    "T02:14",
    "needs_support",
];

fn report(narrative: &str) -> Value {
    json!({
        "types": ["physical_contact", "verbal_abuse"],
        "occurred_at": "2026-05-04T02:14:00Z",
        "needs_support": true,
        "patient_affected": true,
        "weapon_involved": false,
        "location_type": "care_home",
        "address": "1 Test Street",
        "postcode": "ZZ99 3WZ",
        "callsign": "YA214",
        "cad_number": "CAD77",
        "police_crime_ref": "CRIME9",
        "narrative": narrative,
        "naming": "anonymous",
        "people": [{ "name": "NAME A", "date_of_birth": "1980-03-01", "phone_number": "+441632960000" }],
        "staff": [
            { "is_reporter": true, "name": "NAME R", "callsign": "YA214", "physical_harm_0h": "low" },
            { "name": "NAME M" },
        ],
        "edits": [{ "id": "dead0000beef0000", "at": "2026-05-04T02:14:00Z" }],
    })
}

fn lines(reports: &[Value]) -> Vec<Line> {
    let zone = Zone::default();
    let told = |(number, report): (usize, &Value)| {
        let view = report.to_string();
        let answer = json!({ "status": "answered", "outcome": "action_taken" }).to_string();
        let at = Millis(1_778_000_000_000 + number as i64 * 1_000);
        let id = RecordId::new([u8::try_from(number).unwrap_or_default(); 16]);
        line(
            &Told { id, started_at: at, changed_at: at, view: &view, answer: Some(&answer) },
            &zone,
        )
    };
    reports.iter().enumerate().filter_map(told).collect()
}

fn made(reports: &[Value], format: Format, identifiable: bool) -> Exported {
    let approval = Approval::of("A. Officer", "B. Lead").unwrap();
    let zone = Zone::default();
    let wanted = Wanted {
        format,
        approval: &approval,
        identifiable,
        zone: &zone,
        service: Service { name: "Sample Ambulance Service", ods_code: None, base: None },
        now: Millis(1_780_000_000_000),
    };
    written(lines(reports), 0, &wanted).unwrap()
}

fn text(exported: &Exported) -> String {
    String::from_utf8_lossy(&exported.bytes).into_owned()
}

const ALL: [Format; 4] = [Format::Csv, Format::Jsonl, Format::Parquet, Format::Fhir];

#[test]
fn nothing_that_identifies_leaves_unless_that_is_asked_for() {
    for format in ALL {
        let exported = text(&made(&[report("STORY of it")], format, false));
        for secret in SECRETS {
            assert!(!exported.contains(secret), "{secret} in {format:?}");
        }
        assert!(exported.contains("2026-05"), "{format:?}");
        let (id, device) = (RecordId::new([0; 16]).to_string(), "dead0000beef0000");
        assert!(!exported.contains(&id) && !exported.contains(device), "{format:?}");
    }
    let whole = text(&made(&[report("STORY of it")], Format::Jsonl, true));
    assert!(whole.contains("STORY of it") && whole.contains("NAME M"));
    assert!(text(&made(&[report("STORY")], Format::Csv, true)).contains("CAD77"));
}

#[test]
fn who_asked_not_to_be_named_is_not_and_what_wellbeing_knows_stays_there() {
    let whole = text(&made(&[report("STORY")], Format::Jsonl, true));
    for hidden in ["NAME R", "dead0000beef0000", "needs_support"] {
        assert!(!whole.contains(hidden), "{hidden}");
    }
}

#[test]
fn one_person_alone_makes_no_such_file() {
    for (one, other) in [("A", "A"), ("A b", " a  B "), ("", "A"), ("A", " ")] {
        assert!(matches!(Approval::of(one, other), Err(ExportError::OnePerson)), "{one}, {other}");
    }
    assert!(Approval::of("A. Officer", "B. Lead").is_ok());
}

#[test]
fn no_cell_is_a_formula() {
    let csv = text(&made(&[report("=HYPERLINK(\"http://x\")")], Format::Csv, true));
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{csv}");
}

#[test]
fn what_does_not_count_is_left_out_and_said() {
    let mut taken_back = report("a");
    taken_back["withdrawn"] = json!(true);
    let mut no_patient = report("b");
    no_patient["patient_affected"] = json!(false);
    let reports = [taken_back, no_patient, report("c")];
    assert_eq!(made(&reports, Format::Csv, false).rows, 2);
    let fhir = made(&reports, Format::Fhir, false);
    assert_eq!((fhir.rows, fhir.left_out), (1, 1));
}

#[test]
fn the_same_reports_give_the_same_bytes_in_any_order() {
    let mut other = report("b");
    other["types"] = json!(["verbal_threat"]);
    for format in ALL {
        let one = made(&[report("a"), other.clone()], format, false);
        let turned = made(&[other.clone(), report("a")], format, false);
        assert!(one.bytes == turned.bytes, "{format:?}");
        assert_eq!(one, made(&[report("a"), other.clone()], format, false));
    }
}

#[test]
fn a_line_says_what_the_schema_allows() {
    let line = text(&made(&[report("STORY")], Format::Jsonl, false));
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["ages"], json!(["45-54"]));
    let report = tabard_core::model::Report::parse(&line["report"]);
    assert!(report.is_ok(), "{line}");
    assert_eq!(
        line["report"]["staff"],
        json!([{ "is_reporter": true, "physical_harm_0h": "low" }])
    );
}

#[test]
fn parquet_is_read_back_with_its_types() {
    let mut plain = report("x");
    plain.as_object_mut().unwrap().shift_remove("weapon_involved");
    let exported = made(&[report("STORY é"), plain], Format::Parquet, true);
    let reader = SerializedFileReader::new(bytes(&exported)).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let column = rows[row].get_column_iter().find(|(column, _)| *column == name);
        column.map(|(_, field)| field.clone()).unwrap()
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(cell(0, "narrative"), Field::Str("STORY é".to_owned()));
    assert_eq!(cell(0, "weapon_involved"), Field::Bool(false));
    assert_eq!(cell(1, "weapon_involved"), Field::Null);
    assert_eq!(cell(0, "month"), Field::Str("2026-05".to_owned()));
    assert!(made(&[], Format::Parquet, false).bytes.starts_with(b"PAR1"));
}

fn bytes(exported: &Exported) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&exported.bytes).unwrap();
    file
}
