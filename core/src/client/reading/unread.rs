//! Unread marks: what a person has not looked at since it changed. They stay on this device.

use sha2::{Digest, Sha256};

use crate::client::{Client, ClientError};
use crate::ids::RecordId;
use crate::vault::{RecordRow, Tables, VaultError};

const SEEN: &str = "seen";

impl Client {
    /// Notes that a person has looked at a report as it is now.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, and storage errors.
    pub fn mark_read(&mut self, id: RecordId) -> Result<(), ClientError> {
        let (row, answer) = self
            .vault
            .read(|tables| Ok::<_, VaultError>((tables.record(id)?, tables.followup_of(id)?)))?;
        let row = row.ok_or(ClientError::UnknownRecord(id))?;
        let seen = self.news(&row, answer.as_ref());
        let seen = seen.as_ref().map(<[u8; 8]>::as_slice).unwrap_or_default();
        Ok(self.vault.write(|tables| tables.set_note(SEEN, id.as_bytes(), seen))?)
    }

    /// Whether others wrote something here that nobody has looked at.
    pub(in crate::client) fn is_unread(
        &self,
        tables: &Tables<'_>,
        row: &RecordRow,
        answer: Option<&RecordRow>,
    ) -> Result<bool, VaultError> {
        let Some(news) = self.news(row, answer) else { return Ok(false) };
        Ok(tables.note(SEEN, row.id.as_bytes())?.as_deref() != Some(news.as_slice()))
    }

    /// What is news: at triage what crews report, elsewhere what the hub answers.
    fn news(&self, row: &RecordRow, answer: Option<&RecordRow>) -> Option<[u8; 8]> {
        let read = if self.keeps(row.kind) { row.view.as_ref() } else { answer?.view.as_ref() };
        Some(crate::keys::cut(&Sha256::digest(read?).into()))
    }
}
