//! What the fields of a record hold, in words.

use serde_json::{Value, json};
use tabard_core::model::{Field, Kind, RecordKind, Scalar};
use tabard_core::words::Words;

use super::words;

/// What a field holds, in words.
pub(crate) fn in_words(words: &Words, field: Option<&Field>, value: &Value) -> String {
    match (field.map(|field| field.kind), value) {
        (Some(Kind::Code(list) | Kind::Codes(list)), Value::String(code)) => {
            words.label(list.name, code).to_owned()
        }
        (_, Value::Array(members)) => {
            members.iter().map(|one| in_words(words, field, one)).collect::<Vec<_>>().join(", ")
        }
        (Some(Kind::Time), Value::String(text)) => words::time(words, text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(true)) => words.text("shown.yes").to_owned(),
        (_, Value::Bool(false)) => words.text("shown.no").to_owned(),
        (Some(Kind::Whole { unit, .. }), number) => {
            format!("{number} {}", words.unit(unit))
        }
        (_, other) => other.to_string(),
    }
}

/// What a field asks, as a label: its first sentence, without the full stop.
pub(crate) fn asked(words: &Words, kind: RecordKind, path: &str) -> String {
    let question = words.field(kind.name(), path);
    match question.split_once("? ") {
        Some((first, _)) => format!("{first}?"),
        None => question.split(". ").next().unwrap_or(question).trim_end_matches('.').to_owned(),
    }
}

/// A stated value as it reads.
pub(crate) fn stated(words: &Words, kind: RecordKind, at: &str, value: &Scalar) -> String {
    in_words(words, field_at(kind, at), &json!(value))
}

/// What the code of `set.code` says; none where there is no set.
pub(crate) fn member(words: &Words, kind: RecordKind, at: &str) -> Option<String> {
    let (field, code) = at.split_once('.')?;
    match kind.field(field)?.kind {
        Kind::Codes(list) => Some(words.label(list.name, code).to_owned()),
        _ => None,
    }
}

/// The field at `name`, `set.code` or `list.item.field`.
pub(crate) fn field_at(kind: RecordKind, at: &str) -> Option<&'static Field> {
    let mut segments = at.split('.');
    let field = kind.field(segments.next()?)?;
    match segments.nth(1) {
        Some(inner) => field.item_field(inner),
        None => Some(field),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_question() {
        let label = |path| asked(Words::english(), RecordKind::Incident, path);
        assert_eq!(label("types"), "What happened?");
        assert_eq!(label("callsign"), "The callsign of the crew");
    }

    #[test]
    fn a_change_reads_in_words_too() {
        let (words, kind) = (Words::english(), RecordKind::Incident);
        let text = |text: &str| Scalar::Text(text.to_owned());
        let said = |at, value: &str| stated(words, kind, at, &text(value));
        assert_eq!(said("acts.k3.act", "kick"), words.label("physical_act", "kick"));
        assert_eq!(said("occurred_at", "2026-06-03T02:05:00+01:00"), "3 Jun 2026, 02:05");
        assert_eq!(stated(words, kind, "dwelling", &Scalar::Flag(true)), "yes");
        assert_eq!(member(words, kind, "types.verbal_abuse").as_deref(), Some("Verbal abuse"));
        assert_eq!(member(words, kind, "callsign"), None);
    }
}
