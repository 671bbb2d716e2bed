//! The hub's audit: who read what, and what may not be erased. A line is durable before what it tells
//! of is shown, and is given to the relay of the same folder at once.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use tabard_core::client::{Hold, HoldNews, Reading, ReadingLine};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;

use super::{Hub, HubError};

/// A page of reports that is open asks anew by itself, whenever something came. Whoever has it open
/// is told of once in so many milliseconds; a proposal of this project.
const SAME_LIST: i64 = 15 * 60_000;

impl Hub {
    /// Writes down that somebody did something. What was to be shown may be shown when this
    /// returns, and not before.
    ///
    /// # Errors
    /// Storage errors: then nothing is to be shown.
    pub fn note_reading(
        &mut self,
        reading: &Reading<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let of_all = reading.what == ReadingAct::Listed && reading.record.is_none();
        if of_all && self.has_listed(reading.by, now)? {
            return Ok(());
        }
        self.settle(now, rng)?;
        self.client.note_reading(reading, now, rng)?;
        self.hand_over_line(now, rng);
        Ok(())
    }

    /// What was done from one moment until before another, the first one first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn readings(&self, from: Millis, until: Millis) -> Result<Vec<ReadingLine>, HubError> {
        Ok(self.client.readings(from, until)?)
    }

    /// Every hold, in force or ended, by its record.
    ///
    /// # Errors
    /// Storage errors.
    pub fn holds(&self) -> Result<BTreeMap<RecordId, Hold>, HubError> {
        Ok(self.client.legal_holds()?)
    }

    /// Says something of the hold on a record, and writes it into the audit.
    ///
    /// # Errors
    /// Storage errors.
    pub fn say_of_hold(
        &mut self,
        record: RecordId,
        news: HoldNews<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.settle(now, rng)?;
        self.client.say_of_hold(record, news, now, rng)?;
        let (what, by, why) = match news {
            HoldNews::Held { why, by, .. } => (ReadingAct::Held, by, why),
            HoldNews::Released { why, by } => (ReadingAct::Released, by, why),
        };
        let reading = Reading { what, record: Some(record), by, why: Some(why) };
        self.note_reading(&reading, now, rng)
    }

    fn has_listed(&self, by: &str, now: Millis) -> Result<bool, HubError> {
        let since = Millis(now.0 - SAME_LIST);
        let lines = self.client.readings(since, now.plus_seconds(1))?;
        Ok(lines.iter().any(|line| line.what == ReadingAct::Listed && line.by == by))
    }

    /// The line is durable already. What keeps the relay from taking it now keeps nobody from
    /// reading: it goes with the next round.
    fn hand_over_line(&mut self, now: Millis, rng: &mut dyn CryptoRng) {
        if let Err(error) = self.exchange(now, rng) {
            tracing::warn!(%error, "a line of the audit waits for the next round");
        }
    }
}
