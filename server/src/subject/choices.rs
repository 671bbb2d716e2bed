//! What may be shown of each record, line by line: a proposal, as a file that a person goes through.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tabard_core::client::{Filter, RecordView, record_kind};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Query;
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{Field, RecordKind};
use tabard_core::words::Words;

use crate::hub::{Hub, HubError};
use crate::said::fields::{asked, in_words};

/// The kinds that are searched. A request for support is not the hub's to read.
const KINDS: [Kind; 5] =
    [Kind::Incident, Kind::Account, Kind::Attachment, Kind::Followup, Kind::Marker];
/// Records that are read at a time.
const PAGE: usize = 200;

/// What is to be shown, and what is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Whom it is about: the words that were searched for.
    pub words: String,
    /// Each record that holds them all.
    pub records: Vec<OfRecord>,
}

/// What is to be shown of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRecord {
    /// Its id.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One field of a record, and what is chosen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Where it stands.
    pub at: String,
    /// What is asked there.
    pub asks: String,
    /// What is said.
    pub text: String,
    /// Whether it can point to a living person, by the dictionary.
    pub about_person: bool,
    /// Whether a word that was searched for stands in it.
    pub names: bool,
    /// Whether it is shown.
    pub show: bool,
    /// Words in it that are blacked out all the same: those that name others.
    pub black: Vec<String>,
    /// Why something of it is not shown.
    pub why: String,
    /// That a person looked at it. What can point to a person is not shown without.
    pub checked: bool,
}

/// Why what was chosen is not written out.
#[derive(Debug, thiserror::Error)]
pub enum SubjectFault {
    /// Not a file of choices.
    #[error("the file holds no choices: make it by `tabard hub subject choose`")]
    Shape,
    /// Lines that nobody looked at.
    #[error(
        "{0} lines can point to a person and are to be shown, and nobody has checked them: read each, black out who else is named, and set its \"checked\" to true"
    )]
    Unchecked(usize),
    /// No reason for what is kept back.
    #[error("{0} lines keep something back and do not say why: fill in \"why\"")]
    NoReason(usize),
    /// A record is not as it was.
    #[error(
        "record {0} has changed since, or its lines in the file have: choose again by `tabard hub subject choose`"
    )]
    Changed(String),
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl Choices {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`SubjectFault::Shape`].
    pub fn parse(text: &str) -> Result<Self, SubjectFault> {
        serde_json::from_str(text).map_err(|_| SubjectFault::Shape)
    }
}

/// What is held that names somebody, with a proposal for each line. What can point to a person and
/// does not name this one is not shown.
///
/// # Errors
/// Storage errors.
pub fn propose(
    hub: &mut Hub,
    words: &Words,
    typed: &str,
    query: &Query,
) -> Result<Choices, HubError> {
    let mut records = Vec::new();
    for id in named(hub, query)? {
        let Ok(view) = hub.as_device().record(id) else { continue };
        let lines = lines(words, &view).into_iter();
        let lines = lines.map(|line| proposed(words, line, typed)).collect();
        let kind = record_kind(view.kind).name().to_owned();
        records.push(OfRecord { record: id.to_string(), kind, lines });
    }
    Ok(Choices { words: typed.trim().to_owned(), records })
}

/// Every record that holds all words, the reports first.
fn named(hub: &mut Hub, query: &Query) -> Result<BTreeSet<RecordId>, HubError> {
    let mut found = BTreeSet::new();
    for kind in KINDS {
        let filter = Filter { kind, ..Filter::default() };
        let mut after = None;
        loop {
            let page = hub.search(query, &filter, after, PAGE)?;
            found.extend(page.records.iter().map(|one| one.summary.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

fn proposed(words: &Words, mut line: Line, typed: &str) -> Line {
    let text = line.text.to_lowercase();
    let mut looked_for = typed.split_whitespace().map(str::to_lowercase);
    line.names = looked_for.any(|word| text.contains(&word));
    line.show = !line.about_person || line.names;
    if !line.show {
        words.text("subject.about_others").clone_into(&mut line.why);
    }
    line
}

/// The lines of a record as it is now, with nothing chosen yet.
pub(super) fn lines(words: &Words, record: &RecordView) -> Vec<Line> {
    let kind = record_kind(record.kind);
    let mut lines = Vec::new();
    for (name, value) in record.view.as_object().into_iter().flatten() {
        let field = kind.field(name);
        match (name.as_str(), field, value.as_array()) {
            ("edits" | "incident", ..) => {}
            (CONFLICTS, _, Some(apart)) => {
                lines.extend(apart.iter().flat_map(|one| stated_apart(words, kind, one)));
            }
            (_, Some(list), Some(items)) if !list.item_fields().is_empty() => {
                for item in items.iter().filter_map(Value::as_object) {
                    let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
                    for (inner, value) in item.iter().filter(|(inner, _)| *inner != "id") {
                        let at = format!("{name}.{id}.{inner}");
                        let asks = format!("{name}.{inner}");
                        lines.push(line(words, kind, (at, &asks, list.item_field(inner)), value));
                    }
                }
            }
            _ => lines.push(line(words, kind, (name.clone(), name, field), value)),
        }
    }
    lines
}

/// What devices stated apart and nobody settled is held too.
fn stated_apart(words: &Words, kind: RecordKind, conflict: &Value) -> Vec<Line> {
    let at = conflict.get("field").and_then(Value::as_str).unwrap_or_default();
    let segments: Vec<_> = at.split('.').collect();
    let (asks, field) = match segments.as_slice() {
        [list, _, inner] => {
            (format!("{list}.{inner}"), kind.field(list).and_then(|list| list.item_field(inner)))
        }
        [name, ..] => ((*name).to_owned(), kind.field(name)),
        [] => return Vec::new(),
    };
    let values = conflict.get("values").and_then(Value::as_array).into_iter().flatten();
    let stated = values.enumerate().map(|(number, stated)| {
        let at = format!("{CONFLICTS}.{at}.{number}");
        line(words, kind, (at, &asks, field), stated.get("value").unwrap_or(&Value::Null))
    });
    stated.collect()
}

fn line(
    words: &Words,
    kind: RecordKind,
    (at, asks, field): (String, &str, Option<&Field>),
    value: &Value,
) -> Line {
    Line {
        at,
        asks: asked(words, kind, asks),
        text: in_words(words, field, value),
        // What this version does not know may say anything.
        about_person: field.is_none_or(|field| field.about_person),
        names: false,
        show: false,
        black: Vec::new(),
        why: String::new(),
        checked: false,
    }
}
