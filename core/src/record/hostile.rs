//! What an enrolled but hostile author can send, and that it harms nobody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use automerge::legacy::{OpId, OpType};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ChangeHash, ExpandedChange, ObjType, ROOT, ScalarValue};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

use super::change::Proposed;
use super::document::contained;
use super::gate::Proposal;
use super::*;
use crate::model::{Patch, Path, Scalar};

const BUNDLE: &[u8] = include_bytes!("../../../tests/hostile/automerge-bundle-hang.bin");
const HONEST: Actor = Actor::new([1; 8], 1);
const EVE: Actor = Actor::new([0xee; 8], 1);

fn step(author: Actor, seq: u64, changes: Vec<u8>) -> Step {
    Step {
        author,
        seq,
        changes,
    }
}

fn set(path: &str, value: &str) -> Patch {
    let mut patch = Patch::default();
    patch.set(Path::parse(path).unwrap(), Scalar::Text(value.to_owned()));
    patch
}

fn edit(record: &mut Record, actor: Actor, path: &str, value: &str) -> Vec<u8> {
    record
        .edit(&actor, &set(path, value))
        .unwrap()
        .expect("the patch changes something")
}

/// A record with one step of an honest author.
fn base() -> (Record, Step) {
    let mut record = Record::new();
    let changes = edit(&mut record, HONEST, "callsign", "A1");
    (record, step(HONEST, 1, changes))
}

fn refusal(record: &mut Record, step: &Step) -> Refusal {
    let before = (record.heads(), record.tree());
    let standing = record.admit(step);
    assert_eq!((record.heads(), record.tree()), before);
    match standing {
        Standing::Refused(refusal) => refusal,
        other => panic!("the step is not refused but {other:?}"),
    }
}

/// Frames a chunk with the checksum it should have.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut tail = vec![kind];
    let mut length = body.len();
    loop {
        let more = length > 0x7f;
        tail.push(u8::try_from(length & 0x7f).unwrap() | if more { 0x80 } else { 0 });
        length >>= 7;
        if !more {
            break;
        }
    }
    tail.extend(body);
    let mut out = vec![0x85, 0x6f, 0x4a, 0x83];
    out.extend(&Sha256::digest(&tail)[..4]);
    out.extend(tail);
    out
}

/// The body of a chunk shorter than 16 KiB.
fn body(chunk: &[u8]) -> &[u8] {
    let length = if chunk[9] & 0x80 == 0 { 1 } else { 2 };
    &chunk[9 + length..]
}

/// A change made by Automerge itself, of things no record holds.
fn foreign(
    edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>),
    options: CommitOptions,
) -> Vec<u8> {
    let mut doc = Automerge::new().with_actor(EVE.as_bytes().into());
    let mut transaction = doc.transaction();
    edit(&mut transaction);
    transaction.commit_with(options);
    doc.get_last_local_change().unwrap().raw_bytes().to_vec()
}

#[test]
fn other_chunks_are_refused_unread() {
    let (mut record, _) = base();
    let started = Instant::now();
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, BUNDLE.to_vec())),
        Refusal::WrongChunk
    );
    assert!(started.elapsed() < Duration::from_millis(20));

    let document = record.save();
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, document)),
        Refusal::WrongChunk
    );

    let long = edit(&mut Record::new(), EVE, "narrative", &"x".repeat(60_000));
    let compressed = Change::from_bytes(long).unwrap().bytes().to_vec();
    assert!(compressed.len() < 1_000 && compressed[8] == 2);
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, compressed)),
        Refusal::WrongChunk
    );
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, chunk(7, b"?"))),
        Refusal::WrongChunk
    );
}

#[test]
fn a_good_change_does_not_carry_a_bad_one_in() {
    let (mut record, _) = base();
    let mut changes = edit(&mut Record::new(), EVE, "callsign", "E1");
    changes.extend(BUNDLE);
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, changes)),
        Refusal::WrongChunk
    );

    let mut eve = Record::new();
    let mut changes = edit(&mut eve, EVE, "callsign", "E1");
    let last = edit(&mut eve, EVE, "callsign", "E2");
    let at = changes.len();
    changes.extend(last);
    // Operation number of the second change, after one dependency, the author and the number 2.
    changes[at + 10 + 1 + 32 + 13 + 1] = 9;
    let forged = chunk(1, body(&changes[at..]));
    changes.truncate(at);
    changes.extend(forged);
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, changes)),
        Refusal::OutOfPlace
    );
}

