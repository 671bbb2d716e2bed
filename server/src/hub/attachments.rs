//! Attachments at the hub: listed, and fetched from the relay of the same folder when they are
//! wanted.

use std::io::Write;

use rand_core::CryptoRng;
use tabard_core::attachment::AttachmentError;
use tabard_core::client::{Attachment, ClientError, CustodyAction, CustodyLine};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use zeroize::Zeroizing;

use super::{Hub, HubError};

impl Hub {
    /// The attachments of one report or of all, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn attachments(&self, incident: Option<RecordId>) -> Result<Vec<Attachment>, HubError> {
        Ok(self.client.attachments(incident)?)
    }

    /// An attachment.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn attachment(&self, id: RecordId) -> Result<Attachment, HubError> {
        Ok(self.client.attachment(id)?)
    }

    /// The attachments whose id begins with a text.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find_attachments(&self, beginning: &str) -> Result<Vec<RecordId>, HubError> {
        Ok(self.client.find_of(Kind::Attachment, beginning)?)
    }

    /// Fetches an attachment's bytes and writes them out. What was written before an error is not
    /// to be used. The custody log says so. The relay keeps its chunks, so the hub's own do not stay.
    ///
    /// # Errors
    /// [`HubError::Attachment`] says what stands in the way, and storage errors.
    pub fn export_attachment(
        &mut self,
        id: RecordId,
        to: &mut dyn Write,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, _| Ok(client.fetch_attachment(id)?))?;
        if let Some(obstacle) = self.client.transfer_status()?.problems.get(&id) {
            return Err(HubError::Attachment(obstacle.what_to_do.clone()));
        }
        let exported = self.client.export_attachment(id, to, said, now, rng);
        // What is damaged here is fetched again; of all else the relay has the same.
        if !matches!(exported, Err(ClientError::Attachment(AttachmentError::Damaged(_)))) {
            self.client.let_attachment_go(id)?;
        }
        exported?;
        self.pump(now, rng)?;
        Ok(())
    }

    /// Begins to give an attachment to somebody who looks at it: fetches it, notes that it is
    /// viewed, and gives the first chunk.
    ///
    /// # Errors
    /// [`HubError::Attachment`] says what stands in the way, and storage errors.
    pub fn begin_viewing(
        &mut self,
        id: RecordId,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Zeroizing<Vec<u8>>, HubError> {
        self.settle(now, rng)?;
        let first = self.viewed_chunk(id, 0, now, rng)?;
        self.note_custody(id, CustodyAction::Viewed, said, now, rng)?;
        Ok(first)
    }

    /// One chunk of an attachment that somebody looks at, fetched again where it was let go.
    ///
    /// # Errors
    /// As [`Hub::begin_viewing`].
    pub fn viewed_chunk(
        &mut self,
        id: RecordId,
        number: u32,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Zeroizing<Vec<u8>>, HubError> {
        match self.client.attachment_chunk(id, number) {
            Err(ClientError::Attachment(AttachmentError::NotHere)) => {}
            known => return Ok(known?),
        }
        self.client.fetch_attachment(id)?;
        self.pump(now, rng)?;
        if let Some(obstacle) = self.client.transfer_status()?.problems.get(&id) {
            return Err(HubError::Attachment(obstacle.what_to_do.clone()));
        }
        Ok(self.client.attachment_chunk(id, number)?)
    }

    /// Lets the chunks of an attachment go that was looked at: the relay keeps its own.
    ///
    /// # Errors
    /// Storage errors.
    pub fn end_viewing(&mut self, id: RecordId) -> Result<(), HubError> {
        match self.client.let_attachment_go(id) {
            Ok(()) | Err(ClientError::Attachment(AttachmentError::NotHere)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds a line to the custody log of an attachment.
    ///
    /// # Errors
    /// [`HubError`] when it is not here, and storage errors.
    pub fn note_custody(
        &mut self,
        id: RecordId,
        action: CustodyAction,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| {
            Ok(client.note_custody(id, action, said, now, rng).map(drop)?)
        })
    }
}
