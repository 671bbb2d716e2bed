//! Choices that one seed decides, by whole numbers alone.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 to `limit` - 1; 0 when there is none.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64().checked_rem(limit).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let weighed = |choice: &&'a str| (*choice, 1);
        let equal: Vec<_> = choices.iter().map(weighed).collect();
        self.weighted(&equal)
    }

    /// A choice, as often as its weight says.
    pub(crate) fn weighted<'a>(&mut self, choices: &[(&'a str, u64)]) -> &'a str {
        let total = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (choice, weight) in choices {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return choice,
            }
        }
        ""
    }
}
