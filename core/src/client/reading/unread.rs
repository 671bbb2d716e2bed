//! Unread marks: what a person has not looked at since it changed. They stay on this device.

use crate::client::{Client, ClientError};
use crate::ids::RecordId;
use crate::vault::{RecordRow, Tables, VaultError, seen};

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
        Ok(self.vault.write(|tables| tables.set_seen(id, seen))?)
    }

    /// Whether others wrote something here that nobody has looked at.
    pub(in crate::client) fn is_unread(
        &self,
        tables: &Tables<'_>,
        row: &RecordRow,
        answer: Option<&RecordRow>,
    ) -> Result<bool, VaultError> {
        let Some(news) = self.news(row, answer) else { return Ok(false) };
        Ok(!tables.is_seen(row.id, news)?)
    }

    /// What is news: at triage what crews report, elsewhere what the hub answers.
    fn news(&self, row: &RecordRow, answer: Option<&RecordRow>) -> Option<[u8; 8]> {
        let read = if self.keeps(row.kind) { row.view.as_ref() } else { answer?.view.as_ref() };
        read.map(|view| seen(view))
    }
}
