//! A record kept settled as steps come in.
//!
//! **When it starts over.** Adding a step to a settled record gives what settling all of them
//! would, as long as none is refused for its place among others. An author that contradicts itself
//! shows as just that, no later than when one of its rival steps comes in. From the first such
//! refusal, every further step settles the record from all its steps. Steps refused for what they
//! are, such as damaged ones, change nothing.

use std::collections::BTreeMap;

use super::actor::Actor;
use super::document::{EditError, Record};
use super::gate::Proposal;
use super::settle::{Settlement, settle};
use super::step::{Standing, Step, StepId};
use crate::model::Patch;

/// A record, the steps that wait to come in, and whether it must start over with the next one.
#[derive(Default)]
pub struct History {
    pub(super) record: Record,
    pub(super) waiting: BTreeMap<StepId, Waiting>,
    pub(super) contested: bool,
}

pub(super) struct Waiting {
    pub(super) step: Step,
    pub(super) proposal: Proposal,
}

/// What adding a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether the record was settled anew. Then what was applied before may have gone.
    pub started_over: bool,
    /// The steps whose standing was decided or confirmed: all of them after starting over,
    /// otherwise the added one and those that waited.
    pub standings: BTreeMap<StepId, Standing>,
}

impl History {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The record as it stands.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// Edits the record: see [`Record::edit`]. Store the bytes as part of a step before the next
    /// call of [`History::add`], which may settle the record from what is stored.
    ///
    /// # Errors
    /// Those of [`Record::edit`].
    pub fn edit(&mut self, actor: &Actor, patch: &Patch) -> Result<Option<Vec<u8>>, EditError> {
        self.record.edit(actor, patch)
    }

    /// Adds a step. `stored` is called only to start over and must give every step of the record,
    /// one's own and the refused ones among them; the added one may be missing.
    ///
    /// # Errors
    /// That of `stored`. The step then counts as not added; the next one starts over.
    pub fn add<I, E>(
        &mut self,
        step: Step,
        stored: impl FnOnce() -> Result<I, E>,
    ) -> Result<Progress, E>
    where
        I: IntoIterator<Item = Step>,
    {
        let id = step.id();
        let proposal = match step.read() {
            Ok(proposal) => proposal,
            Err(refusal) => {
                let standings = BTreeMap::from([(id, Standing::Refused(refusal))]);
                return Ok(Progress {
                    started_over: false,
                    standings,
                });
            }
        };
        if !self.contested {
            self.waiting.insert(
                id,
                Waiting {
                    step: step.clone(),
                    proposal,
                },
            );
            if let Some(standings) = self.advance() {
                return Ok(Progress {
                    started_over: false,
                    standings,
                });
            }
        }
        self.contested = true;
        Ok(self.start_over(stored()?.into_iter().chain([step])))
    }

    /// Settles all of a record's steps.
    pub fn settle(steps: impl IntoIterator<Item = Step>) -> (Self, Progress) {
        let mut history = Self::new();
        let progress = history.start_over(steps);
        (history, progress)
    }

    /// Admits what waits until nothing moves, or gives up at the first refusal.
    fn advance(&mut self) -> Option<BTreeMap<StepId, Standing>> {
        let mut standings = BTreeMap::new();
        loop {
            let open = self.waiting.len();
            for (id, waiting) in &self.waiting {
                let standing = self.record.admit_read(&waiting.proposal);
                if let Standing::Refused(_) = standing {
                    return None;
                }
                standings.insert(*id, standing);
            }
            self.waiting
                .retain(|id, _| standings.get(id) != Some(&Standing::Applied));
            if self.waiting.len() == open || self.waiting.is_empty() {
                return Some(standings);
            }
        }
    }

    fn start_over(&mut self, steps: impl IntoIterator<Item = Step>) -> Progress {
        let steps: BTreeMap<_, _> = steps.into_iter().map(|step| (step.id(), step)).collect();
        let Settlement { record, standings } = settle(steps.values().cloned());
        let waits = |id: &StepId| matches!(standings.get(id), Some(Standing::Waiting(_)));
        let waiting = steps.into_iter().filter(|(id, _)| waits(id));
        let waiting = waiting.filter_map(|(id, step)| {
            let proposal = step.read().ok()?;
            Some((id, Waiting { step, proposal }))
        });
        self.record = record;
        self.waiting = waiting.collect();
        self.contested = standings.values().any(|standing| match standing {
            Standing::Refused(refusal) => refusal.depends_on_others(),
            Standing::Applied | Standing::Waiting(_) => false,
        });
        Progress {
            started_over: true,
            standings,
        }
    }
}
