//! The time that a region's people live by.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tabard_core::ids::Millis;

/// The rule of the United Kingdom: summer time from the last Sunday of March to the last of October.
pub const UNITED_KINGDOM: &str = "GMT0BST,M3.5.0/1,M10.5.0";

/// A time zone, by its rule.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// The rule is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time zone is no POSIX rule, such as GMT0BST,M3.5.0/1,M10.5.0")]
pub struct NotAZone;

/// A moment as a clock and a calendar on the wall show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day.
    pub day: Date,
    /// The hour, from 0.
    pub hour: u8,
}

impl Zone {
    /// The zone of a POSIX rule.
    ///
    /// # Errors
    /// [`NotAZone`].
    pub fn parse(rule: &str) -> Result<Self, NotAZone> {
        TimeZone::posix(rule).map(Self).map_err(|_| NotAZone)
    }

    /// A moment as people there read it.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Local {
        let local = self.0.to_datetime(at);
        Local { day: local.date(), hour: u8::try_from(local.hour()).unwrap_or_default() }
    }

    /// The same of the milliseconds since 1970.
    #[must_use]
    pub fn local_of(&self, at: Millis) -> Local {
        let out_of_range = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.local(Timestamp::from_millisecond(at.0).unwrap_or(out_of_range))
    }
}

impl Default for Zone {
    /// The United Kingdom's, and UTC should its rule ever not be read.
    fn default() -> Self {
        Self::parse(UNITED_KINGDOM).unwrap_or(Self(TimeZone::UTC))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_moves_the_hour_and_the_day() {
        let zone = Zone::default();
        let hour = |at: &str| zone.local(at.parse().unwrap());
        assert_eq!(hour("2026-01-15T23:30:00Z").hour, 23);
        let summer = hour("2026-07-15T23:30:00Z");
        assert_eq!((summer.hour, summer.day.day()), (0, 16));
        assert_eq!(hour("2026-03-29T01:00:00Z").hour, 2, "the hour that is left out");
        assert!(Zone::parse("somewhere").is_err());
    }
}
