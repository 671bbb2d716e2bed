//! What a page of the case is about, and what it shows of it.

use serde_json::Value;
use tabard_core::client::Incident;
use tabard_core::ids::RecordId;
use tabard_core::model::{Kind, RecordKind, title};
use tabard_core::words::Words;

use crate::console::page::visit::{Trouble, Visit};
use crate::console::reports::fields::{Line, Says, item};
use crate::said::values::{items, text};
use crate::said::words as said;

/// An incident with the hub's file on it.
pub(super) struct Subject {
    pub(super) incident: Incident,
    pub(super) case: Value,
}

/// Something that is written down, with where it leads.
#[derive(Default)]
pub(super) struct Block {
    pub(super) heading: String,
    /// Where it stands, with its colour.
    pub(super) tag: Option<(String, &'static str)>,
    pub(super) lines: Vec<Line>,
    /// Who wrote it, and when.
    pub(super) quiet: String,
    /// What may be done with it, with its address.
    pub(super) links: Vec<(String, String)>,
}

impl Subject {
    pub(super) fn of(visit: &Visit<'_>, incident: Incident) -> Result<Self, Trouble> {
        let case = visit.hub.case(incident.summary.id)?.view;
        Ok(Self { incident, case })
    }

    pub(super) fn id(&self) -> RecordId {
        self.incident.summary.id
    }

    pub(super) fn report(&self) -> &Value {
        &self.incident.summary.report
    }

    pub(super) fn title(&self, words: &Words) -> String {
        title(words, self.report())
    }

    /// The items of a list of the hub's file.
    pub(super) fn items(&self, list: &str) -> impl Iterator<Item = &Value> + use<'_> {
        items(&self.case, list)
    }

    /// What the answer says of an item of the report, in a list that goes by the same ids.
    pub(super) fn answered(&self, list: &str, id: &str) -> Option<&Value> {
        items(&self.incident.answer, list).find(|one| text(one, "id") == id)
    }

    /// An item of the hub's file.
    pub(super) fn item(&self, list: &str, id: &str) -> Result<&Value, Trouble> {
        let mut items = self.items(list);
        items.find(|one| text(one, "id") == id).ok_or(Trouble::NotFound)
    }

    /// The people of the report, each with what one calls them.
    pub(super) fn people(&self, words: &Words) -> Vec<(String, String)> {
        let person = |one: &Value| (text(one, "id").to_owned(), called(words, one));
        items(self.report(), "people").map(person).collect()
    }

    /// What an item of the hub's file says, without what stands elsewhere.
    pub(super) fn lines(&self, words: &Words, list: &str, one: &Value) -> Vec<Line> {
        let Some(field) = RecordKind::Case.field(list) else { return Vec::new() };
        let mut shown = one.clone();
        if let Some(fields) = shown.as_object_mut() {
            // The rung is the heading; who wrote it last stands below.
            for apart in ["by", "at", "rung", "letter_text"] {
                fields.remove(apart);
            }
            let people = self.people(words);
            if let Some(person) = fields.get_mut("person") {
                let known = people.iter().find(|(id, _)| Some(&**id) == person.as_str());
                *person = known.map(|(_, called)| called.clone()).unwrap_or_default().into();
            }
            fields.retain(|_, value| value.as_str() != Some(""));
            for inner in field.item_fields().iter().filter(|inner| inner.kind == Kind::Date) {
                if let Some(date) = fields.get_mut(inner.name) {
                    *date = day(words, date.as_str().unwrap_or_default()).into();
                }
            }
        }
        item(words, RecordKind::Case, field, &shown)
    }
}

/// A day as one reads it.
pub(super) fn day(words: &Words, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| said::day(words, day))
}

/// Who wrote something, and when.
pub(super) fn signed(words: &Words, one: &Value) -> String {
    let at = said::time_if_said(words, one.get("at").and_then(Value::as_str));
    match text(one, "by") {
        "" => at,
        by => format!("{by} · {at}"),
    }
}

/// A line of the page's own.
pub(super) fn line(words: &Words, key: &str, says: impl Into<String>) -> Line {
    Line { asks: words.text(key).to_owned(), says: Says::One(says.into()) }
}

/// What one calls somebody of a report.
fn called(words: &Words, person: &Value) -> String {
    let role = match text(person, "role") {
        "" => words.text("console.work.person").to_owned(),
        role => words.label("person_role", role).to_owned(),
    };
    match (text(person, "name"), text(person, "description")) {
        ("", "") => role,
        ("", more) | (more, _) => format!("{role}: {}", short(more)),
    }
}

/// The beginning of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
