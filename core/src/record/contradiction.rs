//! An author that contradicts itself, and what everybody else then has: the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::convert::Infallible;

use automerge::ChangeHash;
use proptest::prelude::*;

use super::forge::{EVE, HONEST, base, body, chunk, edit, rewrite, step};
use super::*;

#[test]
fn one_number_used_twice_leaves_one_change_everywhere() {
    let (_, honest) = base();
    let one = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "one"));
    let two = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "two"));
    let later = step(EVE, 2, edit(&mut Record::new(), EVE, "callsign", "later"));
    let forwards = arrive(&[honest.clone(), one.clone(), two.clone(), later.clone()]);
    let backwards = arrive(&[later, two, one, honest]);
    assert_eq!(forwards.1.standings, backwards.1.standings);
    assert_eq!(forwards.0.record().tree(), backwards.0.record().tree());
    let refused = forwards.1.standings.values();
    assert_eq!(refused.filter(|s| **s == Standing::Refused(Refusal::ActorSeqReused)).count(), 2);
}

#[test]
fn to_contradict_oneself_strands_nobody() {
    for rival in 0..8 {
        let mut eve = Record::new();
        let first = step(EVE, 5, edit(&mut eve, EVE, "callsign", "first"));
        let second = step(EVE, 6, edit(&mut eve, EVE, "callsign", "second"));
        let built = step(HONEST, 1, edit(&mut eve, HONEST, "place", "home"));
        let rival = step(EVE, 4, edit(&mut Record::new(), EVE, "callsign", &rival.to_string()));
        let (history, progress) = arrive(&[first, second, built.clone(), rival.clone()]);
        assert!(progress.started_over);
        assert_eq!(progress.standings[&built.id()], Standing::Applied);
        assert_eq!(progress.standings[&rival.id()], Standing::Refused(Refusal::ActorSeqReused));
        assert_eq!(history.record().heads().len(), 1);
    }
}

#[test]
fn what_others_built_on_goes_first_even_when_it_has_to_wait() {
    let mallory = Actor::new([2; 8], 1);
    let mut eve = Record::new();
    let awaited = step(mallory, 1, edit(&mut eve, mallory, "place", "home"));
    let first = step(EVE, 2, edit(&mut eve, EVE, "callsign", "first"));
    let built = step(HONEST, 1, edit(&mut eve, HONEST, "callsign", "A1"));
    let rival = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "rival"));
    // A rival of the awaited step with large operation numbers puts off its turn.
    let late = rewrite(&awaited.changes, |change| change.start_op = 1000.try_into().unwrap());
    let late = step(mallory, 2, late);
    let settled = settle([awaited, first.clone(), built.clone(), rival, late]);
    assert_eq!(settled.standings[&first.id()], Standing::Applied);
    assert_eq!(settled.standings[&built.id()], Standing::Applied);
    assert_eq!(settled.refused().count(), 2);
}

#[test]
fn a_rival_that_waits_for_nothing_real_does_not_keep_the_other_out() {
    let good = step(EVE, 2, edit(&mut Record::new(), EVE, "callsign", "good"));
    let waits = rewrite(&good.changes, |change| change.deps.push(ChangeHash([9; 32])));
    let waits = step(EVE, 1, waits);
    let settled = settle([good.clone(), waits.clone()]);
    assert_eq!(settled.standings[&good.id()], Standing::Applied);
    assert_eq!(settled.standings[&waits.id()], Standing::Refused(Refusal::ActorSeqReused));
}

#[test]
fn a_failing_store_is_asked_again() {
    let one = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "one"));
    let two = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "two"));
    let stored = [one.clone(), two.clone()];
    let mut history = arrive(&[one]).0;
    assert_eq!(history.add::<[Step; 0], _>(two, || Err("locked")), Err("locked"));
    let (_, honest) = base();
    let progress = history.add(honest.clone(), || Ok::<_, Infallible>(stored.clone())).unwrap();
    assert!(progress.started_over);
    let whole = settle(stored.into_iter().chain([honest]));
    assert_eq!(progress.standings, whole.standings);
    assert_eq!(history.record().heads(), whole.record.heads());
}

/// Adds steps one by one; the progress is that of a last, repeated one.
fn arrive(steps: &[Step]) -> (History, Progress) {
    let mut history = History::new();
    let mut last = None;
    for (count, step) in steps.iter().enumerate() {
        let stored = || Ok::<_, Infallible>(steps[..count].to_vec());
        last = Some(history.add(step.clone(), stored).unwrap());
    }
    (history, last.unwrap())
}

/// Steps of a record in which Eve contradicts herself and forges, and others build on it.
fn quarrel() -> impl Strategy<Value = Vec<Step>> {
    let moves = prop::collection::vec((0..4_usize, 0..3_usize, any::<u8>(), 0..64_usize), 2..14);
    moves.prop_map(|moves| {
        let authors = [HONEST, Actor::new([2; 8], 1), EVE, EVE];
        let mut records = vec![Record::new(); authors.len()];
        let mut steps: Vec<Step> = Vec::new();
        for (seq, (who, path, byte, at)) in moves.into_iter().enumerate() {
            let path = ["callsign", "place", "acts/k1/act"][path];
            let changes = edit(&mut records[who], authors[who], path, &seq.to_string());
            let made = step(authors[who], seq as u64 / 2, changes);
            if byte.is_multiple_of(3) {
                for other in &mut records {
                    other.admit(&made);
                }
            }
            if byte.is_multiple_of(5) {
                let mut forged = body(&made.changes).to_vec();
                let at = at % forged.len();
                forged[at] = forged[at].wrapping_add(byte);
                steps.push(step(made.author, made.seq, chunk(1, &forged)));
            }
            steps.push(made);
        }
        steps
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn all_replicas_refuse_the_same(
        (steps, order) in quarrel().prop_flat_map(|steps| {
            let twice: Vec<_> = steps.iter().chain(steps.iter().take(3)).cloned().collect();
            (Just(steps), Just(twice).prop_shuffle())
        })
    ) {
        let settled = settle(steps);
        let again = settle(order.clone());
        prop_assert_eq!(&again.standings, &settled.standings);
        prop_assert_eq!(again.record.heads(), settled.record.heads());

        let mut history = History::new();
        let mut standings = BTreeMap::new();
        for (count, step) in order.iter().enumerate() {
            let progress = history.add(step.clone(), || Ok::<_, Infallible>(order[..count].to_vec())).unwrap();
            if progress.started_over {
                let pure = |_: &StepId, s: &mut Standing| matches!(s, Standing::Refused(r) if !r.depends_on_others());
                standings.retain(pure);
            }
            standings.extend(progress.standings);
        }
        prop_assert_eq!(standings, settled.standings);
        prop_assert_eq!(history.record().heads(), settled.record.heads());
        prop_assert_eq!(history.record().tree(), settled.record.tree());
    }
}
