//! The rules of a case: what an action of the ladder takes before it stands. Pure functions of the
//! case's and the report's JSON. The system writes a decision down and makes none.

mod together;

use jiff::civil::Date;
use serde_json::Value;

use super::codes::{ACTION_RUNG, actions};

pub use together::together;

/// Why an action cannot be written so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// One person for both.
    #[error("who proposed an action does not approve or refuse it: another person has to")]
    SamePerson,
    /// Nobody proposed it, or why.
    #[error("an action takes a rung, a reason and the name of who proposes it: fill them in")]
    Incomplete,
    /// It is used without anybody having approved it.
    #[error("an action above a warning is approved by another person before a letter goes out")]
    NotApproved,
    /// The person is a patient and no clinician was asked.
    #[error(
        "an action above a warning about a patient takes the input of a clinician, by name: record it first"
    )]
    NoClinicalInput,
    /// Conditions without an end.
    #[error("conditions end by themselves: give the day on which they expire")]
    NoExpiry,
    /// An end before the beginning.
    #[error("it would expire or be reviewed before it was proposed: choose a later day")]
    BackDated,
    /// What was approved is not what would stand.
    #[error("what was approved or refused is not changed: end it, and propose another")]
    Decided,
}

/// What an approval is of.
const TERMS: [&str; 10] = [
    "rung",
    "person",
    "reason",
    "proposed_by",
    "proposed_at",
    "clinical_input",
    "clinical_by",
    "conditions",
    "review_on",
    "expires_on",
];
/// What is written once.
const DECISIONS: [&str; 5] =
    ["approved_by", "approved_at", "refused_by", "refused_at", "refused_reason"];

/// Whether a rung is more than a warning, so that another person approves it. That line is a
/// proposal of this project: sources have the ladder, and not who decides on which rung.
#[must_use]
pub fn is_above_warning(rung: &str) -> bool {
    ACTION_RUNG.get(rung).is_some_and(|code| code.group == Some(actions::STRONGER))
}

/// Whether an action waits for somebody to decide on it.
#[must_use]
pub fn waits(action: &Value) -> bool {
    is_above_warning(text(action, "rung")) && !is_decided(action) && !said(action, "ended_on")
}

/// Whether an action stands: approved where it takes that, and not refused, ended or expired.
#[must_use]
pub fn stands(action: &Value, today: Date) -> bool {
    let approved = !is_above_warning(text(action, "rung")) || said(action, "approved_by");
    let expired = day(action, "expires_on").is_some_and(|last| last < today);
    approved && !said(action, "refused_by") && !said(action, "ended_on") && !expired
}

/// Whether the input of a clinician is needed: the action is more than a warning, and is about a
/// patient or, where it says not about whom, about a report that has a patient in it.
#[must_use]
pub fn takes_clinical_input(report: &Value, action: &Value) -> bool {
    let people = report.get("people").and_then(Value::as_array).into_iter().flatten();
    let about = text(action, "person");
    let known = people.clone().any(|person| text(person, "id") == about);
    let mut patients = people.filter(|person| text(person, "role") == "patient");
    let patient = patients.any(|person| !known || text(person, "id") == about);
    let rung = text(action, "rung");
    rung == "withholding_treatment" || (patient && is_above_warning(rung))
}

/// Whether a case may be written so, beside its report and how it was before.
///
/// # Errors
/// What is wrong with an action.
pub fn check(report: &Value, before: &Value, after: &Value) -> Result<(), CaseFault> {
    for action in actions_of(after) {
        let id = text(action, "id");
        match actions_of(before).find(|known| text(known, "id") == id) {
            // What came from elsewhere stands as it came: only what is changed here is judged.
            Some(known) if known == action => {}
            known => check_action(report, known, action)?,
        }
    }
    Ok(())
}

/// The actions of a case.
pub fn actions_of(case: &Value) -> impl Iterator<Item = &Value> {
    case.get("actions").and_then(Value::as_array).into_iter().flatten()
}

fn check_action(report: &Value, before: Option<&Value>, after: &Value) -> Result<(), CaseFault> {
    let incomplete = ["rung", "reason", "proposed_by"].iter().any(|field| !said(after, field));
    if incomplete || (said(after, "refused_by") && !said(after, "refused_reason")) {
        return Err(CaseFault::Incomplete);
    }
    let decider = ["approved_by", "refused_by"].map(|field| text(after, field));
    let proposer = text(after, "proposed_by");
    if decider.iter().any(|name| is_same_person(name, proposer)) {
        return Err(CaseFault::SamePerson);
    }
    if let Some(before) = before.filter(|before| is_decided(before))
        && TERMS.iter().chain(&DECISIONS).any(|field| before.get(field) != after.get(field))
    {
        return Err(CaseFault::Decided);
    }
    let (expiry, review) = (day(after, "expires_on"), day(after, "review_on"));
    if said(after, "conditions") && expiry.is_none() {
        return Err(CaseFault::NoExpiry);
    }
    let proposed = text(after, "proposed_at").get(..10).and_then(|day| day.parse().ok());
    if [expiry, review].into_iter().flatten().any(|end| proposed.is_some_and(|from| end < from)) {
        return Err(CaseFault::BackDated);
    }
    let approved = said(after, "approved_by");
    let clinical = said(after, "clinical_input") && said(after, "clinical_by");
    if approved && takes_clinical_input(report, after) && !clinical {
        return Err(CaseFault::NoClinicalInput);
    }
    let strong = is_above_warning(text(after, "rung"));
    if strong && said(after, "letter_sent_on") && (!approved || said(after, "refused_by")) {
        return Err(CaseFault::NotApproved);
    }
    Ok(())
}

/// Whether nothing more comes of an action.
pub(super) fn is_over(action: &Value) -> bool {
    said(action, "ended_on") || said(action, "refused_by")
}

/// A name is the same however it is spaced and spelled large or small.
fn is_same_person(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    !one.trim().is_empty() && plain(one) == plain(other)
}

fn is_decided(action: &Value) -> bool {
    said(action, "approved_by") || said(action, "refused_by")
}

fn text<'a>(item: &'a Value, field: &str) -> &'a str {
    item.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn said(item: &Value, field: &str) -> bool {
    !text(item, field).trim().is_empty()
}

fn day(item: &Value, field: &str) -> Option<Date> {
    text(item, field).parse().ok()
}

#[cfg(test)]
mod tests;
