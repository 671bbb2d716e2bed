//! Records as a person sees them, in the core's words.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tabard_core::client::{self as core, Incident};
use tabard_core::entry::Kind;
use tabard_core::model::due::{self, When};
use tabard_core::model::missing::Missing;
use tabard_core::model::{conversation, is_withdrawn, title};
use tabard_core::words::Words;

use crate::value::{Conflict, Edit, FieldValue, Value, conflicts, edits, fields};

/// Where a record stands. Each is a fact with a proof.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ReportState {
    /// It is durable here; the region has not proved to hold it.
    SavedOnThisPhone,
    /// The relay of a control room signed that it is durable there.
    HeldByEdge,
    /// The relay of the region signed that it is durable there.
    HeldByRegion,
    /// The hub answered.
    Answered {
        /// A code of `followup_status`, or of `wellbeing_status` for a request for support.
        status: String,
    },
}

/// A line of the list of reports.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Summary {
    /// The report.
    pub id: String,
    /// What kind of thing happened in what kind of place; it names nobody.
    pub title: String,
    /// Where it stands.
    pub state: ReportState,
    /// The same as a sentence.
    pub stands: String,
    /// Entries of this device in it that the region does not hold yet.
    pub unsent: u64,
    /// Whether something was typed that is not saved yet.
    pub draft: bool,
    /// Whether others wrote something that nobody has looked at here.
    pub unread: bool,
    /// Whether this device started it.
    pub own: bool,
    /// Whether the reporter took it back.
    pub withdrawn: bool,
    /// The device that started it, where the reporter lets it be named.
    pub by: Option<String>,
    /// When it came to this device, in milliseconds since 1970.
    pub started_at_ms: i64,
    /// When it last changed here, in milliseconds since 1970.
    pub changed_at_ms: i64,
    /// What it says.
    pub fields: Vec<FieldValue>,
}

/// A report with everything this device knows of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReportView {
    /// Its line in the list.
    pub summary: Summary,
    /// Fields that devices state differently.
    pub conflicts: Vec<Conflict>,
    /// What was typed and is not saved yet.
    pub draft: Vec<Edit>,
    /// The hub's answer; empty while there is none.
    pub answer: Vec<FieldValue>,
    /// The ids of the hub's questions that no reply answers.
    pub open_questions: Vec<String>,
    /// The devices that may write it; none where the reporter does not let them be named.
    pub writers: Vec<String>,
    /// Whether this device left it.
    pub left: bool,
    /// Entries that were refused and are kept apart.
    pub refused: u32,
}

/// An account, a request for support or another record, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecordView {
    /// The record.
    pub id: String,
    /// Its kind, such as `account` or `wellbeing`.
    pub kind: String,
    /// The incident it is about, where there is one.
    pub about: Option<String>,
    /// Where it stands.
    pub state: ReportState,
    /// The same as a sentence.
    pub stands: String,
    /// Entries of this device in it that the region does not hold yet.
    pub unsent: u64,
    /// Whether this device started it.
    pub own: bool,
    /// The device that started it, where it may be named.
    pub by: Option<String>,
    /// When it came to this device, in milliseconds since 1970.
    pub started_at_ms: i64,
    /// When it last changed here, in milliseconds since 1970.
    pub changed_at_ms: i64,
    /// What it says.
    pub fields: Vec<FieldValue>,
    /// Fields that devices state differently.
    pub conflicts: Vec<Conflict>,
    /// What was typed and is not saved yet.
    pub draft: Vec<Edit>,
    /// The hub's answer to it; empty while there is none.
    pub answer: Vec<FieldValue>,
}

/// What was typed into a record and is not saved yet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Draft {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// What was typed.
    pub edits: Vec<Edit>,
}

/// A field that is worth filling in; nothing requires it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MissingField {
    /// The field of the incident.
    pub field: String,
    /// Whether it belongs to the point of the event, rather than to later.
    pub at_once: bool,
    /// The field whose answer asks for it; none when every incident has it.
    pub because_of: Option<String>,
}

/// What a device saved at once.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Version {
    /// Who wrote it; none where the reporter does not let it be named.
    pub by: Option<String>,
    /// When, by that device's clock (RFC 3339); none where it does not say.
    pub at: Option<String>,
    /// What it set and cleared.
    pub changes: Vec<Change>,
}

/// What a version made of one field.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Change {
    /// The path.
    pub path: String,
    /// What it said before; none for nothing.
    pub before: Option<Value>,
    /// What it says after; none when it was cleared.
    pub after: Option<Value>,
    /// Whether several values stood there, stated apart, and this settled them.
    pub settled: bool,
}

