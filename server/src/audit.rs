//! The audit as it is asked: by person, record, day and act, and what sticks out of it. It knows ids
//! and names of who works here, and no word of any report.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tabard_core::client::ReadingLine;
use tabard_core::ids::Millis;
use tabard_core::model::ReadingAct;

use crate::said::words::timestamp;

/// So many days are shown where nobody asks for others.
pub const DAYS: i64 = 7;

/// A day of somebody's sticks out from so many reports read. A proposal of this project.
pub const STICKS_OUT_FROM: usize = 20;
/// And where it is more than so many times what is usual. A proposal of this project.
pub const STICKS_OUT_TIMES: usize = 3;

/// Which lines are asked for; none of each is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of whose name this is a part, capitals aside.
    pub by: Option<String>,
    /// Whose record's id begins so.
    pub record: Option<String>,
    /// What was done.
    pub what: Option<ReadingAct>,
}

impl Wanted {
    /// Whether a line is asked for.
    #[must_use]
    pub fn has(&self, line: &ReadingLine) -> bool {
        let by = self
            .by
            .as_ref()
            .is_none_or(|part| line.by.to_lowercase().contains(&part.trim().to_lowercase()));
        let record = self.record.as_ref().is_none_or(|start| {
            let start = start.trim().to_lowercase();
            line.record.is_some_and(|id| id.to_string().starts_with(&start))
        });
        by && record && self.what.is_none_or(|what| what == line.what)
    }
}

/// A day of somebody's on which much was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Who.
    pub by: String,
    /// Which day, by Greenwich.
    pub day: Date,
    /// How many reports were read, each once.
    pub records: usize,
    /// How many is usual: the median of all persons' days.
    pub usual: usize,
}

/// The days that stick out, the busiest first: how many different records each person read on each
/// day, beside what is usual.
#[must_use]
pub fn sticking_out(lines: &[ReadingLine]) -> Vec<Busy> {
    let mut days: BTreeMap<(&str, Date), Vec<_>> = BTreeMap::new();
    for line in lines {
        if let (Some(record), Some(day)) = (line.record, day_of(&line.at)) {
            days.entry((&line.by, day)).or_default().push(record);
        }
    }
    let counted = |records: &mut Vec<_>| {
        records.sort_unstable();
        records.dedup();
        records.len()
    };
    let counts: Vec<(&str, Date, usize)> =
        days.iter_mut().map(|((by, day), records)| (*by, *day, counted(records))).collect();
    let mut sizes: Vec<usize> = counts.iter().map(|(.., count)| *count).collect();
    sizes.sort_unstable();
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let much =
        |count: usize| count >= STICKS_OUT_FROM && count > usual.saturating_mul(STICKS_OUT_TIMES);
    let mut busy: Vec<Busy> = counts
        .into_iter()
        .filter(|(.., count)| much(*count))
        .map(|(by, day, records)| Busy { by: by.to_owned(), day, records, usual })
        .collect();
    busy.sort_by_key(|one| std::cmp::Reverse(one.records));
    busy
}

/// The day of a moment that is written as RFC 3339 in UTC.
fn day_of(at: &str) -> Option<Date> {
    Some(at.parse::<jiff::Timestamp>().ok()?.to_zoned(TimeZone::UTC).date())
}

/// The moments from the beginning of one day until the beginning of the day after another.
#[must_use]
pub fn span(from: Date, until: Date) -> Option<(Millis, Millis)> {
    let start = |day: Date| {
        let zoned = day.to_zoned(TimeZone::UTC).ok()?;
        Some(Millis(zoned.timestamp().as_millisecond()))
    };
    Some((start(from)?, start(until.tomorrow().ok()?)?))
}

/// The last days until a moment.
#[must_use]
pub fn last_days(now: Millis) -> (Date, Date) {
    let day = |at: Millis| timestamp(at).to_zoned(TimeZone::UTC).date();
    (day(now.plus_days(1 - DAYS)), day(now))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tabard_core::ids::RecordId;

    use super::*;

    fn line(by: &str, day: u8, record: u8) -> ReadingLine {
        ReadingLine {
            at: format!("2026-11-{day:02}T10:00:00Z"),
            what: ReadingAct::ViewedReport,
            record: Some(RecordId::new([record; 16])),
            by: by.to_owned(),
            why: None,
            device: None,
        }
    }

    #[test]
    fn a_day_sticks_out_where_it_is_much_and_more_than_usual_and_not_by_reading_one_report_often() {
        let mut lines: Vec<_> =
            (1..=5).flat_map(|day| (0..4).map(move |one| line("A", day, one))).collect();
        lines.extend((0..100).map(|_| line("Often", 3, 1)));
        assert_eq!(sticking_out(&lines), []);
        lines.extend((0..19).map(|one| line("B", 3, one)));
        assert_eq!(sticking_out(&lines), [], "it is less than {STICKS_OUT_FROM}");
        lines.push(line("B", 3, 77));
        let out = sticking_out(&lines);
        assert_eq!(
            out.iter().map(|one| (one.by.as_str(), one.records, one.usual)).collect::<Vec<_>>(),
            [("B", 20, 4)]
        );
        let all_alike: Vec<_> = ["A", "B", "C"]
            .into_iter()
            .flat_map(|by| (0..30).map(move |one| line(by, 3, one)))
            .collect();
        assert_eq!(sticking_out(&all_alike), [], "what all do is usual");
        assert_eq!(sticking_out(&[]), []);
    }

    #[test]
    fn lines_are_asked_for_by_person_record_and_act() {
        let one = line("T. Nurse", 3, 0x3f);
        let by = |by: &str| Wanted { by: Some(by.to_owned()), ..Wanted::default() };
        let record = |id: &str| Wanted { record: Some(id.to_owned()), ..Wanted::default() };
        let what = |what| Wanted { what: Some(what), ..Wanted::default() };
        assert!(Wanted::default().has(&one) && by("nurse ").has(&one) && record("3F3f").has(&one));
        assert!(what(ReadingAct::ViewedReport).has(&one));
        assert!(!by("green").has(&one) && !record("40").has(&one));
        assert!(!what(ReadingAct::Exported).has(&one));
    }

    #[test]
    fn a_span_holds_its_last_day() {
        let (from, until) =
            span("2026-11-01".parse().unwrap(), "2026-11-02".parse().unwrap()).unwrap();
        assert_eq!(until.0 - from.0, 2 * 86_400_000);
        assert_eq!(from.rfc3339().get(..10), Some("2026-11-01"));
    }
}
