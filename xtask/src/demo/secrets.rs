//! What no server may be able to read, and the search for it.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use serde_json::Value;

/// The shortest piece looked for: shorter ones, such as a callsign, turn up in ciphertext by chance.
const HEAD: usize = 8;
/// The shortest sentence of a narrative.
const SENTENCE: usize = 16;

/// Sentences, names, addresses and numbers of reports, byte for byte as people wrote them.
#[derive(Default)]
pub(super) struct Secrets {
    pieces: BTreeSet<String>,
}

impl Secrets {
    /// All of these reports. What `public` says anyway is no secret.
    pub(super) fn of<'a>(
        reports: impl IntoIterator<Item = &'a str>,
        public: &[&str],
    ) -> Result<Self> {
        let mut secrets = Self::default();
        for report in reports {
            secrets.gather(&serde_json::from_str(report)?, HEAD);
        }
        secrets.pieces.retain(|piece| !public.iter().any(|said| said.contains(piece.as_str())));
        Ok(secrets)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.pieces.len()
    }

    /// Those that stand in the bytes.
    pub(super) fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut by_head: HashMap<&[u8], Vec<&str>> = HashMap::new();
        for piece in &self.pieces {
            if let Some(head) = piece.as_bytes().get(..HEAD) {
                by_head.entry(head).or_default().push(piece);
            }
        }
        let mut found = BTreeSet::new();
        for (at, head) in bytes.windows(HEAD).enumerate() {
            let Some(candidates) = by_head.get(head) else { continue };
            let here = bytes.get(at..).unwrap_or_default();
            found.extend(candidates.iter().filter(|piece| here.starts_with(piece.as_bytes())));
        }
        found
    }

    fn gather(&mut self, value: &Value, shortest: usize) {
        match value {
            Value::String(text) => self.cut(text, shortest),
            Value::Array(values) => values.iter().for_each(|value| self.gather(value, shortest)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.gather(value, if name == "narrative" { SENTENCE } else { shortest });
                }
            }
            _ => {}
        }
    }

    /// Cuts a text into sentences, and where JSON would escape it, so that a piece reads the same
    /// in a database and in a log. Codes and times are no secrets: the program itself writes them.
    fn cut(&mut self, text: &str, shortest: usize) {
        if is_code(text) || is_time(text) {
            return;
        }
        let ends = |c: char| matches!(c, '.' | '!' | '?' | '"' | '\\') || c.is_control();
        let pieces = text.split(ends).map(str::trim).filter(|piece| piece.len() >= shortest);
        self.pieces.extend(pieces.map(str::to_owned));
    }
}

fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_time(text: &str) -> bool {
    let date = text.bytes().take(10).map(|b| if b.is_ascii_digit() { b'0' } else { b });
    date.eq(*b"0000-00-00")
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    const REPORT: &str = r#"{
        "types": ["verbal_abuse"], "occurred_at": "2026-03-01T02:10:00Z", "callsign": "YA214",
        "narrative": "He said \"get out of my house now\" and threw a mug at me. Oh. Zażółć gęślą jaźń, krzyczała.",
        "people": [{"name": "Jordan Example", "phone": "07700900123"}],
        "police_force": "Example Police"
    }"#;

    fn secrets() -> Secrets {
        Secrets::of([REPORT], &["the force is Example Police here"]).unwrap()
    }

    #[test]
    fn sentences_names_and_numbers_are_secrets_and_codes_and_times_are_not() {
        let pieces = secrets().pieces.into_iter().collect::<Vec<_>>();
        assert_eq!(
            pieces,
            [
                "07700900123",
                "Jordan Example",
                "Zażółć gęślą jaźń, krzyczała",
                "and threw a mug at me",
                "get out of my house now",
            ]
        );
    }

    #[test]
    fn a_search_finds_what_is_there_and_nothing_else() {
        let secrets = secrets();
        assert_eq!(secrets.found_in(REPORT.as_bytes()).len(), secrets.count());
        let log = "caller 07700900123, Jordan Exampl";
        assert_eq!(
            secrets.found_in(log.as_bytes()).into_iter().collect::<Vec<_>>(),
            ["07700900123"]
        );
        assert!(secrets.found_in(b"short").is_empty());
    }
}
