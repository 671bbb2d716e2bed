//! A lesson is never shared without consent and review, by any order of edits and any merge. What is
//! expected is told by what people did, and not by what the record then says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::model::lesson::{self, CHECKLIST, Scope, State};
use crate::model::{Patch, RecordKind, Scalar, view};

const HUBS: usize = 3;
const FIELDS: [&str; 4] = ["title", "happened", "helped", "change"];

/// What somebody does at a hub. People are numbers. Nothing is checked before it is written.
#[derive(Clone, Debug)]
enum Act {
    Write { by: u8, field: usize, text: u8 },
    Affected { by: u8, count: i64 },
    Consent { of: u8, scopes: [bool; 3] },
    Withdraw { which: usize },
    Review { by: u8, confirmed: [bool; 5] },
    Share { scope: usize },
    Meet { from: usize },
}

/// What was done, with the digest of the text that stood before whoever did it.
#[derive(Clone, Debug)]
struct Done {
    act: Act,
    text: String,
    step: Step,
}

fn act() -> impl Strategy<Value = Act> {
    let confirmed = prop_oneof![4 => Just([true; 5]), 1 => any::<[bool; 5]>()];
    let scopes = prop_oneof![3 => Just([true; 3]), 1 => any::<[bool; 3]>()];
    prop_oneof![
        3 => (0..3_u8, 0..FIELDS.len(), 0..3_u8).prop_map(|(by, field, text)| Act::Write { by, field, text }),
        1 => (0..3_u8, 1..3_i64).prop_map(|(by, count)| Act::Affected { by, count }),
        3 => (0..3_u8, scopes).prop_map(|(of, scopes)| Act::Consent { of, scopes }),
        1 => (0..8_usize).prop_map(|which| Act::Withdraw { which }),
        4 => (0..4_u8, confirmed).prop_map(|(by, confirmed)| Act::Review { by, confirmed }),
        4 => (0..3_usize).prop_map(|scope| Act::Share { scope }),
        4 => (0..HUBS).prop_map(|from| Act::Meet { from }),
    ]
}

/// What an act writes, under the number of the act; none where there is nothing to act on.
fn patch(act: &Act, number: usize, text: &str, consents: &[usize]) -> Option<Patch> {
    let mut patch = Patch::default();
    let name = |person: u8| format!("Person {person}");
    let author = |patch: &mut Patch, by| patch.state(&format!("authors/a{number}/name"), name(by));
    match act {
        Act::Write { by, field, text } => {
            patch.state(FIELDS[*field], format!("Text {text}"));
            author(&mut patch, *by);
        }
        Act::Affected { by, count } => {
            patch.state("affected", Scalar::Whole(*count));
            author(&mut patch, *by);
        }
        Act::Consent { of, scopes } => {
            patch.state(&format!("consents/c{number}/of"), name(*of));
            for (scope, agreed) in Scope::ALL.iter().zip(scopes) {
                let field = format!("consents/c{number}/{}", scope.code());
                patch.state(&field, Scalar::Flag(*agreed));
            }
        }
        Act::Withdraw { which } => {
            let consent = consents.get(which % consents.len().max(1))?;
            patch.state(&format!("consents/c{consent}/withdrawn_at"), "2026-07-01T00:00:00Z");
        }
        Act::Review { by, confirmed } => {
            patch.state(&format!("reviews/r{number}/text"), text);
            patch.state(&format!("reviews/r{number}/by"), name(*by));
            for (line, confirmed) in CHECKLIST.iter().zip(confirmed) {
                patch.state(&format!("reviews/r{number}/{line}"), Scalar::Flag(*confirmed));
            }
        }
        Act::Share { scope } => {
            patch.state(&format!("shares/s{number}/scope"), Scope::ALL[*scope].code());
            patch.state(&format!("shares/s{number}/text"), text);
        }
        Act::Meet { .. } => return None,
    }
    Some(patch)
}

fn shown(record: &Record) -> Value {
    view(RecordKind::Lesson, &record.tree())
}

