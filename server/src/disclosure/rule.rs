//! What is suppressed, and how the rest is rounded.

use std::ops::RangeInclusive;

/// The parameters of disclosure control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    masked: u64,
    step: u64,
    candidates: u64,
}

/// What stands in a cell that is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A rounded count; 0 is always exact.
    Shown(u64),
    /// Too small to be shown, or kept back so that one beside it cannot be worked out.
    Suppressed,
}

/// Why parameters make no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// Nothing is a multiple of nothing.
    #[error("counts are rounded to a step of at least 1")]
    Step,
    /// A count that is there would be shown as 0.
    #[error("a count of {0} would be rounded to 0: suppress counts up to {0} at least")]
    RoundedAway(u64),
    /// One value that remains possible is the value itself.
    #[error("at least 2 values of a suppressed count have to remain possible")]
    Candidates,
}

impl Rule {
    /// Everything as it is: for the national level, where nobody can be made out.
    pub const EXACT: Self = Self { masked: 0, step: 1, candidates: 2 };

    /// Suppresses counts from 1 to `masked`, rounds the others to the nearest `step` (half a step
    /// upwards), and leaves at least `candidates` values possible for each suppressed count (all of
    /// them where there are fewer).
    ///
    /// # Errors
    /// [`RuleFault`].
    pub fn new(masked: u64, step: u64, candidates: u64) -> Result<Self, RuleFault> {
        let rounded_away = step.saturating_sub(1) / 2;
        match (step, candidates) {
            (0, _) => Err(RuleFault::Step),
            _ if rounded_away > masked => Err(RuleFault::RoundedAway(rounded_away)),
            (_, 0 | 1) => Err(RuleFault::Candidates),
            _ => Ok(Self { masked, step, candidates }),
        }
    }

    /// The greatest count that is suppressed, and what the others are rounded to.
    #[must_use]
    pub const fn parameters(self) -> (u64, u64) {
        (self.masked, self.step)
    }

    /// What is shown of a count that stands alone.
    #[must_use]
    pub fn figure(self, count: u64) -> Figure {
        if self.masks(count) {
            return Figure::Suppressed;
        }
        let over = count % self.step;
        let up = over != 0 && over >= self.step - over;
        Figure::Shown(count - over + if up { self.step } else { 0 })
    }

    /// Whether a count is too small to be shown.
    pub(super) fn masks(self, count: u64) -> bool {
        (1..=self.masked).contains(&count)
    }

    /// Every value that a suppressed count can have.
    pub(super) const fn masked(self) -> RangeInclusive<u64> {
        1..=self.masked
    }

    /// The least value of a count that is not too small and not 0.
    pub(super) const fn least_large(self) -> u64 {
        self.masked + 1
    }

    /// Every count that is shown as this figure.
    pub(super) fn counts_of(self, shown: u64) -> RangeInclusive<u64> {
        if shown == 0 {
            return 0..=0;
        }
        let least = shown - (self.step / 2).min(shown);
        least.max(self.least_large())..=shown + (self.step - 1) / 2
    }

    /// How many values of a suppressed count have to remain possible.
    pub(super) fn candidates(self) -> u64 {
        self.candidates.min(self.masked)
    }
}
