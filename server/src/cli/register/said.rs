//! Markers and what is known of a subject, in words and in JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tabard_core::client::{CallerFacts, RecordView, ReportState, Warning};
use tabard_core::ids::Millis;
use tabard_core::model::codes::{
    CALLER_BEHAVIOUR, MARKER_CATEGORY, MARKER_STATUS, RESPONSE_INSTRUCTION, SHARED_LINE,
};
use tabard_core::model::marker::{Frequency, FrequentTerms, Status, frequency};
use tabard_core::model::subject::{Nearness, NhsNumber, PhoneNumber};
use tabard_core::words::Words;

use crate::cli::{pick, words};

/// What a marker is about, as people write it.
pub(super) fn subject(words: &Words, fields: &BTreeMap<String, String>) -> String {
    let field = |name: &str| fields.get(name).cloned();
    let number = field("number")
        .map(|number| PhoneNumber::parse(&number).map_or(number, |number| number.national()));
    let born = field("person_born").map(|born| {
        let day = born.parse().map_or(born, |day| words::day(words, day));
        words.fill("register.born", &[("day", &day)])
    });
    let nhs_number = field("nhs_number")
        .map(|number| NhsNumber::parse(&number).map_or(number, |number| number.to_string()));
    let nhs_number = nhs_number.map(|number| format!("NHS {number}"));
    let uprn = field("uprn").map(|uprn| format!("UPRN {uprn}"));
    let place = ["unit", "building", "street", "postcode"].into_iter().map(field);
    let parts = [number, field("person_name"), born, nhs_number].into_iter().chain(place);
    parts.chain([uprn]).flatten().collect::<Vec<_>>().join(", ")
}

/// Where a marker stands, and until when.
pub(super) fn stands(words: &Words, status: Option<Status>, until: Option<Millis>) -> String {
    let status = status.map_or("", |status| words.label(MARKER_STATUS.name, status.code()));
    match until {
        Some(until) => {
            let until = words::moment(words, until);
            let until = words.fill("shown.until", &[("when", &until)]);
            format!("{status}, {until}")
        }
        None => status.to_owned(),
    }
}

/// How near something met is, in a word for programs.
pub(super) const fn nearness(near: Nearness) -> &'static str {
    match near {
        Nearness::Same => "same",
        Nearness::SameBuilding => "same_building",
        Nearness::Possible => "possible",
    }
}

pub(super) fn warning_json(warning: &Warning) -> Value {
    json!({
        "marker": warning.marker.to_string(),
        "nearness": nearness(warning.nearness),
        "status": warning.status.code(),
        "until": warning.until.map(Millis::rfc3339),
        "category": warning.category,
        "behaviours": warning.behaviours,
        "instruction": warning.instruction,
        "sentence": warning.sentence,
        "incidents": warning.incidents,
        "last": warning.last_incident,
    })
}

/// A warning, what was done first.
pub(super) fn warning(words: &Words, warning: &Warning) -> String {
    let what = behaviours(words, &warning.behaviours);
    let mut lines = vec![words.fill("register.warning", &[("what", &what)])];
    lines.extend(warning.category.as_deref().map(|code| label(words, MARKER_CATEGORY.name, code)));
    match warning.nearness {
        Nearness::Same => {}
        Nearness::SameBuilding => lines.push(words.text("register.same_building").to_owned()),
        Nearness::Possible => lines.push(words.text("register.possible").to_owned()),
    }
    lines.push(stands(words, Some(warning.status), warning.until));
    lines.extend(
        warning.instruction.as_deref().map(|code| label(words, RESPONSE_INSTRUCTION.name, code)),
    );
    lines.extend(warning.sentence.as_deref().map(|sentence| for_crews(words, sentence)));
    let incidents = words.counted("counts.incident", u64::from(warning.incidents));
    lines.push(match warning.last_incident.as_deref() {
        Some(last) => {
            let last = words::time(words, last);
            words.fill("register.rests_on", &[("incidents", &incidents), ("last", &last)])
        }
        None => incidents,
    });
    lines.push(words.fill("register.marker", &[("id", &pick::short(warning.marker))]));
    lines.join("\n  ")
}

pub(super) fn for_crews(words: &Words, sentence: &str) -> String {
    words.fill("register.for_crews", &[("sentence", sentence)])
}

pub(super) fn behaviours<T: AsRef<str>>(
    words: &Words,
    codes: impl IntoIterator<Item = T>,
) -> String {
    let codes = codes.into_iter();
    let labels: Vec<_> =
        codes.map(|code| label(words, CALLER_BEHAVIOUR.name, code.as_ref())).collect();
    labels.join(", ")
}

pub(super) fn label(words: &Words, list: &str, code: &str) -> String {
    words.label(list, code).to_owned()
}

pub(super) fn caller_json(caller: &CallerFacts) -> Value {
    json!({
        "shared_line": caller.shared_line,
        "calls_in_month": caller.counts.month,
        "calls_in_three_months": caller.counts.three_months,
        "calls_in_six_months": caller.counts.six_months,
        "child": caller.counts.child,
        "counted_on": caller.counted_on,
        "frequent": met(caller).map(rule),
        "plan": caller.plan,
    })
}

/// What is known of a number for care; nothing where nothing is.
pub(super) fn caller(words: &Words, caller: &CallerFacts) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(met) = met(caller) {
        let rule = words.text(&format!("register.frequent_rules.{}", rule(met))).to_owned();
        lines.push(words.fill("register.frequent", &[("rule", &rule)]));
    }
    let counts = caller.counts;
    if counts.month + counts.three_months + counts.six_months > 0 {
        let (month, three_months, six_months) = (
            counts.month.to_string(),
            counts.three_months.to_string(),
            counts.six_months.to_string(),
        );
        let values =
            [("month", &*month), ("three_months", &*three_months), ("six_months", &*six_months)];
        lines.push(words.fill("register.calls", &values));
    }
    if let Some(day) = caller.counted_on.as_deref().and_then(|day| day.parse().ok()) {
        lines.push(words.fill("register.counted_on", &[("day", &words::day(words, day))]));
    }
    lines.extend(caller.plan.as_deref().map(|plan| words.fill("register.plan", &[("plan", plan)])));
    if lines.is_empty() {
        return lines;
    }
    let care = words.text("register.care").to_owned();
    std::iter::once(care).chain(lines.into_iter().map(|line| format!("  {line}"))).collect()
}

/// Why many people ring from there.
pub(super) fn shared_line(words: &Words, line: &str) -> String {
    words.fill("register.shared", &[("line", words.label(SHARED_LINE.name, line))])
}

fn met(caller: &CallerFacts) -> Option<Frequency> {
    frequency(caller.counts, FrequentTerms::default())
}

const fn rule(met: Frequency) -> &'static str {
    match met {
        Frequency::AdultMonth => "adult_month",
        Frequency::AdultThreeMonths => "adult_three_months",
        Frequency::ChildSixMonths => "child_six_months",
        Frequency::CommunalMonth => "communal_month",
    }
}

/// Where a record stands that something was written in.
pub(super) fn saved<'a>(words: &'a Words, record: &RecordView) -> &'a str {
    match (&record.state, record.unsent) {
        (ReportState::SavedOnThisPhone, _) | (_, 1..) => words.text("register.saved_here"),
        (_, 0) => words.text("register.held"),
    }
}
