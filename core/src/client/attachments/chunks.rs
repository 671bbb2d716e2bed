//! Which chunks an attachment has, for an order that erases it.

use crate::attachment::{AttachmentError, Manifest};
use crate::client::attachments::shown::Claim;
use crate::client::{Client, ClientError};
use crate::ids::{ChunkAddress, RecordId};

impl Client {
    /// The address of the sealed list of an attachment's chunks.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, and storage errors.
    pub fn list_of_chunks(&self, id: RecordId) -> Result<ChunkAddress, ClientError> {
        Ok(Claim::of(&self.attachment_row(id)?)?.list())
    }

    /// The chunks that a sealed list names, with the list itself.
    ///
    /// # Errors
    /// [`ClientError::Attachment`] when it is not the list that the record means; storage errors.
    pub fn chunks_listed(
        &self,
        id: RecordId,
        sealed: &[u8],
    ) -> Result<Vec<ChunkAddress>, ClientError> {
        let row = self.attachment_row(id)?;
        let claim = Claim::of(&row)?;
        let list = Manifest::open(&self.sealer(&row)?, sealed)?;
        if !claim.fits(&list) {
            return Err(AttachmentError::Manifest.into());
        }
        Ok(list.chunks().iter().copied().chain([claim.list()]).collect())
    }
}