/// Whether a lesson may be where it says it is, by what was done.
fn may_be(view: &Value, done: &[Done]) -> Result<(), String> {
    let standing = lesson::standing(view);
    let text = lesson::digest(view);
    let withdrawn = done.iter().any(|one| matches!(one.act, Act::Withdraw { .. }));
    if withdrawn != (standing.state == State::Withdrawn) {
        return Err("withdrawn is what is withdrawn".to_owned());
    }
    let affected = view.get("affected").and_then(Value::as_u64).unwrap_or(1);
    let wrote = |person: u8| {
        done.iter().any(|one| match one.act {
            Act::Write { by, .. } | Act::Affected { by, .. } => by == person,
            _ => false,
        })
    };
    let reviewed = done.iter().any(|one| match one.act {
        Act::Review { by, confirmed } => confirmed == [true; 5] && one.text == text && !wrote(by),
        _ => false,
    });
    for (number, scope) in Scope::ALL.into_iter().enumerate() {
        if !standing.shared.contains(&scope) {
            continue;
        }
        let mut people = BTreeSet::new();
        let mut all = true;
        for one in done {
            if let Act::Consent { of, scopes } = one.act {
                people.insert(of);
                all &= scopes[number];
            }
        }
        let shared = done.iter().any(|one| match one.act {
            Act::Share { scope } => scope == number && one.text == text,
            _ => false,
        });
        let agreed = all && u64::try_from(people.len()).unwrap() >= affected;
        if withdrawn || !reviewed || !shared || !agreed {
            return Err(format!("{scope:?}: {withdrawn} {reviewed} {shared} {agreed}"));
        }
    }
    Ok(())
}

/// Plays acts at hubs that meet now and then, asking each at each moment; gives all that was done,
/// and whether any hub ever had it shared.
fn play(acts: &[(usize, Act)]) -> Result<(Vec<Done>, bool), String> {
    let mut hubs: Vec<(Record, Vec<Done>)> = vec![(Record::new(), Vec::new()); HUBS];
    let (mut all, mut ever) = (Vec::new(), false);
    for (number, (at, act)) in acts.iter().enumerate() {
        if let Act::Meet { from } = act {
            let log = hubs[*from].1.clone();
            let (record, known) = &mut hubs[*at];
            for one in log {
                record.admit(&one.step);
                if !known.iter().any(|known| known.step == one.step) {
                    known.push(one);
                }
            }
        } else {
            let (record, known) = &mut hubs[*at];
            let text = lesson::digest(&shown(record));
            let consents: Vec<usize> = known
                .iter()
                .filter_map(|one| match one.act {
                    Act::Consent { .. } => usize::try_from(one.step.seq).ok(),
                    _ => None,
                })
                .collect();
            let Some(patch) = patch(act, number, &text, &consents) else { continue };
            let author = Actor::new([u8::try_from(*at).unwrap() + 1; 8], 1);
            if let Some(changes) = record.edit(&author, &patch).unwrap() {
                let step = Step { author, seq: number as u64, changes };
                let done = Done { act: act.clone(), text, step };
                known.push(done.clone());
                all.push(done);
            }
        }
        let (record, known) = &hubs[*at];
        let view = shown(record);
        ever |= !lesson::standing(&view).shared.is_empty();
        may_be(&view, known)?;
    }
    Ok((all, ever))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_lesson_is_never_shared_without_consent_and_review(
        acts in prop::collection::vec((0..HUBS, act()), 1..32)
    ) {
        let (done, _) = play(&acts).map_err(TestCaseError::fail)?;
        let merged = settle(done.iter().map(|one| one.step.clone()));
        may_be(&shown(&merged.record), &done).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn what_people_do_in_order_is_shared() {
    let acts = [
        (0, Act::Write { by: 0, field: 0, text: 1 }),
        (0, Act::Write { by: 0, field: 1, text: 2 }),
        (0, Act::Consent { of: 0, scopes: [true; 3] }),
        (1, Act::Meet { from: 0 }),
        (1, Act::Review { by: 3, confirmed: [true; 5] }),
        (1, Act::Share { scope: 2 }),
    ];
    assert!(play(&acts).unwrap().1);
}
