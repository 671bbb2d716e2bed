//! Moments and days, by the clock of the crew that wrote them.

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::Value;

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// From this moment on.
    At(Timestamp),
    /// On this day at the latest.
    On {
        /// The day.
        day: Date,
        /// Where it ends.
        ends: Timestamp,
    },
}

impl When {
    /// The moment at which it has come: for a day, where it ends.
    #[must_use]
    pub const fn ends(&self) -> Timestamp {
        match self {
            Self::Now => Timestamp::MIN,
            Self::At(at) => *at,
            Self::On { ends, .. } => *ends,
        }
    }

    pub(super) fn has_come(&self, now: Timestamp) -> bool {
        self.ends() <= now
    }
}

/// A moment as it was written. The offset says which day it was for who wrote it, so that no table
/// of time zones is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    at: Timestamp,
    offset: Offset,
}

/// The moment in a field of a record.
pub(super) fn moment_of(record: &Value, field: &str) -> Option<Moment> {
    let text = record.get(field)?.as_str()?;
    let at = text.parse().ok()?;
    let offset = Pieces::parse(text).ok()?.to_numeric_offset().unwrap_or(Offset::UTC);
    Some(Moment { at, offset })
}

impl Moment {
    /// A clock to reckon days by where none was written.
    pub(super) const fn greenwich() -> Self {
        Self { at: Timestamp::UNIX_EPOCH, offset: Offset::UTC }
    }

    pub(super) fn is_to_come(&self, now: Timestamp, tolerance_minutes: u16) -> bool {
        let tolerance = SignedDuration::from_mins(i64::from(tolerance_minutes));
        now.saturating_add(tolerance).is_ok_and(|latest| self.at > latest)
    }

    pub(super) fn day(&self) -> Date {
        self.day_at(self.at)
    }

    /// The day that another moment was, where this one was written.
    pub(super) fn day_at(&self, moment: Timestamp) -> Date {
        self.offset.to_datetime(moment).date()
    }

    pub(super) fn hours_later(&self, hours: u16) -> When {
        let later = self.at.saturating_add(SignedDuration::from_hours(i64::from(hours)));
        When::At(later.unwrap_or(Timestamp::MAX))
    }

    pub(super) fn on(&self, day: Date) -> When {
        let next = later(day, 1).to_datetime(jiff::civil::Time::midnight());
        let ends = self.offset.to_timestamp(next).unwrap_or(Timestamp::MAX);
        When::On { day, ends }
    }

    pub(super) fn days_later(&self, days: u16) -> When {
        self.on(later(self.day(), days))
    }
}

/// A day and so many more; the last day there is where it would be after that.
pub(super) fn later(day: Date, days: u16) -> Date {
    day.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
}

/// A day and so many months more; the last of the month where that has no such day.
pub(super) fn months_later(day: Date, months: i32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// How many days there are from one day up to another, both counted; none where it is before.
pub(super) fn days_counted(from: Date, until: Date) -> i64 {
    let between = until.duration_since(from).as_hours() / 24;
    between.saturating_add(1).max(0)
}
