//! What the source report names, by what its fields hold.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Token, What, bare, tokens};

/// Words that stand in many addresses and names, and give nothing away alone.
const ORDINARY: &[&str] = &[
    "the",
    "and",
    "for",
    "with",
    "near",
    "outside",
    "inside",
    "behind",
    "from",
    "street",
    "road",
    "lane",
    "avenue",
    "close",
    "court",
    "house",
    "flat",
    "floor",
    "unit",
    "ward",
    "room",
    "high",
    "main",
    "church",
    "station",
    "hospital",
    "park",
    "hill",
    "north",
    "south",
    "east",
    "west",
    "old",
    "new",
    "car",
    "door",
    "front",
    "back",
    "home",
    "care",
    "centre",
    "club",
    "bar",
    "bus",
    "stop",
    "green",
    "way",
    "top",
    "stairs",
    "ambulance",
    "patient",
    "crew",
    "mate",
    "paramedic",
    "officer",
    "police",
    "not",
    "known",
    "unknown",
    "none",
    "male",
    "female",
    "man",
    "woman",
    "son",
    "daughter",
    "mother",
    "father",
    "brother",
    "sister",
    "wife",
    "husband",
    "partner",
    "relative",
    "bystander",
    "doctor",
    "nurse",
    "emergency",
    "department",
    "entrance",
    "block",
    "building",
    "square",
    "place",
    "terrace",
    "drive",
    "grove",
    "general",
    "city",
    "town",
];
/// So many words that stand in the report in this order are copied.
const RUN: usize = 6;
/// An identifier of fewer letters and digits is found in too many words.
const SHORTEST_NUMBER: usize = 3;
/// By so many last digits a phone number is known.
const PHONE_DIGITS: usize = 6;

/// What may be found again in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    names: BTreeSet<String>,
    places: BTreeSet<String>,
    /// Pairs of words of places.
    pairs: BTreeSet<(String, String)>,
    numbers: BTreeSet<String>,
    /// Words with a capital, of what people wrote.
    capitals: BTreeSet<String>,
    /// Runs of words of what people wrote.
    runs: BTreeSet<Vec<String>>,
}

/// What a field holds, by its name.
enum Holds {
    Names,
    Places,
    Numbers,
    Prose,
    Nothing,
}

fn holds(field: &str) -> Holds {
    match field {
        "name" | "assessor" | "police_officer" | "bwv_release_authority" | "person_name" => {
            Holds::Names
        }
        "address" | "premises_unit" | "postcode" | "what3words" | "station" | "police_force"
        | "place" => Holds::Places,
        "callsign" | "vehicle" | "cad_number" | "caller_number" | "call_id" | "phone_number"
        | "police_crime_ref" | "uprn" | "bwv_camera_serial" | "camera" | "reference"
        | "latitude" | "longitude" => Holds::Numbers,
        "narrative"
        | "what_happened"
        | "place_note"
        | "description"
        | "notes"
        | "basis"
        | "text"
        | "police_reason_not_reported"
        | "withdrawn_reason"
        | "court_sentence"
        | "impact" => Holds::Prose,
        _ => Holds::Nothing,
    }
}

impl Source {
    /// What is in a report and the accounts beside it, all as JSON.
    #[must_use]
    pub fn of(records: &[&Value]) -> Self {
        let mut source = Self::default();
        for record in records {
            source.take("", record);
        }
        source
    }

    fn take(&mut self, field: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                // What devices disagree on is there with every value.
                fields.iter().for_each(|(name, value)| {
                    let of_field = matches!(name.as_str(), "value" | "values");
                    let name = if of_field { field } else { name };
                    self.take(name, value);
                });
            }
            Value::Array(items) => {
                items.iter().for_each(|item| self.take(field_of(field, item), item))
            }
            Value::String(text) => self.take_text(field, text),
            _ => {}
        }
    }

    fn take_text(&mut self, field: &str, text: &str) {
        let words = tokens(text);
        match holds(field) {
            Holds::Names => {
                let names = words.iter().map(Token::lower).filter(|word| is_telling(word, 2));
                self.names.extend(names);
            }
            Holds::Places => {
                let lower: Vec<String> = words.iter().map(Token::lower).collect();
                let pairs = lower.windows(2).filter_map(|pair| match pair {
                    [one, other] => Some((one.clone(), other.clone())),
                    _ => None,
                });
                self.pairs.extend(pairs);
                self.places.extend(lower.into_iter().filter(|word| is_telling(word, 3)));
                if field == "postcode" {
                    self.numbers.insert(bare(text));
                }
            }
            Holds::Numbers => {
                let number = bare(text);
                let digits = number.chars().all(|c| c.is_ascii_digit());
                if digits && number.len() > PHONE_DIGITS {
                    let last = number.len() - PHONE_DIGITS;
                    self.numbers.extend(number.get(last..).map(str::to_owned));
                }
                if number.len() >= SHORTEST_NUMBER {
                    self.numbers.insert(number);
                }
            }
            Holds::Prose => {
                let capitals = words.iter().filter(|word| word.is_capital() && !word.first);
                self.capitals.extend(capitals.map(Token::lower).filter(|word| is_telling(word, 2)));
                let lower: Vec<String> = words.iter().map(Token::lower).collect();
                self.runs.extend(lower.windows(RUN).map(<[String]>::to_vec));
            }
            Holds::Nothing => {}
        }
    }

    /// What of it stands in a text.
    pub(super) fn in_text(&self, text: &str, tokens: &[Token<'_>]) -> Vec<(What, String)> {
        let mut found = Vec::new();
        for token in tokens {
            let lower = token.lower();
            // A short name is a word of its own with a capital; in small letters it is any word.
            let named = lower.chars().count() > 3 || token.is_capital();
            if named && self.names.contains(&lower) {
                found.push((What::Name, token.text.to_owned()));
            } else if self.places.contains(&lower) {
                found.push((What::Place, token.text.to_owned()));
            } else if token.is_capital() && !token.first && self.capitals.contains(&lower) {
                found.push((What::Detail, token.text.to_owned()));
            }
        }
        let piece = |one: &Token<'_>, last: &Token<'_>| {
            text.get(one.at..last.end()).unwrap_or_default().to_owned()
        };
        for pair in tokens.windows(2) {
            let [one, other] = pair else { continue };
            if self.pairs.contains(&(one.lower(), other.lower())) {
                found.push((What::Place, piece(one, other)));
            }
        }
        for run in tokens.windows(RUN) {
            let lower: Vec<String> = run.iter().map(Token::lower).collect();
            if let (true, [one, .., last]) = (self.runs.contains(&lower), run) {
                found.push((What::Detail, piece(one, last)));
            }
        }
        // However it is spaced: a number is looked for in all letters and digits of the text.
        let whole = bare(text);
        let numbers = self.numbers.iter().filter(|number| whole.contains(number.as_str()));
        found.extend(numbers.map(|number| (What::Number, number.clone())));
        found
    }
}

fn field_of<'f>(list: &'f str, item: &'f Value) -> &'f str {
    // A value that devices disagree on says which field it is of.
    match item.get("field").and_then(Value::as_str) {
        Some(path) => path.rsplit('.').next().unwrap_or(list),
        None => list,
    }
}

/// Whether a word tells something: long enough, and none of those that stand everywhere.
fn is_telling(word: &str, shortest: usize) -> bool {
    let digits = word.chars().all(|c| c.is_ascii_digit());
    word.chars().count() >= shortest && !digits && !ORDINARY.contains(&word)
}
