//! Steps as a client gets them, a few at a time, and what it does with them: its own rule, on its
//! own saved bytes, without its entries and keys.
#![allow(clippy::unwrap_used)]

use super::{Record, Settlement, Standing, Step, settle};

/// What a client comes to that gets `steps` in this order, `at_once` at a time.
pub(super) fn arrive(steps: &[Step], at_once: usize) -> Settlement {
    let mut held = settle([]);
    let mut got = Vec::new();
    for fresh in steps.chunks(at_once) {
        got.extend(fresh.iter().cloned());
        held = go_on(&held, &got).unwrap_or_else(|| settle(got.iter().cloned()));
    }
    held
}

/// What is new or waited, on top of the saved record. None when one does not simply pass, or was
/// refused before.
fn go_on(held: &Settlement, steps: &[Step]) -> Option<Settlement> {
    if held.refused().next().is_some() {
        return None;
    }
    let mut record = Record::load(&held.record.save()).unwrap();
    let mut standings = held.standings.clone();
    let fresh = |id| matches!(held.standings.get(&id), None | Some(Standing::Waiting(_)));
    for step in steps.iter().filter(|step| fresh(step.id())) {
        if record.admit(step) != Standing::Applied {
            return None;
        }
        standings.insert(step.id(), Standing::Applied);
    }
    Some(Settlement { record, standings })
}