/// Something to be asked, looked after or reported.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Due {
    /// The record that makes it so.
    pub record: String,
    /// What, such as `harm_72h`; its sentence stands at `due.<what>` in the words.
    pub what: String,
    /// The id of the member of staff or of the recording that it is about.
    pub item: Option<String>,
    /// When its time comes, or where its day ends, in milliseconds since 1970; none for at once.
    pub at_ms: Option<i64>,
    /// The day, where it is a whole day: `2026-11-25`.
    pub day: Option<String>,
    /// Whether it is done, or was decided not to be.
    pub done: bool,
    /// Whether it is the hub's to do, and not that of who wrote the report.
    pub for_the_hub: bool,
    /// What else to know; each has a sentence at `due_notes.<note>`.
    pub notes: Vec<String>,
}

impl From<core::ReportState> for ReportState {
    fn from(state: core::ReportState) -> Self {
        match state {
            core::ReportState::SavedOnThisPhone => Self::SavedOnThisPhone,
            core::ReportState::HeldByEdge => Self::HeldByEdge,
            core::ReportState::HeldByRegion => Self::HeldByRegion,
            core::ReportState::Answered(status) => Self::Answered { status },
        }
    }
}

impl Summary {
    pub(crate) fn of(one: core::Summary, words: &Words) -> Self {
        Self {
            id: one.id.to_string(),
            title: title(words, &one.report),
            stands: one.state.said(words, Kind::Incident, one.unsent),
            state: one.state.into(),
            unsent: one.unsent,
            draft: one.draft,
            unread: one.unread,
            own: one.own,
            withdrawn: is_withdrawn(&one.report),
            by: one.by.map(|by| by.to_string()),
            started_at_ms: one.started_at.0,
            changed_at_ms: one.changed_at.0,
            fields: fields(&one.report),
        }
    }
}

impl ReportView {
    pub(crate) fn of(one: Incident, left: bool, words: &Words) -> Self {
        let open = conversation::open_questions(&one.summary.report, &one.answer);
        Self {
            open_questions: open.into_iter().map(str::to_owned).collect(),
            conflicts: conflicts(&one.summary.report),
            draft: edits(&one.draft),
            answer: fields(&one.answer),
            writers: one.writers,
            left,
            refused: u32::try_from(one.refused.len()).unwrap_or(u32::MAX),
            summary: Summary::of(one.summary, words),
        }
    }
}

impl RecordView {
    pub(crate) fn of(one: core::RecordView, words: &Words) -> Self {
        Self {
            id: one.id.to_string(),
            kind: kind_name(one.kind),
            about: one.about.map(|about| about.to_string()),
            stands: one.state.said(words, one.kind, one.unsent),
            state: one.state.into(),
            unsent: one.unsent,
            own: one.own,
            by: one.by.map(|by| by.to_string()),
            started_at_ms: one.started_at.0,
            changed_at_ms: one.changed_at.0,
            fields: fields(&one.view),
            conflicts: conflicts(&one.view),
            draft: edits(&one.draft),
            answer: fields(&one.answer),
        }
    }
}

impl Draft {
    pub(crate) fn of(one: &core::Draft) -> Self {
        let fields: &BTreeMap<String, Json> = &one.fields;
        Self { record: one.record.to_string(), kind: kind_name(one.kind), edits: edits(fields) }
    }
}

impl MissingField {
    pub(crate) fn of(one: &Missing) -> Self {
        Self {
            field: one.field.to_owned(),
            at_once: one.at_once,
            because_of: one.because_of.map(str::to_owned),
        }
    }
}

impl Version {
    pub(crate) fn of(one: core::Version) -> Self {
        let change = |one: core::Change| Change {
            path: one.field.to_string(),
            before: one.before.map(Into::into),
            after: one.after.map(Into::into),
            settled: one.settled,
        };
        Self {
            by: one.by.map(|by| by.to_string()),
            at: one.at,
            changes: one.changes.into_iter().map(change).collect(),
        }
    }
}

impl Due {
    pub(crate) fn of(record: &str, due: due::Due) -> Self {
        let (at_ms, day) = match due.when {
            When::Now => (None, None),
            When::At(at) => (Some(at.as_millisecond()), None),
            When::On { day, ends } => (Some(ends.as_millisecond()), Some(day.to_string())),
        };
        Self {
            record: record.to_owned(),
            what: due.what.code().to_owned(),
            item: due.item,
            at_ms,
            day,
            done: due.done,
            for_the_hub: due.what.is_for_the_hub(),
            notes: due.notes.iter().map(|note| note.code().to_owned()).collect(),
        }
    }
}

pub(crate) fn kind_name(kind: Kind) -> String {
    core::record_kind(kind).name().to_owned()
}
