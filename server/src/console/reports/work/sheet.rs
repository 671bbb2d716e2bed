//! A form of the case: what it asks, what was typed, and what somebody else saved meanwhile. Each
//! field goes along with what it said when the page was drawn, so that two who work on one item
//! overwrite nothing of each other unseen.

use serde_json::Value;
use tabard_core::model::codes::CodeList;
use tabard_core::model::{RecordKind, dictionary, parse_assignment};
use tabard_core::words::Words;

use super::subject::day;
use crate::console::page::dates::{self, PARTS};
use crate::console::page::form::{Form, was};
use crate::said::fields::{field_at, in_words};
use crate::said::words as said;

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Line,
    Area,
    Long,
    Day,
    Choice,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Area => "area",
            Self::Long => "long",
            Self::Day => "day",
            Self::Choice => "choice",
        }
    }

    const fn longest(self) -> usize {
        match self {
            Self::Long => 30_000,
            Self::Area => 1_800,
            Self::Line | Self::Day | Self::Choice => 150,
        }
    }
}

/// One thing that a form asks.
pub(super) struct Ask {
    name: &'static str,
    kind: Kind,
    choices: Vec<(String, String)>,
    needed: bool,
    label: String,
    hint: String,
}

/// A form: the item that it writes, and what it asks.
pub(super) struct Sheet {
    /// The kind of record that it writes, where its fields are those of one.
    pub(super) kind: Option<RecordKind>,
    /// The list that the item is in.
    pub(super) list: &'static str,
    /// What it says now; null for a new one.
    pub(super) current: Value,
    pub(super) asks: Vec<Ask>,
    /// What the button says.
    pub(super) button: String,
}

