//! Figures. `cargo test --release -p tabard-server -- --ignored --nocapture speed`

use std::time::Instant;

use tabard_core::entry::Kind;

use super::super::testing::World;

#[test]
#[ignore = "prints figures; of use in a release build only"]
fn speed_of_ten_thousand_entries() {
    const REPORTS: usize = 10_000;
    let mut world = World::new();
    let mut phones: Vec<_> = (0..50).map(|_| world.crew()).collect();
    let entries: Vec<_> = (0..REPORTS)
        .map(|number| world.start(&mut phones[number % 50], Kind::Incident).0)
        .collect();
    let before = world.relay.stats().unwrap().bytes;
    let wire: usize = entries.iter().map(|entry| entry.bytes().len()).sum();
    let start = Instant::now();
    for part in entries.chunks(2_000) {
        let all: Vec<_> = part.iter().collect();
        assert_eq!(world.sync(&mut phones[0], &all), []);
    }
    let ingest = start.elapsed();
    world.relay.writer.db().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let bytes = world.relay.stats().unwrap().bytes - before;

    let start = Instant::now();
    for _ in 0..1000 {
        world.exchange(&phones[0], &[]).unwrap();
    }
    let nothing_new = start.elapsed() / 1000;
    let start = Instant::now();
    let mut hub = world.take_hub();
    hub.fetch(&world);
    let fetched = start.elapsed();
    let start = Instant::now();
    world.assert_sound();
    let verified = start.elapsed();
    println!("ingest: {:.0} entries/s", REPORTS as f64 / ingest.as_secs_f64());
    println!("entry: {} bytes, stored: {} bytes", wire / REPORTS, bytes as usize / REPORTS);
    println!("nothing new: {nothing_new:?}; hub's fetch: {fetched:?}; verify: {verified:?}");
}
