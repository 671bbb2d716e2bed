//! What may be written down, for forms that are built from it: fields, and code lists in the order
//! people read them. What each says to people is in the words.

use tabard_core::model::codes::{self, Source};
use tabard_core::model::{Field, Kind, RecordKind};

/// One code of a list. Its label stands at `codes.<list>.<code>` in the words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Code {
    /// The stable spelling, which is stored.
    pub code: String,
    /// The heading under which it stands; its label is at `groups.<list>.<group>`.
    pub group: Option<String>,
    /// The key of the published source that has it; none for a proposal of this project.
    pub source: Option<String>,
}

/// A closed list of codes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CodeList {
    /// Its name.
    pub name: String,
    /// Where the list as a whole comes from.
    pub source: String,
    /// Its codes, in the order people read them.
    pub codes: Vec<Code>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Shape {
    /// One code of a list.
    OneCode {
        /// The list.
        list: String,
    },
    /// A set of codes of a list.
    Codes {
        /// The list.
        list: String,
    },
    /// A day, `2026-03-01`.
    Date,
    /// Yes or no.
    Flag,
    /// The id of an item of a list in the same record.
    ItemId {
        /// The field of that list.
        list: String,
    },
    /// A list of items, whose fields stand in [`FieldShape::items`].
    Items,
    /// Free text.
    Text {
        /// The most bytes of UTF-8 it may take.
        max_bytes: u64,
    },
    /// A moment (RFC 3339).
    Time,
    /// A whole number.
    Whole {
        /// The least it may be.
        min: i64,
        /// The most it may be.
        max: i64,
        /// What it counts; its label is at `units.<unit>`.
        unit: String,
    },
}

/// A field of a record. What it asks stands at `fields.<record>.<name>` in the words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldShape {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// Whether what it holds can point to a living person.
    pub about_person: bool,
    /// The fields of its items, where it is a list.
    pub items: Vec<ItemShape>,
}

/// A field of an item in a list. What it asks stands at `fields.<record>.<list>.<name>`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ItemShape {
    /// Its name.
    pub name: String,
    /// What it holds; neither a set nor a list.
    pub shape: Shape,
    /// Whether what it holds can point to a living person.
    pub about_person: bool,
}

/// A kind of record with its fields, in the order people read them.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecordShape {
    /// The kind, such as `incident`.
    pub kind: String,
    /// Its fields.
    pub fields: Vec<FieldShape>,
}

/// Every code list. Ask once and keep it.
#[uniffi::export]
pub fn code_lists() -> Vec<CodeList> {
    codes::ALL.iter().map(|list| CodeList::of(list)).collect()
}

/// Every kind of record with its fields. Ask once and keep it.
#[uniffi::export]
pub fn record_shapes() -> Vec<RecordShape> {
    let shape = |kind: RecordKind| RecordShape {
        kind: kind.name().to_owned(),
        fields: kind.fields().iter().map(FieldShape::of).collect(),
    };
    RecordKind::ALL.into_iter().map(shape).collect()
}

impl CodeList {
    fn of(list: &codes::CodeList) -> Self {
        let code = |code: &codes::Code| Code {
            code: code.code.to_owned(),
            group: code.group.map(str::to_owned),
            source: match code.source {
                Source::Cited(key) => Some(key.to_owned()),
                Source::Inferred => None,
            },
        };
        Self {
            name: list.name.to_owned(),
            source: list.source.to_owned(),
            codes: list.codes.iter().map(code).collect(),
        }
    }
}

impl FieldShape {
    fn of(field: &Field) -> Self {
        Self {
            name: field.name.to_owned(),
            shape: Shape::of(field.kind),
            about_person: field.about_person,
            items: field.item_fields().iter().map(ItemShape::of).collect(),
        }
    }
}

impl ItemShape {
    fn of(field: &Field) -> Self {
        Self {
            name: field.name.to_owned(),
            shape: Shape::of(field.kind),
            about_person: field.about_person,
        }
    }
}

impl Shape {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Code(list) => Self::OneCode { list: list.name.to_owned() },
            Kind::Codes(list) => Self::Codes { list: list.name.to_owned() },
            Kind::Date => Self::Date,
            Kind::Flag => Self::Flag,
            Kind::ItemId(list) => Self::ItemId { list: list.to_owned() },
            Kind::Items(_) => Self::Items,
            Kind::Text { max_bytes } => Self::Text { max_bytes: max_bytes as u64 },
            Kind::Time => Self::Time,
            Kind::Whole { min, max, unit } => Self::Whole { min, max, unit: unit.to_owned() },
        }
    }
}
