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

    /// The chunks of an attachment that a sealed list names, with the list itself. Whoever wrote the
    /// list may have named chunks of another attachment in it: those alone count that open under
    /// this one's key, and `fetch` gives their bytes where there are any.
    ///
    /// # Errors
    /// [`ClientError::Attachment`] when it is not the list that the record means; storage errors.
    pub fn own_chunks(
        &self,
        id: RecordId,
        sealed: &[u8],
        mut fetch: impl FnMut(ChunkAddress) -> Option<Vec<u8>>,
    ) -> Result<Vec<ChunkAddress>, ClientError> {
        let row = self.attachment_row(id)?;
        let (claim, sealer) = (Claim::of(&row)?, self.sealer(&row)?);
        let list = Manifest::open(&sealer, sealed)?;
        if !claim.fits(&list) {
            return Err(AttachmentError::Manifest.into());
        }
        let mut is_own =
            |part, address| fetch(address).is_some_and(|sealed| sealer.open(part, &sealed).is_ok());
        let own = list.parts().filter(|(part, address)| is_own(*part, *address));
        Ok(own.map(|(_, address)| address).chain([claim.list()]).collect())
    }
}
