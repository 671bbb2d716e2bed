//! Possible duplicates, in words and in JSON.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tabard_core::client::{Filter, Page, PossibleDuplicate};
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Likeness;
use tabard_core::model::title;
use tabard_core::vault::Place;
use tabard_core::words::Words;

use super::failure::Failure;
use super::filters::Asked;
use super::output::Output;
use super::table::aligned;
use super::{pick, words};

/// How near is near: no source says, so a service sets its own.
#[derive(Debug, clap::Args)]
pub(super) struct Nearness {
    /// Minutes between two events that may be one
    #[arg(long, value_name = "MINUTES", default_value_t = Likeness::default().minutes)]
    minutes: u32,
    /// Metres between two positions that may be one place
    #[arg(long, value_name = "METRES", default_value_t = Likeness::default().metres)]
    metres: u32,
}

impl Nearness {
    pub(super) const fn likeness(&self) -> Likeness {
        Likeness { minutes: self.minutes, metres: self.metres }
    }
}

/// The possible duplicates of each report.
pub(super) type Found = Vec<(RecordId, Vec<PossibleDuplicate>)>;

pub(super) fn json(found: &Found) -> Value {
    let of = |(id, others): &(RecordId, Vec<PossibleDuplicate>)| {
        let other = |one: &PossibleDuplicate| {
            let reasons: Vec<_> = one.resemblance.reasons.iter().map(|one| one.code()).collect();
            json!({ "id": one.id.to_string(), "score": one.resemblance.score, "reasons": reasons })
        };
        json!({ "id": id.to_string(), "possible": others.iter().map(other).collect::<Vec<_>>() })
    };
    found.iter().map(of).collect()
}

/// Each pair once, whichever of the two was asked about first, with what each report tells.
pub(super) fn table(words: &Words, found: &Found, told: impl Fn(RecordId) -> Value) -> String {
    let mut seen = BTreeSet::new();
    let mut pairs = Vec::new();
    for (id, others) in found {
        for other in others {
            if seen.insert((*id.min(&other.id), *id.max(&other.id))) {
                pairs.push(pair(words, *id, other, &told));
            }
        }
    }
    if pairs.is_empty() {
        return words.text("shown.none_alike").to_owned();
    }
    let counted = words.counted("counts.possible_duplicate", pairs.len() as u64);
    pairs.push(words.fill("shown.alike", &[("pairs", &counted)]));
    pairs.join("\n\n")
}

fn pair(
    words: &Words,
    id: RecordId,
    other: &PossibleDuplicate,
    told: &impl Fn(RecordId) -> Value,
) -> String {
    let row = |id: RecordId| {
        let report = told(id);
        let at = report.get("occurred_at").and_then(Value::as_str);
        vec![
            pick::short(id),
            at.map(|at| words::time(words, at)).unwrap_or_default(),
            title(words, &report),
        ]
    };
    let reasons: Vec<_> = other
        .resemblance
        .reasons
        .iter()
        .map(|one| words.text(&format!("likeness.{}", one.code())).to_owned())
        .collect();
    format!("{}\n  {}", aligned(&[row(id), row(other.id)]), reasons.join(", "))
}

/// Says that a person linked two reports.
pub(super) fn say_linked(output: &Output, id: RecordId, other: RecordId) -> Result<(), Failure> {
    said(output, "shown.linked_to", "duplicate_of", id, other)
}

/// Says that a person told two reports apart.
pub(super) fn say_not_the_same(
    output: &Output,
    id: RecordId,
    other: RecordId,
) -> Result<(), Failure> {
    said(output, "shown.not_the_same", "not_the_same", id, other)
}

fn said(
    output: &Output,
    text: &str,
    field: &str,
    id: RecordId,
    other: RecordId,
) -> Result<(), Failure> {
    let other = other.to_string();
    output.say(
        || format!("{id}  {}", output.words().fill(text, &[("other", &other)])),
        || json!({ "id": id.to_string(), field: other }),
    )
}

/// The reports that the hub has not closed: of those, duplicates are worth a look.
pub(super) fn open_reports<E: Into<Failure>>(
    page: impl FnMut(&Filter, Option<Place>, usize) -> Result<Page, E>,
) -> Result<Vec<RecordId>, Failure> {
    let open = Filter { closed: Some(false), ..Filter::default() };
    let page = Asked::all_of(open).read(page)?;
    Ok(page.records.into_iter().map(|one| one.summary.id).collect())
}

/// What a person says of two reports.
#[derive(Debug, clap::Args)]
pub(super) struct Verdict {
    /// The other report tells the same event: link this one to it; both stay whole
    #[arg(long, value_name = "OTHER", requires = "id", conflicts_with = "not_the_same")]
    pub(super) link: Option<String>,
    /// The other report tells another event: do not offer it again on this device
    #[arg(long, value_name = "OTHER", requires = "id")]
    pub(super) not_the_same: Option<String>,
}

#[cfg(test)]
mod tests {
    use tabard_core::model::finding::Facts;

    use super::*;

    #[test]
    fn a_pair_is_offered_once_and_says_what_each_report_tells() {
        let report = json!({ "cad_number": "4711", "types": ["near_miss"] });
        let (one, other) = (RecordId::new([1; 16]), RecordId::new([2; 16]));
        let facts = Facts::of(&report);
        let resemblance = Likeness::default().compare(&facts, &facts).unwrap();
        let like = |id| vec![PossibleDuplicate { id, resemblance: resemblance.clone() }];
        let found = vec![(one, like(other)), (other, like(one))];
        let text = table(Words::english(), &found, |_| report.clone());
        assert_eq!(text.matches("the same CAD number").count(), 1, "{text}");
        assert_eq!(text.matches("Near miss").count(), 2, "{text}");
        assert!(text.contains("1 possible duplicate."), "{text}");
    }
}
