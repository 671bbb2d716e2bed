//! Disks that fill up and bits that flip.

use tabard_core::entry::Kind;
use tabard_core::wire::{ProblemCode, Refusal};

use super::super::Fault;
use super::super::testing::World;

/// A world with a log of some variety, and the position of an entry in it.
fn busy() -> (World, u64) {
    let mut world = World::new();
    let (mut owner, mut mate, mut other) = (world.crew(), world.crew(), world.crew());
    let (first, record) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    let second = world.go_on(&mut mate, &record);
    let position = world.relay.head().unwrap().size;
    world.sync(&mut owner, &[&first, &second]);
    let mut crew = world.crew();
    let many: Vec<_> = (0..300).map(|_| world.start(&mut crew, Kind::Incident).0).collect();
    world.sync(&mut crew, &many.iter().collect::<Vec<_>>());
    let (_, unknown) = world.start(&mut owner, Kind::Incident);
    let parked = world.go_on(&mut other, &unknown);
    world.sync(&mut other, &[&parked]);
    world.assert_sound();
    (world, position)
}

fn fault_after(sql: &str) -> (Option<Fault>, u64) {
    let (world, position) = busy();
    world.execute(&sql.replace(":p", &position.to_string()));
    (world.relay.verify().unwrap().fault, position)
}

#[test]
fn a_changed_leaf_is_found_at_its_position() {
    let flipped =
        "UPDATE log SET bytes = CAST(substr(bytes, 1, 99) || x'ff' || substr(bytes, 101) AS BLOB)";
    let (fault, position) = fault_after(&format!("{flipped} WHERE position = :p"));
    assert_eq!(fault, Some(Fault::Leaf(position)));
    let (fault, _) = fault_after(&format!("{flipped} WHERE position = 1"));
    assert_eq!(fault, Some(Fault::Leaf(1)), "a statement too");
    let (fault, position) = fault_after("UPDATE log SET leaf = zeroblob(32) WHERE position = :p");
    assert_eq!(fault, Some(Fault::Leaf(position)));
}

#[test]
fn a_leaf_that_is_gone_is_found_at_its_position() {
    let (fault, position) = fault_after("DELETE FROM log WHERE position = :p");
    assert_eq!(fault, Some(Fault::Missing(position)));
}

#[test]
fn a_leaf_that_was_hashed_again_does_not_hold() {
    let (world, position) = busy();
    let forged: Vec<u8> = {
        let db = world.relay.writer.db();
        let sql = "SELECT bytes FROM log WHERE position = ?1";
        let mut bytes: Vec<u8> = db.query_row(sql, [position], |row| row.get(0)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let leaf = tabard_core::merkle::leaf_hash(&bytes);
        let sql = "UPDATE log SET bytes = ?2, leaf = ?3 WHERE position = ?1";
        db.execute(sql, (position, &bytes, leaf.as_bytes())).unwrap();
        bytes
    };
    assert!(!forged.is_empty());
    let why = Refusal::BadSignature;
    assert_eq!(world.relay.verify().unwrap().fault, Some(Fault::Entry { position, why }));
}

#[test]
fn a_changed_table_is_named() {
    let derived = |table| Some(Fault::Derived { table, position: None });
    for (table, sql) in [
        ("node", "UPDATE node SET hash = zeroblob(32) WHERE row = 1 AND place = 0"),
        ("chain", "UPDATE chain SET seq = seq + 1 WHERE id = 1"),
        ("chain", "UPDATE chain SET head = zeroblob(32) WHERE id = 2"),
        ("record", "UPDATE record SET owner = owner + 1 WHERE id = 1"),
        ("reader", "DELETE FROM reader WHERE record = 7 AND party = 2"),
        ("feed", "DELETE FROM feed WHERE item = 5"),
        ("feed", "UPDATE feed SET position = position + 1 WHERE item = 9"),
        ("parked", "DELETE FROM parked"),
    ] {
        assert_eq!(fault_after(sql).0, derived(table), "{sql}");
    }
    let (fault, position) = fault_after("UPDATE log SET record = 2 WHERE position = :p");
    assert_eq!(fault, Some(Fault::Derived { table: "log", position: Some(position) }));
}

#[test]
fn a_full_disk_takes_nothing_and_the_next_call_works() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, record) = world.start(&mut phone, Kind::Incident);
    world.sync(&mut phone, &[&first]);
    let (before, feeds) = (world.relay.head().unwrap(), world.feeds());
    let entries: Vec<_> = (0..100).map(|_| world.go_on(&mut phone, &record)).collect();
    let all: Vec<_> = entries.iter().collect();

    let limit = |pages: i64| {
        let db = world.relay.writer.db();
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))
    };
    limit(1).unwrap();
    let problem = world.exchange(&phone, &all).unwrap_err().problem();
    assert_eq!(problem, ProblemCode::Storage);
    assert_eq!((world.relay.head().unwrap(), world.feeds()), (before, feeds));
    let receipt = world.receipt(&world.exchange(&phone, &[]).unwrap());
    assert_eq!(receipt.seq, 1, "nothing is acknowledged");

    limit(1_000_000).unwrap();
    assert_eq!(world.sync(&mut phone, &all), []);
    world.assert_sound();
}
