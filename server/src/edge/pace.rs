//! How long an edge waits between two rounds.

use std::time::Duration;

use rand_core::CryptoRng;

/// No longer than this after however many failures: a control room waits for its line.
const LONGEST: Duration = Duration::from_secs(60);

/// The pauses between rounds: as told while all is well, and longer after each failure.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    every: Duration,
    failures: u32,
}

impl Pace {
    /// A round so often.
    #[must_use]
    pub const fn every(every: Duration) -> Self {
        Self { every, failures: 0 }
    }

    /// Whether the last round failed: what comes in then waits for the next.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.failures > 0
    }

    /// The pause after a round: doubled with each failure, and then up to half of it by chance, so
    /// that all edges of a region do not come back at once.
    pub fn after(&mut self, well: bool, rng: &mut dyn CryptoRng) -> Duration {
        self.failures = if well { 0 } else { self.failures.saturating_add(1) };
        if well {
            return self.every;
        }
        let doubled = self.every.saturating_mul(1 << (self.failures - 1).min(10));
        let pause = doubled.min(LONGEST.max(self.every));
        pause / 2 + pause.mul_f64(f64::from(rng.next_u32()) / f64::from(u32::MAX) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn a_cut_line_is_tried_less_and_less_and_at_least_once_a_minute() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut pace = Pace::every(Duration::from_secs(2));
        let pauses: Vec<_> = (0..12).map(|_| pace.after(false, &mut rng)).collect();
        assert!(pauses.iter().all(|pause| *pause <= LONGEST), "{pauses:?}");
        assert!(pauses.iter().take(1).all(|pause| *pause <= Duration::from_secs(2)));
        assert!(pauses.iter().skip(6).all(|pause| *pause >= LONGEST / 2), "{pauses:?}");
        assert!(pace.is_cut());
        assert_eq!(pace.after(true, &mut rng), Duration::from_secs(2));
        assert!(!pace.is_cut());
    }
}
