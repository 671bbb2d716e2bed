//! An address down to the dwelling, and when two of them are the same place.

mod house;
mod postcode;
mod reading;
#[cfg(test)]
pub(super) mod tests;
mod tokens;
mod unit;

use std::collections::BTreeSet;
use std::fmt;

use super::Nearness;
use super::hidden::hidden;
use house::House;
pub use postcode::Postcode;
use reading::{Reader, plain_name};
use tokens::Token;
pub use unit::Unit;

/// The most bytes of an address, or of one part of it.
pub const MAX_ADDRESS_BYTES: usize = 500;
/// The most digits of a unique property reference number.
const MAX_UPRN: usize = 12;

/// A place: one building, or one dwelling in it.
///
/// It is known by its unique property reference number, by its postcode with the number or the
/// name of the house, or by both. `12A High Street` is a house of its own and never `12`; because
/// it may also be Flat A of number 12, these two are [`Nearness::Possible`].
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    uprn: Option<Uprn>,
    unit: Option<Unit>,
    house: Option<House>,
    name: Option<String>,
    street: Option<String>,
    postcode: Option<Postcode>,
}

/// An address as it stands in fields; what is empty is not stated.
#[derive(Clone, Copy, Default)]
pub struct AddressParts<'a> {
    /// The unique property reference number.
    pub uprn: Option<&'a str>,
    /// The dwelling: `Flat 2B`.
    pub unit: Option<&'a str>,
    /// The name of the building, its number, or both.
    pub building: Option<&'a str>,
    /// The street, with or without the number.
    pub street: Option<&'a str>,
    /// The postcode.
    pub postcode: Option<&'a str>,
}

/// Unique property reference number: 1 to 12 digits, without zeros before them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uprn(String);

/// One spelling of one place, by which an index finds it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressKey(String);

hidden!(Address, Uprn, AddressKey);

/// Why something is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// More text than an address has.
    #[error(
        "the address is longer than {MAX_ADDRESS_BYTES} bytes; write the place alone, and the rest into the notes"
    )]
    TooLong,
    /// Nothing that tells the town.
    #[error("there is no postcode; write it, or the unique property reference number (UPRN)")]
    NoPostcode,
    /// A postcode, and not which of its houses.
    #[error(
        "the address does not say which building; write the number or the name of the house with its postcode"
    )]
    NoPremises,
    /// Not of the shape of a postcode.
    #[error("this is not a postcode of the United Kingdom; write it like LS1 4AB")]
    NotAPostcode,
    /// Not of the shape of a UPRN.
    #[error("a unique property reference number (UPRN) is 1 to 12 digits; write them alone")]
    NotAUprn,
    /// No unit.
    #[error("this does not name a flat or another unit; write it like Flat 2B")]
    NotAUnit,
}

impl Uprn {
    /// Reads 1 to 12 digits; zeros before them say nothing.
    ///
    /// # Errors
    /// [`AddressFault::NotAUprn`].
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let digits = text.trim();
        let fits = digits.len() <= MAX_UPRN && digits.bytes().all(|digit| digit.is_ascii_digit());
        let digits = digits.trim_start_matches('0');
        if fits && !digits.is_empty() {
            Ok(Self(digits.to_owned()))
        } else {
            Err(AddressFault::NotAUprn)
        }
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AddressKey {
    /// Its spelling: `u:` and a UPRN, `p:` with postcode and premises, `f:` with the unit as well.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<AddressKey> for String {
    fn from(key: AddressKey) -> Self {
        key.0
    }
}

impl Address {
    /// Reads an address from its fields.
    ///
    /// # Errors
    /// [`AddressFault`] says what is wrong or missing.
    pub fn from_parts(parts: &AddressParts<'_>) -> Result<Self, AddressFault> {
        let said = |part: Option<&str>| match part.map(str::trim).filter(|part| !part.is_empty()) {
            Some(part) if part.len() > MAX_ADDRESS_BYTES => Err(AddressFault::TooLong),
            part => Ok(part.map(str::to_owned)),
        };
        let (building, street) = (said(parts.building)?, said(parts.street)?);
        let uprn = said(parts.uprn)?.map(|uprn| Uprn::parse(&uprn)).transpose()?;
        let postcode = said(parts.postcode)?.map(|code| Postcode::parse(&code)).transpose()?;
        let unit = match said(parts.unit)?.map(|unit| tokens::segments(&unit).concat()) {
            Some(tokens) if Unit::of(&tokens).is_none() => return Err(AddressFault::NotAUnit),
            tokens => tokens.unwrap_or_default(),
        };
        let mut reader = Reader::in_unit(unit);
        for part in building.iter().chain(&street) {
            tokens::segments(part).iter().for_each(|segment| reader.take(segment));
        }
        Self::of(uprn, postcode, reader, building.is_some())
    }

