//! Pages of lists, and of what is found by its words.

use std::fmt;
use std::str::FromStr;

use rusqlite::ToSql;

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::finding::Query;

/// A place in a list. It stays where it is while reports come and change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(i64);

/// What is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place in a list is a number that an earlier list gave")]
pub struct NotAPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        text.parse().map(Self).map_err(|_| NotAPlace)
    }
}

/// Which records are wanted; a condition that is none asks for nothing.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The kind of record.
    pub kind: Kind,
    /// Whether this device started it.
    pub own: Option<(DeviceId, bool)>,
    /// It happened, or came where that is not said, at this time or later.
    pub from: Option<Millis>,
    /// It happened, or came where that is not said, before this time.
    pub until: Option<Millis>,
    /// A code of what happened.
    pub incident_type: Option<&'a str>,
    /// The code of the kind of place.
    pub location_type: Option<&'a str>,
    /// Whether something that is asked first is not said yet.
    pub unfinished: Option<bool>,
    /// Whether something was typed that is not saved.
    pub draft: Option<bool>,
    /// Whether it was taken back.
    pub withdrawn: Option<bool>,
    /// Whether the hub has closed it.
    pub closed: Option<bool>,
    /// Whether entries of it wait to be sent, and the records of which that holds.
    pub unsent: Option<(bool, &'a [RecordId])>,
    /// The word of its state, the records that no relay has proved to hold, and those that an edge
    /// alone has.
    pub state: Option<(&'a str, &'a [RecordId], &'a [RecordId])>,
}

impl Wanted<'_> {
    /// Whether every record of the kind is wanted.
    pub(super) const fn asks_nothing(&self) -> bool {
        self.own.is_none()
            && self.from.is_none()
            && self.until.is_none()
            && self.incident_type.is_none()
            && self.location_type.is_none()
            && self.unfinished.is_none()
            && self.draft.is_none()
            && self.withdrawn.is_none()
            && self.closed.is_none()
            && self.unsent.is_none()
            && self.state.is_none()
    }

    /// What the numbers in [`ASKED`] stand for, after a place and how many are wanted at most.
    pub(super) fn arguments(
        &self,
        after: i64,
        most: usize,
        words: Option<&Query>,
    ) -> Vec<Box<dyn ToSql>> {
        vec![
            Box::new(after),
            Box::new(most),
            Box::new(self.kind.number()),
            Box::new(self.own.map(|(_, own)| own)),
            Box::new(self.own.map(|(device, _)| *device.as_bytes())),
            Box::new(self.from.map(|at| at.0)),
            Box::new(self.until.map(|at| at.0)),
            Box::new(self.incident_type.map(|code| format!(",{code},"))),
            Box::new(self.location_type.map(ToOwned::to_owned)),
            Box::new(self.unfinished),
            Box::new(self.draft),
            Box::new(self.withdrawn),
            Box::new(self.closed),
            Box::new(self.unsent.map(|(unsent, _)| unsent)),
            Box::new(self.unsent.map(|(_, records)| json_of(records))),
            Box::new(self.state.map(|(word, ..)| word.to_owned())),
            Box::new(self.state.map(|(_, here, _)| json_of(here))),
            Box::new(words.map(|words| words.as_str().to_owned())),
            Box::new(self.state.map(|(.., edge)| json_of(edge))),
        ]
    }
}

/// What is asked of the records of a kind; set apart, so that all questions ask alike.
pub(super) const ASKED: &str = "
    (?4 IS NULL OR (listing.owner IS ?5) = ?4)
    AND (?6 IS NULL OR listing.happened_at >= ?6)
    AND (?7 IS NULL OR listing.happened_at < ?7)
    AND (?8 IS NULL OR instr(listing.types, ?8) > 0)
    AND (?9 IS NULL OR listing.location_type IS ?9)
    AND (?10 IS NULL OR listing.unfinished = ?10)
    AND (?11 IS NULL OR (listing.id IN (SELECT record FROM draft)) = ?11)
    AND (?12 IS NULL OR listing.withdrawn = ?12)
    AND (?13 IS NULL OR (listing.status IS 'closed') = ?13)
    AND (?14 IS NULL OR (listing.id IN (SELECT unhex(value) FROM json_each(?15))) = ?14)
    AND (?16 IS NULL OR ?16 = CASE
        WHEN listing.unsealed OR listing.id IN (SELECT unhex(value) FROM json_each(?17))
        THEN 'saved_on_this_phone'
        WHEN listing.id IN (SELECT unhex(value) FROM json_each(?19))
        THEN 'held_by_edge' ELSE coalesce(listing.status, 'held_by_region') END)";

impl Tables<'_> {
    /// A page of the records that are wanted, those that came last first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn page(
        &self,
        wanted: &Wanted<'_>,
        words: Option<&Query>,
        after: Option<Place>,
        most: usize,
    ) -> Result<Vec<(Place, RecordId)>, VaultError> {
        let mut query = self.0.prepare_cached(&match words {
            None => format!(
                "SELECT number, id FROM listing WHERE number < ?1 AND kind = ?3 AND {ASKED}
                 ORDER BY number DESC LIMIT ?2"
            ),
            // The index gives its rows in the order of their numbers; the rest is looked up.
            Some(_) => format!(
                "SELECT listing.number, listing.id
                 FROM words CROSS JOIN listing ON listing.number = words.rowid
                 WHERE words MATCH ?18 AND words.rowid < ?1 AND listing.kind = ?3
                 AND {ASKED}
                 ORDER BY words.rowid DESC LIMIT ?2"
            ),
        })?;
        let asked = wanted.arguments(after.map_or(i64::MAX, |place| place.0), most, words);
        let rows = query.query_map(rusqlite::params_from_iter(asked), |row| {
            Ok((Place(row.get(0)?), RecordId::new(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps the words of the record with a number in the listing.
    pub(super) fn set_words(&self, number: i64, text: &str) -> Result<(), VaultError> {
        self.0
            .prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
            .execute((number, text))?;
        Ok(())
    }

    /// Forgets the words of the record with a number in the listing.
    pub(super) fn clear_words(&self, number: i64) -> Result<(), VaultError> {
        self.0.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([number])?;
        Ok(())
    }
}

fn json_of(records: &[RecordId]) -> String {
    let ids: Vec<String> = records.iter().map(ToString::to_string).collect();
    serde_json::json!(ids).to_string()
}
