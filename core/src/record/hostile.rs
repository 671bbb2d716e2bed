//! What an enrolled but hostile author can send, and that it harms nobody else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use automerge::legacy::{Key, ObjectId, OpId, OpType};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ChangeHash, ExpandedChange, ObjType, ROOT, ScalarValue};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::change::Proposed;
use super::document::contained;
use super::forge::{EVE, HONEST, base, body, chunk, edit, rewrite, step};
use super::gate::Proposal;
use super::*;

const BUNDLE: &[u8] = include_bytes!("../../../tests/hostile/automerge-bundle-hang.bin");
fn refusal(record: &mut Record, step: &Step) -> Refusal {
    let before = (record.heads(), record.tree());
    let standing = record.admit(step);
    assert_eq!((record.heads(), record.tree()), before);
    match standing {
        Standing::Refused(refusal) => refusal,
        other => panic!("the step is not refused but {other:?}"),
    }
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
    assert_eq!(refusal(&mut record, &step(EVE, 1, BUNDLE.to_vec())), Refusal::WrongChunk);
    assert!(started.elapsed() < Duration::from_millis(20));

    let document = record.save();
    assert_eq!(refusal(&mut record, &step(EVE, 1, document)), Refusal::WrongChunk);

    let long = edit(&mut Record::new(), EVE, "narrative", &"x".repeat(60_000));
    let compressed = Change::from_bytes(long).unwrap().bytes().to_vec();
    assert!(compressed.len() < 1_000 && compressed[8] == 2);
    assert_eq!(refusal(&mut record, &step(EVE, 1, compressed)), Refusal::WrongChunk);
    assert_eq!(refusal(&mut record, &step(EVE, 1, chunk(7, b"?"))), Refusal::WrongChunk);
}

#[test]
fn a_good_change_does_not_carry_a_bad_one_in() {
    let (mut record, honest) = base();
    let mut changes = edit(&mut Record::new(), EVE, "callsign", "E1");
    changes.extend(BUNDLE);
    assert_eq!(refusal(&mut record, &step(EVE, 1, changes)), Refusal::WrongChunk);

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
    let forged = step(EVE, 1, changes);
    assert_eq!(refusal(&mut record, &forged), Refusal::OutOfPlace);
    assert_eq!(settle([honest, forged]).record.heads(), record.heads());
}

#[test]
fn a_document_that_loads_as_another_is_no_proof() {
    let (mut record, _) = base();
    edit(&mut record, EVE, "callsign", "E1");
    assert_eq!(record.prove(), Ok(()));
    record.past = base().0.past;
    assert_eq!(record.prove(), Err(Refusal::Unloadable));
}

#[test]
fn too_much_is_refused() {
    let (mut record, _) = base();
    assert_eq!(refusal(&mut record, &step(EVE, 1, vec![0x85; 64 * 1024 + 1])), Refusal::TooLarge);

    let mut eve = Record::new();
    let many: Vec<_> =
        (0..65).flat_map(|n| edit(&mut eve, EVE, "callsign", &n.to_string())).collect();
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
        let nested = foreign(|t| drop(t.put_object(ROOT, "types", kind).unwrap()), plain());
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
    let outside = rewrite(&edit(&mut Record::new(), EVE, "callsign", "E1"), |c| {
        c.operations[0].obj = ObjectId::Id(OpId(1, HONEST.as_bytes().into()));
    });
    assert_eq!(refuse(outside), Refusal::NotAField);
    let scalars = [
        ScalarValue::Null,
        ScalarValue::Uint(1),
        ScalarValue::F64(0.5),
        ScalarValue::Timestamp(1),
        ScalarValue::counter(1),
        ScalarValue::Bytes(vec![1]),
        ScalarValue::Unknown { type_code: 12, bytes: vec![1] },
    ];
    for scalar in scalars {
        assert_eq!(
            refuse(foreign(|t| t.put(ROOT, "age", scalar).unwrap(), plain())),
            Refusal::NotAField
        );
    }
    for key in ["", "/", "Types", "a/b/c/d", "a//b", "caf\u{e9}", &"x".repeat(49)] {
        assert_eq!(refuse(foreign(|t| t.put(ROOT, key, 1).unwrap(), plain())), Refusal::NotAField);
    }
    let timed = foreign(|t| t.put(ROOT, "age", 1).unwrap(), CommitOptions::default().with_time(9));
    assert_eq!(refuse(timed), Refusal::NotAChange);
    let told = foreign(|t| t.put(ROOT, "age", 1).unwrap(), plain().with_message("at home"));
    assert_eq!(refuse(told), Refusal::NotAChange);
    assert_eq!(
        record.admit(&step(EVE, 1, foreign(|t| t.put(ROOT, "age", 1).unwrap(), plain()))),
        Standing::Applied
    );
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
        assert_eq!(refusal(&mut record, &step(EVE, 2, change)), Refusal::OutOfPlace);
    };
    let start = |n: u64| move |c: &mut ExpandedChange| c.start_op = n.try_into().unwrap();
    out_of_place(rewrite(&second, start(2)));
    out_of_place(rewrite(&second, start(4)));
    out_of_place(rewrite(&second, start(1_000_000_000)));
    // It forgets its own first change.
    out_of_place(rewrite(&elsewhere, |c| c.seq = 2));
    // It replaces nothing of what it knew, or something that never was.
    out_of_place(rewrite(&second, |c| c.operations[0].pred = Vec::new().into()));
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
    out_of_place(rewrite(&second, |c| c.operations.push(c.operations[0].clone())));

    out_of_place(rewrite(&second, |c| {
        c.operations[0].key = Key::Map("place".into());
        c.operations[0].action = OpType::Delete;
        c.operations[0].pred = Vec::new().into();
    }));

    let waits = rewrite(&second, |c| c.deps.push(ChangeHash([9; 32])));
    assert_eq!(record.admit(&step(EVE, 2, waits)), Standing::Waiting(Missing::Dependency));
    let gap = rewrite(&second, |c| c.seq = 3);
    assert_eq!(record.admit(&step(EVE, 2, gap)), Standing::Waiting(Missing::Earlier));
    assert_eq!(record.admit(&step(EVE, 1, first)), Standing::Applied);
    assert_eq!(record.admit(&step(EVE, 2, second)), Standing::Applied);
}

