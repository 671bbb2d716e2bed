//! A person, who is never taken for another because of a name alone.

use std::fmt;

use jiff::civil::Date;

use super::Nearness;
use super::hidden::hidden;
use super::plain::{is_apostrophe, is_of_word, plain};

/// The most bytes of a name.
const MAX_NAME: usize = 200;

/// A person: name and date of birth, and the NHS number where it is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    name: String,
    born: Date,
    nhs_number: Option<NhsNumber>,
}

/// Ten digits, of which the last checks the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(String);

hidden!(Person, NhsNumber);

/// Why something does not name a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonFault {
    /// No name.
    #[error("there is no name; write the name of the person")]
    NoName,
    /// Too much of a name.
    #[error("the name is longer than {MAX_NAME} bytes; write the name alone")]
    NameTooLong,
    /// A name alone fits many people.
    #[error("there is no date of birth; a name alone fits many people, so write it as well")]
    NoBirth,
    /// Not a day.
    #[error("the date of birth is not a day of the calendar; write it like 1990-01-31")]
    NotADate,
    /// Not an NHS number.
    #[error(
        "this is not an NHS number: it has ten digits, and the last one checks the others; compare it with where it stands"
    )]
    NotAnNhsNumber,
}

impl NhsNumber {
    /// Reads ten digits, with gaps or hyphens where people put them.
    ///
    /// The last digit checks the others: modulus 11, weights 10 to 2 (NHS Data Dictionary, NHS
    /// NUMBER). Ten equal digits pass that, and are nobody's.
    ///
    /// # Errors
    /// [`PersonFault::NotAnNhsNumber`].
    pub fn parse(text: &str) -> Result<Self, PersonFault> {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(11).collect();
        let values: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(10)).collect();
        values
            .filter(|values| is_checked(values))
            .map(|_| Self(digits))
            .ok_or(PersonFault::NotAnNhsNumber)
    }

    /// Its ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With the check digit as the tenth, the weighted sum is a multiple of 11.
fn is_checked(values: &[u32]) -> bool {
    let sum: u32 = values.iter().zip((1..=10).rev()).map(|(value, weight)| value * weight).sum();
    let same = values.iter().all(|value| values.first() == Some(value));
    values.len() == 10 && sum.is_multiple_of(11) && !same
}

/// In the groups in which people read it.
impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = (self.0.get(..3), self.0.get(3..6), self.0.get(6..));
        let (Some(first), Some(second), Some(third)) = groups else { return f.write_str(&self.0) };
        write!(f, "{first} {second} {third}")
    }
}

impl Person {
    /// A person by name, date of birth (`1990-01-31`) and, where it is known, NHS number.
    ///
    /// # Errors
    /// [`PersonFault`] says what is wrong or missing.
    pub fn new(name: &str, born: &str, nhs_number: Option<&str>) -> Result<Self, PersonFault> {
        if name.len() > MAX_NAME {
            return Err(PersonFault::NameTooLong);
        }
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if plain_name(&name).is_empty() {
            return Err(PersonFault::NoName);
        }
        let born = match born.trim() {
            "" => return Err(PersonFault::NoBirth),
            born => born.parse().map_err(|_| PersonFault::NotADate)?,
        };
        let nhs_number = nhs_number.filter(|number| !number.trim().is_empty());
        Ok(Self { name, born, nhs_number: nhs_number.map(NhsNumber::parse).transpose()? })
    }

    /// The name, as it was written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date of birth.
    #[must_use]
    pub const fn born(&self) -> Date {
        self.born
    }

    /// The NHS number.
    #[must_use]
    pub const fn nhs_number(&self) -> Option<&NhsNumber> {
        self.nhs_number.as_ref()
    }

    /// How near this person is to one who is met; the order of the two does not matter.
    ///
    /// Equal NHS numbers are one person, and others never are. Without them the same name and the
    /// same date of birth are possible, which a person has to settle; a name alone is nothing.
    #[must_use]
    pub fn met_by(&self, met: &Self) -> Option<Nearness> {
        if let (Some(number), Some(other)) = (&self.nhs_number, &met.nhs_number) {
            return (number == other).then_some(Nearness::Same);
        }
        (self.by_name() == met.by_name()).then_some(Nearness::Possible)
    }

    /// What an index stores and is asked with: `h:` and the NHS number, `b:` with date of birth and
    /// name. There is no key of the name alone.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let number = self.nhs_number.iter().map(|number| format!("h:{}", number.as_str()));
        number.chain([self.by_name()]).collect()
    }

    fn by_name(&self) -> String {
        format!("b:{}|{}", self.born, plain_name(&self.name))
    }
}

