//! Reading attachments: what is known of them, and their bytes.

use std::io::Write;

use rand_core::CryptoRng;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::attachment::{AttachmentError, Found, Manifest, Part, chunk, export};
use crate::client::attachments::custody::{self, CustodyAction, CustodyLine};
use crate::client::attachments::in_memory::InMemory;
use crate::client::reading::read::parsed;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{ChunkAddress, DeviceId, Millis, RecordId};
use crate::vault::{AttachmentRow, Moving, RecordRow};

/// Where the bytes of an attachment are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// Not on this device.
    NotHere,
    /// On this device; so many chunks went to the region, and not all of it is confirmed.
    Sending {
        /// Chunks that went.
        done: u32,
        /// Chunks in all.
        chunks: u32,
    },
    /// So many chunks came.
    Fetching {
        /// Chunks that came.
        done: u32,
        /// Chunks in all.
        chunks: u32,
    },
    /// On this device, and held by the region.
    Held,
}

impl Bytes {
    /// The word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotHere => "not_here",
            Self::Sending { .. } => "saved_on_this_phone",
            Self::Fetching { .. } => "fetching",
            Self::Held => "held_by_region",
        }
    }
}

/// An attachment as it reads now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its record.
    pub id: RecordId,
    /// The report it belongs to.
    pub incident: Option<RecordId>,
    /// Where its bytes are.
    pub bytes: Bytes,
    /// Whether this device captured it.
    pub own: bool,
    /// The device that captured it, once that is known.
    pub by: Option<DeviceId>,
    /// When it came to this device.
    pub started_at: Millis,
    /// Its facts as JSON, in the words of the dictionary; the custody log stands apart.
    pub facts: Value,
    /// The custody log, by time.
    pub custody: Vec<Map<String, Value>>,
}

