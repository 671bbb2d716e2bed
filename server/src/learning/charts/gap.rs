//! What is reported against what the staff survey says. It is no measure of who did not report: a
//! report is an incident, and the survey counts people.

use jiff::ToSpan;
use tabard_core::model::codes::INCIDENT_TYPE;

use crate::disclosure::Figure;
use crate::learning::chart::{Cell, Chart, HIDDEN, Table, said};
use crate::learning::fact::{Fact, place_of};
use crate::learning::settings::{About, Survey, SurveyOf};
use crate::learning::svg::{Bar, bars};
use crate::learning::view::{View, name, number};

/// The types that are physical violence, and those that are harassment, bullying or abuse.
const PHYSICAL: [&str; 3] = ["physical_contact", "sexual_assault", "spitting_body_fluid"];
const ABUSE: [&str; 8] = [
    "verbal_abuse",
    "verbal_threat",
    "threat_to_kill",
    "intimidation_bullying",
    "stalking_harassment",
    "hate_incident",
    "abusive_call",
    "online_or_written_abuse",
];

struct Gap {
    label: String,
    source: String,
    survey: String,
    expected: Option<u64>,
    reported: Figure,
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let gaps: Vec<Gap> = view.settings.survey.iter().map(|survey| gap(view, survey)).collect();
    let title = view.text("gap.title");
    let sentence = sentence(view, &gaps);
    let mut drawn = Vec::new();
    for gap in &gaps {
        let Some(expected) = gap.expected else { continue };
        let label = view.fill("gap.bar_survey", &[("survey", &gap.survey)]);
        let said = expected.to_string();
        drawn.push(Bar { label, value: Figure::Shown(expected), said, tone: 4 });
        let label = view.fill("gap.bar_reported", &[("what", &gap.label)]);
        let said = Cell::Count(gap.reported).said();
        drawn.push(Bar { label, value: gap.reported, said, tone: 0 });
    }
    let svg = bars(("gap", &title, &sentence), &drawn, &[]);
    let head =
        ["gap.what", "gap.survey", "gap.expected", "gap.reported", "gap.per_100", "gap.source"];
    let row = |gap: &Gap| {
        let expected = gap.expected.map(Figure::Shown);
        vec![
            name(&gap.label),
            name(&gap.survey),
            expected.map_or(Cell::Empty, Cell::Count),
            Cell::Count(gap.reported),
            expected.map_or(Cell::Empty, |expected| per_hundred(gap.reported, expected)),
            name(&gap.source),
        ]
    };
    let table = Table {
        head: head.iter().map(|key| view.text(key)).collect(),
        rows: gaps.iter().map(row).collect(),
    };
    let mut notes = vec![view.text("gap.note")];
    notes.extend(view.notes(&[]));
    Chart { name: "gap", title, sentence, table, notes, svg }
}

/// Reports of the last twelve months of the period beside what the survey leads one to expect.
fn gap(view: &View<'_>, survey: &Survey) -> Gap {
    let types: &[&str] = match survey.about {
        About::Physical => &PHYSICAL,
        About::Abuse => &ABUSE,
    };
    let places: Vec<_> = types.iter().filter_map(|code| place_of(&INCIDENT_TYPE, code)).collect();
    let from = view.until.checked_sub(12.months()).unwrap_or(view.from);
    let counts =
        |fact: &&&Fact| fact.day >= from && places.iter().any(|place| fact.types.has(*place));
    let reported = number(view.facts.iter().filter(counts).count());
    let whole = format!("{}.{:02}", survey.hundredths / 100, survey.hundredths % 100);
    let figure = whole.strip_suffix('0').unwrap_or(&whole);
    let about = match survey.about {
        About::Physical => "gap.physical",
        About::Abuse => "gap.abuse",
    };
    let of = match survey.of {
        SurveyOf::Nhs => "gap.of_nhs",
        SurveyOf::Ambulance => "gap.of_ambulance",
    };
    let year = survey.year.to_string();
    let of = view.text(of);
    Gap {
        label: view.text(about),
        source: survey.source.clone(),
        survey: view.fill("gap.figure", &[("percent", figure), ("of", &of), ("year", &year)]),
        expected: view
            .settings
            .staff
            .map(|staff| staff.saturating_mul(survey.hundredths).saturating_add(5_000) / 10_000),
        reported: view.rule.figure(reported),
    }
}

/// So many reports for each hundred; more than a hundred is no fault.
fn per_hundred(reported: Figure, expected: Figure) -> Cell {
    match (reported, expected) {
        (Figure::Shown(reported), Figure::Shown(expected)) if expected > 0 => {
            Cell::Count(Figure::Shown((reported * 100 + expected / 2) / expected))
        }
        _ => Cell::Text(HIDDEN.to_owned()),
    }
}

fn sentence(view: &View<'_>, gaps: &[Gap]) -> String {
    let ambulance = gaps.iter().zip(&view.settings.survey);
    let ambulance = ambulance.filter(|(_, survey)| survey.of == SurveyOf::Ambulance);
    let first = ambulance.map(|(gap, _)| gap).next().or_else(|| gaps.first());
    let told = first.and_then(|gap| Some((gap, gap.expected?)));
    let Some((gap, expected)) = told else { return view.text("gap.no_staff") };
    let share = per_hundred(gap.reported, Figure::Shown(expected)).said();
    let (expected, reported) = (expected.to_string(), said(view.words, gap.reported));
    let values = [
        ("survey", &*gap.survey),
        ("expected", &*expected),
        ("reported", &*reported),
        ("share", &*share),
    ];
    view.fill("gap.sentence", &values)
}
