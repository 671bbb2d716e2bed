//! Days and moments, as they are typed and as they are read.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tabard_core::ids::Millis;
use tabard_core::words::Words;

use crate::console::page::form::Form;
use crate::said::words as said;

const DAY: i64 = 86_400_000;

/// The day of a moment, by Greenwich.
pub(in crate::console) fn date_of(at: Millis) -> Date {
    said::timestamp(at).to_zoned(TimeZone::UTC).date()
}

/// A day as one reads it.
pub(in crate::console) fn day(words: &Words, at: Millis) -> String {
    said::day(words, date_of(at))
}

/// A moment as one reads it.
pub(in crate::console) fn moment(words: &Words, at: Timestamp) -> String {
    said::moment(words, Millis(at.as_millisecond()))
}

/// The last second of a day.
pub(in crate::console) fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    next.checked_sub(SignedDuration::from_secs(1)).ok()
}

/// How many days are left, the day that has begun included.
pub(in crate::console) fn days_left(until: Millis, now: Millis) -> u64 {
    let left = until.0.saturating_sub(now.0).max(0);
    u64::try_from(left.div_euclid(DAY) + i64::from(left.rem_euclid(DAY) > 0)).unwrap_or_default()
}

/// A day that was typed in three fields: none where nothing was, an error where it is no day.
pub(in crate::console) fn typed(form: &Form, name: &str) -> Result<Option<Date>, ()> {
    let [day, month, year] = PARTS.map(|part| form.said(&format!("{name}-{part}")));
    if [&day, &month, &year].into_iter().all(Option::is_none) {
        return Ok(None);
    }
    let read = || {
        let year = year?.parse().ok().filter(|year| (1000..=9999).contains(year))?;
        Date::new(year, month?.parse().ok()?, day?.parse().ok()?).ok()
    };
    read().map(Some).ok_or(())
}

/// The fields of a day, after its name.
pub(in crate::console) const PARTS: [&str; 3] = ["day", "month", "year"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn form(day: &str, month: &str, year: &str) -> Form {
        let field = |part, text: &str| (format!("on-{part}"), text.to_owned());
        Form::new(vec![field("day", day), field("month", month), field("year", year)])
    }

    #[test]
    fn a_day_is_typed_in_three_fields() {
        let read = |day, month, year| typed(&form(day, month, year), "on");
        assert_eq!(read("", " ", ""), Ok(None));
        assert_eq!(read(" 1 ", "09", "2026"), Ok(Some(Date::constant(2026, 9, 1))));
        for (day, month, year) in
            [("31", "2", "2026"), ("1", "", "2026"), ("1", "1", "26"), ("x", "1", "2026")]
        {
            assert_eq!(read(day, month, year), Err(()), "{day} {month} {year}");
        }
    }

    #[test]
    fn a_day_that_has_begun_counts_as_left() {
        let now = Millis(1_780_000_000_000);
        let left = |millis: i64| days_left(Millis(now.0 + millis), now);
        assert_eq!([left(-5), left(0), left(1), left(DAY), left(DAY + 1)], [0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_day_ends_with_its_last_second() {
        let end = end_of(Date::constant(2026, 9, 1)).unwrap();
        assert_eq!(end.to_string(), "2026-09-01T23:59:59Z");
    }
}
