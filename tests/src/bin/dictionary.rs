//! Trains the zstd dictionary that entries are compressed with:
//! `cargo run --release -p tabard-tests --bin dictionary`. It is part of the protocol: entries
//! sealed with one do not open with another, so a new one takes a new suite number.
#![allow(clippy::print_stdout, clippy::expect_used)] // a chore: it says what it did

use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use tabard_core::model::{RecordKind, Report, parse_assignment};
use tabard_core::record::{Actor, Record};

/// Another seed than the committed corpus and the benchmarks use: they must not measure what the
/// dictionary has learnt by heart.
const SEED: u64 = 0x7a62_6172_6400;
const REPORTS: usize = 6000;
const BYTES: usize = 48 * 1024;

fn main() {
    let mut rng = ChaCha20Rng::seed_from_u64(SEED);
    let mut samples: Vec<Vec<u8>> = Vec::new();
    for json in tabard_corpus::generate(SEED, REPORTS) {
        if json.to_string().len() > 2000 {
            continue;
        }
        let report = Report::parse(&json).expect("the corpus obeys the dictionary of fields");
        let patch = report.into_patch(&mut || format!("i{:08x}", rng.next_u32()));
        let mut record = Record::new();
        samples.extend(record.edit(&actor(&mut rng), &patch).expect("an edit"));
        samples.extend(later_edit(&mut record, &mut rng));
    }
    for _ in 0..300 {
        samples.push(acknowledgement(&mut rng));
    }
    let dictionary = zstd::dict::from_samples(&samples, BYTES).expect("a trained dictionary");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/assets/entry-v1.dict");
    std::fs::write(&path, &dictionary).expect("the dictionary is written");
    println!("trained {} bytes from {} samples", dictionary.len(), samples.len());
}

fn actor(rng: &mut ChaCha20Rng) -> Actor {
    let mut device = [0; 8];
    rng.fill_bytes(&mut device);
    Actor::new(device, 0)
}

fn later_edit(record: &mut Record, rng: &mut ChaCha20Rng) -> Option<Vec<u8>> {
    let callsign = format!("callsign=YA{}", rng.next_u32() % 400);
    let patch = parse_assignment(RecordKind::Incident, &callsign).expect("an assignment");
    record.edit(&actor(rng), &patch).expect("an edit")
}

fn acknowledgement(rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut patch =
        parse_assignment(RecordKind::Followup, "status=opened_by_hub").expect("a status");
    let incident = format!("incident={:016x}{:016x}", rng.next_u64(), rng.next_u64());
    patch.extend(parse_assignment(RecordKind::Followup, &incident).expect("an id"));
    Record::new().edit(&actor(rng), &patch).expect("an edit").expect("a change")
}
