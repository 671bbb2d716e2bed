//! How often something may be asked: so many at once, and so many a second after that.

use std::time::{Duration, Instant};

/// A bucket that fills by itself.
pub(super) struct Rate {
    burst: f64,
    per_second: f64,
    left: f64,
    since: Option<Instant>,
}

impl Rate {
    pub(super) fn new(burst: u32, per_second: u32) -> Self {
        Self { burst: burst.into(), per_second: per_second.into(), left: burst.into(), since: None }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long to wait for the next, in whole seconds.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let passed =
            self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        self.since = Some(now);
        self.left = self.burst.min(self.left + passed.as_secs_f64() * self.per_second);
        if self.left >= 1.0 {
            self.left -= 1.0;
            return Ok(());
        }
        let seconds = ((1.0 - self.left) / self.per_second).ceil().max(1.0);
        Err(Duration::from_secs_f64(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_to_wait_and_a_moment_later_served_again() {
        let (mut rate, start) = (Rate::new(3, 2), Instant::now());
        let served = (0..100).filter(|_| rate.take(start).is_ok()).count();
        assert_eq!(served, 3);
        assert_eq!(rate.take(start), Err(Duration::from_secs(1)));
        let later = start + Duration::from_millis(500);
        assert_eq!((rate.take(later), rate.take(later)), (Ok(()), Err(Duration::from_secs(1))));
        let much_later = start + Duration::from_secs(3600);
        assert_eq!((0..100).filter(|_| rate.take(much_later).is_ok()).count(), 3);
    }
}
