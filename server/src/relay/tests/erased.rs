//! What is left of a record once its erasure was ordered.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tabard_core::attachment::address_of;
use tabard_core::entry::{Kind, SignedEntry};
use tabard_core::ids::{ChunkAddress, DeviceId, RecordId};
use tabard_core::region::{
    CertificateHash, DirectoryError, Erasure, ErasureClass, Role, SignedStatement, Statement,
};
use tabard_core::wire::{ChunkAnswer, ChunkRequest, ChunkWant};

use super::super::ingest::Submission;
use super::super::testing::{NOW, World, ids};
use super::super::{Fault, Limits, Relay, RelayError};

fn order(records: &[RecordId], chunks: &[ChunkAddress]) -> Statement {
    Statement::Erasure(Erasure {
        records: records.to_vec(),
        chunks: chunks.to_vec(),
        class: ErasureClass(1),
        at: NOW,
        certificate: CertificateHash::of(b"the certificate"),
    })
}

/// Whether any file below a folder has a piece of an entry's sealed body.
fn is_in_files(dir: &Path, entry: &SignedEntry) -> bool {
    let sealed = &entry.bytes()[entry.bytes().len() - 160..];
    fs::read_dir(dir).unwrap().any(|found| {
        let path = found.unwrap().path();
        if path.is_dir() {
            return is_in_files(&path, entry);
        }
        let file = fs::read(&path).unwrap();
        sealed
            .windows(24)
            .step_by(8)
            .any(|piece| file.windows(piece.len()).any(|window| window == piece))
    })
}

#[test]
fn the_bytes_are_in_no_file_and_all_else_goes_on_over_them() {
    let mut world = World::new();
    let (mut owner, mut mate) = (world.crew(), world.crew());
    let (first, gone) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    let (other, kept) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    let second = world.go_on(&mut mate, &gone);
    world.sync(&mut owner, &[&first, &other]);
    world.sync(&mut mate, &[&second]);
    assert!(is_in_files(world.dir.path(), &first));
    let before = world.relay.head().unwrap();
    assert_eq!(world.relay.held_of(&[gone.id]).unwrap().entries, 2);

    let line = world.issue(&order(&[gone.id], &[]));
    for entry in [&first, &second] {
        assert!(!is_in_files(world.dir.path(), entry));
    }
    assert!(is_in_files(world.dir.path(), &other), "and nothing else");
    assert_eq!(world.relay.held_of(&[gone.id]).unwrap().bytes, 0);
    assert_eq!(world.relay.head().unwrap().size, before.size + 1);
    world.assert_sound();

    // Said twice, it is in the log once.
    let head = world.relay.head().unwrap();
    world.relay.append_statements(&[line]).unwrap();
    assert_eq!(world.relay.head().unwrap(), head);
    // Offered again, the entries are held, and are not stored.
    assert_eq!(world.sync(&mut owner, &[&first, &other]), []);
    assert_eq!(world.relay.head().unwrap(), head);
    assert!(!is_in_files(world.dir.path(), &first));
    // The chains go on, and who comes only now is given the rest.
    let third = world.go_on(&mut owner, &kept);
    assert_eq!(world.sync(&mut owner, &[&third]), []);
    let next = world.go_on(&mut mate, &kept);
    assert_eq!(world.sync(&mut mate, &[&next]), []);
    let mut late = world.crew();
    let invited = world.invite(&mut owner, &kept, &late.public());
    assert_eq!(world.sync(&mut owner, &[&invited]), []);
    late.fetch(&world);
    assert_eq!(late.got, ids(&[&other, &third, &next, &invited]));
    mate.got.clear();
    mate.cursors.clear();
    mate.fetch(&world);
    assert_eq!(mate.got, ids(&[&other, &third, &invited]));
    world.assert_sound();
}

