//! What is counted of an incident: codes, times and nothing that anybody wrote.

mod read;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::codes::CodeList;

/// A code by its place in its list.
pub type Place = u8;

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The incident, so that it is counted anew when it changes.
    pub id: RecordId,
    /// When it came to the hub.
    pub received: Millis,
    /// The day on which it happened, by the region's time; the day on which it came where that is
    /// not said, or lies after it.
    pub day: Date,
    /// The hour in which it happened; none where that is not said.
    pub hour: Option<u8>,
    /// Whether it counts.
    pub standing: Standing,
    /// Its first type, by place in `incident_type`.
    pub primary: Option<Place>,
    /// All its types.
    pub types: Set,
    /// The place, by place in `location_type`.
    pub place: Option<Place>,
    /// What contributed, by places in `contributory_factor`.
    pub factors: Set,
    /// The worst physical harm of anybody, by place in `physical_harm_level`.
    pub physical_harm: Option<Place>,
    /// The worst psychological harm of anybody, by place in `psych_harm_level`.
    pub psych_harm: Option<Place>,
    /// Whether anybody was hurt, where that is said.
    pub injured: Option<bool>,
    /// The camera.
    pub camera: Camera,
    /// The work of the reporter, or of the first member of staff that is named.
    pub staff_group: Option<Place>,
    /// The training of the same person, by place in `training_level`.
    pub training: Option<Place>,
    /// What came of it, by place in `followup_outcome`.
    pub outcome: Option<Place>,
    /// Whether a court or the police imposed a sanction.
    pub sanction: bool,
    /// Minutes from when it came to the hub's first message.
    pub first_answer: Option<u32>,
    /// Minutes from when it came to the hub's first message that is no question.
    pub feedback: Option<u32>,
}

/// Whether an incident counts. One that was taken back does not, nor does one that tells the same
/// event as another: the other counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counted,
    /// Its reporter took it back.
    Withdrawn,
    /// Linked to another report of the same event, by its reporter or by the hub.
    Duplicate,
}

/// The body-worn camera of an incident: the most that is said of anybody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Camera {
    /// Nothing is said.
    #[default]
    NotSaid,
    /// Nobody wore one.
    NotWorn,
    /// Somebody wore one, and it did not record.
    Worn,
    /// It recorded, all or part of it.
    Activated,
}

/// Codes of one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(u64);

impl Set {
    /// Puts a code in.
    pub fn insert(&mut self, place: Place) {
        self.0 |= 1_u64.checked_shl(u32::from(place)).unwrap_or_default();
    }

    /// Whether a code is in it.
    #[must_use]
    pub fn has(self, place: Place) -> bool {
        self.0 & 1_u64.checked_shl(u32::from(place)).unwrap_or_default() != 0
    }

    /// Whether none is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The place of a code in its list; none for a code of a newer version.
#[must_use]
pub fn place_of(list: &CodeList, code: &str) -> Option<Place> {
    list.codes.iter().position(|known| known.code == code).and_then(|at| Place::try_from(at).ok())
}