#[test]
fn too_much_is_refused() {
    let (mut record, _) = base();
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, vec![0x85; 64 * 1024 + 1])),
        Refusal::TooLarge
    );

    let mut eve = Record::new();
    let many: Vec<_> = (0..65)
        .flat_map(|n| edit(&mut eve, EVE, "callsign", &n.to_string()))
        .collect();
    assert_eq!(refusal(&mut record, &step(EVE, 1, many)), Refusal::TooLarge);
}

#[test]
fn cut_or_flipped_bytes_are_refused() {
    let (mut record, _) = base();
    let changes = edit(&mut record.clone(), EVE, "callsign", "E1");
    for end in 0..changes.len() {
        refusal(&mut record, &step(EVE, 1, changes[..end].to_vec()));
    }
    for bit in 0..changes.len() * 8 {
        let mut flipped = changes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refusal(&mut record, &step(EVE, 1, flipped));
    }
}

#[test]
fn what_is_no_field_is_refused() {
    let (mut record, _) = base();
    let mut refuse = |changes| refusal(&mut record, &step(EVE, 1, changes));
    let plain = || CommitOptions::default().with_time(0);
    for kind in [ObjType::Map, ObjType::List, ObjType::Text] {
        let nested = foreign(
            |t| drop(t.put_object(ROOT, "types", kind).unwrap()),
            plain(),
        );
        assert_eq!(refuse(nested), Refusal::NotAField);
    }
    let inside = foreign(
        |t| {
            let map = t.put_object(ROOT, "types", ObjType::Map).unwrap();
            t.put(map, "spitting", true).unwrap();
        },
        plain(),
    );
    assert_eq!(refuse(inside), Refusal::NotAField);
    let scalars = [
        ScalarValue::Null,
        ScalarValue::Uint(1),
        ScalarValue::F64(0.5),
        ScalarValue::Timestamp(1),
        ScalarValue::counter(1),
        ScalarValue::Bytes(vec![1]),
        ScalarValue::Unknown {
            type_code: 12,
            bytes: vec![1],
        },
    ];
    for scalar in scalars {
        assert_eq!(
            refuse(foreign(|t| t.put(ROOT, "age", scalar).unwrap(), plain())),
            Refusal::NotAField
        );
    }
    for key in [
        "",
        "/",
        "Types",
        "a/b/c/d",
        "a//b",
        "caf\u{e9}",
        &"x".repeat(49),
    ] {
        assert_eq!(
            refuse(foreign(|t| t.put(ROOT, key, 1).unwrap(), plain())),
            Refusal::NotAField
        );
    }
    let timed = foreign(
        |t| t.put(ROOT, "age", 1).unwrap(),
        CommitOptions::default().with_time(9),
    );
    assert_eq!(refuse(timed), Refusal::NotAChange);
    let told = foreign(
        |t| t.put(ROOT, "age", 1).unwrap(),
        plain().with_message("at home"),
    );
    assert_eq!(refuse(told), Refusal::NotAChange);
    assert_eq!(
        record.admit(&step(
            EVE,
            1,
            foreign(|t| t.put(ROOT, "age", 1).unwrap(), plain())
        )),
        Standing::Applied
    );
}

