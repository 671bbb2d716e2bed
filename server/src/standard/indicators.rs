//! The indicators that a region brings: data, whose wording is the region's own.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};
use tabard_core::words::Words;

use super::live::Live;
use super::part::Part;

/// The most indicators of a file.
const MOST: usize = 500;
/// The most bytes of a code, as the dictionary has it.
const CODE: usize = 48;

/// What a region goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicators {
    /// What the file calls itself; shown on the board pack.
    pub edition: String,
    /// The indicators, in the order of the file.
    pub all: Vec<Indicator>,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its code, unique in the file.
    pub code: String,
    /// The part of the standard it belongs to.
    pub part: Part,
    /// The live figure that shows it, where one does.
    pub figure: Option<Live>,
    title: Title,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Title {
    Same(String),
    Of { en: String, cy: String },
}

/// Why a file is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorsFault {
    /// Not the shape.
    #[error("the indicators are no JSON object of this kind: see docs/standard.md")]
    Shape,
    /// A part that is none.
    #[error("indicator {0} names no part of the standard: see `tabard codes vpr_part`")]
    Part(usize),
    /// A figure that is none.
    #[error("indicator {0} names no live figure: see docs/standard.md")]
    Figure(usize),
    /// A code that is empty, too long, or there twice.
    #[error("indicator {0} needs a code of its own of 1 to {CODE} bytes")]
    Code(usize),
    /// A title that is empty.
    #[error("indicator {0} needs a title")]
    Title(usize),
    /// More than is kept.
    #[error("a list has at most {MOST} indicators")]
    Many,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    edition: String,
    indicators: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    part: String,
    title: Title,
    figure: Option<String>,
}

impl Indicators {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`IndicatorsFault`]; indicators are counted from 1.
    pub fn parse(text: &str) -> Result<Self, IndicatorsFault> {
        let object: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| IndicatorsFault::Shape)?;
        let file: File =
            serde_json::from_value(Value::Object(object)).map_err(|_| IndicatorsFault::Shape)?;
        if file.indicators.len() > MOST {
            return Err(IndicatorsFault::Many);
        }
        let mut codes = BTreeSet::new();
        let read = (1..).zip(file.indicators).map(|(number, line)| {
            let code = line.code.trim().to_owned();
            if !(1..=CODE).contains(&code.len()) || !codes.insert(code.clone()) {
                return Err(IndicatorsFault::Code(number));
            }
            let figure = match line.figure.as_deref().map(Live::from_code) {
                Some(None) => return Err(IndicatorsFault::Figure(number)),
                figure => figure.flatten(),
            };
            let part = Part::from_code(&line.part).ok_or(IndicatorsFault::Part(number))?;
            if line.title.texts().iter().any(|text| text.trim().is_empty()) {
                return Err(IndicatorsFault::Title(number));
            }
            Ok(Indicator { code, part, figure, title: line.title })
        });
        let all = read.collect::<Result<_, _>>()?;
        Ok(Self { edition: file.edition.trim().to_owned(), all })
    }

    /// The indicators of a part.
    pub fn of(&self, part: Part) -> impl Iterator<Item = &Indicator> {
        self.all.iter().filter(move |one| one.part == part)
    }
}

impl Title {
    fn texts(&self) -> [&str; 2] {
        match self {
            Self::Same(text) => [text, text],
            Self::Of { en, cy } => [en, cy],
        }
    }
}

impl Indicator {
    /// Its title in the language that is spoken.
    #[must_use]
    pub fn title(&self, words: &Words) -> &str {
        let [english, welsh] = self.title.texts();
        if words.language().to_string().starts_with("cy") { welsh } else { english }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn fault(line: &str) -> IndicatorsFault {
        Indicators::parse(&format!(r#"{{"indicators":[{line}]}}"#)).unwrap_err()
    }

    #[test]
    fn a_file_brings_indicators() {
        let text = include_str!("../../../docs/standard.example.json");
        let indicators = Indicators::parse(text).unwrap();
        assert!(
            indicators.edition.contains("example"),
            "it says that it is none of the standard's"
        );
        assert!(Part::all().all(|part| indicators.of(part).next().is_some()));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_number() {
        let line = |code: &str, part: &str, title: &str, more: &str| {
            format!(r#"{{"code":"{code}","part":"{part}","title":"{title}"{more}}}"#)
        };
        assert_eq!(Indicators::parse("[]"), Err(IndicatorsFault::Shape));
        assert_eq!(fault(r#"{"code":"1"}"#), IndicatorsFault::Shape);
        assert_eq!(fault(&line("a", "nine", "A", "")), IndicatorsFault::Part(1));
        assert_eq!(fault(&line(" ", "data", "A", "")), IndicatorsFault::Code(1));
        assert_eq!(fault(&line("a", "data", " ", "")), IndicatorsFault::Title(1));
        assert_eq!(fault(&line("a", "data", "A", r#","figure":"x""#)), IndicatorsFault::Figure(1));
        let twice = [line("a", "data", "A", ""), line("a", "act", "B", "")].join(",");
        assert_eq!(fault(&twice), IndicatorsFault::Code(2));
    }
}
