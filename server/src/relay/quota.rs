//! How much a device may send in a day.

use rusqlite::{Connection, OptionalExtension};
use tabard_core::ids::{DeviceId, Millis};

use super::RelayError;

const DAY: i64 = 86_400_000;
/// This part of the allowance is for what the device wrote itself: whoever gives it much of theirs
/// to bring does not keep it from reporting.
const FOR_ITS_OWN: u64 = 8;

/// What a device may still send today (UTC).
pub(super) struct Allowance {
    day: i64,
    device: DeviceId,
    limit: u64,
    before: u64,
    spent: u64,
}

impl Allowance {
    pub(super) fn load(
        db: &Connection,
        now: Millis,
        device: DeviceId,
        limit: u64,
    ) -> Result<Self, RelayError> {
        let day = now.0.div_euclid(DAY);
        let before = db
            .prepare_cached("SELECT bytes FROM quota WHERE day = ?1 AND device = ?2")?
            .query_row((day, device.as_bytes()), |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        Ok(Self { day, device, limit, before, spent: before })
    }

    /// Whether it is this device's.
    pub(super) fn is_of(&self, device: DeviceId) -> bool {
        self.device == device
    }

    /// Whether so many bytes more, written by a device, are within the allowance; they are then
    /// spent.
    pub(super) fn spend(&mut self, author: DeviceId, bytes: usize) -> bool {
        let limit = match self.is_of(author) {
            true => self.limit,
            false => self.limit.saturating_sub(self.limit / FOR_ITS_OWN),
        };
        let after = u64::try_from(bytes).ok().and_then(|bytes| self.spent.checked_add(bytes));
        match after {
            Some(after) if after <= limit => {
                self.spent = after;
                true
            }
            _ => false,
        }
    }

    /// Keeps what was spent, and forgets other days.
    pub(super) fn store(&self, db: &Connection) -> Result<(), RelayError> {
        if self.spent == self.before {
            return Ok(());
        }
        db.prepare_cached("DELETE FROM quota WHERE day < ?1")?.execute([self.day])?;
        db.prepare_cached("INSERT OR REPLACE INTO quota (day, device, bytes) VALUES (?1, ?2, ?3)")?
            .execute((self.day, self.device.as_bytes(), self.spent))?;
        Ok(())
    }
}