#[test]
fn what_comes_late_keeps_its_place_and_nothing_else() {
    let mut world = World::new();
    let mut owner = world.crew();
    let (first, gone) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    let unsent = world.go_on(&mut owner, &gone);
    let (behind, _) = world.start(&mut owner, Kind::Incident);
    world.issue(&order(&[gone.id], &[]));
    assert_eq!(world.sync(&mut owner, &[&unsent, &behind]), []);
    assert_eq!(world.sync(&mut owner, &[&unsent, &behind]), []);
    assert!(!is_in_files(world.dir.path(), &unsent));
    assert!(is_in_files(world.dir.path(), &behind));
    // An entry of a stranger to the record is parked, and released, without its bytes.
    let mut mate = world.crew();
    let parked = world.go_on(&mut mate, &gone);
    assert_eq!(world.sync(&mut mate, &[&parked]), []);
    let invites = world.invite(&mut owner, &gone, &mate.public());
    assert_eq!(world.sync(&mut owner, &[&invites]), []);
    assert_eq!(world.relay.stats().unwrap().parked, 0);
    world.assert_sound();
}

#[test]
fn only_who_stands_as_an_issuer_orders_it() {
    let mut world = World::new();
    let mut crew = world.phone(&[Role::Crew, Role::Triage]);
    let (first, record) = world.start(&mut crew, Kind::Incident);
    world.sync(&mut crew, &[&first]);
    let by = |who: &super::super::testing::Phone, world: &World| {
        let order = order(&[record.id], &[]);
        SignedStatement::sign(world.region(), &who.identity, &order).unwrap()
    };
    let forged = by(&crew, &world);
    let refused = world.relay.append_statements(std::slice::from_ref(&forged));
    let why = DirectoryError::NoRight;
    assert_eq!(refused, Err(RelayError::Statement { number: 1, why }));
    assert_eq!(world.relay.offer_directory(&[forged]).unwrap(), 0);
    let hub = world.take_hub();
    let removed = tabard_core::region::Revocation { device: hub.id(), at: NOW };
    world.relay.append_statements(&[world.authority.revoke(removed).unwrap()]).unwrap();
    let late = by(&hub, &world);
    assert_eq!(world.relay.offer_directory(&[late]).unwrap(), 0);
    assert!(is_in_files(world.dir.path(), &first));
    world.assert_sound();
}

#[test]
fn bytes_that_nobody_ordered_to_erase_are_a_fault() {
    let mut world = World::new();
    let mut owner = world.crew();
    let (first, gone) = world.start(&mut owner, Kind::Incident);
    let position = world.relay.head().unwrap().size;
    let (second, _) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first, &second]);
    world.issue(&order(&[gone.id], &[]));
    world.assert_sound();
    let fault = |world: &World| world.relay.verify().unwrap().fault;

    let other = position + 1;
    world.execute(&format!("UPDATE log SET bytes = x'' WHERE position = {other}"));
    assert_eq!(fault(&world), Some(Fault::Erased(other)));
    // With the remnant of another entry, and with one of its own.
    world.execute(&format!(
        "INSERT INTO erased SELECT {other}, remnant FROM erased WHERE position = {position}"
    ));
    assert_eq!(fault(&world), Some(Fault::Erased(other)));
    let own = tabard_core::entry::Remnant::of(&second).to_bytes();
    {
        let db = world.relay.writer.db();
        db.execute("UPDATE erased SET remnant = ?2 WHERE position = ?1", (other, own)).unwrap();
    }
    assert_eq!(fault(&world), Some(Fault::Erased(other)));
    {
        let db = world.relay.writer.db();
        db.execute("DELETE FROM erased WHERE position = ?1", [other]).unwrap();
        let sql = "UPDATE log SET bytes = ?2 WHERE position = ?1";
        db.execute(sql, (other, second.bytes())).unwrap();
        assert_eq!(db.execute(sql, (position, first.bytes())).unwrap(), 1);
        db.execute("DELETE FROM erased", []).unwrap();
    }
    // And what was ordered and is still there is one too.
    let still = Fault::Derived { table: "erased", position: None };
    assert_eq!(fault(&world), Some(still));
}

#[test]
fn a_copy_from_before_lets_go_once_it_has_the_order_again() {
    let mut world = World::new();
    let mut owner = world.crew();
    let (first, gone) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    let copy = tempfile::tempdir().unwrap();
    world.relay.backup(copy.path()).unwrap();
    let line = world.issue(&order(&[gone.id], &[]));
    world.reopen(copy.path());
    assert!(is_in_files(copy.path(), &first));
    assert_eq!(world.relay.offer_directory(&[line]).unwrap(), 1);
    assert!(!is_in_files(copy.path(), &first));
    world.assert_sound();
    let again = tempfile::tempdir().unwrap();
    world.relay.backup(again.path()).unwrap();
    assert!(!is_in_files(again.path(), &first));
    assert_eq!(Relay::open(again.path(), Limits::default()).unwrap().verify().unwrap().fault, None);
}

