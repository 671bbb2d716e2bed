//! Figures. `cargo test --release -p tabard-server -- --ignored --nocapture speed`

use std::time::{Duration, Instant};

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

#[test]
#[ignore = "prints figures; of use in a release build only"]
fn speed_of_fifty_clients_at_once() {
    const ROUNDS: usize = 40;
    let mut world = World::new();
    let mut phones: Vec<_> = (0..50).map(|_| world.crew()).collect();
    let entries: Vec<Vec<_>> = phones
        .iter_mut()
        .map(|phone| (0..ROUNDS).map(|_| world.start(phone, Kind::Incident).0).collect())
        .collect();
    let (world, start) = (&world, Instant::now());
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = phones
            .iter()
            .zip(&entries)
            .map(|(phone, entries)| {
                scope.spawn(move || {
                    let wait = |entry| {
                        let start = Instant::now();
                        assert_eq!(world.exchange(phone, &[entry]).unwrap().refused, None);
                        start.elapsed()
                    };
                    entries.iter().map(wait).collect::<Vec<_>>()
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |percent| waits[waits.len() * percent / 100];
    println!("one entry each: {rate:.0} entries/s, p50 {:?}, p99 {:?}", at(50), at(99));
}