    /// Reads an address from one text, with its postcode at the end or `UPRN` and the number
    /// anywhere: `Flat 2B, 12 High Street, Leeds, LS1 4AB`. What follows the street is the town,
    /// which the postcode tells.
    ///
    /// # Errors
    /// [`AddressFault`] says what is wrong or missing. A text that is too long is not looked at.
    pub fn parse(line: &str) -> Result<Self, AddressFault> {
        if line.len() > MAX_ADDRESS_BYTES {
            return Err(AddressFault::TooLong);
        }
        let mut segments = tokens::segments(line);
        let uprn = take_uprn(&mut segments)?;
        let postcode = take_postcode(&mut segments);
        let mut reader = Reader::default();
        segments.iter().for_each(|segment| reader.take(segment));
        Self::of(uprn, postcode, reader, false)
    }

    fn of(
        uprn: Option<Uprn>,
        postcode: Option<Postcode>,
        reader: Reader,
        named: bool,
    ) -> Result<Self, AddressFault> {
        let reading = reader.finish(named);
        if uprn.is_none() {
            if postcode.is_none() {
                return Err(AddressFault::NoPostcode);
            }
            if reading.house.is_none() && reading.name.is_none() {
                return Err(AddressFault::NoPremises);
            }
        }
        let reading::Reading { unit, house, name, street } = reading;
        Ok(Self { uprn, unit, house, name, street, postcode })
    }

    /// The unique property reference number.
    #[must_use]
    pub const fn uprn(&self) -> Option<&Uprn> {
        self.uprn.as_ref()
    }

    /// The dwelling in the building.
    #[must_use]
    pub const fn unit(&self) -> Option<&Unit> {
        self.unit.as_ref()
    }

    /// The postcode.
    #[must_use]
    pub const fn postcode(&self) -> Option<&Postcode> {
        self.postcode.as_ref()
    }

    /// The street, as it was written.
    #[must_use]
    pub fn street(&self) -> Option<&str> {
        self.street.as_deref()
    }

    /// The name of the building and its number, of which [`Self::from_parts`] reads the same.
    #[must_use]
    pub fn building(&self) -> Option<String> {
        let house = self.house.map(|house| house.to_string());
        let parts: Vec<String> = self.name.iter().cloned().chain(house).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// How near this place is to one that is met; the order of the two does not matter.
    ///
    /// UPRNs decide where both have one: equal ones are the same place, others never, however
    /// alike the text is. When units are written beside equal UPRNs and differ, the UPRN is the
    /// building's, and it is the same building only. Otherwise postcode, premises and unit decide,
    /// and different units never match.
    #[must_use]
    pub fn met_by(&self, met: &Self) -> Option<Nearness> {
        if let (Some(uprn), Some(other)) = (&self.uprn, &met.uprn) {
            let same_unit = self.units(met) != Units::Different;
            let nearness = if same_unit { Nearness::Same } else { Nearness::SameBuilding };
            return (uprn == other).then_some(nearness);
        }
        if self.postcode.is_none() || self.postcode != met.postcode {
            return None;
        }
        if self.is_suffix_of(met) || met.is_suffix_of(self) {
            return Some(Nearness::Possible);
        }
        let premises = self.premises_met_by(met)?;
        match self.units(met) {
            Units::Same => Some(premises),
            Units::OneStated => Some(premises.max(Nearness::SameBuilding)),
            Units::Different => None,
        }
    }

    fn units(&self, other: &Self) -> Units {
        match (&self.unit, &other.unit) {
            (Some(unit), Some(other)) if unit != other => Units::Different,
            (Some(_), None) | (None, Some(_)) => Units::OneStated,
            _ => Units::Same,
        }
    }

    /// Numbers decide where both have one, names otherwise. The same number in two streets of one
    /// postcode is rare, and a street that is spelled in two ways is not: that is possible only.
    fn premises_met_by(&self, met: &Self) -> Option<Nearness> {
        let (Some(house), Some(other)) = (self.house, met.house) else {
            let name = self.name.as_deref().map(plain_name)?;
            return (met.name.as_deref().map(plain_name)? == name).then_some(Nearness::Same);
        };
        let nearness = match house {
            _ if house == other => Nearness::Same,
            _ if house.shares_a_door(&other) => Nearness::SameBuilding,
            _ => return None,
        };
        Some(if self.streets_agree(met) { nearness } else { Nearness::Possible })
    }

    fn streets_agree(&self, met: &Self) -> bool {
        let names = |address: &Self| -> Vec<String> {
            address.name.iter().chain(&address.street).map(|name| plain_name(name)).collect()
        };
        let (names, others) = (names(self), names(met));
        names.is_empty()
            || others.is_empty()
            || names
                .iter()
                .any(|name| others.iter().any(|other| begins(name, other) || begins(other, name)))
    }

    /// Whether this is 12A, and the other Flat A of 12.
    fn is_suffix_of(&self, other: &Self) -> bool {
        let suffixed = self.house.and_then(|house| house.without_suffix());
        suffixed.is_some_and(|(house, suffix)| {
            self.unit.is_none()
                && other.house == Some(house)
                && other.unit.as_ref().and_then(Unit::letter) == Some(suffix)
        })
    }

    /// What an index stores of this place: the UPRN, and its premises by number, by each number of
    /// a row, and by name. A unit has the keys of its building, so that either finds the other.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<AddressKey> {
        let uprn = self.uprn.iter().map(|uprn| AddressKey(format!("u:{}", uprn.as_str())));
        let doors = self.house.iter().flat_map(|house| house.doors());
        let doors = doors.map(|door| door.to_string());
        let premises =
            self.house.iter().map(House::to_string).chain(doors).chain(self.plain_name());
        uprn.chain(premises.filter_map(|premises| self.premises(&premises))).collect()
    }

