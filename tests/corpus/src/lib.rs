//! Invented reports, many and varied, for tests and measurements. Nobody in them exists.
//!
//! One seed always gives the same reports, and the first `n` of them do not depend on how many
//! follow. How often a thing occurs, and why, is in the `README.md` beside this crate.

mod canaries;
mod dice;
mod event;
mod invented;
mod narrative;
mod shares;

use std::path::PathBuf;

pub use canaries::canaries;
use dice::Dice;
use serde_json::Value;

/// The seed of the committed reports.
pub const SEED: u64 = 22_536;

/// How many reports are committed.
pub const COUNT: usize = 600;

/// The reports of this seed, each the JSON object of one incident.
#[must_use]
pub fn generate(seed: u64, count: usize) -> Vec<Value> {
    let mut dice = Dice::new(seed);
    (0..count).map(|place| event::report(&mut dice, place)).collect()
}

/// The committed reports as JSON Lines.
#[must_use]
pub fn committed_text() -> String {
    generate(SEED, COUNT).iter().map(|report| format!("{report}\n")).collect()
}

/// Where the committed reports are.
#[must_use]
pub fn committed_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_reports_are_the_first_of_more() {
        let many = generate(7, 50);
        assert_eq!(many.get(..20), Some(generate(7, 20).as_slice()));
    }

    #[test]
    fn another_seed_gives_other_reports() {
        assert_ne!(generate(1, 5), generate(2, 5));
    }
}
