//! The graph of a record's changes, as far as the gate must know it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change, ChangeHash};

use super::actor::Actor;

/// The graph of changes, kept apart from Automerge's so that one can be checked against the other.
#[derive(Clone, Default)]
pub(super) struct Past {
    changes: BTreeMap<ChangeHash, Known>,
    tips: BTreeMap<Actor, Tip>,
    heads: BTreeSet<ChangeHash>,
}

#[derive(Clone)]
struct Known {
    dependencies: Vec<ChangeHash>,
    last_op: u64,
}

/// The newest change of an author.
#[derive(Clone, Copy)]
struct Tip {
    hash: ChangeHash,
    seq: u64,
}

impl Past {
    pub(super) fn of(doc: &Automerge) -> Option<Self> {
        let mut past = Self::default();
        for change in doc.get_changes_meta(&[]) {
            let actor = Actor::from_bytes(change.actor.to_bytes())?;
            past.add(actor, change.hash, change.seq, change.deps, change.max_op);
        }
        past.heads = doc.get_heads().into_iter().collect();
        Some(past)
    }

    pub(super) fn note(&mut self, actor: Actor, change: &Change) {
        let dependencies = change.deps().to_vec();
        self.add(actor, change.hash(), change.seq(), dependencies, change.max_op());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    pub(super) fn knows(&self, hash: &ChangeHash) -> bool {
        self.changes.contains_key(hash)
    }

    /// The changes nothing builds on yet, sorted.
    pub(super) fn heads(&self) -> impl ExactSizeIterator<Item = &ChangeHash> {
        self.heads.iter()
    }

    /// The number the next change of an author bears.
    pub(super) fn next_seq(&self, actor: &Actor) -> u64 {
        self.tips.get(actor).map_or(1, |tip| tip.seq + 1)
    }

    /// The counter of the first operation of a change that builds on `dependencies`.
    pub(super) fn next_op(&self, dependencies: &[ChangeHash]) -> u64 {
        let last = |hash| self.changes.get(hash).map_or(0, |known| known.last_op);
        dependencies.iter().map(last).max().unwrap_or(0) + 1
    }

    /// Whether a change that builds on `dependencies` builds on all its author made before.
    pub(super) fn continues(&self, actor: &Actor, dependencies: &[ChangeHash]) -> bool {
        let Some(tip) = self.tips.get(actor) else {
            return true;
        };
        self.reaches(dependencies, &tip.hash)
    }

    fn add(
        &mut self,
        actor: Actor,
        hash: ChangeHash,
        seq: u64,
        dependencies: Vec<ChangeHash>,
        last_op: u64,
    ) {
        for dependency in &dependencies {
            self.heads.remove(dependency);
        }
        self.heads.insert(hash);
        self.changes.insert(hash, Known { dependencies, last_op });
        let tip = self.tips.entry(actor).or_insert(Tip { hash, seq });
        if tip.seq < seq {
            *tip = Tip { hash, seq };
        }
    }

    fn reaches(&self, from: &[ChangeHash], target: &ChangeHash) -> bool {
        let floor = self.changes.get(target).map_or(0, |known| known.last_op);
        let mut seen = BTreeSet::new();
        let mut open = from.to_vec();
        while let Some(hash) = open.pop() {
            if hash == *target {
                return true;
            }
            // Operations are numbered upwards along the graph, so nothing older leads there.
            let known = self.changes.get(&hash).filter(|known| known.last_op > floor);
            if let Some(known) = known.filter(|_| seen.insert(hash)) {
                open.extend(&known.dependencies);
            }
        }
        false
    }
}
