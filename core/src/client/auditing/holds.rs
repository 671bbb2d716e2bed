//! Holds: what may not be erased whatever its age, by whose word, and until when that is looked at
//! again. A hold is a part of the hub's own log, which the reporter's phone never gets.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde_json::Value;

use super::readings::cut;
use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::{Patch, Path};
use crate::vault::RecordRow;

/// Under which kind and key the device notes the record that its holds stand in.
const NOTE: (&str, &[u8]) = ("readings", b"holds");

/// What is said of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldNews<'a> {
    /// It begins, or goes on until another day.
    Held {
        /// Why.
        why: &'a str,
        /// By whom.
        by: &'a str,
        /// The day on which somebody looks at it again: `2027-01-31`.
        review_on: &'a str,
    },
    /// It ends.
    Released {
        /// Why.
        why: &'a str,
        /// By whom.
        by: &'a str,
    },
}

/// A hold, in force or ended. One whose day of review has passed is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The record.
    pub record: RecordId,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: String,
    /// Since when (RFC 3339).
    pub at: String,
    /// The day on which somebody looks at it again.
    pub review_on: String,
    /// When it ended; none while it is in force.
    pub released_at: Option<String>,
    /// By whom it was ended.
    pub released_by: Option<String>,
    /// Why it was ended.
    pub released_why: Option<String>,
}

impl Hold {
    /// Whether it keeps its record from being erased.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        self.released_at.is_none()
    }

    /// When it last changed.
    fn changed(&self) -> &str {
        self.released_at.as_deref().map_or(self.at.as_str(), |end| end.max(self.at.as_str()))
    }
}

impl Client {
    /// Says something of the hold on a record. It is durable when this returns.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that reads no reports, and storage errors.
    pub fn say_of_hold(
        &mut self,
        record: RecordId,
        news: HoldNews<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let row = self.book_of_holds(now, rng)?;
        let (id, item) = (row.id, format!("holds/{record}"));
        let mut patch = Patch::default();
        let mut state = |field: &str, text: &str| patch.state(&format!("{item}/{field}"), text);
        let at = now.rfc3339();
        match news {
            HoldNews::Held { why, by, review_on } => {
                state("record", &record.to_string());
                state("why", cut(why.trim(), 2048));
                state("by", cut(by.trim(), 160));
                state("at", &at);
                state("review_on", review_on);
                for field in ["released_at", "released_by", "released_why"] {
                    patch.extend(absent(&format!("{item}/{field}")));
                }
            }
            HoldNews::Released { why, by } => {
                state("released_at", &at);
                state("released_by", cut(by.trim(), 160));
                state("released_why", cut(why.trim(), 2048));
            }
        }
        self.commit(row, &patch, Vec::new(), now, rng)?;
        self.set_note(NOTE.0, NOTE.1, id.as_bytes())
    }

    /// Every hold, in force or ended, by its record.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that reads no reports, and storage errors.
    pub fn legal_holds(&self) -> Result<BTreeMap<RecordId, Hold>, ClientError> {
        self.may_audit()?;
        let mut holds: BTreeMap<RecordId, Hold> = BTreeMap::new();
        for row in self.vault.read(|tables| tables.records(Kind::Readings))? {
            // Most of these records hold none, and reading a text for a word costs little.
            if !row.view.as_deref().is_some_and(|view| view.contains("\"holds\"")) {
                continue;
            }
            let view = json_of(&row)?;
            let ours = view.get("holds").and_then(Value::as_array).into_iter().flatten();
            for hold in ours.filter_map(hold) {
                // A hub that took the place of another goes on in a record of its own.
                match holds.get(&hold.record) {
                    Some(known) if known.changed() >= hold.changed() => {}
                    _ => drop(holds.insert(hold.record, hold)),
                }
            }
        }
        Ok(holds)
    }

    fn book_of_holds(
        &self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordRow, ClientError> {
        if let Some(note) = self.note(NOTE.0, NOTE.1)?
            && let Ok(id) = RecordId::from_slice(&note)
            && let Some(row) = self.vault.read(|tables| tables.record(id))?
        {
            return Ok(row);
        }
        self.begin(Kind::Readings, now, rng)
    }
}

/// That a field is not there.
fn absent(path: &str) -> Patch {
    Path::parse(path).map(|path| Patch::one(&path, None)).unwrap_or_default()
}

fn hold(one: &Value) -> Option<Hold> {
    let text = |field: &str| one.get(field)?.as_str().map(str::to_owned);
    Some(Hold {
        record: text("record")?.parse().ok()?,
        why: text("why").unwrap_or_default(),
        by: text("by").unwrap_or_default(),
        at: text("at").unwrap_or_default(),
        review_on: text("review_on").unwrap_or_default(),
        released_at: text("released_at"),
        released_by: text("released_by"),
        released_why: text("released_why"),
    })
}
