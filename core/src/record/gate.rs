//! The gate: what one entry brings, read, placed and let in whole or not at all.
//!
//! A step passes when an honest device could have made it where it says it stands: its changes
//! are in our dialect, in the canonical bytes, by their author, next in that author's numbering,
//! with the operation numbers and predecessors that follow from what they build on. All that
//! depends on nothing but the step and its own past, so the order of arrival cannot matter.

use std::collections::BTreeSet;

use automerge::{ChangeHash, ObjId, ROOT, ReadDoc};

use super::actor::Actor;
use super::change::{Proposed, next_chunk};
use super::columns::{MAX_OPS, Op, OpId};
use super::document::{Record, contained};
use super::reader::Reader;
use super::step::{Missing, Refusal, Standing, Step};

/// The most bytes one step may have.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// The most changes one step may hold.
const MAX_CHANGES: usize = 64;

impl Step {
    /// Reads the changes. What is refused here is refused whatever else a record holds.
    pub(super) fn read(&self) -> Result<Proposal, Refusal> {
        contained(|| self.read_changes())
    }

    fn read_changes(&self) -> Result<Proposal, Refusal> {
        if self.changes.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        let mut bytes = Reader::new(&self.changes);
        let mut chunks = vec![next_chunk(&mut bytes)?];
        while !bytes.is_empty() {
            chunks.push(next_chunk(&mut bytes)?);
            if chunks.len() > MAX_CHANGES {
                return Err(Refusal::TooLarge);
            }
        }
        let mut changes: Vec<Proposed> = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let change = chunk.read(self.author)?;
            let follows =
                |last: &Proposed| last.change.seq().checked_add(1) == Some(change.change.seq());
            if !changes.last().is_none_or(follows) {
                return Err(Refusal::NotAChange);
            }
            changes.push(change);
        }
        if changes.iter().map(|change| change.ops.len()).sum::<usize>() > MAX_OPS {
            return Err(Refusal::TooLarge);
        }
        Ok(Proposal { author: self.author, changes })
    }
}

/// A step's changes, read: at least one, all by its author, numbered without a gap.
pub(super) struct Proposal {
    pub(super) author: Actor,
    pub(super) changes: Vec<Proposed>,
}

/// What a proposal is to a record as it is.
pub(super) enum Place {
    Known,
    Missing(Missing),
    Next,
    Taken,
}

impl Proposal {
    pub(super) fn first_seq(&self) -> u64 {
        self.changes.first().map_or(0, |change| change.change.seq())
    }

    pub(super) fn place(&self, record: &Record) -> Place {
        let mut fresh = self.fresh(record).peekable();
        let Some(first) = fresh.peek() else {
            return Place::Known;
        };
        let next = record.past.next_seq(&self.author);
        if first.change.seq() < next {
            return Place::Taken;
        }
        if first.change.seq() > next {
            return Place::Missing(Missing::Earlier);
        }
        let mut own = BTreeSet::new();
        for change in fresh {
            let here = |hash: &ChangeHash| record.past.knows(hash) || own.contains(hash);
            if !change.change.deps().iter().all(here) {
                return Place::Missing(Missing::Dependency);
            }
            own.insert(change.hash());
        }
        Place::Next
    }

    /// Applies all changes. On an error the record is in an unknown state.
    pub(super) fn apply(&self, record: &mut Record) -> Result<(), Refusal> {
        for proposed in &self.changes {
            if record.past.knows(&proposed.hash()) {
                continue;
            }
            if !fits(proposed, record) {
                return Err(Refusal::OutOfPlace);
            }
            record.apply(self.author, proposed.change.clone())?;
        }
        Ok(())
    }

    /// The changes that are not yet in the record.
    fn fresh(&self, record: &Record) -> impl Iterator<Item = &Proposed> {
        self.changes.iter().filter(|change| !record.past.knows(&change.hash()))
    }
}

impl Record {
    /// Lets a step in when it passes the gate. Nothing is changed otherwise.
    ///
    /// By itself this depends on the order of arrival where an author contradicts itself;
    /// [`settle`](super::settle()) does not. As long as every step of a record has been applied,
    /// both come to the same: settle all of them when one has not.
    pub fn admit(&mut self, step: &Step) -> Standing {
        match step.read() {
            Ok(proposal) => self.admit_read(&proposal),
            Err(refusal) => Standing::Refused(refusal),
        }
    }

    pub(super) fn admit_read(&mut self, proposal: &Proposal) -> Standing {
        match proposal.place(self) {
            Place::Known => return Standing::Applied,
            Place::Missing(missing) => return Standing::Waiting(missing),
            Place::Next => {}
            Place::Taken => return Standing::Refused(Refusal::ActorSeqReused),
        }
        let base = &*self;
        let tried = contained(|| {
            let mut trial = if base.past.is_empty() { Self::new() } else { base.clone() };
            proposal.apply(&mut trial)?;
            trial.prove()?;
            Ok(trial)
        });
        match tried {
            Ok(trial) => {
                *self = trial;
                Standing::Applied
            }
            Err(refusal) => Standing::Refused(refusal),
        }
    }
}

/// Whether a change is what its author would have made of its edit, knowing what it builds on.
fn fits(proposed: &Proposed, record: &Record) -> bool {
    let dependencies = proposed.change.deps();
    let mut keys = BTreeSet::new();
    proposed.change.start_op().get() == record.past.next_op(dependencies)
        && record.past.continues(&proposed.actor, dependencies)
        && proposed.ops.iter().all(|op| keys.insert(&op.path) && replaces(op, dependencies, record))
}

/// Whether an operation replaces values it could see. To put a value replaces all of them; to
/// settle a conflict in favour of the one that shows deletes the others.
fn replaces(op: &Op, dependencies: &[ChangeHash], record: &Record) -> bool {
    let key = op.path.to_string();
    let seen = if record.past.heads().eq(dependencies) {
        record.doc.get_all(ROOT, key)
    } else {
        record.doc.get_all_at(ROOT, key, dependencies)
    };
    let seen: Vec<_> = seen.unwrap_or_default().iter().filter_map(|(_, id)| op_id(id)).collect();
    if seen.is_empty() {
        return op.puts() && op.predecessors.is_empty();
    }
    let all = seen == op.predecessors;
    let all_but_shown = seen
        .split_last()
        .is_some_and(|(_, others)| !others.is_empty() && others == op.predecessors);
    all || (!op.puts() && all_but_shown)
}

fn op_id(id: &ObjId) -> Option<OpId> {
    match id {
        ObjId::Id(counter, actor, _) => Some((*counter, Actor::from_bytes(actor.to_bytes())?)),
        ObjId::Root => None,
    }
}
