//! The fields of each kind of record: what may be written down, and how. What each asks of people is
//! in the files of [`crate::words`].

mod account;
mod attachment;
mod caller;
mod case;
mod enquiry;
mod followup;
mod incident;
mod incident_items;
mod lesson;
mod marker;
mod readings;
mod returned;
mod standard;
mod views;
mod wellbeing;

use std::fmt;

use super::codes::CodeList;

/// A kind of record that people fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RecordKind {
    /// What happened, written by the crew or the control room.
    Incident = 1,
    /// What the hub did about it, written for the reporter.
    Followup = 2,
    /// What one witness saw, in the first person.
    Account = 3,
    /// A photograph, a voice note or a document.
    Attachment = 4,
    /// A request for support.
    Wellbeing = 5,
    /// A warning marker.
    Marker = 6,
    /// What is known of a number and is no warning.
    Caller = 7,
    /// A crew's question about its job.
    Enquiry = 8,
    /// Who was shown which marker.
    Views = 9,
    /// The hub's own file on an incident.
    Case = 10,
    /// Who read what at the hub, and what is held.
    Readings = 11,
    /// The region's register for the VPR Standard.
    Standard = 12,
    /// What others can learn from an incident.
    Lesson = 13,
    /// A service's return of a quarter, in a national region.
    Returned = 14,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Incident,
        Self::Followup,
        Self::Account,
        Self::Attachment,
        Self::Wellbeing,
        Self::Marker,
        Self::Caller,
        Self::Enquiry,
        Self::Views,
        Self::Case,
        Self::Readings,
        Self::Standard,
        Self::Lesson,
        Self::Returned,
    ];

    /// The number that stands for the kind on the wire, for ever.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The kind's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Followup => "followup",
            Self::Account => "account",
            Self::Attachment => "attachment",
            Self::Wellbeing => "wellbeing",
            Self::Marker => "marker",
            Self::Caller => "caller",
            Self::Enquiry => "enquiry",
            Self::Views => "views",
            Self::Case => "case",
            Self::Readings => "readings",
            Self::Standard => "standard",
            Self::Lesson => "lesson",
            Self::Returned => "returned",
        }
    }

    /// The kind called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its fields, in the order people read them.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Incident => incident::FIELDS,
            Self::Followup => followup::FIELDS,
            Self::Account => account::FIELDS,
            Self::Attachment => attachment::FIELDS,
            Self::Wellbeing => wellbeing::FIELDS,
            Self::Marker => marker::FIELDS,
            Self::Caller => caller::FIELDS,
            Self::Enquiry => enquiry::FIELDS,
            Self::Views => views::FIELDS,
            Self::Case => case::FIELDS,
            Self::Readings => readings::FIELDS,
            Self::Standard => standard::FIELDS,
            Self::Lesson => lesson::FIELDS,
            Self::Returned => returned::FIELDS,
        }
    }

    /// Its field called `name`.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        find(self.fields(), name)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One field of a record, or of an item in a list of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name, stable across versions.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether what it holds can point to a living person.
    pub about_person: bool,
}

