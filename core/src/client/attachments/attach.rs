//! Capturing: bytes are hashed, sealed and on the disk before their record says so.

use std::io::Read;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use serde_json::{Value, json};

use crate::attachment::{self, AttachmentError, Blobs, Captured, FOLDER, Sealer};
use crate::client::attachments::custody::{self, CustodyAction, CustodyLine};
use crate::client::{Client, ClientError};
use crate::entry::{Grant, Kind};
use crate::files;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;
use crate::vault::{AttachmentRow, Moving, RecordRow, VaultError};

impl Client {
    /// Captures an attachment of a report: hashed as it is read and before anything else is done
    /// with it, sealed in chunks, durable when this returns. `facts` are those of the dictionary
    /// that a person or a camera states; what the bytes and this device say for themselves is added
    /// here, and a first line of custody.
    ///
    /// # Errors
    /// [`ClientError`]; nothing is kept of the attachment then.
    pub fn attach(
        &mut self,
        incident: RecordId,
        facts: &Patch,
        said: &CustodyLine,
        source: &mut dyn Read,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        self.known(incident, Kind::Incident)?;
        let row = self.begin(Kind::Attachment, now, rng)?;
        let mut own = self.clock_facts(facts, now)?;
        own.extend(custody::facts(&json!({ "incident": incident.to_string() }))?);
        self.keep(row, own, (CustodyAction::Captured, said), Vec::new(), source, now, rng)
    }

    /// Seals what is read, then writes the record. A crash before the end leaves bytes without a
    /// record, which the next opening removes.
    #[expect(
        clippy::too_many_arguments,
        reason = "what is kept, who says so, when, by what chance"
    )]
    pub(in crate::client) fn keep(
        &mut self,
        row: RecordRow,
        mut facts: Patch,
        (action, said): (CustodyAction, &CustodyLine),
        grants: Vec<Grant>,
        source: &mut dyn Read,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let id = row.id;
        let (sealer, blobs) = (self.sealer(&row)?, self.blobs(id));
        let captured = attachment::capture(source, &sealer, &blobs, rng);
        let kept = captured.map_err(ClientError::from).and_then(|captured| {
            facts.extend(facts_of(&captured)?);
            let sha256 = HEXLOWER.encode(captured.manifest.sha256());
            facts.extend(custody::line("captured", action, said, (&sha256, None), now)?);
            self.sync_folder()?;
            let moving = moving(id, &captured);
            self.vault.write_synced(|tables| tables.set_attachment(&moving))?;
            self.commit(row, &facts, grants, now, rng)
        });
        match kept {
            Ok(_) => Ok(id),
            Err(error) => {
                self.forget(id);
                Err(error)
            }
        }
    }

    /// When it was captured, where nobody said so, and how far this device's clock is ahead of the
    /// region's, where that is known.
    fn clock_facts(&self, facts: &Patch, now: Millis) -> Result<Patch, ClientError> {
        let meta = self.meta()?;
        let mut own = json!({ "captured_at": now.rfc3339() });
        if let (Some(_), Some(own)) = (meta.log, own.as_object_mut()) {
            let ahead = meta.clock_offset.saturating_neg().div_euclid(1000);
            own.insert("device_clock_offset".to_owned(), Value::from(ahead));
        }
        let mut patch = custody::facts(&own)?;
        patch.extend(stated(facts));
        Ok(patch)
    }

    /// Removes the bytes of what did not become a record: in mid-capture a crash or a full disk
    /// came, or the record could not be written.
    pub(in crate::client) fn clear_half_captured(&mut self) -> Result<(), ClientError> {
        for (record, path) in self.folders()? {
            let (row, known) = self.vault.read(|tables| {
                Ok::<_, VaultError>((tables.attachment(record)?, tables.record(record)?))
            })?;
            let whole = row.is_some() && known.is_some_and(|known| known.view.is_some());
            let blobs = Blobs::at(&path);
            match whole {
                true => blobs.sweep(),
                false => blobs.remove_all(),
            }
            .map_err(AttachmentError::storage)?;
            if !whole {
                self.vault.write(|tables| tables.remove_attachment(record))?;
            }
        }
        Ok(())
    }

    /// Copies the sealed chunks of every attachment into another device's folder.
    pub(in crate::client) fn copy_attachments(&self, to: &Path) -> Result<(), ClientError> {
        for (record, path) in self.folders()? {
            let to = to.join(FOLDER).join(record.to_string());
            let copied = Blobs::at(&path).copy_to(&to);
            copied.map_err(AttachmentError::storage)?;
        }
        Ok(())
    }

    /// The sealed chunks of an attachment.
    pub(in crate::client) fn blobs(&self, record: RecordId) -> Blobs {
        Blobs::at(&self.folder().join(record.to_string()))
    }

    pub(in crate::client) fn sealer(&self, row: &RecordRow) -> Result<Sealer, ClientError> {
        let key = row.key.clone().ok_or(ClientError::UnknownRecord(row.id))?;
        Ok(Sealer::new(self.directory.region(), row.id, key))
    }

    fn folder(&self) -> PathBuf {
        self.dir.join(FOLDER)
    }

    /// The folders of attachments, by their records.
    fn folders(&self) -> Result<Vec<(RecordId, PathBuf)>, ClientError> {
        let entries = match std::fs::read_dir(self.folder()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(AttachmentError::Storage(error.kind()).into()),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let named = |path: PathBuf| Some((path.file_name()?.to_str()?.parse().ok()?, path));
        Ok(paths.filter_map(named).collect())
    }

    /// Waits until the names of new folders are on the disk.
    pub(in crate::client) fn sync_folder(&self) -> Result<(), ClientError> {
        let folders = [self.folder(), self.dir.clone()];
        let synced = folders.iter().try_for_each(|dir| files::sync(dir));
        Ok(synced.map_err(AttachmentError::storage)?)
    }

    /// What is left of a capture that failed. Should that fail too, the next opening removes it.
    fn forget(&mut self, record: RecordId) {
        let _ = self.vault.write(|tables| tables.remove_attachment(record));
        let _ = self.blobs(record).remove_all();
    }
}

fn facts_of(captured: &Captured) -> Result<Patch, ClientError> {
    let manifest = &captured.manifest;
    custody::facts(&json!({
        "size": manifest.size(),
        "sha256": HEXLOWER.encode(manifest.sha256()),
        "chunks": manifest.chunks().len(),
        "manifest": captured.address.to_string(),
    }))
}

fn moving(record: RecordId, captured: &Captured) -> AttachmentRow {
    let chunks = u32::try_from(captured.manifest.chunks().len()).unwrap_or(u32::MAX);
    AttachmentRow {
        record,
        manifest: captured.address,
        size: captured.manifest.size(),
        chunks,
        moving: Moving::Sending,
        done: 0,
    }
}

/// What the bytes and the device say for themselves is nobody's to state.
const OF_ITSELF: [&str; 8] =
    ["incident", "size", "sha256", "chunks", "manifest", "derived_from", "derivation", "custody"];

/// What a person or a camera may state.
fn stated(facts: &Patch) -> Patch {
    let mut stated = Patch::default();
    for (path, value) in facts.iter() {
        let of_itself = path.segments().next().is_some_and(|field| OF_ITSELF.contains(&field));
        if let (false, Some(value)) = (of_itself, value) {
            stated.set(path.clone(), value.clone());
        }
    }
    stated
}