/// Lets Automerge write a change again after a lie was put in.
fn rewrite(change: &[u8], lie: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::from_bytes(change.to_vec()).unwrap().decode();
    lie(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

#[test]
fn what_does_not_follow_from_its_past_is_refused() {
    let (mut record, _) = base();
    let first = edit(&mut record, EVE, "callsign", "E1");
    let unseen = edit(&mut record.clone(), HONEST, "callsign", "A2");
    let second = edit(&mut record.clone(), EVE, "callsign", "E2");
    let elsewhere = edit(&mut Record::new(), EVE, "callsign", "E2");
    record.admit(&step(HONEST, 2, unseen));

    let mut out_of_place = |change| {
        assert_eq!(
            refusal(&mut record, &step(EVE, 2, change)),
            Refusal::OutOfPlace
        );
    };
    let start = |n: u64| move |c: &mut ExpandedChange| c.start_op = n.try_into().unwrap();
    out_of_place(rewrite(&second, start(2)));
    out_of_place(rewrite(&second, start(4)));
    out_of_place(rewrite(&second, start(1_000_000_000)));
    // It forgets its own first change.
    out_of_place(rewrite(&elsewhere, |c| c.seq = 2));
    // It replaces nothing of what it knew, or something that never was.
    out_of_place(rewrite(&second, |c| {
        c.operations[0].pred = Vec::new().into()
    }));
    out_of_place(rewrite(&second, |c| {
        c.operations[0].pred = vec![OpId(1, HONEST.as_bytes().into())].into();
    }));
    out_of_place(rewrite(&second, |c| {
        c.operations[0].pred = vec![OpId(9, HONEST.as_bytes().into())].into();
    }));
    // It deletes nothing, or sets a field twice.
    out_of_place(rewrite(&second, |c| {
        c.operations[0].action = OpType::Delete;
        c.operations[0].pred = Vec::new().into();
    }));
    out_of_place(rewrite(&second, |c| {
        c.operations.push(c.operations[0].clone())
    }));

    let waits = rewrite(&second, |c| c.deps.push(ChangeHash([9; 32])));
    assert_eq!(
        record.admit(&step(EVE, 2, waits)),
        Standing::Waiting(Missing::Dependency)
    );
    let gap = rewrite(&second, |c| c.seq = 3);
    assert_eq!(
        record.admit(&step(EVE, 2, gap)),
        Standing::Waiting(Missing::Earlier)
    );
    assert_eq!(record.admit(&step(EVE, 1, first)), Standing::Applied);
    assert_eq!(record.admit(&step(EVE, 2, second)), Standing::Applied);
}

#[test]
fn nobody_writes_for_another() {
    let (mut record, _) = base();
    let changes = edit(&mut Record::new(), HONEST, "callsign", "E1");
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, changes)),
        Refusal::WrongActor
    );
    let other_incarnation = edit(
        &mut Record::new(),
        Actor::new([0xee; 8], 2),
        "callsign",
        "E1",
    );
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, other_incarnation)),
        Refusal::WrongActor
    );
}

#[test]
fn long_runs_cost_nothing() {
    let (mut record, _) = base();
    // One key, one action, one kind, repeated 2^40 times: Automerge's decoder would loop for days.
    let run = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    let columns: [(u8, Vec<u8>); 5] = [
        (0x15, [&run[..], &[1, b'a']].concat()),
        (0x34, run.to_vec()),
        (0x42, [&run[..], &[1]].concat()),
        (0x56, [&run[..], &[2]].concat()),
        (0x70, [&run[..], &[0]].concat()),
    ];
    let mut bytes = vec![0, 12];
    bytes.extend(EVE.as_bytes());
    bytes.extend([1, 1, 0, 0, 0, 5]);
    for (spec, column) in &columns {
        bytes.extend([*spec, u8::try_from(column.len()).unwrap()]);
    }
    bytes.extend(columns.iter().flat_map(|(_, column)| column));
    let started = Instant::now();
    assert_eq!(
        refusal(&mut record, &step(EVE, 1, chunk(1, &bytes))),
        Refusal::NotAChange
    );
    assert!(started.elapsed() < Duration::from_millis(20));
}

#[test]
fn a_panic_is_contained() {
    let refused = contained::<()>(|| panic!("as Automerge would"));
    assert_eq!(refused, Err(Refusal::Panicked));
}