impl Field {
    /// The fields of its items, when it is a list.
    #[must_use]
    pub const fn item_fields(&self) -> &'static [Self] {
        match self.kind {
            Kind::Items(fields) => fields,
            _ => &[],
        }
    }

    /// The field of its items called `name`.
    #[must_use]
    pub fn item_field(&self, name: &str) -> Option<&'static Self> {
        find(self.item_fields(), name)
    }

    const fn about_person(mut self) -> Self {
        self.about_person = true;
        self
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of a list of codes.
    Code(&'static CodeList),
    /// A set of codes, each member of which merges by itself.
    Codes(&'static CodeList),
    /// A day, `2026-03-01`.
    Date,
    /// Yes or no.
    Flag,
    /// The id of an item of the list named here, in the same record.
    ItemId(&'static str),
    /// A list of items with these fields, none of which is a set or a list.
    Items(&'static [Field]),
    /// Free text of at most so many bytes of UTF-8.
    Text {
        /// The most bytes it may take.
        max_bytes: usize,
    },
    /// A moment, `2026-03-01T02:10:00Z` (RFC 3339).
    Time,
    /// A whole number.
    Whole {
        /// The least it may be.
        min: i64,
        /// The most it may be.
        max: i64,
        /// What it counts.
        unit: &'static str,
    },
}

fn find(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, about_person: false }
}

const fn code(name: &'static str, list: &'static CodeList) -> Field {
    field(name, Kind::Code(list))
}

const fn codes(name: &'static str, list: &'static CodeList) -> Field {
    field(name, Kind::Codes(list))
}

const fn date(name: &'static str) -> Field {
    field(name, Kind::Date)
}

const fn flag(name: &'static str) -> Field {
    field(name, Kind::Flag)
}

const fn items(name: &'static str, fields: &'static [Field]) -> Field {
    field(name, Kind::Items(fields))
}

const fn item_of(name: &'static str, list: &'static str) -> Field {
    field(name, Kind::ItemId(list))
}

const fn text(name: &'static str, max_bytes: usize) -> Field {
    field(name, Kind::Text { max_bytes })
}

const fn time(name: &'static str) -> Field {
    field(name, Kind::Time)
}

const fn whole(name: &'static str, min: i64, max: i64, unit: &'static str) -> Field {
    field(name, Kind::Whole { min, max, unit })
}

/// When each device last changed the record: one item a device, so that two never state it at once.
const EDITS: &[Field] = &[time("at")];

/// The words of one line: a name, a number, a reference.
const LINE: usize = 160;
/// A few sentences.
const NOTE: usize = 2 * 1024;
/// A whole account.
const NARRATIVE: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Path, codes};

    fn tables() -> impl Iterator<Item = (&'static str, &'static [Field])> {
        RecordKind::ALL.into_iter().flat_map(|kind| {
            let lists = kind.fields().iter().map(|f| (f.name, f.item_fields()));
            std::iter::once((kind.name(), kind.fields())).chain(lists)
        })
    }

    #[test]
    fn the_numbers_on_the_wire_never_change() {
        assert_eq!(RecordKind::Incident.number(), 1);
        assert_eq!(RecordKind::Followup.number(), 2);
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::from_number(kind.number()), Some(kind));
            assert_eq!(RecordKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(RecordKind::from_number(0), None);
    }

    #[test]
    fn names_are_unique_and_can_be_segments_of_a_path() {
        for (table, fields) in tables() {
            let names: BTreeSet<_> = fields.iter().map(|f| f.name).collect();
            assert_eq!(names.len(), fields.len(), "{table}");
            assert!(names.iter().all(|name| Path::parse(name).is_ok()), "{table}");
            assert!(!names.contains("id"), "{table}: an item's own id is no field");
            assert!(!names.contains("conflicts"), "{table}");
        }
    }

    #[test]
    fn a_record_is_never_deeper_than_list_item_field() {
        for kind in RecordKind::ALL {
            for inner in kind.fields().iter().flat_map(|f| f.item_fields()) {
                let deep = matches!(inner.kind, Kind::Items(_) | Kind::Codes(_));
                assert!(!deep, "{}", inner.name);
            }
        }
    }

    #[test]
    fn item_ids_name_a_list_of_the_same_record() {
        for kind in RecordKind::ALL {
            for inner in kind.fields().iter().flat_map(|f| f.item_fields()) {
                if let Kind::ItemId(list) = inner.kind {
                    let target = kind.field(list).map(|f| f.kind);
                    assert!(matches!(target, Some(Kind::Items(_))), "{}", inner.name);
                }
            }
        }
    }

    #[test]
    fn every_code_list_is_used() {
        // Where a marker stands is reckoned from its steps, and stored nowhere.
        let shown = std::iter::once("marker_status");
        let used: BTreeSet<_> = tables()
            .flat_map(|(_, fields)| fields)
            .filter_map(|field| match field.kind {
                Kind::Code(list) | Kind::Codes(list) => Some(list.name),
                _ => None,
            })
            .chain(shown)
            .collect();
        let known: BTreeSet<_> = codes::ALL.iter().map(|list| list.name).collect();
        assert_eq!(used, known);
    }
}
