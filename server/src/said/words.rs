//! States and times in words.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use tabard_core::client::HandedOn;
use tabard_core::ids::Millis;
use tabard_core::model::codes::FOLLOWUP_STATUS;
use tabard_core::words::Words;

/// Where a report stands that was saved just now.
pub(crate) fn saved(words: &Words) -> &str {
    words.text("states.saved_on_this_phone")
}

/// What a status of the follow-up's ladder says; a newer version's is said as it is.
pub(crate) fn status_label<'a>(words: &'a Words, status: &'a str) -> &'a str {
    words.label(FOLLOWUP_STATUS.name, status)
}

/// A moment for what reckons with it; the epoch for one that is out of range.
pub(crate) fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or_default()
}

/// A moment, such as `22 Nov 2026, 17:40 UTC`.
pub(crate) fn moment(words: &Words, at: Millis) -> String {
    let moment = day_and_time(words, timestamp(at).to_zoned(TimeZone::UTC).datetime());
    words.fill("moments.utc", &[("moment", &moment)])
}

/// A time of a report, by the clock of the crew that wrote it.
pub(crate) fn time(words: &Words, text: &str) -> String {
    let written = || {
        let pieces = Pieces::parse(text).ok()?;
        Some(day_and_time(words, pieces.date().to_datetime(pieces.time()?)))
    };
    written().unwrap_or_else(|| text.to_owned())
}

/// The same of a time that may be missing.
pub(crate) fn time_if_said(words: &Words, text: Option<&str>) -> String {
    text.map_or_else(|| words.text("shown.time_not_said").to_owned(), |text| time(words, text))
}

/// `1 report`, `2 reports`: for operators, whose words are English.
pub(crate) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// What was handed on, as one would say it.
pub(crate) fn handed_on(handed: &HandedOn, to: &str) -> String {
    format!(
        "{} and {} of another kind handed on to {to}; it shows them after its next sync.",
        counted(handed.incidents, "report"),
        counted(handed.others, "record"),
    )
}

/// A day, such as `22 Nov 2026`.
pub(crate) fn day(words: &Words, day: Date) -> String {
    let month = format!("months.{}", day.month());
    let (number, year) = (day.day().to_string(), day.year().to_string());
    words.fill("moments.day", &[("day", &number), ("month", words.text(&month)), ("year", &year)])
}

fn day_and_time(words: &Words, at: DateTime) -> String {
    let month = format!("months.{}", at.month());
    let (day, year) = (at.day().to_string(), at.year().to_string());
    let (hour, minute) = (format!("{:02}", at.hour()), format!("{:02}", at.minute()));
    let values = [
        ("day", &*day),
        ("month", words.text(&month)),
        ("year", &*year),
        ("hour", &*hour),
        ("minute", &*minute),
    ];
    words.fill("moments.day_and_time", &values)
}

/// An advice that begins small, as the beginning of a line.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use tabard_core::words::Language;

    use super::*;

    fn welsh() -> Words {
        Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap()
    }

    #[test]
    fn times_read_as_people_write_them() {
        let words = Words::english();
        assert_eq!(moment(words, Millis(1_795_369_200_000)), "22 Nov 2026, 17:40 UTC");
        assert_eq!(time(words, "2026-06-03T02:05:00+01:00"), "3 Jun 2026, 02:05");
        assert_eq!(time(words, "2026-06-03T02:05:00Z"), "3 Jun 2026, 02:05");
        assert_eq!(time(words, "soon"), "soon");
        assert_eq!(moment(&welsh(), Millis(1_795_369_200_000)), "22 Tach 2026, 17:40 UTC");
        assert_eq!(time(&welsh(), "2026-06-03T02:05:00Z"), "3 Meh 2026, 02:05");
    }
}