#[test]
fn no_forged_change_harms_the_record_though_some_break_automerge() {
    let (record, _) = base();
    let mut eve = record.clone();
    let seeds = [
        edit(&mut eve, EVE, "callsign", "E1"),
        edit(&mut eve, EVE, "acts/k1/act", "spitting"),
    ];
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut harms = BTreeMap::new();
    for round in 0..6_000 {
        let (before, seed) = if round % 2 == 0 {
            (&seeds[..0], &seeds[0])
        } else {
            (&seeds[..1], &seeds[1])
        };
        let forged = forge(seed, &mut random);
        let mut target = record.clone();
        for (seq, changes) in (1..).zip(before) {
            assert_eq!(
                target.admit(&step(EVE, seq, changes.clone())),
                Standing::Applied
            );
        }
        if let Some(refusal) = unread(&mut target, &forged) {
            *harms.entry(refusal.code()).or_insert(0) += 1;
        }
        let standing = target.admit(&step(EVE, 9, forged));
        assert!(!matches!(
            standing,
            Standing::Refused(Refusal::Panicked | Refusal::Unloadable)
        ));
        edit(&mut target, HONEST, "place", "home");
        let loaded = Record::load(&target.save()).unwrap();
        assert_eq!(
            (loaded.heads(), loaded.tree()),
            (target.heads(), target.tree())
        );
    }
    let found = |refusal: Refusal| harms.get(refusal.code()).copied().unwrap_or(0);
    assert!(
        found(Refusal::Panicked) > 0 && found(Refusal::Unloadable) > 0,
        "{harms:?}"
    );
}

/// Changes up to three bytes of a change.
fn forge(change: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut forged = body(change).to_vec();
    for _ in 0..=random.next_u32() % 3 {
        let at = random.next_u32() as usize % forged.len();
        let byte = random.next_u32().to_le_bytes()[0];
        forged[at] = if byte % 2 == 0 {
            byte
        } else {
            forged[at].wrapping_add(1)
        };
    }
    chunk(1, &forged)
}

/// How the gate refuses a forged change when it trusts Automerge to read it, without our reader's
/// checks: what Automerge does to such a change is then contained, or found when it is proven.
fn unread(record: &mut Record, forged: &[u8]) -> Option<Refusal> {
    // A long run would keep Automerge busy for ever; what comes before the columns is no run.
    let columns = &body(forged)[1 + 32 + 13..];
    if columns
        .windows(3)
        .any(|three| three.iter().all(|byte| byte & 0x80 != 0))
    {
        return None;
    }
    let change = Change::from_bytes(forged.to_vec()).ok()?;
    let changes = vec![Proposed {
        actor: EVE,
        ops: Vec::new(),
        change,
    }];
    let before = record.heads();
    let standing = record.clone().admit_read(&Proposal {
        author: EVE,
        changes,
    });
    assert_eq!(record.heads(), before);
    match standing {
        Standing::Refused(refusal) => Some(refusal),
        Standing::Applied | Standing::Waiting(_) => None,
    }
}

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
    assert_eq!(
        refused
            .filter(|s| **s == Standing::Refused(Refusal::ActorSeqReused))
            .count(),
        2
    );
}

#[test]
fn to_contradict_oneself_strands_nobody() {
    for rival in 0..8 {
        let mut eve = Record::new();
        let first = step(EVE, 5, edit(&mut eve, EVE, "callsign", "first"));
        let second = step(EVE, 6, edit(&mut eve, EVE, "callsign", "second"));
        let built = step(HONEST, 1, edit(&mut eve, HONEST, "place", "home"));
        let rival = step(
            EVE,
            4,
            edit(&mut Record::new(), EVE, "callsign", &rival.to_string()),
        );
        let (history, progress) = arrive(&[first, second, built.clone(), rival.clone()]);
        assert!(progress.started_over);
        assert_eq!(progress.standings[&built.id()], Standing::Applied);
        assert_eq!(
            progress.standings[&rival.id()],
            Standing::Refused(Refusal::ActorSeqReused)
        );
        assert_eq!(history.record().heads().len(), 1);
    }
}

#[test]
fn a_failing_store_is_asked_again() {
    let one = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "one"));
    let two = step(EVE, 1, edit(&mut Record::new(), EVE, "callsign", "two"));
    let stored = [one.clone(), two.clone()];
    let mut history = arrive(&[one]).0;
    assert_eq!(
        history.add::<[Step; 0], _>(two, || Err("locked")),
        Err("locked")
    );
    let (_, honest) = base();
    let progress = history
        .add(honest.clone(), || Ok::<_, Infallible>(stored.clone()))
        .unwrap();
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
            if byte % 3 == 0 {
                for other in &mut records {
                    other.admit(&made);
                }
            }
            if byte % 5 == 0 {
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

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), framed in any::<bool>()) {
        let bytes = if framed { chunk(1, &bytes) } else { bytes };
        let (mut record, _) = base();
        refusal(&mut record, &step(EVE, 1, bytes));
    }
}
