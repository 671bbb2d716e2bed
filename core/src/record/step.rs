//! What one entry brings to a record, and what may become of it.

use sha2::{Digest, Sha256};

use super::actor::Actor;

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

impl Step {
    /// What tells this step from all others.
    #[must_use]
    pub fn id(&self) -> StepId {
        let digest = Sha256::digest(&self.changes).into();
        StepId { author: self.author, seq: self.seq, digest }
    }
}

impl Refusal {
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
