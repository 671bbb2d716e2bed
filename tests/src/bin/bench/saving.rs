//! What it costs to save one report, beside a bare durable insert of the same bytes.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tabard_core::region::Role;
use tabard_tests::Region;

use crate::figure::{Budget, Figure};

const ROUNDS: usize = 400;

pub(crate) fn figures() -> Vec<Figure> {
    let mut region = Region::new(7);
    let mut phone = region.phone("phone", Role::Crew);
    let reports = tabard_corpus::generate(11, ROUNDS);
    let bare = bare_inserts(&region.folder.path().join("bare.db"));
    let (mut saves, mut floors) = (Vec::new(), Vec::new());
    for report in &reports {
        let patch = region.patch(report);
        let id = phone.client.start_incident(region.now, &mut region.rng).expect("a start");
        phone.client.type_into(id, &patch).expect("typing");
        // Interleaved, so that both see the same disk at the same time.
        saves.push(timed(|| {
            phone.client.save(id, region.now, &mut region.rng).expect("a save");
        }));
        floors.push(timed(|| insert(&bare, &report.to_string())));
    }
    let (save, floor) = (median(saves), median(floors));
    vec![
        Figure {
            name: "save_p50",
            value: save.as_secs_f64() / floor.as_secs_f64(),
            unit: "ratio",
            budget: Budget::Max(1.25),
            beside: "bare durable insert of the same bytes",
        },
        Figure {
            name: "save_p50_micros",
            value: save.as_secs_f64() * 1e6,
            unit: "us",
            budget: Budget::None,
            beside: "",
        },
        Figure {
            name: "bare_insert_p50_micros",
            value: floor.as_secs_f64() * 1e6,
            unit: "us",
            budget: Budget::None,
            beside: "",
        },
    ]
}

fn bare_inserts(path: &Path) -> Connection {
    let bare = Connection::open(path).expect("a database");
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE report (id INTEGER PRIMARY KEY, bytes TEXT NOT NULL);",
    )
    .expect("a table");
    bare
}

fn insert(bare: &Connection, text: &str) {
    bare.prepare_cached("INSERT INTO report (bytes) VALUES (?1)")
        .and_then(|mut insert| insert.execute([text]))
        .expect("an insert");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
