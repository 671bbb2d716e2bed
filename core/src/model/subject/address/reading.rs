//! The words of an address put where they belong: unit, number, name of the house, street.
//!
//! The number next to the street is the house's; one that stood before it is the unit's, as in
//! `2/1, 45 Byres Road` and `3 Victoria Court, 12 High Street`. Of `45/2 Leith Walk`, with no other
//! number, 45 is the house and 2 the flat, as Edinburgh writes it.

use super::house::House;
use super::tokens::{Token, shown};
use super::unit::{self, Unit};

/// What was read.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) unit: Option<Unit>,
    pub(super) house: Option<House>,
    pub(super) name: Option<String>,
    pub(super) street: Option<String>,
}

/// What is read so far.
#[derive(Default)]
pub(super) struct Reader {
    unit: Vec<Token>,
    number: Option<Token>,
    name: Option<Vec<Token>>,
    street: Option<Vec<Token>>,
}

impl Reader {
    /// With the words of a unit that stands in its own field.
    pub(super) fn in_unit(unit: Vec<Token>) -> Self {
        Self { unit, ..Self::default() }
    }

    /// Takes what stands between two commas.
    pub(super) fn take(&mut self, segment: &[Token]) {
        let mut rest = segment;
        loop {
            if let Some((unit, after)) = rest.split_at_checked(unit::phrase(rest))
                && !unit.is_empty()
            {
                self.unit.extend_from_slice(unit);
                rest = after;
            } else if let Some((number, after)) = number(rest) {
                self.take_number(number);
                rest = after;
            } else {
                break;
            }
        }
        if !rest.is_empty() {
            self.take_text(rest);
        }
    }

    fn take_number(&mut self, number: Token) {
        if let Some(earlier) = self.number.replace(number) {
            self.unit.insert(0, earlier);
            if self.name.is_none() {
                self.name = self.street.take();
            }
        }
    }

    fn take_text(&mut self, text: &[Token]) {
        if self.name.is_none() && (self.number.is_none() || is_building(text)) {
            self.name = Some(text.to_vec());
        } else if self.street.is_none() {
            self.street = Some(text.to_vec());
        }
    }

    /// All is read. `named` says that the name of a house stood in its own field; elsewhere the
    /// name of a street alone, such as `High Street`, names no house.
    pub(super) fn finish(mut self, named: bool) -> Reading {
        self.settle_slash();
        let is_street = |name: &Vec<Token>| !named && self.number.is_none() && is_street(name);
        if let Some(street) = self.name.take_if(|name| is_street(name)) {
            self.street = Some(street);
        }
        let text = |tokens: Vec<Token>| shown(&tokens);
        Reading {
            unit: Unit::of(&self.unit),
            house: self.number.and_then(|number| House::parse(&number.plain)),
            name: self.name.map(text),
            street: self.street.map(text),
        }
    }

    fn settle_slash(&mut self) {
        let Some(number) = self.number.take_if(|number| number.plain.contains('/')) else { return };
        match number.plain.split_once('/') {
            Some((house, flat)) if self.name.is_none() => {
                self.number = Some(Token::new(house));
                self.unit.push(Token::new(flat));
            }
            _ => self.unit.push(number),
        }
    }
}

/// A number at the beginning, with `No` before it and a lone letter behind it.
fn number(tokens: &[Token]) -> Option<(Token, &[Token])> {
    let said = |token: &&Token| matches!(token.plain.as_str(), "NO" | "NUMBER");
    let tokens = match tokens.split_first().filter(|(first, _)| said(first)) {
        Some((_, rest)) => rest,
        None => tokens,
    };
    let (first, rest) = tokens.split_first()?;
    if unit::is_floor_and_flat(&first.plain) {
        return Some((first.clone(), rest));
    }
    let house = House::parse(&first.plain)?;
    let letter = rest.split_first().filter(|(letter, _)| is_letter(letter));
    match letter.filter(|_| !house.is_range() && house.without_suffix().is_none()) {
        Some((letter, rest)) => {
            Some((Token::new(&format!("{}{}", first.shown, letter.shown)), rest))
        }
        None => Some((first.clone(), rest)),
    }
}

fn is_letter(token: &Token) -> bool {
    matches!(token.plain.as_bytes(), [b'A'..=b'Z'])
}

/// Whether it is the name of a building rather than of a street.
fn is_building(text: &[Token]) -> bool {
    let last = text.last().map_or("", |last| abbreviated(&last.plain));
    matches!(
        last,
        "COURT"
            | "HOUSE"
            | "LODGE"
            | "BUILDING"
            | "BUILDINGS"
            | "TOWER"
            | "TOWERS"
            | "MANSIONS"
            | "HEIGHTS"
            | "FLATS"
            | "APARTMENTS"
            | "HALL"
            | "HALLS"
            | "BLOCK"
            | "HOSTEL"
            | "HOTEL"
    )
}

fn is_street(text: &[Token]) -> bool {
    let last = text.last().map_or("", |last| abbreviated(&last.plain));
    text.len() > 1
        && matches!(
            if last == "ST" { "STREET" } else { last },
            "STREET"
                | "ROAD"
                | "LANE"
                | "AVENUE"
                | "DRIVE"
                | "CLOSE"
                | "CRESCENT"
                | "TERRACE"
                | "MEWS"
        )
}

/// How a name of a house or a street is compared: capitals, each word in full, no article.
pub(super) fn plain_name(name: &str) -> String {
    let segments = super::tokens::segments(name);
    let words: Vec<&str> = segments.iter().flatten().map(|token| token.plain.as_str()).collect();
    let mut plain: Vec<&str> = vec![];
    for (at, word) in words.iter().copied().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let ends = matches!(next, "" | "NORTH" | "SOUTH" | "EAST" | "WEST");
        plain.push(match word {
            "THE" | "AND" => continue,
            "SAINT" => "ST",
            "ST" if ends && at > 0 => "STREET",
            _ if at > 0 => abbreviated(word),
            _ => word,
        });
    }
    if plain.is_empty() { words.join(" ") } else { plain.join(" ") }
}

/// The whole word of what is often cut short.
fn abbreviated(word: &str) -> &str {
    match word {
        "RD" => "ROAD",
        "AV" | "AVE" => "AVENUE",
        "LN" => "LANE",
        "DR" | "DRV" => "DRIVE",
        "CL" | "CLS" => "CLOSE",
        "CR" | "CRES" => "CRESCENT",
        "CT" | "CRT" => "COURT",
        "GDN" | "GDNS" => "GARDENS",
        "GRN" => "GREEN",
        "GR" | "GRV" | "GRO" => "GROVE",
        "PK" => "PARK",
        "PL" => "PLACE",
        "SQ" => "SQUARE",
        "TER" | "TERR" | "TCE" => "TERRACE",
        "WY" => "WAY",
        "STR" => "STREET",
        "HSE" | "HO" => "HOUSE",
        "BLDG" | "BLD" => "BUILDING",
        "BLDGS" => "BUILDINGS",
        "MANS" => "MANSIONS",
        "APTS" => "APARTMENTS",
        "CTR" => "CENTRE",
        "HTS" => "HEIGHTS",
        _ => word,
    }
}