impl Client {
    /// The attachments on this device, of one report or of all, the newest first.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn attachments(&self, incident: Option<RecordId>) -> Result<Vec<Attachment>, ClientError> {
        self.may_read()?;
        let rows = self.vault.read(|tables| match incident {
            Some(incident) => tables.about(incident, Kind::Attachment),
            None => tables.records(Kind::Attachment),
        })?;
        let readable = rows.iter().filter(|row| row.key.is_some() && row.view.is_some());
        readable.map(|row| self.attachment_of(row)).collect()
    }

    /// An attachment.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::LeaseEnded`], and storage
    /// errors.
    pub fn attachment(&self, id: RecordId) -> Result<Attachment, ClientError> {
        self.may_read()?;
        self.attachment_of(&self.attachment_row(id)?)
    }

    /// Asks for the bytes of an attachment: they come by syncing, as the network allows. Nothing
    /// happens when they are here.
    ///
    /// # Errors
    /// [`AttachmentError::Manifest`] when the record does not say what to fetch, and storage errors.
    pub fn fetch_attachment(&mut self, id: RecordId) -> Result<(), ClientError> {
        let row = self.attachment_row(id)?;
        if self.vault.read(|tables| tables.attachment(id))?.is_some() {
            return Ok(());
        }
        let wanted = Claim::of(&row)?.row(id);
        self.vault.write(|tables| tables.set_attachment(&wanted))?;
        self.engine.want_chunks();
        Ok(())
    }

    /// Writes the bytes of an attachment out, each chunk checked before it is written and the whole
    /// after; what was written before an error is not to be used. The custody log says so, where
    /// this device may write it.
    ///
    /// Chunks that are damaged here and held by the region are asked for again with the next sync,
    /// and only they.
    ///
    /// # Errors
    /// [`AttachmentError`] says which chunk is at fault, and storage errors.
    pub fn export_attachment(
        &mut self,
        id: RecordId,
        to: &mut dyn Write,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.open_for(CustodyAction::Exported, id, to, said, now, rng)
    }

    /// The bytes of an attachment that is looked at inside an app, at most
    /// [`LARGEST_IMAGE`](crate::attachment::LARGEST_IMAGE) of them. The custody log says so.
    ///
    /// # Errors
    /// As [`Client::export_attachment`].
    pub fn view_attachment(
        &mut self,
        id: RecordId,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Zeroizing<Vec<u8>>, ClientError> {
        let mut bytes = InMemory::default();
        self.open_for(CustodyAction::Viewed, id, &mut bytes, said, now, rng)?;
        Ok(bytes.0)
    }

    fn open_for(
        &mut self,
        action: CustodyAction,
        id: RecordId,
        to: &mut dyn Write,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.may_read()?;
        let row = self.attachment_row(id)?;
        match self.write_out(&row, to) {
            Err(ClientError::Attachment(AttachmentError::Damaged(parts))) => {
                self.mend(id, &parts)?;
                return Err(AttachmentError::Damaged(parts).into());
            }
            other => other?,
        }
        let line = custody::fresh(rng);
        self.add_custody(id, &line, action, said, now, rng)
    }

    /// One chunk of an attachment that is given out bit by bit. Whoever gives it writes the line of
    /// custody before the first.
    ///
    /// # Errors
    /// As [`Client::export_attachment`].
    pub fn attachment_chunk(
        &self,
        id: RecordId,
        number: u32,
    ) -> Result<Zeroizing<Vec<u8>>, ClientError> {
        self.may_read()?;
        let row = self.attachment_row(id)?;
        let held = self.vault.read(|tables| tables.attachment(id))?;
        let held = held.filter(|held| held.moving != Moving::Fetching);
        let manifest = self.manifest(&row, held.ok_or(AttachmentError::NotHere)?.manifest)?;
        Ok(chunk(&manifest, &self.sealer(&row)?, &self.blobs(id), number)?)
    }

    /// Lets the bytes of an attachment go from this device; they can be fetched again.
    ///
    /// # Errors
    /// [`AttachmentError::NotHeld`] while the region has not confirmed that it holds all of it,
    /// [`AttachmentError::NotHere`] when they are gone, and storage errors.
    pub fn let_attachment_go(&mut self, id: RecordId) -> Result<(), ClientError> {
        let row = self.vault.read(|tables| tables.attachment(id))?;
        match row.map(|row| row.moving) {
            Some(Moving::Settled | Moving::Fetching) => {}
            Some(Moving::Sending) => return Err(AttachmentError::NotHeld.into()),
            None => return Err(AttachmentError::NotHere.into()),
        }
        self.vault.write(|tables| tables.remove_attachment(id))?;
        let gone = self.blobs(id).remove_all();
        Ok(gone.map_err(AttachmentError::storage)?)
    }

    /// The bytes to a stream, without a line of custody.
    pub(in crate::client) fn write_out(
        &self,
        row: &RecordRow,
        to: &mut dyn Write,
    ) -> Result<(), ClientError> {
        let held = self.vault.read(|tables| tables.attachment(row.id))?;
        let held = held.filter(|held| held.moving != Moving::Fetching);
        let held = held.ok_or(AttachmentError::NotHere)?;
        let manifest = self.manifest(row, held.manifest)?;
        Ok(export(&manifest, &self.sealer(row)?, &self.blobs(row.id), to)?)
    }

    /// The list of the chunks of an attachment, from this device's disk.
    pub(in crate::client) fn manifest(
        &self,
        row: &RecordRow,
        address: ChunkAddress,
    ) -> Result<Manifest, ClientError> {
        let found = self.blobs(row.id).get(address);
        match found.map_err(AttachmentError::storage)? {
            Found::Whole(sealed) => Ok(Manifest::open(&self.sealer(row)?, &sealed)?),
            Found::Damaged | Found::Absent => {
                Err(AttachmentError::Damaged(vec![Part::Manifest]).into())
            }
        }
    }

    /// Lets damaged chunks go, to be fetched again. What the region may not hold stays as it is.
    fn mend(&mut self, id: RecordId, parts: &[Part]) -> Result<(), ClientError> {
        let held = self.vault.read(|tables| tables.attachment(id))?;
        let Some(mut held) = held.filter(|held| held.moving == Moving::Settled) else {
            return Ok(());
        };
        let blobs = self.blobs(id);
        let row = self.attachment_row(id)?;
        let manifest = self.manifest(&row, held.manifest);
        for part in parts {
            let address = match part {
                Part::Manifest => Some(held.manifest),
                Part::Chunk(number) => manifest.as_ref().ok().and_then(|manifest| {
                    manifest.chunks().get(usize::try_from(*number).ok()?).copied()
                }),
            };
            let Some(address) = address else { continue };
            blobs.remove(address).map_err(AttachmentError::storage)?;
        }
        (held.moving, held.done) = (Moving::Fetching, 0);
        self.vault.write(|tables| tables.set_attachment(&held))?;
        self.engine.want_chunks();
        Ok(())
    }

    pub(in crate::client) fn attachment_row(&self, id: RecordId) -> Result<RecordRow, ClientError> {
        let row = self.vault.read(|tables| tables.record(id))?;
        row.filter(|row| row.kind == Kind::Attachment && row.key.is_some() && row.view.is_some())
            .ok_or(ClientError::UnknownRecord(id))
    }

    /// The hash that the record states, as text.
    pub(in crate::client) fn sha256_of(&self, id: RecordId) -> Result<String, ClientError> {
        let view = view_of(&self.attachment_row(id)?)?;
        let sha256 = view.get("sha256").and_then(Value::as_str);
        Ok(sha256.ok_or(AttachmentError::Manifest)?.to_owned())
    }

    pub(in crate::client) fn attachment_of(
        &self,
        row: &RecordRow,
    ) -> Result<Attachment, ClientError> {
        let held = self.vault.read(|tables| tables.attachment(row.id))?;
        let (mut facts, named) = self.shown(row)?;
        let custody = custody::lines(&facts);
        if let Some(facts) = facts.as_object_mut() {
            facts.shift_remove("custody");
        }
        Ok(Attachment {
            id: row.id,
            incident: row.about,
            bytes: held.map_or(Bytes::NotHere, |held| bytes_of(&held)),
            own: row.owner == Some(self.device()),
            by: row.owner.filter(|_| named),
            started_at: row.started_at,
            facts,
            custody,
        })
    }
}

