//! The words of a record, and the words that are looked for, so that both are cut alike.

use jiff::Timestamp;
use serde_json::Value;

/// All that a record says, in one text to be cut into words: every stated value, also those that
/// lost against another device's, and no names of fields or items. What is typed in groups, such
/// as a number of a phone or a postcode, stands there without its gaps as well.
#[must_use]
pub fn words_of(record: &Value) -> String {
    let mut text = String::new();
    gather(record, &mut text);
    text
}

fn gather(value: &Value, text: &mut String) {
    match value {
        Value::String(said) => say(said, text),
        Value::Array(values) => values.iter().for_each(|value| gather(value, text)),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(name, _)| !is_structure(name));
            said.for_each(|(_, value)| gather(value, text));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Names of items, devices and fields, and the bytes of a file, are not words of a person.
fn is_structure(name: &str) -> bool {
    matches!(name, "id" | "by" | "field" | "file")
}

fn say(said: &str, text: &mut String) {
    // The moment of an event is asked by a filter; its digits would be found by chance.
    if said.len() >= 20 && said.parse::<Timestamp>().is_ok() {
        return;
    }
    spread(said, text);
    text.push('\n');
    let groups = said.split_whitespace().count();
    if (2..=6).contains(&groups) && said.chars().any(|c| c.is_ascii_digit()) && said.len() <= 32 {
        text.extend(said.chars().filter(|c| c.is_alphanumeric()));
        text.push('\n');
    }
}

/// Scripts that are written without gaps are cut into single characters, and a word of them is
/// looked for as characters that follow each other.
fn spread(said: &str, text: &mut String) {
    for c in said.chars() {
        match plainer(c) {
            Some(letters) => text.push_str(letters),
            None if has_no_gaps(c) => text.extend([' ', c, ' ']),
            None => text.push(if c == '\0' { ' ' } else { c }),
        }
    }
}

/// Letters that are no letter with a mark, so that the index does not fold them, and that people
/// without such a key type otherwise.
pub(in crate::model) const fn plainer(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' | 'Ł' => "l",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' => "d",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

/// Chinese, Japanese, Thai, Lao, Burmese and Khmer, by the blocks of Unicode.
const fn has_no_gaps(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// What is looked for: all of these words, each by its beginning.
///
/// It is a query of the index's language by construction: every word is quoted, and what a person
/// types is never an operator of that language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// More words than these look for nothing more.
    const MOST_WORDS: usize = 32;
    /// One letter begins nearly every report: it is looked for as a whole word.
    const FEWEST_OF_A_BEGINNING: usize = 2;

    /// The words in a text; none when there is no letter and no digit in it.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let words = typed.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
        let quoted: Vec<String> = words.take(Self::MOST_WORDS).map(quoted).collect();
        (!quoted.is_empty()).then(|| Self(quoted.join(" ")))
    }

    /// In the language of the index.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn quoted(word: &str) -> String {
    let mut spaced = String::new();
    spread(word, &mut spaced);
    let plain = spaced.replace('"', " ");
    let letters = plain.chars().filter(|c| c.is_alphanumeric()).count();
    let beginning = if letters >= Query::FEWEST_OF_A_BEGINNING { "*" } else { "" };
    format!("\"{}\"{beginning}", plain.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_every_value_and_no_names() {
        let words = words_of(&json!({
            "types": ["verbal_abuse"],
            "occurred_at": "2026-03-01T02:10:00+01:00",
            "people": [{ "id": "p1", "name": "Siân" }],
            "anyone_hurt": true,
            "conflicts": [{ "field": "callsign", "values": [{ "value": "YA216", "by": "d1" }] }],
        }));
        assert_eq!(words, "verbal_abuse\nSiân\nYA216\n");
    }

    #[test]
    fn numbers_are_found_with_and_without_their_gaps() {
        assert_eq!(words_of(&json!({ "postcode": "ZZ1 1AA" })), "ZZ1 1AA\nZZ11AA\n");
        assert_eq!(words_of(&json!({ "narrative": "hit twice" })), "hit twice\n");
    }

    #[test]
    fn a_query_quotes_every_word() {
        let query = |typed| Query::of(typed).map(|query| query.0);
        assert_eq!(query("kick OR"), Some("\"kick\"* \"OR\"*".to_owned()));
        assert_eq!(query("a\"b*"), Some("\"a b*\"*".to_owned()));
        assert_eq!(query("x"), Some("\"x\"".to_owned()));
        assert_eq!(query(" ( ) \" * : ^ - "), None);
        assert_eq!(query("急救"), Some("\"急  救\"*".to_owned()));
    }
}
