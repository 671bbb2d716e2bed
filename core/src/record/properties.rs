//! What must hold for any edits, in any order of arrival.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::arrival::arrive;
use super::*;
use crate::model::{Node, Patch, Path, Scalar, Stated, Tree};

const PHONES: usize = 4;

fn phone(number: usize) -> Actor {
    Actor::new([u8::try_from(number).unwrap() + 1; 8], 1)
}

fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

fn set(path: &str, value: Scalar) -> Patch {
    let mut patch = Patch::default();
    patch.set(Path::parse(path).unwrap(), value);
    patch
}

fn clear(path: &str) -> Patch {
    let mut patch = Patch::default();
    patch.clear(Path::parse(path).unwrap());
    patch
}

fn edit(record: &mut Record, number: usize, patch: &Patch) -> Vec<u8> {
    record.edit(&phone(number), patch).unwrap().expect("the patch changes something")
}

fn leaf<'t>(tree: &'t Tree, path: &str) -> Option<(&'t Stated, &'t [Stated])> {
    let (last, branches) =
        path.split('/').collect::<Vec<_>>().split_last().map(|(l, b)| (*l, b.to_vec()))?;
    let mut tree = tree;
    for branch in branches {
        let Node::Branch(below) = tree.get(branch)? else {
            return None;
        };
        tree = below;
    }
    match tree.get(last)? {
        Node::Leaf(shows, others) => Some((shows, others)),
        Node::Branch(_) => None,
    }
}

/// What one phone does while offline, then the phones it meets.
#[derive(Clone, Debug)]
enum Act {
    Edit(usize, Vec<(String, Option<Scalar>)>),
    Meet(usize, usize),
}

