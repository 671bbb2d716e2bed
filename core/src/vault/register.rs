//! The register as it is looked up: cards by what they are met by.

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::RecordId;

impl Tables<'_> {
    /// Puts a record's card under its keys, in place of what was there of it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_card(
        &self,
        record: RecordId,
        kind: Kind,
        keys: &[String],
        card: &[u8],
    ) -> Result<(), VaultError> {
        self.0
            .prepare_cached("DELETE FROM register WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        let mut insert = self.0.prepare_cached(
            "INSERT INTO register (key, record, kind, first, card) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let nothing = [String::new()];
        let keys = if keys.is_empty() { nothing.as_slice() } else { keys };
        for (number, key) in keys.iter().enumerate() {
            insert.execute((key, record.as_bytes(), kind.number(), number == 0, card))?;
        }
        Ok(())
    }

    /// The cards under a key, by kind.
    ///
    /// # Errors
    /// Storage errors.
    pub fn cards(&self, key: &str) -> Result<Vec<(u8, Vec<u8>)>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT kind, card FROM register WHERE key = ?1")?;
        let rows = query.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The card of each record of a kind.
    ///
    /// # Errors
    /// Storage errors.
    pub fn cards_of(&self, kind: Kind) -> Result<Vec<Vec<u8>>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT card FROM register WHERE kind = ?1 AND first = 1")?;
        let rows = query.query_map([kind.number()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
