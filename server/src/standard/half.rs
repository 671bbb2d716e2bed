//! Half a year, as `2026H2`: January to June, or July to December.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

/// Half a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Half {
    year: i16,
    second: bool,
}

/// A text that names no half of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("half a year is written as 2026H1 or 2026H2")]
pub struct NotAHalf;

impl Half {
    /// The half in which a day lies.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), second: day.month() > 6 }
    }

    /// Its first day.
    #[must_use]
    pub const fn from(self) -> Date {
        date(self.year, if self.second { 7 } else { 1 }, 1)
    }

    /// The day after its last.
    #[must_use]
    pub const fn until(self) -> Date {
        match self.second {
            true => date(self.year + 1, 1, 1),
            false => date(self.year, 7, 1),
        }
    }

    /// The half before.
    #[must_use]
    pub const fn before(self) -> Self {
        match self.second {
            true => Self { year: self.year, second: false },
            false => Self { year: self.year - 1, second: true },
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}H{}", self.year, if self.second { 2 } else { 1 })
    }
}

impl FromStr for Half {
    type Err = NotAHalf;

    fn from_str(text: &str) -> Result<Self, NotAHalf> {
        let (year, half) = text.split_once(['H', 'h']).ok_or(NotAHalf)?;
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return Err(NotAHalf),
        };
        let year = year.parse().ok().filter(|year| (2000..=9000).contains(year));
        Ok(Self { year: year.ok_or(NotAHalf)?, second })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_read_and_has_its_days() {
        let half: Half = "2026H2".parse().unwrap();
        assert_eq!((half.from(), half.until()), (date(2026, 7, 1), date(2027, 1, 1)));
        assert_eq!(half.to_string(), "2026H2");
        assert_eq!(half.before().to_string(), "2026H1");
        assert_eq!(half.before().before().to_string(), "2025H2");
        assert_eq!(Half::of(date(2026, 6, 30)).until(), date(2026, 7, 1));
        for text in ["", "2026", "2026H3", "H1", "26H1", "2026H2 ", "99999H1", "2026-H1"] {
            assert_eq!(text.parse::<Half>(), Err(NotAHalf), "{text}");
        }
    }
}
