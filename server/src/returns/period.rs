//! The quarter that a return tells of.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// A quarter of a calendar year, such as `2026-Q3`: July to September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    year: i16,
    quarter: i8,
}

/// The text is no quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a quarter of a year, such as 2026-Q3")]
pub struct NotAPeriod;

impl Period {
    /// How many months it has.
    pub const MONTHS: usize = 3;

    /// The quarter that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), quarter: (day.month() - 1) / 3 + 1 }
    }

    /// The quarter before it.
    #[must_use]
    pub const fn before(self) -> Self {
        match self.quarter {
            1 => Self { year: self.year - 1, quarter: 4 },
            quarter => Self { year: self.year, quarter: quarter - 1 },
        }
    }

    /// The first day of each month, and the day after the last.
    #[must_use]
    pub fn months(self) -> [Date; Self::MONTHS + 1] {
        let first = Date::new(self.year, (self.quarter - 1) * 3 + 1, 1).unwrap_or(Date::ZERO);
        [0, 1, 2, 3].map(|on: i32| first.checked_add(on.months()).unwrap_or(Date::MAX))
    }

    /// The names of its months, such as `2026-07`.
    #[must_use]
    pub fn month_codes(self) -> [String; Self::MONTHS] {
        let [one, two, three, _] = self.months();
        [one, two, three].map(|first| format!("{:04}-{:02}", first.year(), first.month()))
    }

    /// Which of its months a day lies in.
    #[must_use]
    pub fn month_of(self, day: Date) -> Option<usize> {
        let months = self.months();
        let within = months.first()? <= &day && &day < months.last()?;
        within.then(|| months.partition_point(|first| *first <= day) - 1)
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, quarter) = text.split_once("-Q").ok_or(NotAPeriod)?;
        let digits =
            |text: &str, many| text.len() == many && text.bytes().all(|c| c.is_ascii_digit());
        if !digits(year, 4) || !digits(quarter, 1) {
            return Err(NotAPeriod);
        }
        let year = year.parse().ok().filter(|year| (1990..=9998).contains(year));
        let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter));
        let (year, quarter) = year.zip(quarter).ok_or(NotAPeriod)?;
        Ok(Self { year, quarter })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_quarter_has_three_months_and_ends() {
        let period: Period = "2026-Q4".parse().unwrap();
        assert_eq!(period.to_string(), "2026-Q4");
        assert_eq!(period.month_codes(), ["2026-10", "2026-11", "2026-12"]);
        let months = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)]
            .map(|day| period.month_of(day));
        assert_eq!(months, [None, Some(0), Some(2), None]);
    }

    #[test]
    fn a_day_lies_in_a_quarter_and_that_follows_another() {
        let of = Period::of(date(2026, 3, 31));
        assert_eq!((of.to_string(), of.before().to_string()), ("2026-Q1".into(), "2025-Q4".into()));
        assert_eq!(Period::of(date(2026, 4, 1)).before(), of);
    }

    #[test]
    fn what_is_no_quarter_is_refused() {
        for text in ["", "2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-Q1 ", "+026-Q1", "0000-Q1"] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }
}