#[test]
fn what_a_crash_left_in_the_files_goes_at_the_next_start() {
    let mut world = World::new();
    let mut owner = world.crew();
    let (first, gone) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    let sealed = vec![7; 300];
    let address = address_of(&sealed);
    let put = ChunkWant::Put(address, sealed.into());
    world
        .relay
        .chunks(NOW, owner.id(), ChunkRequest { region: world.region(), want: put })
        .unwrap();
    let chunks = |world: &World| world.relay.verify_chunks().unwrap().whole;
    // The order is committed, and the process ends before the files are written anew.
    let line = world.sign(&order(&[gone.id], &[address]));
    let submission = Submission::of_statements(vec![line]);
    world.relay.writer.submit(submission, &world.relay.known, Limits::default()).unwrap();
    assert!(is_in_files(world.dir.path(), &first), "in the write-ahead log at least");
    assert_eq!(chunks(&world), 1);
    let dir = world.dir.path().to_owned();
    world.reopen(&dir);
    assert!(!is_in_files(&dir, &first));
    assert_eq!(chunks(&world), 0);
    world.assert_sound();
}

#[test]
fn erased_chunks_are_neither_given_nor_taken_nor_asked_for() {
    let mut world = World::new();
    let owner = world.crew();
    let sealed = vec![9; 300];
    let address = address_of(&sealed);
    let region = world.region();
    let ask = |world: &World, device: DeviceId, want| {
        world.relay.chunks(NOW, device, ChunkRequest { region, want }).unwrap()
    };
    let put = || ChunkWant::Put(address, sealed.clone().into());
    assert!(matches!(ask(&world, owner.id(), put()), ChunkAnswer::Kept));
    world.issue(&order(&[RecordId::new([1; 16])], &[address]));
    assert_eq!(world.relay.verify_chunks().unwrap().whole, 0);
    assert!(matches!(ask(&world, owner.id(), put()), ChunkAnswer::Kept));
    assert_eq!(world.relay.verify_chunks().unwrap().whole, 0);
    let get = ChunkWant::Get(address);
    assert!(matches!(ask(&world, owner.id(), get), ChunkAnswer::Absent));
    let missing = ChunkWant::Missing(vec![address]);
    assert!(matches!(ask(&world, owner.id(), missing), ChunkAnswer::Held(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whenever the order comes between the entries of two writers of two records, nothing of the
    /// one is left, the other is given whole, and the log is sound.
    #[test]
    fn the_order_may_come_at_any_time(
        steps in prop::collection::vec((any::<bool>(), any::<bool>()), 1..12),
        at in 0usize..12,
    ) {
        let mut world = World::new();
        let (mut owner, mut mate) = (world.crew(), world.crew());
        let (first, gone) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
        let (other, kept) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
        let (mut erased, mut whole) = (vec![first], vec![other]);
        world.sync(&mut owner, &[&erased[0], &whole[0]]);
        for (place, (by_owner, of_gone)) in steps.iter().enumerate() {
            if place == at {
                world.issue(&order(&[gone.id], &[]));
            }
            let who = if *by_owner { &mut owner } else { &mut mate };
            let entry = world.go_on(who, if *of_gone { &gone } else { &kept });
            prop_assert_eq!(world.sync(who, &[&entry]), vec![]);
            if *of_gone { erased.push(entry) } else { whole.push(entry) }
        }
        if at >= steps.len() {
            world.issue(&order(&[gone.id], &[]));
        }
        prop_assert!(!erased.iter().any(|entry| is_in_files(world.dir.path(), entry)));
        mate.got.clear();
        mate.cursors.clear();
        mate.fetch(&world);
        let given: Vec<_> = whole.iter().filter(|one| one.author() == owner.id()).collect();
        prop_assert_eq!(mate.got.clone(), ids(&given));
        world.assert_sound();
    }
}
