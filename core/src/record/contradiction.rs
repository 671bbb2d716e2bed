//! An author that contradicts itself, and what everybody else then has: the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use automerge::ChangeHash;
use proptest::prelude::*;

use super::arrival::arrive;
use super::forge::{EVE, HONEST, base, body, chunk, edit, rewrite, step};
use super::*;

#[test]
fn one_number_used_twice_leaves_one_change_everywhere() {
    let (_, honest) = base();
    let one = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "one"));
    let two = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "two"));
    let later = step(EVE, 2, edit(&mut Record::new(), EVE, "callsign", "later"));
    let forwards = arrive(&[honest.clone(), one.clone(), two.clone(), later.clone()], 1);
    let backwards = arrive(&[later, two, one, honest], 1);
    assert_eq!(forwards.standings, backwards.standings);
    assert_eq!(forwards.record.tree(), backwards.record.tree());
    let refused = forwards.standings.values();
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
        let arrived = arrive(&[first, second, built.clone(), rival.clone()], 1);
        assert_eq!(arrived.standings[&built.id()], Standing::Applied);
        assert_eq!(arrived.standings[&rival.id()], Standing::Refused(Refusal::ActorSeqReused));
        assert_eq!(arrived.record.heads().len(), 1);
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
        (steps, order, at_once) in quarrel().prop_flat_map(|steps| {
            let twice: Vec<_> = steps.iter().chain(steps.iter().take(3)).cloned().collect();
            (Just(steps), Just(twice).prop_shuffle(), 1..6_usize)
        })
    ) {
        let settled = settle(steps.clone());
        let again = settle(order.clone());
        prop_assert_eq!(&again.standings, &settled.standings);
        prop_assert_eq!(again.record.heads(), settled.record.heads());

        for order in [&steps, &order] {
            let arrived = arrive(order, at_once);
            prop_assert_eq!(&arrived.standings, &settled.standings);
            prop_assert_eq!(arrived.record.heads(), settled.record.heads());
            prop_assert_eq!(arrived.record.tree(), settled.record.tree());
        }
    }
}