fn path() -> impl Strategy<Value = String> {
    const PATHS: [&str; 11] = [
        "callsign",
        "types",
        "acts",
        "acts/k1",
        "acts/k2",
        "types/spitting",
        "types/threat",
        "acts/k1/act",
        "acts/k1/by",
        "acts/k2/act",
        "acts_seen",
    ];
    prop::sample::select(&PATHS[..]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        any::<bool>().prop_map(Scalar::Flag),
        prop_oneof![any::<i64>(), -3..3_i64].prop_map(Scalar::Whole),
        prop_oneof![".{0,12}", "[ab]"].prop_map(Scalar::Text),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let edits = prop::collection::vec((path(), prop::option::weighted(0.8, scalar())), 1..5);
    prop_oneof![
        3 => (0..PHONES, edits).prop_map(|(phone, edits)| Act::Edit(phone, edits)),
        1 => (0..PHONES, 0..PHONES).prop_map(|(from, to)| Act::Meet(from, to)),
    ]
}

/// Plays the acts and gives every step made.
fn play(acts: &[Act]) -> Vec<Step> {
    let mut phones: Vec<(Record, Vec<Step>)> = vec![(Record::new(), Vec::new()); PHONES];
    let mut made = Vec::new();
    for act in acts {
        match act {
            Act::Edit(number, edits) => {
                let mut patch = Patch::default();
                for (path, value) in edits {
                    let path = Path::parse(path).unwrap();
                    match value {
                        Some(value) => patch.set(path, value.clone()),
                        None => patch.clear(path),
                    }
                }
                let (record, log) = &mut phones[*number];
                if let Some(changes) = record.edit(&phone(*number), &patch).unwrap() {
                    assert_eq!(changes[8], 1, "a change is never compressed");
                    let step = Step { author: phone(*number), seq: made.len() as u64, changes };
                    log.push(step.clone());
                    made.push(step);
                }
            }
            Act::Meet(from, to) => {
                let log = phones[*from].1.clone();
                let (record, known) = &mut phones[*to];
                for step in log {
                    assert_eq!(record.admit(&step), Standing::Applied);
                    if !known.contains(&step) {
                        known.push(step);
                    }
                }
            }
        }
    }
    made
}

/// Joins steps of one author that were made right after each other.
fn batch(steps: &[Step], cuts: &[bool]) -> Vec<Step> {
    let mut batches: Vec<Step> = Vec::new();
    for (step, cut) in steps.iter().zip(cuts.iter().cycle()) {
        match batches.last_mut().filter(|last| !cut && last.author == step.author) {
            Some(last) => last.changes.extend(&step.changes),
            None => batches.push(step.clone()),
        }
    }
    batches
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn all_replicas_agree(
        (steps, order, cuts, at_once) in prop::collection::vec(act(), 1..24).prop_map(|acts| play(&acts)).prop_flat_map(|steps| {
            let twice: Vec<_> = steps.iter().chain(&steps).cloned().collect();
            (Just(steps), Just(twice).prop_shuffle(), prop::collection::vec(any::<bool>(), 8), 1..6_usize)
        })
    ) {
        let settled = settle(steps.clone());
        prop_assert_eq!(settled.applied().count(), steps.len());

        for order in [&steps, &order] {
            let arrived = arrive(order, at_once);
            prop_assert_eq!(arrived.record.heads(), settled.record.heads());
            prop_assert_eq!(arrived.record.tree(), settled.record.tree());
            prop_assert_eq!(&arrived.standings, &settled.standings);
        }

        let again = settle(order);
        prop_assert_eq!(again.record.heads(), settled.record.heads());
        prop_assert_eq!(again.standings, settled.standings);

        let batched = batch(&steps, &cuts);
        let count = batched.len();
        let batched = settle(batched);
        prop_assert_eq!(batched.record.heads(), settled.record.heads());
        prop_assert_eq!(batched.applied().count(), count);

        let loaded = Record::load(&settled.record.save()).unwrap();
        prop_assert_eq!(loaded.heads(), settled.record.heads());
        prop_assert_eq!(loaded.tree(), settled.record.tree());
    }

    #[test]
    fn what_waits_comes_in_when_the_first_comes_last(acts in prop::collection::vec(act(), 1..16), at_once in 1..16_usize) {
        let mut steps = play(&acts);
        steps.reverse();
        let arrived = arrive(&steps, at_once);
        let settled = settle(steps);
        prop_assert_eq!(arrived.record.heads(), settled.record.heads());
        prop_assert_eq!(arrived.standings, settled.standings);
    }

    #[test]
    fn every_side_of_a_conflict_shows(values in prop::collection::vec(scalar(), PHONES)) {
        let mut base = Record::new();
        let mut steps = vec![Step { author: phone(9), seq: 1, changes: edit(&mut base, 9, &set("place", text("?"))) }];
        for (number, value) in values.iter().enumerate() {
            let changes = edit(&mut base.clone(), number, &set("callsign", value.clone()));
            steps.push(Step { author: phone(number), seq: 1, changes });
        }
        let tree = settle(steps).record.tree();
        let (shows, others) = leaf(&tree, "callsign").unwrap();
        let by: Vec<_> = others.iter().map(|stated| stated.by.clone()).collect();
        prop_assert!(by.is_sorted());
        for (number, value) in values.into_iter().enumerate() {
            let stated = Stated { value, by: phone(number).device_text() };
            prop_assert!(*shows == stated || others.contains(&stated));
        }
        prop_assert_eq!(others.len(), PHONES - 1);
    }
}

#[test]
fn the_other_values_stand_by_their_authors() {
    let mut steps = Vec::new();
    for (number, edits) in [(2, 1), (1, 2), (0, 3)] {
        let mut record = Record::new();
        for edit_number in 0..edits {
            let changes = edit(&mut record, number, &set("callsign", Scalar::Whole(edit_number)));
            steps.push(Step { author: phone(number), seq: steps.len() as u64, changes });
        }
    }
    let tree = settle(steps).record.tree();
    let (shows, others) = leaf(&tree, "callsign").unwrap();
    let by = |stated: &Stated| stated.by.clone();
    assert_eq!(shows.by, phone(0).device_text());
    assert_eq!(
        others.iter().map(by).collect::<Vec<_>>(),
        [phone(1).device_text(), phone(2).device_text()]
    );
}

#[test]
fn two_phones_that_first_make_the_same_set_both_show() {
    let (mut ours, mut theirs) = (Record::new(), Record::new());
    let mine = edit(&mut ours, 0, &set("types/spitting", Scalar::Flag(true)));
    let yours = edit(&mut theirs, 1, &set("types/threat", Scalar::Flag(true)));
    let steps = [(0, mine), (1, yours)];
    let steps = steps.map(|(n, changes)| Step { author: phone(n), seq: 1, changes });
    let tree = settle(steps).record.tree();
    assert!(leaf(&tree, "types/spitting").is_some() && leaf(&tree, "types/threat").is_some());
}

#[test]
fn to_clear_a_branch_leaves_its_neighbours() {
    let mut record = Record::new();
    for path in ["acts/k1/act", "acts/k1/by", "acts/k2/act", "acts_seen"] {
        edit(&mut record, 0, &set(path, text("x")));
    }
    edit(&mut record, 0, &clear("acts/k1"));
    assert!(leaf(&record.tree(), "acts/k2/act").is_some());
    edit(&mut record, 0, &clear("acts"));
    assert_eq!(record.tree().keys().collect::<Vec<_>>(), ["acts_seen"]);
    assert_eq!(record.edit(&phone(0), &clear("acts")), Ok(None));
}

#[test]
fn to_say_what_is_so_is_no_change_unless_it_settles() {
    let mut ours = Record::new();
    edit(&mut ours, 0, &set("callsign", text("A1")));
    let unchanged = ours.heads();
    assert_eq!(ours.edit(&phone(0), &set("callsign", text("A1"))), Ok(None));
    assert_eq!(ours.heads(), unchanged);

    for settles_on in ["A1", "B2", "C3"] {
        let mut ours = Record::new();
        edit(&mut ours, 0, &set("callsign", text("A1")));
        let theirs = edit(&mut Record::new(), 1, &set("callsign", text("B2")));
        let step = Step { author: phone(1), seq: 1, changes: theirs };
        assert_eq!(ours.admit(&step), Standing::Applied);
        let mut other = ours.clone();
        let settles = edit(&mut ours, 2, &set("callsign", text(settles_on)));
        let tree = ours.tree();
        let (shows, others) = leaf(&tree, "callsign").unwrap();
        assert_eq!((&shows.value, others), (&text(settles_on), &[][..]));
        let step = Step { author: phone(2), seq: 1, changes: settles };
        assert_eq!(other.admit(&step), Standing::Applied);
        assert_eq!(other.tree(), tree);
    }
}

#[test]
fn an_edit_others_would_refuse_is_not_made() {
    let mut record = Record::new();
    let long = set("narrative", text(&"x".repeat(70_000)));
    assert_eq!(record.edit(&phone(0), &long), Err(EditError::TooLarge));
    let fits = edit(&mut record, 0, &set("narrative", text(&"x".repeat(65_000))));
    let step = Step { author: phone(0), seq: 1, changes: fits };
    assert_eq!(Record::new().admit(&step), Standing::Applied);

    let mut many = Patch::default();
    for n in 0..2_000 {
        many.set(Path::parse(&format!("a/{n}")).unwrap(), Scalar::Whole(i64::MIN + n));
    }
    let mut record = Record::new();
    let made = edit(&mut record, 0, &many);
    let cleared = edit(&mut record, 0, &clear("a"));
    let mut other = Record::new();
    for (seq, changes) in [(1, made), (2, cleared)] {
        assert_eq!(other.admit(&Step { author: phone(0), seq, changes }), Standing::Applied);
    }
    assert!(other.tree().is_empty());
}

#[test]
fn a_saved_record_that_is_damaged_does_not_load() {
    let mut record = Record::new();
    edit(&mut record, 0, &set("callsign", text("A1")));
    let saved = record.save();
    for end in 0..saved.len() {
        let cut = Record::load(&saved[..end]);
        assert!(cut.is_err() || cut.unwrap().heads().is_empty());
    }
}
