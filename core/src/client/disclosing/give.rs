//! What is disclosed of an incident: its own entries, those of the accounts and attachments about
//! it, and what opens each of them alone.

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError, Naming};
use crate::cose::{self, Domain};
use crate::entry::{Kind, SignedEntry, disclose};
use crate::ids::RecordId;
use crate::keys::Opening;
use crate::vault::{RecordRow, Standing, VaultError};

/// The kinds of record about an incident that go with it. The hub's talk with the reporter does
/// not, and nobody but wellbeing has a request for support.
const ABOUT: [Kind; 2] = [Kind::Account, Kind::Attachment];

/// A signed entry with what opens it, and nothing else.
pub struct DisclosedEntry {
    /// The entry.
    pub entry: SignedEntry,
    /// What opens it.
    pub opening: Opening,
}

/// A record as it is disclosed.
pub struct DisclosedRecord {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The entries that are part of it.
    pub entries: Vec<DisclosedEntry>,
    /// Entries that are kept apart, since they are refused or wait for others.
    pub left_out: u64,
}

impl Client {
    /// Discloses an incident, and what is about it, the incident first.
    ///
    /// # Errors
    /// [`ClientError::NamedInNoExport`] when its reporter asked for that, since each entry names
    /// the device that signed it; [`ClientError::UnknownRecord`] when it is not here, and storage
    /// errors.
    pub fn disclose(&self, incident: RecordId) -> Result<Vec<DisclosedRecord>, ClientError> {
        self.may_read()?;
        self.known(incident, Kind::Incident)?;
        let rows = self.vault.read(|tables| {
            let row = tables.record(incident)?.ok_or(VaultError::Damaged)?;
            let mut rows = vec![row];
            for kind in ABOUT {
                rows.extend(tables.about(incident, kind)?);
            }
            Ok::<_, VaultError>(rows)
        })?;
        if let Some(row) = rows.first()
            && Naming::of(&json_of(row)?) != Naming::Named
        {
            return Err(ClientError::NamedInNoExport);
        }
        let readable = rows.iter().filter(|row| row.key.is_some() && row.view.is_some());
        readable.map(|row| self.disclosed(row)).collect()
    }

    fn disclosed(&self, row: &RecordRow) -> Result<DisclosedRecord, ClientError> {
        let key = row.key.as_ref().ok_or(ClientError::UnknownRecord(row.id))?;
        let region = self.directory.region();
        let held = self.vault.read(|tables| tables.entries_of(row.id))?;
        let mut record =
            DisclosedRecord { id: row.id, kind: row.kind, entries: Vec::new(), left_out: 0 };
        for one in held {
            if one.standing != Standing::Applied {
                record.left_out += 1;
                continue;
            }
            let entry = SignedEntry::parse(region, one.bytes).map_err(|_| VaultError::Damaged)?;
            let opening = disclose(region, &entry, key).map_err(|_| VaultError::Damaged)?;
            record.entries.push(DisclosedEntry { entry, opening });
        }
        Ok(record)
    }

    /// Signs the hash of an index of evidence, as this device.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn sign_evidence(&self, index: &[u8; 32]) -> Result<Vec<u8>, ClientError> {
        let (region, signer) = (self.directory.region(), &self.identity);
        Ok(cose::sign(Domain::Evidence, region, signer, index.to_vec())
            .map_err(|_| VaultError::Damaged)?)
    }
}