/// What a form brought.
#[derive(Default)]
pub(super) struct Given {
    /// The fields that were changed, as they are to be written.
    pub(super) changed: Vec<(&'static str, String)>,
    /// Each fault: the field, and what is said of it.
    pub(super) faults: Vec<(&'static str, String)>,
    /// What somebody else saved meanwhile, by field.
    pub(super) theirs: Vec<(&'static str, String)>,
}

impl Given {
    /// What was typed into a field that was changed.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let changed = self.changed.iter().find(|(field, _)| *field == name);
        changed.map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
    }

    /// A fault of a field.
    pub(super) fn wrong(&mut self, field: &'static str, text: impl Into<String>) {
        self.faults.push((field, text.into()));
    }
}

/// A field as it is drawn.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) longest: usize,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) typed: String,
    pub(super) was: String,
    pub(super) days: Vec<(&'static str, String, String)>,
    pub(super) choices: Vec<(String, String)>,
    pub(super) fault: Option<String>,
    pub(super) theirs: Option<String>,
}

impl Field {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    pub(super) fn anchor(&self) -> String {
        match self.kind {
            "day" => format!("{}-day", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// What describes it to who does not see it.
    pub(super) fn described_by(&self) -> String {
        let name = self.name;
        let parts = [
            (!self.hint.is_empty(), "hint"),
            (self.theirs.is_some(), "theirs"),
            (self.fault.is_some(), "fault"),
        ];
        let parts = parts.iter().filter(|(there, _)| *there);
        parts.map(|(_, part)| format!("{name}-{part}")).collect::<Vec<_>>().join(" ")
    }
}

impl Ask {
    /// A field that is called as the dictionary calls it, or as the page does.
    pub(super) fn of(words: &Words, list: &str, name: &'static str, kind: Kind) -> Self {
        let (own, path) = (format!("console.work.{list}.field.{name}"), format!("{list}.{name}"));
        let label = match words.text(&own) {
            none if none == own => words.field("case", &path),
            label => label,
        };
        let label = label.trim_end_matches('.').to_owned();
        let key = format!("console.work.{list}.hint.{name}");
        let hint = words.text(&key);
        let hint = if hint == key { String::new() } else { hint.to_owned() };
        Self { name, kind, choices: Vec::new(), needed: false, label, hint }
    }

    pub(super) fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    pub(super) fn among(mut self, choices: Vec<(String, String)>) -> Self {
        self.choices = choices;
        self
    }

    pub(super) fn codes(self, words: &Words, list: &CodeList) -> Self {
        let label = |code: &'static str| (code.to_owned(), words.label(list.name, code).to_owned());
        self.among(list.codes.iter().map(|one| label(one.code)).collect())
    }
}

impl Sheet {
    fn says(&self, name: &str) -> &str {
        self.current.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Reads what was typed: what is new of it, what is wrong, and what somebody else changed.
    pub(super) fn read(&self, words: &Words, form: &Form) -> Given {
        let mut given = Given::default();
        for ask in &self.asks {
            let typed = match typed(ask, form) {
                Ok(typed) => typed,
                Err(()) => {
                    given.wrong(ask.name, words.text("console.fault.no_day"));
                    continue;
                }
            };
            if typed.is_empty() && ask.needed {
                given.wrong(ask.name, words.text("console.work.fault.needed"));
            } else if typed.len() > self.longest(ask) || !self.fits(ask, &typed) {
                given.wrong(ask.name, words.text("console.work.fault.unfit"));
            }
            let before = form.said(&was(ask.name)).unwrap_or_default();
            let now = self.says(ask.name);
            if typed == before || typed == now {
                continue;
            }
            if now != before {
                given.theirs.push((ask.name, self.theirs(words, ask)));
            }
            given.changed.push((ask.name, typed));
        }
        given
    }

    /// The field of the dictionary that an answer is written into.
    fn entry(&self, ask: &Ask) -> Option<&'static dictionary::Field> {
        field_at(self.kind?, &format!("{}.x.{}", self.list, ask.name))
    }

    /// The most that may be typed: what the page has room for, or less where the field holds less.
    fn longest(&self, ask: &Ask) -> usize {
        match self.entry(ask).map(|field| field.kind) {
            Some(dictionary::Kind::Text { max_bytes }) => max_bytes.min(ask.kind.longest()),
            _ => ask.kind.longest(),
        }
    }

    /// Whether a text may stand in its field.
    fn fits(&self, ask: &Ask, typed: &str) -> bool {
        if ask.kind == Kind::Choice && !typed.is_empty() {
            return ask.choices.iter().any(|(value, _)| value == typed);
        }
        let Some(kind) = self.kind else { return true };
        let assignment = format!("{}.x.{}={typed}", self.list, ask.name);
        parse_assignment(kind, &assignment).is_ok()
    }

    fn theirs(&self, words: &Words, ask: &Ask) -> String {
        let value = match self.says(ask.name) {
            "" => words.text("console.work.nothing").to_owned(),
            text => self.said(words, ask, text),
        };
        let by = self.says("by");
        let at = said::time(words, self.says("at"));
        words.fill("console.work.theirs", &[("value", &value), ("by", by), ("at", &at)])
    }

    fn said(&self, words: &Words, ask: &Ask, text: &str) -> String {
        if let Some((_, label)) = ask.choices.iter().find(|(value, _)| value == text) {
            return label.clone();
        }
        match self.entry(ask).map(|field| field.kind) {
            Some(dictionary::Kind::Date) => day(words, text),
            _ => in_words(words, self.entry(ask), &Value::from(text)),
        }
    }

    /// The fields as they are drawn: as they are now, or as they were typed.
    pub(super) fn fields(&self, words: &Words, form: Option<&Form>, given: &Given) -> Vec<Field> {
        self.asks.iter().map(|ask| self.field(words, ask, form, given)).collect()
    }

    fn field(&self, words: &Words, ask: &Ask, form: Option<&Form>, given: &Given) -> Field {
        let now = self.says(ask.name).to_owned();
        let theirs = given.theirs.iter().find(|(name, _)| *name == ask.name);
        let days = PARTS.iter().enumerate().map(|(at, part)| {
            let typed = match form {
                Some(form) => form.typed(&format!("{}-{part}", ask.name)).to_owned(),
                // A day is written year, month, day.
                None => now.split('-').nth(2 - at).unwrap_or_default().to_owned(),
            };
            (*part, words.text(&format!("console.date.{part}")).to_owned(), typed)
        });
        Field {
            name: ask.name,
            kind: ask.kind.word(),
            longest: self.longest(ask),
            label: ask.label.clone(),
            hint: ask.hint.clone(),
            typed: form.map_or_else(|| now.clone(), |form| form.typed(ask.name).to_owned()),
            // Who has seen what the other saved may go over it.
            was: match form {
                Some(form) if theirs.is_none() => form.typed(&was(ask.name)).to_owned(),
                _ => now.clone(),
            },
            days: if ask.kind == Kind::Day { days.collect() } else { Vec::new() },
            choices: ask.choices.clone(),
            fault: given
                .faults
                .iter()
                .find(|(name, _)| *name == ask.name)
                .map(|(_, text)| text.clone()),
            theirs: theirs.map(|(_, text)| text.clone()),
        }
    }
}

/// What was typed into a field, as it is written down.
fn typed(ask: &Ask, form: &Form) -> Result<String, ()> {
    match ask.kind {
        Kind::Day => {
            Ok(dates::typed(form, ask.name)?.map(|day| day.to_string()).unwrap_or_default())
        }
        _ => Ok(form.said(ask.name).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sheet(current: Value) -> Sheet {
        let words = Words::english();
        let ask = |name, kind| Ask::of(words, "police", name, kind);
        Sheet {
            kind: Some(RecordKind::Case),
            list: "police",
            current,
            asks: vec![
                ask("force", Kind::Line).needed(),
                ask("reference", Kind::Line),
                ask("chase_on", Kind::Day),
            ],
            button: String::new(),
        }
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(at, text)| ((*at).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn two_who_change_different_fields_overwrite_nothing() {
        let saved = json!({ "force": "Kent", "reference": "B2", "by": "A. Green" });
        let form = form(&[
            ("force", "Essex"),
            ("was_force", "Kent"),
            ("reference", "A1"),
            ("was_reference", "A1"),
        ]);
        let given = sheet(saved).read(Words::english(), &form);
        assert_eq!(given.changed, [("force", "Essex".to_owned())]);
        assert!(given.theirs.is_empty());
    }

    #[test]
    fn of_one_field_both_values_are_shown_before_anything_is_written_over() {
        let words = Words::english();
        let saved = json!({ "force": "Kent", "reference": "B2", "by": "A. Green", "at": "2026-05-01T10:00:00Z" });
        let typed = form(&[
            ("force", "Kent"),
            ("was_force", "Kent"),
            ("reference", "C3"),
            ("was_reference", "A1"),
        ]);
        let sheet = sheet(saved);
        let given = sheet.read(words, &typed);
        let [("reference", theirs)] = &given.theirs[..] else { panic!("one is contested") };
        assert!(theirs.contains("B2") && theirs.contains("A. Green") && theirs.contains("2026"));
        let fields = sheet.fields(words, Some(&typed), &given);
        assert_eq!((&*fields[1].typed, &*fields[1].was), ("C3", "B2"), "sent again, it is meant");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let words = Words::english();
        let long = "x".repeat(151);
        let form = form(&[
            ("reference", &long),
            ("chase_on-day", "31"),
            ("chase_on-month", "2"),
            ("chase_on-year", "2026"),
        ]);
        let given = sheet(Value::Null).read(words, &form);
        let at: Vec<_> = given.faults.iter().map(|(at, _)| *at).collect();
        assert_eq!(at, ["force", "reference", "chase_on"]);
    }
}
