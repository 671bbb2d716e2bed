//! Open reports in the order of what is pressing: kept with the listing, so that it is the database
//! that puts any number of them in order.

use std::fmt;
use std::str::FromStr;

use rusqlite::ToSql;
use sha2::{Digest, Sha256};

use super::search::{ASKED, NotAPlace, Wanted};
use super::{Tables, VaultError};
use crate::ids::RecordId;
use crate::model::finding::Pressure;

/// Under which kind is noted what of a record a person has looked at.
const SEEN: &str = "seen";

/// Which of the open reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressing {
    /// All of them.
    Open,
    /// What no person has answered.
    Unanswered,
    /// What somebody wrote since it was looked at.
    News,
}

impl Pressing {
    const fn bits(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Unanswered => Pressure::UNANSWERED,
            Self::News => Pressure::NEWS,
        }
    }
}

/// A place in the order of what is pressing. What becomes more or less pressing moves over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PressingPlace {
    pressure: u8,
    number: i64,
}

impl fmt::Display for PressingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.pressure, self.number)
    }
}

impl FromStr for PressingPlace {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (pressure, number) = text.split_once('.').ok_or(NotAPlace)?;
        let pressure = pressure.parse().map_err(|_| NotAPlace)?;
        let number = number.parse().map_err(|_| NotAPlace)?;
        Ok(Self { pressure, number })
    }
}

/// What of a record a person has looked at, or may look at: its beginning is enough to tell.
pub(crate) fn seen(view: &str) -> [u8; 8] {
    crate::keys::cut(&Sha256::digest(view).into())
}

impl Tables<'_> {
    /// A page of the open reports that are wanted, the most pressing first, and of those the ones
    /// that came last.
    ///
    /// # Errors
    /// Storage errors.
    pub fn pressing(
        &self,
        which: Pressing,
        wanted: &Wanted<'_>,
        after: Option<PressingPlace>,
        most: usize,
    ) -> Result<Vec<(PressingPlace, RecordId)>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT pressure, number, id FROM listing INDEXED BY listing_pressure
             WHERE pressure IS NOT NULL AND (pressure, number) < (?20, ?1)
             AND pressure & ?21 = ?21 AND {ASKED}
             ORDER BY pressure DESC, number DESC LIMIT ?2"
        ))?;
        let last = PressingPlace { pressure: u8::MAX, number: i64::MAX };
        let asked = arguments(which, wanted, after.unwrap_or(last), most);
        let rows = query.query_map(rusqlite::params_from_iter(asked), |row| {
            let place = PressingPlace { pressure: row.get(0)?, number: row.get(1)? };
            Ok((place, RecordId::new(row.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many open reports are wanted.
    ///
    /// # Errors
    /// Storage errors.
    pub fn count_pressing(&self, which: Pressing, wanted: &Wanted<'_>) -> Result<u64, VaultError> {
        const ALL: &str = "SELECT count(*) FROM listing INDEXED BY listing_pressure
             WHERE pressure IS NOT NULL AND pressure & ?21 = ?21";
        // Of the index alone, where nothing more is asked.
        let mut query = match wanted.asks_nothing() {
            true => self.0.prepare_cached(ALL)?,
            false => self.0.prepare_cached(&format!("{ALL} AND {ASKED}"))?,
        };
        let nowhere = PressingPlace { pressure: 0, number: 0 };
        let asked = arguments(which, wanted, nowhere, 0);
        Ok(query.query_row(rusqlite::params_from_iter(asked), |row| row.get(0))?)
    }

    /// Notes what of a record a person has looked at.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn set_seen(
        &self,
        record: RecordId,
        seen: Option<[u8; 8]>,
    ) -> Result<(), VaultError> {
        let seen = seen.as_ref().map(<[u8; 8]>::as_slice).unwrap_or_default();
        self.set_note(SEEN, record.as_bytes(), seen)?;
        self.unlist(record)
    }

    /// Whether what of a record may be looked at is what a person has looked at.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn is_seen(&self, record: RecordId, seen: [u8; 8]) -> Result<bool, VaultError> {
        Ok(self.note(SEEN, record.as_bytes())?.as_deref() == Some(seen.as_slice()))
    }

    /// Whether a report says what nobody has looked at.
    pub(super) fn is_news(&self, record: RecordId, view: Option<&str>) -> Result<bool, VaultError> {
        view.map_or(Ok(false), |view| Ok(!self.is_seen(record, seen(view))?))
    }
}

fn arguments(
    which: Pressing,
    wanted: &Wanted<'_>,
    after: PressingPlace,
    most: usize,
) -> Vec<Box<dyn ToSql>> {
    let mut asked = wanted.arguments(after.number, most, None);
    asked.push(Box::new(after.pressure));
    asked.push(Box::new(which.bits()));
    asked
}
