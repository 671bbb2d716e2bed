//! What a set of steps comes to, whatever the order, batches and repetitions they arrived in.
//!
//! Whether a step passes depends on its own past alone, but for one case: an author that used a
//! number twice, of which only one change can stay. That one is chosen from the whole set: the one
//! on which more other authors have built, directly or not, so that nobody who contradicts himself
//! can strand what others wrote; then the one earlier in its author's chain; then by digest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;

use super::actor::Actor;
use super::document::{Record, contained};
use super::gate::{Place, Proposal};
use super::step::{Refusal, Standing, Step, StepId};

/// A record with everything in it that may be, and where each step stands.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The record.
    pub record: Record,
    /// Every step, once.
    pub standings: BTreeMap<StepId, Standing>,
}

impl Settlement {
    /// The steps that are in the record.
    pub fn applied(&self) -> impl Iterator<Item = StepId> {
        self.standings.iter().filter(|(_, s)| **s == Standing::Applied).map(|(id, _)| *id)
    }

    /// The steps that are kept out, with the reason.
    pub fn refused(&self) -> impl Iterator<Item = (StepId, Refusal)> {
        self.standings.iter().filter_map(|(id, standing)| match standing {
            Standing::Refused(refusal) => Some((*id, *refusal)),
            Standing::Applied | Standing::Waiting(_) => None,
        })
    }
}

/// Settles a set of steps from nothing.
#[must_use]
pub fn settle(steps: impl IntoIterator<Item = Step>) -> Settlement {
    let steps: BTreeMap<_, _> = steps.into_iter().map(|step| (step.id(), step)).collect();
    let mut refused = BTreeMap::new();
    let mut candidates = Vec::new();
    for (id, step) in steps {
        match step.read() {
            Ok(proposal) => candidates.push(Candidate { id, proposal }),
            Err(refusal) => {
                refused.insert(id, Standing::Refused(refusal));
            }
        }
    }
    rank(&mut candidates);

    // To prove the document once, at the end, is enough unless that fails.
    let at_once = contained(|| {
        let settlement = run(&candidates, apply_unproven);
        if settlement.refused().any(|(_, refusal)| refusal == Refusal::Unloadable) {
            return Err(Refusal::Unloadable);
        }
        settlement.record.prove().map(|()| settlement)
    });
    let mut settlement = at_once.unwrap_or_else(|_| run(&candidates, Record::admit_read));
    settlement.standings.append(&mut refused);
    settlement
}

struct Candidate {
    id: StepId,
    proposal: Proposal,
}

impl Candidate {
    /// What only one candidate can have.
    fn slot(&self) -> Slot {
        (self.proposal.author, self.proposal.first_seq())
    }
}

type Slot = (Actor, u64);

/// Sorts candidates so that one pass applies nearly all, those for the same slot together and the
/// best of them first.
fn rank(candidates: &mut [Candidate]) {
    let first_op = |candidate: &Candidate| {
        candidate.proposal.changes.first().map_or(0, |change| change.change.start_op().get())
    };
    let mut begins: BTreeMap<Slot, u64> = BTreeMap::new();
    for candidate in &*candidates {
        let begin = begins.entry(candidate.slot()).or_default();
        *begin = first_op(candidate).max(*begin);
    }
    let contested = begins.len() < candidates.len();
    let support = if contested { support(candidates) } else { BTreeMap::new() };
    candidates.sort_by_cached_key(|candidate| {
        let slot = candidate.slot();
        let support = support.get(&candidate.id).copied().unwrap_or(0);
        (begins.get(&slot).copied(), slot, Reverse(support), candidate.id)
    });
}

/// How many other authors have built on each candidate.
fn support(candidates: &[Candidate]) -> BTreeMap<StepId, usize> {
    let changes = candidates.iter().flat_map(|candidate| &candidate.proposal.changes);
    let mut changes: Vec<_> = changes.collect();
    // Latest first: whoever builds on a change has larger operation numbers.
    changes.sort_by_key(|change| (Reverse(change.change.start_op()), change.hash()));
    changes.dedup_by_key(|change| change.hash());
    let mut built_on: BTreeMap<ChangeHash, BTreeSet<Actor>> = BTreeMap::new();
    for change in changes {
        let mut authors = built_on.get(&change.hash()).cloned().unwrap_or_default();
        authors.insert(change.actor);
        for dependency in change.change.deps() {
            built_on.entry(*dependency).or_default().extend(&authors);
        }
    }
    let count = |candidate: &Candidate| {
        let hashes = candidate.proposal.changes.iter().filter_map(|c| built_on.get(&c.hash()));
        let mut authors: BTreeSet<_> = hashes.flatten().collect();
        authors.remove(&candidate.proposal.author);
        (candidate.id, authors.len())
    };
    candidates.iter().map(count).collect()
}

/// Admits candidates until nothing moves. The best of a slot goes first, and another of that slot
/// only when otherwise all would stand still.
fn run(candidates: &[Candidate], admit: impl Fn(&mut Record, &Proposal) -> Standing) -> Settlement {
    let mut settlement = Settlement { record: Record::new(), standings: BTreeMap::new() };
    let mut open: Vec<_> = candidates.iter().collect();
    let mut yielding = false;
    loop {
        let mut moved = false;
        let mut waiting: Option<Slot> = None;
        open.retain(|candidate| {
            let is_behind = waiting == Some(candidate.slot());
            let may_yield = yielding && !moved;
            if is_behind && !may_yield {
                return true;
            }
            let standing = admit(&mut settlement.record, &candidate.proposal);
            settlement.standings.insert(candidate.id, standing);
            let waits = matches!(standing, Standing::Waiting(_));
            if waits {
                waiting = Some(candidate.slot());
            }
            moved |= !waits;
            waits
        });
        if !moved && yielding {
            return settlement;
        }
        yielding = !moved;
    }
}

/// Panics go to whoever started the run.
fn apply_unproven(record: &mut Record, proposal: &Proposal) -> Standing {
    match proposal.place(record) {
        Place::Known => Standing::Applied,
        Place::Missing(missing) => Standing::Waiting(missing),
        Place::Taken => Standing::Refused(Refusal::ActorSeqReused),
        Place::Next => {
            let several = proposal.changes.len() > 1;
            let before = several.then(|| record.clone());
            match proposal.apply(record) {
                Ok(()) => Standing::Applied,
                Err(refusal) => {
                    // A single change that does not fit has not been applied at all.
                    if let Some(before) = before {
                        *record = before;
                    }
                    Standing::Refused(refusal)
                }
            }
        }
    }
}
