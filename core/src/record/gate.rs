//! The gate: what one entry brings, read, placed and let in whole or not at all.
//!
//! A step passes when an honest device could have made it where it says it stands: its changes
//! are in our dialect, in the canonical bytes, by their author, next in that author's numbering,
//! with the operation numbers and predecessors that follow from what they build on. All that
//! depends on nothing but the step and its own past, so the order of arrival cannot matter.

use std::collections::BTreeSet;

use automerge::{ChangeHash, ObjId, ROOT, ReadDoc};
use sha2::{Digest, Sha256};

use super::actor::Actor;
use super::change::{MAX_OPS, Op, OpId, Proposed, next_chunk};
use super::document::{Record, contained};
use super::reader::Reader;

/// The most bytes one step may have.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// The most changes one step may hold.
const MAX_CHANGES: usize = 64;

/// What one entry brings to a record, once opened and found to be its author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who wrote the entry, and so every change in it.
    pub author: Actor,
    /// The entry's place in its author's chain.
    pub seq: u64,
    /// Automerge changes, one after the other.
    pub changes: Vec<u8>,
}

/// What tells one step from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId {
    /// Who wrote it.
    pub author: Actor,
    /// Its place in its author's chain.
    pub seq: u64,
    /// The SHA-256 of its changes.
    pub digest: [u8; 32],
}

/// Where a step stands with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in the record.
    Applied,
    /// It may yet come in.
    Waiting(Missing),
    /// It is kept out, with nothing of it applied.
    Refused(Refusal),
}

/// What a waiting step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A change it builds on.
    Dependency,
    /// An earlier change of the same author.
    Earlier,
}

/// Why a step is kept out. Each has a stable code; none says what the record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    /// Its author has used the number of one of its changes for another change.
    #[error("the author used the same change number twice")]
    ActorSeqReused,
    /// It is not a run of well-formed changes without time or message.
    #[error("not a change")]
    NotAChange,
    /// It does something else than setting or clearing fields.
    #[error("the change does more than set or clear fields")]
    NotAField,
    /// The same change has other bytes when written by Automerge.
    #[error("the change is not in its canonical form")]
    NotCanonical,
    /// It claims operation numbers or predecessors that do not follow from what it builds on.
    #[error("the change does not follow from what it builds on")]
    OutOfPlace,
    /// Automerge panicked on it.
    #[error("the change makes the document library panic")]
    Panicked,
    /// More bytes, changes or operations than a step may have.
    #[error("the step is too large")]
    TooLarge,
    /// With it, the record could not be loaded again.
    #[error("the record could not be loaded with this change")]
    Unloadable,
    /// One of its changes is by another author than the step.
    #[error("the change is by another author")]
    WrongActor,
    /// A compressed change, a whole document or a bundle.
    #[error("not a plain change but another kind of chunk")]
    WrongChunk,
}

impl Refusal {
    /// Whether the same step could have passed in another record, or with other steps around it.
    pub(super) const fn depends_on_others(self) -> bool {
        matches!(self, Self::ActorSeqReused | Self::OutOfPlace | Self::Panicked | Self::Unloadable)
    }

    /// The code to store and to show support staff.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ActorSeqReused => "actor_seq_reused",
            Self::NotAChange => "not_a_change",
            Self::NotAField => "not_a_field",
            Self::NotCanonical => "not_canonical",
            Self::OutOfPlace => "out_of_place",
            Self::Panicked => "panicked",
            Self::TooLarge => "too_large",
            Self::Unloadable => "unloadable",
            Self::WrongActor => "wrong_actor",
            Self::WrongChunk => "wrong_chunk",
        }
    }
}

impl Step {
    /// What tells this step from all others.
    #[must_use]
    pub fn id(&self) -> StepId {
        let digest = Sha256::digest(&self.changes).into();
        StepId { author: self.author, seq: self.seq, digest }
    }

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
            let follows = |last: &Proposed| last.change.seq().checked_add(1) == Some(change.change.seq());
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
        let Some(first) = fresh.peek() else { return Place::Known };
        let next = record.next_seq(&self.author);
        if first.change.seq() < next {
            return Place::Taken;
        }
        if first.change.seq() > next {
            return Place::Missing(Missing::Earlier);
        }
        let mut own = BTreeSet::new();
        for change in fresh {
            let here = |hash: &ChangeHash| record.knows(hash) || own.contains(hash);
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
            if record.knows(&proposed.hash()) {
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
    pub(super) fn fresh(&self, record: &Record) -> impl Iterator<Item = &Proposed> {
        self.changes.iter().filter(|change| !record.knows(&change.hash()))
    }

    /// Whether both claim one number of one author for different changes.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let differ = |a: &Proposed, b: &Proposed| a.change.seq() == b.change.seq() && a.hash() != b.hash();
        self.author == other.author
            && self.changes.iter().any(|a| other.changes.iter().any(|b| differ(a, b)))
    }
}

impl Record {
    /// Lets a step in when it passes the gate. Nothing is changed otherwise.
    ///
    /// By itself this depends on the order of arrival where an author contradicts itself;
    /// [`History`](super::History) does not.
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
            let mut trial = if base.is_empty() { Self::new() } else { base.clone() };
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
    proposed.change.start_op().get() == record.next_op(dependencies)
        && record.continues(&proposed.actor, dependencies)
        && proposed.ops.iter().all(|op| keys.insert(&op.path) && replaces(op, dependencies, record))
}

/// Whether an operation replaces values it could see. To put a value replaces all of them; to
/// settle a conflict in favour of the one that shows deletes the others.
fn replaces(op: &Op, dependencies: &[ChangeHash], record: &Record) -> bool {
    let key = op.path.to_string();
    let seen = if record.stands_on(dependencies) {
        record.doc.get_all(ROOT, key)
    } else {
        record.doc.get_all_at(ROOT, key, dependencies)
    };
    let seen: Vec<_> = seen.unwrap_or_default().iter().filter_map(|(_, id)| op_id(id)).collect();
    if seen.is_empty() {
        return op.puts && op.predecessors.is_empty();
    }
    let all = seen == op.predecessors;
    let all_but_shown = seen.split_last().is_some_and(|(_, others)| {
        !others.is_empty() && others == op.predecessors
    });
    all || (!op.puts && all_but_shown)
}

fn op_id(id: &ObjId) -> Option<OpId> {
    match id {
        ObjId::Id(counter, actor, _) => Some((*counter, Actor::from_bytes(actor.to_bytes())?)),
        ObjId::Root => None,
    }
}