/// The parts of a name in capitals without accents, sorted: order, hyphens, apostrophes and titles
/// differ from form to form. Parts that are left out or spelled otherwise make another name.
fn plain_name(name: &str) -> String {
    let joined: String = name.chars().filter(|c| !is_apostrophe(*c)).collect();
    let parts = joined.split(|c: char| !is_of_word(c)).map(plain).filter(|part| !part.is_empty());
    let all: Vec<String> = parts.collect();
    let mut parts: Vec<String> = all.iter().filter(|part| !is_title(part)).cloned().collect();
    // A title that is all that is known is kept.
    if parts.is_empty() {
        parts = all;
    }
    parts.sort();
    parts.join(" ")
}

fn is_title(part: &str) -> bool {
    matches!(part, "MR" | "MRS" | "MS" | "MISS" | "MX" | "DR" | "PROF" | "SIR" | "REV")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(name: &str, born: &str, nhs: Option<&str>) -> Person {
        Person::new(name, born, nhs).unwrap()
    }

    fn met(name: &str, other: &str) -> Option<Nearness> {
        person(name, "1990-01-31", None).met_by(&person(other, "1990-01-31", None))
    }

    #[test]
    fn one_name_is_known_in_every_spelling_of_it() {
        for (name, other) in [
            ("Zoë Müller", "ZOE MULLER"),
            ("Zoë Müller", "Zoe\u{308} Mu\u{308}ller"),
            ("Anna Smith-Jones", "smith jones anna"),
            ("Smith, John", "Mr John Smith"),
            ("Seán O'Brien", "Sean O’Brien"),
            ("Łukasz Ørsted", "Lukasz Orsted"),
            ("Siân  Thomas", "Thomas Sian"),
        ] {
            assert_eq!(met(name, other), Some(Nearness::Possible), "{name}");
        }
    }

    #[test]
    fn another_name_or_another_birth_is_another_person() {
        assert_eq!(met("John Smith", "John Smyth"), None);
        assert_eq!(met("John Smith", "John Paul Smith"), None);
        let one = person("John Smith", "1990-01-31", None);
        assert_eq!(one.met_by(&person("John Smith", "1990-01-30", None)), None);
        assert_eq!(one.met_by(&one), Some(Nearness::Possible), "never the same by name and birth");
    }

    #[test]
    fn nhs_numbers_decide_where_both_have_one() {
        let one = person("John Smith", "1990-01-31", Some("943 476 5919"));
        let renamed = person("Jane Doe", "1991-01-31", Some("943-476-5919"));
        assert_eq!(one.met_by(&renamed), Some(Nearness::Same));
        let twin = person("John Smith", "1990-01-31", Some("9434765870"));
        assert_eq!(one.met_by(&twin), None);
        let unknown = person("John Smith", "1990-01-31", None);
        assert_eq!(one.met_by(&unknown), Some(Nearness::Possible));
    }

    #[test]
    fn a_number_is_checked_by_its_last_digit() {
        assert_eq!(NhsNumber::parse(" 943 476 5919 ").unwrap().to_string(), "943 476 5919");
        for text in ["943 476 5918", "943476591", "94347659190", "0000000000", "", "943476591X"] {
            assert_eq!(NhsNumber::parse(text), Err(PersonFault::NotAnNhsNumber), "{text}");
        }
        // The check digit of these would be 10, so that no last digit fits.
        assert!((0..10).all(|last| NhsNumber::parse(&format!("000000006{last}")).is_err()));
    }

    #[test]
    fn what_is_missing_is_named() {
        let fault = |name: &str, born: &str| Person::new(name, born, None).unwrap_err();
        assert_eq!(fault(" - ", "1990-01-31"), PersonFault::NoName);
        assert_eq!(fault("John Smith", " "), PersonFault::NoBirth);
        assert_eq!(fault("John Smith", "1990-02-30"), PersonFault::NotADate);
        assert_eq!(fault("John Smith", "31/01/1990"), PersonFault::NotADate);
        assert_eq!(fault(&"x".repeat(10_000), "1990-01-31"), PersonFault::NameTooLong);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(digits in "[0-9]{10}", at in 0..10usize, by in 1..10u32) {
            if NhsNumber::parse(&digits).is_ok() {
                let wrong: String = digits.chars().enumerate().map(|(place, c)| {
                    let value = c.to_digit(10).unwrap() + if place == at { by } else { 0 };
                    char::from_digit(value % 10, 10).unwrap()
                }).collect();
                prop_assert!(NhsNumber::parse(&wrong).is_err());
            }
        }
    }
}