/// What a record says of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::client) struct Claim {
    manifest: ChunkAddress,
    size: u64,
    chunks: u32,
    sha256: String,
}

impl Claim {
    pub(in crate::client) fn of(row: &RecordRow) -> Result<Self, ClientError> {
        let view = view_of(row)?;
        let text = |name: &str| view.get(name).and_then(Value::as_str);
        let number = |name: &str| view.get(name).and_then(Value::as_u64);
        let claim = || {
            Some(Self {
                manifest: text("manifest")?.parse().ok()?,
                size: number("size")?,
                chunks: number("chunks")?.try_into().ok()?,
                sha256: text("sha256")?.to_owned(),
            })
        };
        Ok(claim().ok_or(AttachmentError::Manifest)?)
    }

    /// The address of the list of chunks.
    pub(in crate::client) const fn list(&self) -> ChunkAddress {
        self.manifest
    }

    /// Whether a list of chunks is the one that the record means: asked before a chunk is fetched.
    pub(in crate::client) fn fits(&self, manifest: &Manifest) -> bool {
        self.size == manifest.size()
            && usize::try_from(self.chunks) == Ok(manifest.chunks().len())
            && self.sha256 == data_encoding::HEXLOWER.encode(manifest.sha256())
    }

    const fn row(&self, record: RecordId) -> AttachmentRow {
        AttachmentRow {
            record,
            manifest: self.manifest,
            size: self.size,
            chunks: self.chunks,
            moving: Moving::Fetching,
            done: 0,
        }
    }
}

const fn bytes_of(held: &AttachmentRow) -> Bytes {
    let (done, chunks) = (held.done, held.chunks);
    match held.moving {
        Moving::Sending if done > chunks => Bytes::Sending { done: chunks, chunks },
        Moving::Sending => Bytes::Sending { done, chunks },
        Moving::Fetching => Bytes::Fetching { done, chunks },
        Moving::Settled => Bytes::Held,
    }
}

fn view_of(row: &RecordRow) -> Result<Value, ClientError> {
    let view = row.view.as_deref().ok_or(ClientError::UnknownRecord(row.id))?;
    parsed(view)
}
