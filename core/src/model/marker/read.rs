//! A marker as its history tells it, now or as it was known on a past day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::{Path, Scalar};

use super::judge::Ground;
use super::step::is_of;
use super::{Act, Facts, Hand, Life, Status, Step, Taken, Terms};

/// The fields that say what a marker is about. They are said once, when it is begun.
const SUBJECT: [&str; 10] = [
    "subject",
    "number",
    "uprn",
    "unit",
    "building",
    "street",
    "postcode",
    "person_name",
    "person_born",
    "nhs_number",
];

/// What one device saved at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Who wrote it.
    pub hand: Hand,
    /// When, as it says itself; none where it does not.
    pub at: Option<Timestamp>,
    /// What it set, and cleared where there is no value.
    pub edits: Vec<(Path, Option<Scalar>)>,
}

/// A marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// What it is about, by field: `subject` is a code of `marker_subject`.
    pub subject: BTreeMap<String, String>,
    /// What it says.
    pub facts: Facts,
    /// What was decided.
    pub life: Life,
}

impl Marker {
    /// Reads a marker from its history, beginning with the revision that began the record. `terms` are those of the region at
    /// a moment.
    #[must_use]
    pub fn read(history: &[Revision], terms: impl Fn(Timestamp) -> Terms) -> Self {
        let subject = subject_of(history.first());
        let (mut facts, mut stages, mut steps) = (Facts::default(), Vec::new(), Vec::new());
        let (mut seen, mut approved) = (BTreeSet::new(), false);
        for (number, revision) in history.iter().enumerate() {
            if revision.hand.decides || (revision.hand.proposes && !approved) {
                for (path, value) in &revision.edits {
                    facts.take(path, value.as_ref(), revision.hand.decides);
                }
            }
            stages.push(facts.clone());
            for (id, step) in steps_in(revision) {
                if seen.insert(id.clone()) {
                    approved |= revision.hand.decides && step.act == Act::Approved;
                    steps.push((number, Taken { id, hand: revision.hand, step, fault: None }));
                }
            }
        }
        let place =
            matches!(subject.get("subject").map(String::as_str), Some("address" | "premises_unit"));
        let stage_of: BTreeMap<String, usize> =
            steps.iter().map(|(number, taken)| (taken.id.clone(), *number)).collect();
        let nothing = Facts::default();
        let life = Life::of(steps.into_iter().map(|(_, taken)| taken).collect(), |taken| {
            let stage = stage_of.get(&taken.id).and_then(|number| stages.get(*number));
            let begins = stage_of.get(&taken.id) == Some(&0);
            Ground { facts: stage.unwrap_or(&nothing), begins, place, terms: terms(taken.step.at) }
        });
        let decided = life.counted().filter(|taken| taken.step.words.are_whole()).last();
        if let Some(taken) = decided {
            let since = stage_of.get(&taken.id).copied().unwrap_or_default();
            facts.stand_as(&taken.step.words, history.iter().skip(since + 1));
        }
        Self { subject, facts, life }
    }

    /// The same as it stood at a moment, by what was written until then.
    #[must_use]
    pub fn read_as_of(
        history: &[Revision],
        terms: impl Fn(Timestamp) -> Terms,
        at: Timestamp,
    ) -> Self {
        let written = |revision: &&Revision| revision.at.is_none_or(|written| written <= at);
        let history: Vec<_> = history.iter().filter(written).cloned().collect();
        let mut marker = Self::read(&history, terms);
        marker.life.steps.retain(|taken| taken.step.at <= at);
        marker.life.stands.retain(|(from, _)| *from <= at);
        marker
    }

    /// Where it stands at a moment; none before it began.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<Status> {
        self.life.at(now)
    }
}

fn subject_of(first: Option<&Revision>) -> BTreeMap<String, String> {
    let edits = first.map(|revision| revision.edits.as_slice()).unwrap_or_default();
    let field = |(path, value): &(Path, Option<Scalar>)| {
        let name = path.to_string();
        match value {
            Some(Scalar::Text(text)) if SUBJECT.contains(&name.as_str()) => {
                Some((name, text.clone()))
            }
            _ => None,
        }
    };
    edits.iter().filter_map(field).collect()
}

/// The steps of a revision that its device may write, each whole.
fn steps_in(revision: &Revision) -> Vec<(String, Step)> {
    let mut fields: BTreeMap<String, BTreeMap<&str, &Scalar>> = BTreeMap::new();
    for (path, value) in &revision.edits {
        let mut segments = path.segments();
        let (list, id, field) = (segments.next(), segments.next(), segments.next());
        if let (Some("steps"), Some(id), Some(field), Some(value)) = (list, id, field, value)
            && is_of(id, revision.hand.device)
        {
            fields.entry(id.to_owned()).or_default().insert(field, value);
        }
    }
    let read = fields.into_iter().filter_map(|(id, fields)| Some((id, Step::read(&fields)?)));
    read.collect()
}
