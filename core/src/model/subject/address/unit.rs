//! A dwelling within a building: `Flat 2B`, `Top Floor Flat`, the Scottish `2/1` and `1F2`.

use super::AddressFault;
use super::tokens::{Token, segments, shown};
use crate::model::subject::hidden::hidden;

/// The most bytes of a unit.
const MAX_BYTES: usize = 128;
/// The most words in which one unit is named.
const MAX_PHRASE: usize = 8;

/// One dwelling within a building, by the part of its name that tells it from the others.
///
/// The kind of dwelling is no part of it: `Flat 2B`, `Apt 2b`, `Unit 2 B` and `2B` are one, as
/// people name one door in each of these ways. So are Flat 2 and Room 2 of one building: a warning
/// that says which it means is better than none.
#[derive(Clone)]
pub struct Unit {
    shown: String,
    plain: String,
}

hidden!(Unit);

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.plain == other.plain
    }
}

impl Eq for Unit {}

impl Unit {
    /// Reads a unit as it is written in its own field.
    ///
    /// # Errors
    /// [`AddressFault::NotAUnit`] when no letter and no digit is in it, or it is too long.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        if text.len() > MAX_BYTES {
            return Err(AddressFault::NotAUnit);
        }
        let tokens: Vec<Token> = segments(text).into_iter().flatten().collect();
        Self::of(&tokens).ok_or(AddressFault::NotAUnit)
    }

    /// As it was written, to be shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// By what it is compared: capitals, without the kind of dwelling.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The letter, when that is all: A, as in Flat A.
    pub(super) fn letter(&self) -> Option<char> {
        let mut letters = self.plain.chars();
        letters.next().filter(|c| c.is_ascii_uppercase() && letters.next().is_none())
    }

    pub(super) fn of(tokens: &[Token]) -> Option<Self> {
        let kept = tokens.iter().map(|token| token.plain.as_str()).filter(|word| !is_said(word));
        let mut words: Vec<String> = vec![];
        for word in kept.map(normal) {
            match words.last_mut() {
                Some(last) if *last == word => {}
                Some(last) if is_glued(last, &word) => last.push_str(&word),
                _ => words.push(word),
            }
        }
        if words.is_empty() {
            // `The Flat` is the only one of its building.
            words.extend(tokens.first().map(|_| "FLAT".to_owned()));
        }
        let plain = words.join(" ");
        (!plain.is_empty()).then(|| Self { shown: shown(tokens), plain })
    }
}

/// The kinds of dwelling.
pub(super) fn is_noun(word: &str) -> bool {
    matches!(
        word,
        "FLAT"
            | "FLT"
            | "APT"
            | "APARTMENT"
            | "UNIT"
            | "ROOM"
            | "RM"
            | "CARAVAN"
            | "PITCH"
            | "STUDIO"
            | "BEDSIT"
            | "SUITE"
            | "MAISONETTE"
            | "PENTHOUSE"
    )
}

fn is_floor(word: &str) -> bool {
    matches!(word, "FLOOR" | "FLR" | "FL" | "LEVEL")
}

/// Words that tell no dwelling from another.
fn is_said(word: &str) -> bool {
    is_noun(word) || is_floor(word) || matches!(word, "THE" | "NO" | "NUMBER")
}

fn is_position(word: &str) -> bool {
    let word = normal(word);
    let is_ordinal = ["ST", "ND", "RD", "TH"].iter().any(|end| {
        let number = word.strip_suffix(end).unwrap_or_default();
        !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
    });
    is_ordinal
        || is_side(&word)
        || matches!(
            word.as_str(),
            "TOP"
                | "GROUND"
                | "BASEMENT"
                | "GARDEN"
                | "ATTIC"
                | "LOWER"
                | "UPPER"
                | "MIDDLE"
                | "ANNEXE"
        )
}

fn is_side(word: &str) -> bool {
    matches!(word, "LEFT" | "RIGHT" | "FRONT" | "REAR" | "BACK")
}