#[test]
fn nobody_writes_for_another() {
    let (mut record, _) = base();
    let changes = edit(&mut Record::new(), HONEST, "callsign", "E1");
    assert_eq!(refusal(&mut record, &step(EVE, 1, changes)), Refusal::WrongActor);
    let other_incarnation = edit(&mut Record::new(), Actor::new([0xee; 8], 2), "callsign", "E1");
    assert_eq!(refusal(&mut record, &step(EVE, 1, other_incarnation)), Refusal::WrongActor);
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
    assert_eq!(refusal(&mut record, &step(EVE, 1, chunk(1, &bytes))), Refusal::NotAChange);
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
    let seeds =
        [edit(&mut eve, EVE, "callsign", "E1"), edit(&mut eve, EVE, "acts/k1/act", "spitting")];
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut harms = BTreeMap::new();
    for round in 0..6_000 {
        let (before, seed) =
            if round % 2 == 0 { (&seeds[..0], &seeds[0]) } else { (&seeds[..1], &seeds[1]) };
        let forged = forge(seed, &mut random);
        let mut target = record.clone();
        for (seq, changes) in (1..).zip(before) {
            assert_eq!(target.admit(&step(EVE, seq, changes.clone())), Standing::Applied);
        }
        if let Some(refusal) = unread(&mut target, &forged) {
            *harms.entry(refusal.code()).or_insert(0) += 1;
        }
        let standing = target.admit(&step(EVE, 9, forged));
        assert!(!matches!(standing, Standing::Refused(Refusal::Panicked | Refusal::Unloadable)));
        edit(&mut target, HONEST, "place", "home");
        let loaded = Record::load(&target.save()).unwrap();
        assert_eq!((loaded.heads(), loaded.tree()), (target.heads(), target.tree()));
    }
    let found = |refusal: Refusal| harms.get(refusal.code()).copied().unwrap_or(0);
    assert!(found(Refusal::Panicked) > 0 && found(Refusal::Unloadable) > 0, "{harms:?}");
}

/// Changes up to three bytes of a change.
fn forge(change: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut forged = body(change).to_vec();
    for _ in 0..=random.next_u32() % 3 {
        let at = random.next_u32() as usize % forged.len();
        let byte = random.next_u32().to_le_bytes()[0];
        forged[at] = if byte.is_multiple_of(2) { byte } else { forged[at].wrapping_add(1) };
    }
    chunk(1, &forged)
}

/// How the gate refuses a forged change when it trusts Automerge to read it, without our reader's
/// checks: what Automerge does to such a change is then contained, or found when it is proven.
fn unread(record: &mut Record, forged: &[u8]) -> Option<Refusal> {
    // A long run would keep Automerge busy for ever; what comes before the columns is no run.
    let columns = &body(forged)[1 + 32 + 13..];
    if columns.windows(3).any(|three| three.iter().all(|byte| byte & 0x80 != 0)) {
        return None;
    }
    let change = Change::from_bytes(forged.to_vec()).ok()?;
    let changes = vec![Proposed { actor: EVE, ops: Vec::new(), change }];
    let before = record.heads();
    let standing = record.clone().admit_read(&Proposal { author: EVE, changes });
    assert_eq!(record.heads(), before);
    match standing {
        Standing::Refused(refusal) => Some(refusal),
        Standing::Applied | Standing::Waiting(_) => None,
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), framed in any::<bool>()) {
        let bytes = if framed { chunk(1, &bytes) } else { bytes };
        let (mut record, _) = base();
        refusal(&mut record, &step(EVE, 1, bytes));
    }
}
