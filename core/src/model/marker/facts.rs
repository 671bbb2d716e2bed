//! What a marker says of what happened and what to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::codes::{CALL_VOLUME, CALLER_BEHAVIOUR};
use crate::model::{Path, Scalar};

use super::{Revision, StepFault, Words};

/// An incident that a marker rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The report.
    pub incident: Option<String>,
    /// The number of the job.
    pub cad_number: Option<String>,
    /// The reference of the call's recording.
    pub call: Option<String>,
    /// When it happened (RFC 3339).
    pub at: Option<String>,
}

impl Evidence {
    fn names_something(&self) -> bool {
        [&self.incident, &self.cad_number].into_iter().flatten().any(|id| !id.trim().is_empty())
    }
}

/// What a marker says, apart from what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A code of `marker_category`.
    pub category: Option<String>,
    /// Codes of `caller_behaviour`.
    pub behaviours: BTreeSet<String>,
    /// A code of `response_instruction`.
    pub instruction: Option<String>,
    /// One neutral sentence for crews.
    pub sentence: Option<String>,
    /// The incidents it rests on, by the ids of their items.
    pub evidence: BTreeMap<String, Evidence>,
}

impl Facts {
    /// Whether something that was done is written down, with the incident in which it was. How often
    /// somebody calls is nothing that was done.
    pub(super) fn is_founded(&self) -> Result<(), StepFault> {
        if !self.evidence.values().any(Evidence::names_something) {
            return Err(StepFault::NoIncident);
        }
        let volume = |code: &str| {
            CALLER_BEHAVIOUR.get(code).is_none_or(|known| known.group == Some(CALL_VOLUME))
        };
        match self.behaviours.iter().any(|code| !volume(code)) {
            true => Ok(()),
            false => Err(StepFault::NoBehaviour),
        }
    }

    /// Whether all is there that a crew and an approver need.
    pub(super) fn is_complete(&self) -> Result<(), StepFault> {
        self.is_founded()?;
        let said =
            |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        match said(&self.category) && said(&self.instruction) && said(&self.sentence) {
            true => Ok(()),
            false => Err(StepFault::Incomplete),
        }
    }

    /// What was decided on stands as it was read then, whatever was written at the same time; who
    /// decides may word it anew in a later revision.
    pub(super) fn stand_as<'a>(
        &mut self,
        words: &Words,
        later: impl Iterator<Item = &'a Revision>,
    ) {
        let by_deciders = later.filter(|revision| revision.hand.decides);
        let reworded: BTreeSet<String> = by_deciders
            .flat_map(|one| one.edits.iter().map(|(path, _)| path.to_string()))
            .collect();
        let fields = [
            ("category", &mut self.category, &words.category),
            ("instruction", &mut self.instruction, &words.instruction),
            ("sentence", &mut self.sentence, &words.sentence),
        ];
        for (name, field, decided) in fields {
            if !reworded.contains(name) {
                field.clone_from(decided);
            }
        }
    }

    /// Takes one edit over; edits of other fields are none of its. Nothing is cleared by a desk: two
    /// desks and an approver may write at once, and what a decision rests on must not be gone by it.
    pub(super) fn take(&mut self, path: &Path, value: Option<&Scalar>, decides: bool) {
        let clears = matches!(value, None | Some(Scalar::Flag(false)));
        if clears && !decides {
            return;
        }
        let text = match value {
            Some(Scalar::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let segments: Vec<_> = path.segments().collect();
        match segments.as_slice() {
            ["category"] => self.category = text,
            ["instruction"] => self.instruction = text,
            ["sentence"] => self.sentence = text,
            ["behaviours", code] => {
                if value == Some(&Scalar::Flag(true)) {
                    self.behaviours.insert((*code).to_owned());
                } else {
                    self.behaviours.remove(*code);
                }
            }
            ["evidence", id, field] => {
                let evidence = self.evidence.entry((*id).to_owned()).or_default();
                match *field {
                    "incident" => evidence.incident = text,
                    "cad_number" => evidence.cad_number = text,
                    "call" => evidence.call = text,
                    "at" => evidence.at = text,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