/// One spelling for each word.
fn normal(word: &str) -> String {
    let known = match word {
        "FIRST" | "FFF" => "1ST",
        "SECOND" => "2ND",
        "THIRD" => "3RD",
        "FOURTH" => "4TH",
        "FIFTH" => "5TH",
        "SIXTH" => "6TH",
        "TFF" => "TOP",
        "GFF" | "GRD" | "GND" => "GROUND",
        "BSMT" => "BASEMENT",
        "BACK" => "REAR",
        "ANNEX" => "ANNEXE",
        "ONE" => "1",
        "TWO" => "2",
        "THREE" => "3",
        "FOUR" => "4",
        "FIVE" => "5",
        "SIX" => "6",
        "SEVEN" => "7",
        "EIGHT" => "8",
        "NINE" => "9",
        "TEN" => "10",
        _ => return scottish(word).unwrap_or_else(|| without_zeros(word).to_owned()),
    };
    known.to_owned()
}

fn without_zeros(word: &str) -> &str {
    let short = word.trim_start_matches('0');
    if starts_with_digit(short) { short } else { word }
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Floor and flat as `floor/flat`: 1F2 is 1/2, and G, the ground floor, is 0.
fn scottish(word: &str) -> Option<String> {
    let (floor, flat) = word.split_once(['/', '-']).or_else(|| tenement(word))?;
    Some(format!(
        "{}/{}",
        if floor == "G" { "0" } else { without_zeros(floor) },
        without_zeros(flat)
    ))
}

/// 1F2, GF1, TFL: the floor in one character, F, and the flat.
fn tenement(word: &str) -> Option<(&str, &str)> {
    let (floor, flat) = word.split_once('F')?;
    let is_floor = matches!(floor.as_bytes(), [b'0'..=b'9' | b'B' | b'G' | b'P' | b'T']);
    (is_floor && is_flat(flat)).then_some((floor, flat))
}

fn is_flat(flat: &str) -> bool {
    matches!(flat.as_bytes(), [b'0'..=b'9' | b'L' | b'R'] | [b'0'..=b'9', b'0'..=b'9'])
}

/// 2/1 and G/2: what stands together around a slash.
pub(super) fn is_floor_and_flat(word: &str) -> bool {
    word.split_once('/').is_some_and(|(floor, flat)| {
        let is_number = (1..=4).contains(&floor.len()) && floor.bytes().all(|c| c.is_ascii_digit());
        (is_number || matches!(floor, "B" | "G" | "P" | "T")) && is_flat(flat)
    })
}

/// `2 B` is 2B, and `B 2` is B2.
fn is_glued(last: &str, word: &str) -> bool {
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|digit| digit.is_ascii_digit());
    let letter = |word: &str| matches!(word.as_bytes(), [b'A'..=b'Z']);
    (digits(last) && letter(word)) || (letter(last) && digits(word))
}

/// How many words at the beginning name a unit; 0 when none do.
pub(super) fn phrase(tokens: &[Token]) -> usize {
    let words: Vec<&str> = tokens.iter().take(MAX_PHRASE).map(|token| &*token.plain).collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let first = word(0);
    if tenement(first).is_some() || (is_floor_and_flat(first) && !starts_with_digit(first)) {
        return 1;
    }
    if is_noun(first) {
        return dwelling(&word);
    }
    position(&word)
}

/// `Flat 2 B`; `Flat` alone, or before another word that begins a unit.
fn dwelling<'a>(word: &impl Fn(usize) -> &'a str) -> usize {
    match word(1) {
        "" => 1,
        next if is_designator(next) => 2 + usize::from(is_glued(next, word(2))),
        next if is_noun(next) || (is_position(next) && position(&|at| word(at + 1)) > 0) => 1,
        _ => 0,
    }
}

/// `Top Floor Flat`, `First Floor Left`, `Basement`.
fn position<'a>(word: &impl Fn(usize) -> &'a str) -> usize {
    let count = |from: usize, fits: fn(&str) -> bool| {
        (from..MAX_PHRASE).take_while(|at| fits(word(*at))).count()
    };
    let is_kind = |at: usize| is_noun(word(at)) && !is_designator(word(at + 1));
    let start = usize::from(word(0) == "THE");
    let end = start + count(start, is_position);
    if end == start {
        return 0;
    }
    let floor = end + usize::from(is_floor(word(end)));
    let kind = floor + usize::from(is_kind(floor));
    if kind == end && !word(end).is_empty() {
        return 0;
    }
    kind + count(kind, is_side)
}

fn is_designator(word: &str) -> bool {
    let short = word.len() <= 6 && word.bytes().any(|c| c.is_ascii_digit());
    let letter = matches!(word.as_bytes(), [b'A'..=b'Z']);
    let number_word = normal(word) != word && normal(word).bytes().all(|c| c.is_ascii_digit());
    (short && !is_position(word)) || letter || number_word
}
