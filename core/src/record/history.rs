//! What was changed in a record, by whom and in which order.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, OpId, OpType};
use automerge::{Change, ChangeHash};

use super::actor::Actor;
use super::document::Record;
use super::projection::value_of;
use crate::model::{Path, Scalar};

/// One change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Who made it.
    pub author: Actor,
    /// What it set and cleared, in the order of the fields.
    pub edits: Vec<Edited>,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The field.
    pub path: Path,
    /// What it said to its author when it was written; none for nothing. Of several values that
    /// were stated apart, the latest one.
    pub before: Option<Scalar>,
    /// What it says after; none when it was cleared.
    pub after: Option<Scalar>,
    /// Whether it replaced several values that were stated apart: a person settled them.
    pub settled: bool,
}

impl Record {
    /// Every change, each after all it builds on. Changes made apart stand in an order that is the
    /// same on every device.
    #[must_use]
    pub fn history(&self) -> Vec<Revision> {
        let mut changes = self.doc.get_changes(&[]);
        // Operations are numbered upwards along the graph.
        changes.sort_by(|a, b| (a.start_op(), a.actor_id()).cmp(&(b.start_op(), b.actor_id())));
        let mut told = Told::of(&changes);
        changes.iter().filter_map(|change| told.revision(change)).collect()
    }
}

/// What was told until here.
struct Told {
    deps: BTreeMap<ChangeHash, Vec<ChangeHash>>,
    /// What each operation stated, and in which change. What stood before another is told by the
    /// operations that it says it replaces: whatever came between in this order was written apart.
    stated: BTreeMap<OpId, (Scalar, ChangeHash)>,
    /// The operations that nothing replaced yet.
    standing: BTreeMap<Path, Vec<OpId>>,
}

impl Told {
    fn of(changes: &[Change]) -> Self {
        let deps = changes.iter().map(|change| (change.hash(), change.deps().to_vec())).collect();
        Self { deps, stated: BTreeMap::new(), standing: BTreeMap::new() }
    }

    fn revision(&mut self, change: &Change) -> Option<Revision> {
        let author = Actor::from_bytes(change.actor_id().to_bytes())?;
        let mut edits = Vec::new();
        for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
            let Key::Map(key) = &op.key else { continue };
            let Ok(path) = Path::parse(key) else { continue };
            let before = op.pred.iter().rev().find_map(|one| self.stated.get(one));
            let before = before.map(|(value, _)| value.clone());
            let standing = self.standing.entry(path.clone()).or_default();
            standing.retain(|one| op.pred.iter().all(|replaced| replaced != one));
            let put = match &op.action {
                OpType::Put(value) => value_of(value),
                _ => None,
            };
            let (after, settled) = match put {
                Some(value) => {
                    let id = OpId(number, change.actor_id().clone());
                    self.stated.insert(id.clone(), (value.clone(), change.hash()));
                    standing.push(id);
                    (Some(value), op.pred.len() > 1)
                }
                // Where the value that is shown is chosen, the others alone are taken away.
                None => match self.left_at(&path, change) {
                    Some(left) => (Some(left), true),
                    None => (None, op.pred.len() > 1),
                },
            };
            edits.push(Edited { path, before, after, settled });
        }
        edits.sort_by(|a, b| a.path.cmp(&b.path));
        Some(Revision { author, edits })
    }

    /// What still stands at a path of what the author of a change knew.
    fn left_at(&self, path: &Path, change: &Change) -> Option<Scalar> {
        let standing = self.standing.get(path).filter(|standing| !standing.is_empty())?;
        let known = self.known_to(change);
        let mut left = standing.iter().rev().filter_map(|one| self.stated.get(one));
        left.find(|(_, within)| known.contains(within)).map(|(value, _)| value.clone())
    }

    fn known_to(&self, change: &Change) -> BTreeSet<ChangeHash> {
        let (mut known, mut next) = (BTreeSet::new(), change.deps().to_vec());
        while let Some(hash) = next.pop() {
            if known.insert(hash) {
                next.extend(self.deps.get(&hash).into_iter().flatten());
            }
        }
        known
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::Patch;
    use crate::record::{Step, settle};

    const A: Actor = Actor::new([1; 8], 0);
    const B: Actor = Actor::new([2; 8], 0);

    fn patch(edits: &[(&str, Option<&str>)]) -> Patch {
        let mut patch = Patch::default();
        for (path, value) in edits {
            let path = Path::parse(path).unwrap();
            match value {
                Some(text) => patch.set(path, Scalar::Text((*text).to_owned())),
                None => patch.clear(path),
            }
        }
        patch
    }

    fn edit(record: &mut Record, author: Actor, edits: &[(&str, Option<&str>)]) -> Step {
        let changes = record.edit(&author, &patch(edits)).unwrap().unwrap();
        Step { author, seq: record.heads().len() as u64, changes }
    }

    fn text(value: &str) -> Option<Scalar> {
        Some(Scalar::Text(value.to_owned()))
    }

    #[test]
    fn tells_what_was_before_and_after() {
        let mut record = Record::new();
        edit(&mut record, A, &[("callsign", Some("YA1")), ("vehicle", Some("7"))]);
        edit(&mut record, A, &[("callsign", Some("YA2")), ("vehicle", None)]);
        let history = record.history();
        assert_eq!(history.len(), 2);
        let second = &history[1].edits;
        assert_eq!((second[0].before.clone(), second[0].after.clone()), (text("YA1"), text("YA2")));
        assert_eq!((second[1].before.clone(), second[1].after.clone()), (text("7"), None));
    }

    #[test]
    fn what_was_settled_stays_in_history_with_both_values() {
        let mut a = Record::new();
        let start = edit(&mut a, A, &[("callsign", Some("YA0"))]);
        let mut b = a.clone();
        let from_a = edit(&mut a, A, &[("callsign", Some("YA1"))]);
        let from_b = Step { seq: 9, ..edit(&mut b, B, &[("callsign", Some("YA2"))]) };
        let steps = [start, Step { seq: 2, ..from_a }, from_b];
        let mut both = settle(steps.clone()).record;
        let other_way = settle(steps.into_iter().rev()).record;
        assert_eq!(both.history(), other_way.history());
        let mut otherwise = both.clone();
        edit(&mut otherwise, A, &[("callsign", Some("YA2"))]);
        let chosen = otherwise.history()[3].edits[0].clone();
        assert!(chosen.settled, "whichever of the two is chosen");
        assert_eq!((chosen.before, chosen.after), (text("YA1"), text("YA2")));
        let choice = edit(&mut both, A, &[("callsign", Some("YA1"))]);
        assert!(!choice.changes.is_empty());
        let history = both.history();
        let said: Vec<_> = history.iter().map(|one| one.edits[0].after.clone()).collect();
        assert_eq!(said.len(), 4);
        assert!(said.contains(&text("YA1")) && said.contains(&text("YA2")));
        let before: Vec<_> = history[1..3].iter().map(|one| one.edits[0].before.clone()).collect();
        assert_eq!(before, [text("YA0"), text("YA0")], "neither knew of the other");
        assert!(history[3].edits[0].settled);
    }
}
