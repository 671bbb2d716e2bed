//! The number of a house: 12, 12A, 12-14.

use std::fmt;

/// A row of more houses than this is written by its ends alone.
const MAX_ROW: u32 = 40;
/// The most digits of a house's number.
const MAX_DIGITS: usize = 5;

/// A number, or the first and the last of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct House {
    first: Door,
    last: Option<Door>,
}

/// A number and the letter behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Door {
    number: u32,
    suffix: Option<char>,
}

impl House {
    /// Reads plain capitals.
    pub(super) fn parse(plain: &str) -> Option<Self> {
        let (first, last) = match plain.split_once('-') {
            Some((first, last)) => (Door::parse(first)?, Some(Door::parse(last)?)),
            None => (Door::parse(plain)?, None),
        };
        Some(Self { first, last: last.filter(|last| *last != first) })
    }

    pub(super) const fn is_range(&self) -> bool {
        self.last.is_some()
    }

    /// The numbers that it has. The houses of a row are every second one where both ends are odd
    /// or both are even, as on one side of a street.
    pub(super) fn doors(&self) -> Vec<Door> {
        let Some(last) = self.last else { return vec![self.first] };
        let count = last.number.checked_sub(self.first.number);
        match count.filter(|count| (1..=MAX_ROW).contains(count)) {
            Some(count) if self.first.suffix.is_none() && last.suffix.is_none() => {
                let step = if count.is_multiple_of(2) { 2 } else { 1 };
                let row = (self.first.number..=last.number).step_by(step);
                row.map(|number| Door { number, suffix: None }).collect()
            }
            _ => vec![self.first, last],
        }
    }

    /// Whether a number is of both.
    pub(super) fn shares_a_door(&self, other: &Self) -> bool {
        let doors = other.doors();
        self.doors().iter().any(|door| doors.contains(door))
    }

    /// 12 and the letter A, when this is 12A alone.
    pub(super) fn without_suffix(&self) -> Option<(Self, char)> {
        let suffix = self.first.suffix.filter(|_| !self.is_range())?;
        Some((Self { first: Door { suffix: None, ..self.first }, last: None }, suffix))
    }

    /// 12A, when this is 12 alone.
    pub(super) fn with_suffix(&self, suffix: char) -> Option<Self> {
        let plain = self.first.suffix.is_none() && !self.is_range();
        let first = Door { suffix: Some(suffix), ..self.first };
        plain.then_some(Self { first, last: None })
    }
}

impl Door {
    fn parse(plain: &str) -> Option<Self> {
        let letters = plain.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = plain.strip_suffix(letters)?;
        if digits.len() > MAX_DIGITS {
            return None;
        }
        let mut letters = letters.chars();
        let suffix = letters.next();
        let fits = letters.next().is_none() && suffix.is_none_or(|c| c.is_ascii_uppercase());
        fits.then_some(Self { number: digits.parse().ok()?, suffix })
    }
}

impl fmt::Display for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.last.map_or(Ok(()), |last| write!(f, "-{last}"))
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        self.suffix.map_or(Ok(()), |suffix| write!(f, "{suffix}"))
    }
}
