#![allow(clippy::unwrap_used)]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::{Value, json};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::vault::Told;
use tabard_core::words::{Language, Words};

use super::chart::{Cell, Chart};
use super::*;
use crate::disclosure::{Figure, Rule};

/// 15 September 2026, so that charts look at September 2024 to August 2026.
const NOW: Millis = Millis(1_789_430_400_000);

fn rule() -> Rule {
    Rule::new(7, 5, 3).unwrap()
}

/// So many incidents, of which each is made by its number.
fn facts(many: usize, report: impl Fn(usize) -> Value, answer: Option<&Value>) -> Facts {
    let mut facts = Facts::new(Zone::default());
    for number in 0..many {
        take(&mut facts, number, &report(number), answer);
    }
    facts
}

fn take(facts: &mut Facts, number: usize, report: &Value, answer: Option<&Value>) {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let (view, answer) = (report.to_string(), answer.map(Value::to_string));
    let at: jiff::Timestamp =
        report["occurred_at"].as_str().unwrap_or("2026-05-05T12:00:00Z").parse().unwrap();
    let at = Millis(at.as_millisecond());
    let (view, answer) = (view.as_str(), answer.as_deref());
    facts.take(&Told { id: RecordId::new(id), started_at: at, changed_at: at, view, answer });
}

fn day(number: i64) -> Date {
    date(2024, 9, 2).checked_add(number.days()).unwrap()
}

fn drawn(facts: &Facts, name: &str, words: &Words) -> Chart {
    let settings = Settings::default();
    let view = View::new(facts, words, (&settings, rule()), NOW);
    chart(name, &view, &[]).unwrap()
}

fn counts(chart: &Chart, column: usize) -> Vec<String> {
    chart.table.rows.iter().map(|row| row[column].said()).collect()
}

#[test]
fn an_incident_that_changes_is_counted_anew() {
    let report = |code: &str| json!({ "types": [code], "occurred_at": "2026-05-05T12:00:00Z" });
    let mut facts = facts(40, |_| report("near_miss"), None);
    for number in 0..20 {
        take(&mut facts, number, &report("verbal_abuse"), None);
    }
    assert_eq!(facts.all().len(), 40);
    let types = drawn(&facts, "types", Words::english());
    assert_eq!(counts(&types, 1), ["20", "20"]);
}

#[test]
fn every_chart_has_words_a_table_and_a_picture_in_both_languages() {
    let report = |number: usize| {
        json!({
            "types": ["verbal_abuse"],
            "occurred_at": format!("{}T{:02}:15:00Z", day((number % 700) as i64), number % 24),
            "location_type": if number.is_multiple_of(3) { "hospital_ed" } else { "street_public_open" },
            "factors": [{ "factor": "alcohol" }],
        })
    };
    let facts = facts(2_000, report, None);
    let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
    for words in [Words::english(), &welsh] {
        for name in NAMES {
            let chart = drawn(&facts, name, words);
            let said: Vec<&String> = [&chart.title, &chart.sentence]
                .into_iter()
                .chain(&chart.notes)
                .chain(&chart.table.head)
                .collect();
            for text in said {
                assert!(!text.contains("console.") && !text.contains('{'), "{name}: {text}");
            }
            let role = "role=\"img\" aria-labelledby=";
            assert!(chart.svg.starts_with("<svg ") && chart.svg.contains(role), "{name}");
            assert!(chart.svg.contains("<title ") && chart.svg.contains("<desc "), "{name}");
            assert!(name == "markers" || !chart.table.rows.is_empty(), "{name}");
            let as_long = chart.table.rows.iter().all(|row| row.len() == chart.table.head.len());
            assert!(as_long, "{name}");
        }
    }
    assert_eq!(
        chart(
            "nothing_like_it",
            &View::new(&facts, &welsh, (&Settings::default(), rule()), NOW),
            &[]
        ),
        None
    );
}

#[test]
fn too_little_shows_nothing() {
    let facts = facts(7, |_| json!({ "types": ["verbal_abuse"] }), None);
    for name in NAMES.into_iter().filter(|name| *name != "gap") {
        let chart = drawn(&facts, name, Words::english());
        let none = chart.table.rows.iter().flatten().all(|cell| {
            !matches!(
            cell, Cell::Count(Figure::Shown(count)) if *count > 0)
        });
        assert!(none, "{name}");
    }
}