    /// What to ask an index when this place is met: its keys, and 12 for 12A and 12A for Flat A
    /// of 12.
    #[must_use]
    pub fn met_keys(&self) -> BTreeSet<AddressKey> {
        let letter = self.unit.as_ref().and_then(Unit::letter);
        let other = self.house.and_then(|house| match letter {
            Some(letter) => house.with_suffix(letter),
            None => house.without_suffix().map(|(house, _)| house),
        });
        let other = other.and_then(|house| self.premises(&house.to_string()));
        self.keys().into_iter().chain(other).collect()
    }

    /// The one spelling of the building, to count its dwellings together: postcode and number, or
    /// name; none for a place that only its UPRN tells.
    #[must_use]
    pub fn premises_key(&self) -> Option<AddressKey> {
        self.premises(&self.house.as_ref().map(House::to_string).or_else(|| self.plain_name())?)
    }

    /// The one spelling of the dwelling, to count it once.
    #[must_use]
    pub fn unit_key(&self) -> Option<AddressKey> {
        let premises = self.premises_key()?.0;
        let unit = self.unit.as_ref()?.plain();
        Some(AddressKey(format!("f:{}|{unit}", premises.strip_prefix("p:")?)))
    }

    fn premises(&self, premises: &str) -> Option<AddressKey> {
        let postcode = self.postcode.as_ref()?.plain();
        Some(AddressKey(format!("p:{postcode}|{premises}")))
    }

    fn plain_name(&self) -> Option<String> {
        self.name.as_deref().map(plain_name)
    }
}

/// Whether these are the first words of a text: without commas the town follows the street.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[derive(PartialEq, Eq)]
enum Units {
    Same,
    OneStated,
    Different,
}

/// In one line, as people write it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let house = self.house.map(|house| house.to_string());
        let street = self.street.clone();
        let on_street = match (house, street) {
            (Some(house), Some(street)) => Some(format!("{house} {street}")),
            (house, street) => house.or(street),
        };
        let unit = self.unit.as_ref().map(|unit| unit.as_str().to_owned());
        let postcode = self.postcode.as_ref().map(Postcode::to_string);
        let parts: Vec<String> =
            [unit, self.name.clone(), on_street, postcode].into_iter().flatten().collect();
        match &self.uprn {
            Some(uprn) if parts.is_empty() => write!(f, "UPRN {}", uprn.as_str()),
            _ => f.write_str(&parts.join(", ")),
        }
    }
}

fn take_uprn(segments: &mut [Vec<Token>]) -> Result<Option<Uprn>, AddressFault> {
    for segment in segments {
        if let Some(at) = segment.iter().position(|token| token.plain == "UPRN") {
            let words: Vec<Token> = segment.drain(at..).collect();
            let digits = words.get(1).map_or("", |digits| &digits.shown);
            segment.extend(words.iter().skip(2).cloned());
            return Uprn::parse(digits).map(Some);
        }
    }
    Ok(None)
}

/// The last words that are a postcode, with or without its gap.
fn take_postcode(segments: &mut [Vec<Token>]) -> Option<Postcode> {
    segments.iter_mut().rev().find_map(|segment| {
        let (at, count, postcode) = (0..segment.len()).rev().find_map(|at| {
            [2, 1].into_iter().find_map(|count| {
                let words = segment.get(at..at + count)?;
                let text: String = words.iter().map(|token| token.plain.as_str()).collect();
                Some((at, count, Postcode::parse(&text).ok()?))
            })
        })?;
        segment.drain(at..at + count);
        Some(postcode)
    })
}
