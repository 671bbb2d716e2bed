//! Figures, not checks: `cargo test --release -p tabard-core record::speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::time::Instant;

use super::{Actor, Record, Standing, Step, settle};
use crate::model::{Patch, Path, Scalar};

fn report() -> Patch {
    let mut patch = Patch::default();
    let mut text = |path: &str, value: &str| {
        patch.set(Path::parse(path).unwrap(), Scalar::Text(value.to_owned()));
    };
    text("callsign", "Y451");
    text("occurred_at", "2026-03-14T22:40:00Z");
    text("place", "patient_home");
    text("narrative", "Pushed and spat at while taking observations. Withdrew, police called.");
    text("acts/k3f9a2/act", "spitting");
    text("acts/k3f9a2/by", "patient");
    for set in ["types/physical_assault", "types/verbal_abuse", "factors/alcohol"] {
        patch.set(Path::parse(set).unwrap(), Scalar::Flag(true));
    }
    patch.set(Path::parse("staff_hurt").unwrap(), Scalar::Whole(1));
    patch
}

#[test]
#[ignore = "a measurement"]
fn ten_thousand_records_of_one_step() {
    let steps: Vec<_> = (0..10_000_u32)
        .map(|n| {
            let author = Actor::new(u64::from(n % 500).to_be_bytes(), 1);
            let changes = Record::new().edit(&author, &report()).unwrap().unwrap();
            Step { author, seq: 1, changes }
        })
        .collect();
    let bytes = steps.iter().map(|step| step.changes.len()).max().unwrap();
    let start = Instant::now();
    for step in steps {
        assert_eq!(Record::new().admit(&step), Standing::Applied);
    }
    let each = start.elapsed() / 10_000;
    println!("10 fields in one change: {bytes} B; gated in {each:?} per record");
}

#[test]
#[ignore = "a measurement"]
fn one_record_of_a_thousand_steps() {
    let mut record = Record::new();
    let author = Actor::new([1; 8], 1);
    let steps: Vec<_> = (0..1000)
        .map(|seq| {
            let mut patch = Patch::default();
            patch.set(Path::parse("staff_hurt").unwrap(), Scalar::Whole(seq));
            let changes = record.edit(&author, &patch).unwrap().unwrap();
            Step { author, seq: seq.unsigned_abs(), changes }
        })
        .collect();
    println!(
        "one field in one change: {} B first, {} B then",
        steps[0].changes.len(),
        steps[1].changes.len()
    );
    let start = Instant::now();
    assert_eq!(settle(steps.iter().cloned()).record.heads(), record.heads());
    println!("1,000 steps settled in {:?}", start.elapsed());
    let start = Instant::now();
    let mut record = Record::new();
    for step in steps.iter().take(200) {
        assert_eq!(record.admit(step), Standing::Applied);
    }
    println!("200 steps added one by one: {:?} each", start.elapsed() / 200);
}
