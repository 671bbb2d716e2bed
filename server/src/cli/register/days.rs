//! Days and times as people type them. A day is one of UTC.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tabard_core::ids::Millis;

use crate::cli::failure::Failure;

/// Until when something holds: a time, or the end of a day.
pub(super) fn until(text: &str) -> Result<Timestamp, Failure> {
    let time = || text.parse::<Timestamp>().ok();
    end_of(text, 0).or_else(time).ok_or_else(|| {
        Failure::input(
            "bad_time",
            "give a day or a time, such as 2026-12-31 or 2026-12-31T12:00:00Z",
        )
    })
}

/// The last second of a day.
pub(super) fn last_second(text: &str) -> Result<Timestamp, Failure> {
    end_of(text, 1).ok_or_else(bad_day)
}

/// A time.
pub(super) fn time(text: &str) -> Result<Timestamp, Failure> {
    text.parse()
        .map_err(|_| Failure::input("bad_time", "give a time, such as 2026-12-31T12:00:00Z"))
}

/// A day.
pub(super) fn day(text: &str) -> Result<Date, Failure> {
    date(text).ok_or_else(bad_day)
}

/// The same moment as the core counts it.
pub(super) fn millis(at: Timestamp) -> Millis {
    Millis(at.as_millisecond())
}

fn bad_day() -> Failure {
    Failure::input("bad_day", "give a day, such as 2026-12-31")
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

fn end_of(text: &str, seconds_before: i64) -> Option<Timestamp> {
    let next = date(text)?.checked_add(1.day()).ok()?;
    let midnight = next.to_zoned(TimeZone::UTC).ok()?.timestamp();
    midnight.checked_sub(seconds_before.seconds()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_utc_and_what_is_no_day_is_refused() {
        assert_eq!(until("2026-12-31").unwrap().to_string(), "2027-01-01T00:00:00Z");
        assert_eq!(until("2026-12-31T12:00:00+01:00").unwrap().to_string(), "2026-12-31T11:00:00Z");
        assert_eq!(last_second("2026-12-31").unwrap().to_string(), "2026-12-31T23:59:59Z");
        for bad in ["", "soon", "2026-13-01", "20261231", "9999-12-31", "2026-12-31T12:00:00"] {
            assert_eq!(until(bad).unwrap_err().code(), "bad_time", "{bad}");
            assert_eq!(last_second(bad).unwrap_err().code(), "bad_day", "{bad}");
        }
    }
}