#[test]
fn a_steady_run_is_ordinary_and_a_leap_is_not() {
    // Twenty a week, and forty in the last whole week.
    let report = |number: usize| {
        let week = (number / 20).min(103);
        json!({ "occurred_at": format!("{}T12:00:00Z", day((week * 7 + number % 7) as i64)) })
    };
    let steady = drawn(&facts(104 * 20, report, None), "weeks", Words::english());
    assert!(steady.sentence.contains("About 20"), "{}", steady.sentence);
    let signals: Vec<String> = counts(&steady, 5);
    assert!(signals.iter().all(String::is_empty), "{signals:?}");
    let leap = drawn(&facts(104 * 20 + 20, report, None), "weeks", Words::english());
    assert_eq!(counts(&leap, 5).last().unwrap(), "Above the upper limit");
    assert_eq!(counts(&leap, 1).last().unwrap(), "40");
}

#[test]
fn few_a_week_are_shown_by_month() {
    let report = |number: usize| json!({ "occurred_at": format!("{}T12:00:00Z", day((number * 3 % 720) as i64)) });
    let chart = drawn(&facts(480, report, None), "weeks", Words::english());
    assert_eq!((chart.title.as_str(), chart.table.rows.len()), ("Incidents each month", 24));
}

#[test]
fn feedback_is_measured_from_when_it_came() {
    let answer = |at: &str| json!({ "messages": [{ "at": at }] });
    let report = |_| json!({ "occurred_at": "2026-05-05T12:00:00Z" });
    let mut all = facts(30, report, Some(&answer("2026-05-08T12:00:00Z")));
    for number in 30..50 {
        take(&mut all, number, &report(0), Some(&answer("2026-05-25T12:00:00Z")));
    }
    for number in 50..100 {
        take(&mut all, number, &report(0), None);
    }
    let chart = drawn(&all, "feedback", Words::english());
    let row: Vec<String> = chart.table.rows[1].iter().map(Cell::said).collect();
    assert_eq!(row[1..], ["30", "20", "0", "50", "30%", "50%"]);
}

#[test]
fn the_gap_says_its_method_and_needs_to_know_how_many_there_are() {
    let report =
        |_| json!({ "types": ["physical_contact"], "occurred_at": "2026-05-05T12:00:00Z" });
    let facts = facts(100, report, None);
    let settings = Settings { staff: Some(1_000), ..Settings::default() };
    let view = View::new(&facts, Words::english(), (&settings, rule()), NOW);
    let gap = chart("gap", &view, &[]).unwrap();
    assert!(
        gap.sentence.contains("27.6%") && gap.sentence.contains("276 people"),
        "{}",
        gap.sentence
    );
    assert_eq!(counts(&gap, 4), ["73", "36", "0"]);
    assert!(drawn(&facts, "gap", Words::english()).sentence.contains("how many staff"));
}

#[test]
fn markers_are_banded_by_age() {
    let facts = Facts::default();
    let settings = Settings::default();
    let view = View::new(&facts, Words::english(), (&settings, rule()), NOW);
    let old = |days: i64| MarkerAge(NOW.plus_days(-days));
    let ages: Vec<MarkerAge> = (0..20).map(|_| old(10)).chain((0..12).map(|_| old(400))).collect();
    let chart = chart("markers", &view, &ages).unwrap();
    assert_eq!(counts(&chart, 0), ["Up to 45 days", "Up to 2 years", "All markers"]);
    assert_eq!(counts(&chart, 1), ["20", "10", "30"]);
}

/// What a chart shows of an incident that few had.
fn shows_few(chart: &Chart) -> bool {
    chart.table.rows.iter().flatten().any(|cell| match cell {
        Cell::Count(Figure::Shown(count)) => *count > 0 && (*count <= 7 || *count % 5 != 0),
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_chart_shows_what_few_had(
        incidents in prop::collection::vec(
            (0_usize..23, 0_usize..21, 0_usize..56, 0_i64..720, 0_usize..24, 0_usize..5), 0..300),
    ) {
        use tabard_core::model::codes::{CONTRIBUTORY_FACTOR, INCIDENT_TYPE, LOCATION_TYPE, PHYSICAL_HARM};
        let report = |number: usize| {
            let (kind, place, factor, on, hour, harm) = incidents[number];
            json!({
                "types": [INCIDENT_TYPE.codes[kind].code],
                "location_type": LOCATION_TYPE.codes[place].code,
                "factors": [{ "factor": CONTRIBUTORY_FACTOR.codes[factor].code }],
                "occurred_at": format!("{}T{hour:02}:00:00Z", day(on)),
                "staff": [{ "physical_harm_0h": PHYSICAL_HARM.codes[harm].code, "bwv_wearing": "yes" }],
            })
        };
        let facts = facts(incidents.len(), report, None);
        for name in NAMES {
            let chart = drawn(&facts, name, Words::english());
            // Of the staff survey come other numbers than counts.
            prop_assert!(name == "gap" || !shows_few(&chart), "{name}: {:?}", chart.table);
        }
    }
}
