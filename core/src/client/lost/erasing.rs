//! Obeying an order to erase records. Everything of them that is read, found or could be opened
//! again leaves this device; its chain and those of others go on over the places.

use crate::client::{Client, ClientError};
use crate::ids::RecordId;
use crate::vault::{Gone, VaultError};

impl Client {
    /// Erases what the directory says is erased and is here: after new lines came, after a receipt
    /// for what had still to be sent, and at every opening, should the last run have been stopped.
    pub(in crate::client) fn erase_what_is_ordered(&mut self) -> Result<(), ClientError> {
        let ordered = self.directory.all_erased().count();
        let (opening, new) = (self.obeyed.is_none(), self.obeyed != Some(ordered));
        let (due, scrub) = self.vault.read(|tables| {
            let mut due = tables.erased_unsent()?;
            for (record, _) in self.directory.all_erased().filter(|_| new) {
                if tables.keeps_anything(record)? {
                    due.insert(record);
                }
            }
            Ok::<_, VaultError>((due, opening && tables.scrub_is_due()?))
        })?;
        self.obeyed = Some(ordered);
        if due.is_empty() && !scrub {
            return Ok(());
        }
        let meta = self.meta()?;
        let own = (self.device(), meta.incarnation, meta.at_region().seq);
        let (gone, ids) = self.vault.write_synced(|tables| {
            let (mut all, mut ids) = (Vec::new(), Vec::new());
            for record in &due {
                let gone = tables.erase(*record, own)?;
                all.push((*record, gone));
                ids.extend(tables.entry_ids_of(*record)?);
            }
            if all.iter().any(|(_, gone)| gone.any) {
                tables.forget_words()?;
            }
            Ok::<_, VaultError>((all, ids))
        })?;
        self.outbox.forget_keys(&ids)?;
        for (record, _) in gone.iter().filter(|(_, gone)| gone.chunks) {
            // Sealed under a key that is gone: what cannot be removed now is removed at the next
            // opening, with the rest that no record names.
            let _ = self.blobs(*record).remove_all();
        }
        self.touched.extend(gone.iter().filter(|(_, gone)| gone.any).map(|(record, _)| *record));
        self.scrub(scrub || gone.iter().any(|(_, gone): &(_, Gone)| gone.any))
    }

    /// Why a record of which there is no row is not here.
    pub(in crate::client) fn unknown(&self, id: RecordId) -> Result<ClientError, VaultError> {
        Ok(match self.vault.read(|tables| tables.is_erased(id))? {
            true => ClientError::Erased(id),
            false => ClientError::UnknownRecord(id),
        })
    }

    /// Writes the vault anew, so that no page of it holds what was erased. Where another connection
    /// or a full disk is in the way, it is done at the next opening.
    fn scrub(&mut self, due: bool) -> Result<(), ClientError> {
        if due && self.vault.write_anew().is_ok() && self.outbox.write_anew().is_ok() {
            self.vault.write(|tables| tables.scrubbed())?;
        }
        Ok(())
    }
}
