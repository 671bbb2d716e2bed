//! The words of a report that must never be found where only sealed bytes belong.

use serde_json::Value;

/// The sentences, names, numbers and addresses of a report, each of at least eight bytes.
#[must_use]
pub fn canaries(report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(report, &mut found);
    found.sort();
    found.dedup();
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(members) => members.iter().for_each(|member| collect(member, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if TELLING.contains(&name.as_str()) => split(text, found),
                    Value::Array(_) => collect(value, found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Cut where JSON would escape, so that a canary reads alike in any encoding.
fn split(text: &str, found: &mut Vec<String>) {
    let pieces = text
        .split(['.', '!', '?', '۔', '"', '\\', '\n', '\r', '\t'])
        .map(str::trim)
        .filter(|piece| piece.len() >= SHORTEST);
    found.extend(pieces.map(str::to_owned));
}

/// Shorter strings turn up in random bytes and in ordinary words.
const SHORTEST: usize = 8;

/// The fields that hold a person's own words, or point to a person or a job.
const TELLING: &[&str] = &[
    "address",
    "basis",
    "cad_number",
    "court_sentence",
    "description",
    "name",
    "narrative",
    "notes",
    "phone_number",
    "place_note",
    "police_crime_ref",
    "police_officer",
    "postcode",
    "text",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_what_tells_and_leaves_codes_alone() {
        let report = json!({
            "types": ["physical_contact"],
            "location_type": "private_home_patient",
            "narrative": "He shouted \"get out of here\". No.\nThen he left the house!",
            "people": [{ "role": "patient", "name": "Cosmo Fizzlewood", "phone_number": "07700 900123" }],
        });
        let expected = [
            "07700 900123",
            "Cosmo Fizzlewood",
            "He shouted",
            "Then he left the house",
            "get out of here",
        ];
        assert_eq!(canaries(&report), expected);
    }
}
