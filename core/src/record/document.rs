//! The document under a record, and what the gate must know of its past.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ChangeHash, ROOT, SaveOptions};

use super::actor::Actor;
use super::columns::{MAX_OPS, MAX_PREDECESSORS};
use super::edit::{Edit, written};
use super::gate::MAX_BYTES;
use super::past::Past;
use super::projection::project;
use super::step::Refusal;
use crate::model::{Patch, Tree};

/// One record: an incident, an account, a case and so on. It may be edited and merged anywhere.
#[derive(Clone)]
pub struct Record {
    pub(super) doc: Automerge,
    pub(super) past: Past,
}

/// A saved document that is damaged, or was not saved by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the saved record cannot be loaded")]
pub struct Unloadable;

/// An edit that cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The document took no change.
    #[error("the record takes no change")]
    Closed,
    /// It would make a change that no other device lets in.
    #[error("the edit is too large for one change")]
    TooLarge,
}

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self { doc: Automerge::new(), past: Past::default() }
    }

    /// Reads what [`Record::save`] wrote. Such bytes are a cache of our own; those of others go
    /// through the gate.
    ///
    /// # Errors
    /// [`Unloadable`] when the bytes are damaged.
    pub fn load(saved: &[u8]) -> Result<Self, Unloadable> {
        let load = || {
            let doc = Automerge::load(saved).map_err(|_| Unloadable)?;
            let past = Past::of(&doc).ok_or(Unloadable)?;
            Ok(Self { doc, past })
        };
        catch_unwind(load).map_err(|_| Unloadable)?
    }

    /// Writes the whole document, not compressed: it is a cache, and quick to read again.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_with_options(SaveOptions { deflate: false, retain_orphans: true })
    }

    /// The hashes of the changes nothing builds on yet, sorted. Equal heads are equal records.
    #[must_use]
    pub fn heads(&self) -> Vec<[u8; 32]> {
        self.past.heads().map(|hash| hash.0).collect()
    }

    /// Every field with all its values: the one that shows first, then those stated at the same
    /// time by others.
    #[must_use]
    pub fn tree(&self) -> Tree {
        project(&self.doc)
    }

    /// Whether a patch says anything that is not so already.
    #[must_use]
    pub fn is_changed_by(&self, patch: &Patch) -> bool {
        !Edit::of(patch, &self.doc).is_empty()
    }

    /// Makes a patch one change and gives the bytes to send, never compressed; `None` when all it
    /// says is so already. To state one of several concurrent values again settles them.
    ///
    /// A change carries no time and no message: when a report was written is for its fields to
    /// say, and never for its envelope.
    ///
    /// # Errors
    /// [`EditError::TooLarge`] when others would refuse the change for its size.
    pub fn edit(&mut self, actor: &Actor, patch: &Patch) -> Result<Option<Vec<u8>>, EditError> {
        let edit = Edit::of(patch, &self.doc);
        if edit.is_empty() {
            return Ok(None);
        }
        if edit.len() > MAX_OPS || edit.replaced() > MAX_PREDECESSORS {
            return Err(EditError::TooLarge);
        }
        let at_most = edit.size() + self.past.heads().len() * size_of::<ChangeHash>();
        if at_most <= MAX_BYTES {
            return self.commit(actor, &edit).map(Some);
        }
        let mut trial = self.clone();
        let bytes = trial.commit(actor, &edit)?;
        if bytes.len() > MAX_BYTES {
            return Err(EditError::TooLarge);
        }
        *self = trial;
        Ok(Some(bytes))
    }

    fn commit(&mut self, actor: &Actor, edit: &Edit<'_>) -> Result<Vec<u8>, EditError> {
        self.doc.set_actor(actor.id());
        let mut transaction = self.doc.transaction();
        for (key, value) in edit.iter() {
            let done = match value {
                Some(value) => transaction.put(ROOT, key, written(value)),
                None => transaction.delete(ROOT, key),
            };
            done.map_err(|_| EditError::Closed)?;
        }
        transaction.commit_with(CommitOptions::default().with_time(0));
        let change = self.doc.get_last_local_change().ok_or(EditError::Closed)?;
        self.past.note(*actor, &change);
        Ok(change.raw_bytes().to_vec())
    }

    /// Applies a change that has been found to fit.
    pub(super) fn apply(&mut self, actor: Actor, change: Change) -> Result<(), Refusal> {
        self.past.note(actor, &change);
        self.doc.apply_changes([change]).map_err(|_| Refusal::Unloadable)
    }

    /// Proves that the document can be saved and loaded, and reads the same afterwards.
    pub(super) fn prove(&self) -> Result<(), Refusal> {
        let loaded = Automerge::load(&self.save()).map_err(|_| Refusal::Unloadable)?;
        let mut heads = loaded.get_heads();
        heads.sort_unstable();
        let same = self.past.heads().eq(&heads) && project(&loaded) == self.tree();
        same.then_some(()).ok_or(Refusal::Unloadable)
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("changes", &self.past.len()).finish_non_exhaustive()
    }
}

/// Runs what may panic inside Automerge. Whatever `work` was about to change must be dropped when
/// it is refused.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refusal::Panicked))
}
