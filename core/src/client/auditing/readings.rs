//! Who read what. Each line is an entry of a record that the hub keeps for the day, so it is signed,
//! has its place in the hub's chain and, with the next exchange, in the region's log.

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::{Patch, ReadingAct};
use crate::vault::RecordRow;

/// Under which kind and key the device notes today's log: the day, how many lines, the record.
const NOTE: (&str, &[u8]) = ("readings", b"today");
/// A log of a busy day is gone on with in a further record, so that no line costs more than the first.
const MOST_LINES: u32 = 400;
const DAY: i64 = 86_400_000;
/// The most bytes of a name, of a reason.
const MOST: (usize, usize) = (160, 2048);

/// Something that somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// What.
    pub what: ReadingAct,
    /// On which record, where it was one.
    pub record: Option<RecordId>,
    /// Who, as they are signed in.
    pub by: &'a str,
    /// Why, where that was asked.
    pub why: Option<&'a str>,
}

/// A line of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingLine {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// What.
    pub what: ReadingAct,
    /// On which record, where it was one.
    pub record: Option<RecordId>,
    /// Who, as they were signed in.
    pub by: String,
    /// Why, where that was asked.
    pub why: Option<String>,
    /// On which device.
    pub device: Option<DeviceId>,
}

impl Client {
    /// Writes down that somebody did something. It is durable when this returns: what was to be
    /// shown may be shown then, and not before.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that reads no reports, and storage errors.
    pub fn note_reading(
        &mut self,
        reading: &Reading<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let (row, lines) = self.todays_readings(now, rng)?;
        let (id, day) = (row.id, now.0.div_euclid(DAY));
        // Within a millisecond they are in the order in which they were written.
        let item = format!("done/d{:012x}{lines:04x}{:08x}", now.0.max(0), rng.next_u32());
        let mut patch = Patch::default();
        patch.state(&format!("{item}/what"), reading.what.code());
        patch.state(&format!("{item}/at"), now.rfc3339());
        patch.state(&format!("{item}/by"), cut(reading.by, MOST.0));
        if let Some(record) = reading.record {
            patch.state(&format!("{item}/record"), record.to_string());
        }
        if let Some(why) = reading.why.map(str::trim).filter(|why| !why.is_empty()) {
            patch.state(&format!("{item}/why"), cut(why, MOST.1));
        }
        self.commit(row, &patch, Vec::new(), now, rng)?;
        let mut note = day.to_be_bytes().to_vec();
        note.extend((lines + 1).to_be_bytes());
        note.extend(id.as_bytes());
        // Should this be lost, the next line begins a record of its own.
        Ok(self.vault.write(|tables| tables.set_note(NOTE.0, NOTE.1, &note))?)
    }

    /// What was done from one moment until before another, the first one first.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that reads no reports, and storage errors.
    pub fn readings(&self, from: Millis, until: Millis) -> Result<Vec<ReadingLine>, ClientError> {
        self.may_audit()?;
        let (since, end) = (from.rfc3339(), until.rfc3339());
        let mut lines = Vec::new();
        for row in self.vault.read(|tables| tables.records(Kind::Readings))? {
            // Its own day may have begun before, and it is told by the clock of who keeps it.
            if row.changed_at.0 < from.0 - DAY || row.started_at.0 > until.0 + DAY {
                continue;
            }
            let view = json_of(&row)?;
            let done = view.get("done").and_then(Value::as_array).into_iter().flatten();
            lines.extend(done.filter_map(|one| line(one, row.owner)));
        }
        lines.retain(|line| (since.as_str()..end.as_str()).contains(&line.at.as_str()));
        lines.sort_by(|a, b| a.at.cmp(&b.at));
        Ok(lines)
    }

    pub(super) fn may_audit(&self) -> Result<(), ClientError> {
        match self.keeps(Kind::Readings) {
            true => self.may_read(),
            false => Err(ClientError::Role),
        }
    }

    fn todays_readings(
        &self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(RecordRow, u32), ClientError> {
        if let Some(note) = self.note(NOTE.0, NOTE.1)?
            && let Some((day, rest)) = note.split_first_chunk::<8>()
            && let Some((lines, id)) = rest.split_first_chunk::<4>()
            && i64::from_be_bytes(*day) == now.0.div_euclid(DAY)
            && let (lines, Ok(id)) = (u32::from_be_bytes(*lines), RecordId::from_slice(id))
            && lines < MOST_LINES
            && let Some(row) = self.vault.read(|tables| tables.record(id))?
        {
            return Ok((row, lines));
        }
        Ok((self.begin(Kind::Readings, now, rng)?, 0))
    }
}

fn line(one: &Value, device: Option<DeviceId>) -> Option<ReadingLine> {
    let text = |field: &str| one.get(field)?.as_str().map(str::to_owned);
    Some(ReadingLine {
        at: text("at")?,
        what: ReadingAct::of(&text("what")?)?,
        record: text("record").and_then(|id| id.parse().ok()),
        by: text("by").unwrap_or_default(),
        why: text("why"),
        device,
    })
}

/// A text of at most so many bytes.
pub(super) fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}
