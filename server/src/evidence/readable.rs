//! What a record says, in words: field by field, with what its codes stand for.

use serde_json::{Map, Value};
use tabard_core::client::Change;
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Field, Kind, RecordKind, Scalar};
use tabard_core::words::Words;

use super::redact::{Part, Place, Redactor};
use crate::said::fields::{asked, in_words};

/// A line of a page: what is asked, and what was said.
pub(super) struct Row {
    pub(super) heading: String,
    pub(super) value: Vec<Part>,
}

/// Reads one record aloud.
pub(super) struct Reader<'r> {
    pub(super) words: &'r Words,
    pub(super) kind: RecordKind,
    pub(super) record: &'r str,
}

impl Reader<'_> {
    /// The rows of a record, but for some fields.
    pub(super) fn rows(
        &self,
        view: &Value,
        apart: &[&str],
        redactor: &mut Redactor<'_>,
    ) -> Vec<Row> {
        let empty = Map::new();
        let mut rows = Vec::new();
        for (name, value) in view.as_object().unwrap_or(&empty) {
            if name == CONFLICTS || name == "edits" || apart.contains(&name.as_str()) {
                continue;
            }
            let field = self.kind.field(name);
            match (field, value.as_array()) {
                (Some(list), Some(items)) if !list.item_fields().is_empty() => {
                    for (number, item) in (1..).zip(items) {
                        self.item((list, number), item, redactor, &mut rows);
                    }
                }
                _ => rows.push(self.row(self.asks(name), (name, field), value, redactor)),
            }
        }
        self.conflicts(view.get(CONFLICTS), redactor, &mut rows);
        rows
    }

    fn item(
        &self,
        (list, number): (&Field, usize),
        item: &Value,
        redactor: &mut Redactor<'_>,
        rows: &mut Vec<Row>,
    ) {
        for (name, value) in
            item.as_object().into_iter().flatten().filter(|(name, _)| *name != "id")
        {
            let path = format!("{}.{name}", list.name);
            let heading = format!("{} {number}: {}", self.asks(list.name), self.asks(&path));
            rows.push(self.row(heading, (&path, list.item_field(name)), value, redactor));
        }
    }

    fn row(
        &self,
        heading: String,
        (path, field): (&str, Option<&Field>),
        value: &Value,
        redactor: &mut Redactor<'_>,
    ) -> Row {
        Row { heading, value: redactor.show(self.place(path), &in_words(self.words, field, value)) }
    }

    /// What devices stated apart and nobody settled: all of it.
    fn conflicts(&self, told: Option<&Value>, redactor: &mut Redactor<'_>, rows: &mut Vec<Row>) {
        for conflict in told.and_then(Value::as_array).into_iter().flatten() {
            let at = conflict.get("field").and_then(Value::as_str).unwrap_or_default();
            let (path, field) = self.field_at(at, '.');
            for stated in conflict.get("values").and_then(Value::as_array).into_iter().flatten() {
                let by = stated.get("by").and_then(Value::as_str).unwrap_or_default();
                let heading = self
                    .words
                    .fill("evidence.stated_apart", &[("field", &self.asks(&path)), ("device", by)]);
                let value = stated.get("value").unwrap_or(&Value::Null);
                rows.push(self.row(heading, (&path, field), value, redactor));
            }
        }
    }

    /// What heads a change, and what it said before and after.
    pub(super) fn change(
        &self,
        change: &Change,
        redactor: &mut Redactor<'_>,
    ) -> (String, Vec<Part>, Vec<Part>) {
        let at = change.field.to_string();
        let (path, field) = self.field_at(&at, '/');
        let heading = match (field.map(|field| field.kind), at.split_once('/')) {
            // A member of a set is there or not.
            (Some(Kind::Codes(list)), Some((_, code))) => {
                format!("{}: {}", self.asks(&path), self.words.label(list.name, code))
            }
            _ => self.asks(&path),
        };
        let mut said = |value: &Option<Scalar>| match value {
            None => Vec::new(),
            Some(value) => {
                let value = serde_json::to_value(value).unwrap_or_default();
                redactor.show(self.place(&path), &in_words(self.words, field, &value))
            }
        };
        let before = said(&change.before);
        (heading, before, said(&change.after))
    }

    /// A path without the id of its item, and the field there.
    fn field_at(&self, at: &str, between: char) -> (String, Option<&'static Field>) {
        let mut segments = at.split(between);
        let name = segments.next().unwrap_or_default();
        let field = self.kind.field(name);
        match segments.nth(1) {
            Some(inner) => {
                (format!("{name}.{inner}"), field.and_then(|list| list.item_field(inner)))
            }
            None => (name.to_owned(), field),
        }
    }

    const fn place<'p>(&'p self, field: &'p str) -> Place<'p> {
        Place { record: self.record, kind: self.kind, field }
    }

    fn asks(&self, path: &str) -> String {
        asked(self.words, self.kind, path)
    }
}
