//! One value of one field, from JSON or from the words of an assignment.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::fault::Problem;
use super::json::Shape;
use super::nearest::nearest;
use crate::model::codes::CodeList;
use crate::model::dictionary::{Field, Kind};
use crate::model::patch::{Path, Scalar};

pub(super) fn from_json(field: &Field, json: &Value) -> Result<Scalar, Problem> {
    let wrong = |wanted| Problem::WrongType { wanted, found: Shape::of(json) };
    match field.kind {
        Kind::Flag => json.as_bool().map(Scalar::Flag).ok_or_else(|| wrong(Shape::Flag)),
        Kind::Whole { min, max, unit } => match json.as_i64() {
            Some(number) => within(number, min, max, unit),
            None if json.is_u64() => Err(Problem::OutOfRange { min, max, unit }),
            None => Err(wrong(Shape::WholeNumber)),
        },
        _ => json
            .as_str()
            .ok_or_else(|| wrong(Shape::Text))
            .and_then(|text| from_text(field.kind, text)),
    }
}

/// The value that an app states, for any kind that is neither a set nor a list.
pub(super) fn from_scalar(field: &Field, value: &Scalar) -> Result<Scalar, Problem> {
    match value {
        Scalar::Flag(flag) => from_json(field, &Value::from(*flag)),
        Scalar::Whole(number) => from_json(field, &Value::from(*number)),
        Scalar::Text(text) => from_json(field, &Value::from(text.as_str())),
    }
}

/// The value that `words` state, for any kind that is neither a set nor a list.
pub(super) fn from_words(field: &Field, words: &str) -> Result<Scalar, Problem> {
    match field.kind {
        Kind::Flag => match words {
            "true" | "yes" => Ok(Scalar::Flag(true)),
            "false" | "no" => Ok(Scalar::Flag(false)),
            _ => Err(Problem::WrongType { wanted: Shape::YesOrNo, found: Shape::Text }),
        },
        Kind::Whole { min, max, unit } => words
            .parse()
            .map_err(|_| Problem::OutOfRange { min, max, unit })
            .and_then(|number| within(number, min, max, unit)),
        kind => from_text(kind, words),
    }
}

pub(super) fn code_from_json(field: &Field, json: &Value) -> Result<&'static str, Problem> {
    let text = json
        .as_str()
        .ok_or_else(|| Problem::WrongType { wanted: Shape::Code, found: Shape::of(json) })?;
    match field.kind {
        Kind::Code(list) | Kind::Codes(list) => code(list, text),
        _ => Err(Problem::NotASet),
    }
}

pub(super) fn code(list: &'static CodeList, text: &str) -> Result<&'static str, Problem> {
    list.get(text)
        .map(|code| code.code)
        .ok_or_else(|| Problem::UnknownCode { list, nearest: nearest(text, list.spellings()) })
}

pub(super) fn id_from_json(json: &Value) -> Result<String, Problem> {
    json.as_str().ok_or(Problem::NotAnId).and_then(id)
}

pub(super) fn id(text: &str) -> Result<String, Problem> {
    match Path::parse(text) {
        Ok(path) if path.segments().count() == 1 => Ok(text.to_owned()),
        _ => Err(Problem::NotAnId),
    }
}

fn from_text(kind: Kind, text: &str) -> Result<Scalar, Problem> {
    match kind {
        Kind::Code(list) | Kind::Codes(list) => {
            code(list, text).map(|code| Scalar::Text(code.to_owned()))
        }
        Kind::Date => date(text).map(Scalar::Text),
        Kind::ItemId(_) => id(text).map(Scalar::Text),
        Kind::Text { max_bytes } => free_text(text, max_bytes).map(Scalar::Text),
        Kind::Time => time(text).map(Scalar::Text),
        Kind::Flag | Kind::Items(_) | Kind::Whole { .. } => {
            Err(Problem::WrongType { wanted: Shape::AnotherType, found: Shape::Text })
        }
    }
}

fn within(number: i64, min: i64, max: i64, unit: &'static str) -> Result<Scalar, Problem> {
    if (min..=max).contains(&number) {
        Ok(Scalar::Whole(number))
    } else {
        Err(Problem::OutOfRange { min, max, unit })
    }
}

fn free_text(text: &str, max: usize) -> Result<String, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::EmptyText);
    }
    if text.len() > max {
        let found = text.len();
        return Err(Problem::TextTooLong { max, found });
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    match text.find(control) {
        Some(at) => Err(Problem::ControlCharacter(at)),
        None => Ok(text.to_owned()),
    }
}

/// RFC 3339 to the letter: its offset says which hour of the day it was for the crew, so it is kept.
fn time(text: &str) -> Result<String, Problem> {
    let (day, rest) = text.split_once('T').ok_or(Problem::NotATime)?;
    let clock = rest
        .strip_suffix('Z')
        .or_else(|| rest.rsplit_once(['+', '-']).map(|(clock, _)| clock))
        .ok_or(Problem::NotATime)?;
    let (whole, part) = clock.split_once('.').unwrap_or((clock, "0"));
    let offset = text.len() - day.len() - 1 - clock.len();
    let parts = (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let shape = day.len() == 10 && whole.len() == 8 && matches!(offset, 1 | 6) && parts;
    match text.parse::<Timestamp>() {
        Ok(_) if shape => Ok(text.to_owned()),
        _ => Err(Problem::NotATime),
    }
}

fn date(text: &str) -> Result<String, Problem> {
    match text.parse::<Date>() {
        Ok(_) if text.len() == 10 => Ok(text.to_owned()),
        _ => Err(Problem::NotADate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_with_an_offset() {
        for good in
            ["2026-03-01T02:10:00Z", "2026-07-01T02:10:00+01:00", "2026-03-01T02:10:00.123-00:30"]
        {
            assert_eq!(time(good), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "T",
            "yesterday",
            "2026-03-01",
            "2026-03-01 02:10:00Z",
            "2026-03-01T02:10:00",
            "2026-03-01T02:10Z",
            "20260301T021000Z",
            "2026-02-30T02:10:00Z",
            "2026-03-01T25:10:00Z",
            "2026-03-01T02:10:00.Z",
            "2026-03-01T02:10:00+0100",
            "2026-03-01T02:10:00Z[Europe/London]",
            "2026-03-01T02:10:00é",
        ] {
            assert_eq!(time(bad), Err(Problem::NotATime), "{bad}");
        }
    }

    #[test]
    fn dates_are_days_that_exist() {
        assert_eq!(date("1988-02-29"), Ok("1988-02-29".to_owned()));
        for bad in ["1989-02-29", "19880229", "1988-2-29", "1988-02-29T00:00:00"] {
            assert_eq!(date(bad), Err(Problem::NotADate), "{bad}");
        }
    }

    #[test]
    fn text_has_a_limit_in_bytes() {
        assert!(free_text("éé", 4).is_ok());
        let too_long = Problem::TextTooLong { max: 3, found: 4 };
        assert_eq!(free_text("éé", 3), Err(too_long));
    }

    #[test]
    fn text_holds_no_control_characters() {
        assert!(free_text("one\r\n\ttwo", 99).is_ok());
        assert_eq!(free_text("a\u{0}b", 99), Err(Problem::ControlCharacter(1)));
        assert_eq!(free_text("a\u{1b}[2J", 99), Err(Problem::ControlCharacter(1)));
        assert_eq!(free_text(" \n", 99), Err(Problem::EmptyText));
    }
}
