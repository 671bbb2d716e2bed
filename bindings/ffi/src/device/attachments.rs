//! Attachments: bytes that are sealed as they are read, with a custody log.

use std::fs::File;
use std::io::{self, Read};

use tabard_core::attachment::{self, AttachmentError, RoomPolicy};
use tabard_core::client::{self as core, Bytes, CustodyLine};
use tabard_core::model::RecordKind;

use super::{Device, id};
use crate::error::{Fault, TabardError};
use crate::host::{entropy, now};
use crate::value::{Edit, FieldValue, fields, patch};

/// Who does something with an attachment, and why, for its custody log.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Custody {
    /// Who, by role.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A capture.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Attach {
    /// The report.
    pub record: String,
    /// What a person or a camera states of it, such as `media` and `title`.
    pub edits: Vec<Edit>,
    /// Who captured it.
    pub custody: Custody,
}

/// A capture that lies in a file.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AttachFile {
    /// The file. It is read and left as it is: who made it removes it.
    pub path: String,
    /// The rest.
    pub attach: Attach,
}

/// An attachment that is looked at, or written out.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Opening {
    /// The attachment.
    pub attachment: String,
    /// Who, and why.
    pub custody: Custody,
}

/// An attachment that is written out into a file.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExportFile {
    /// Where to; nothing may be there.
    pub path: String,
    /// The rest.
    pub opening: Opening,
}

/// Where the bytes of an attachment are.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BytesAt {
    /// Not on this device: they can be fetched.
    NotHere,
    /// On this device; so many chunks went to the region.
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

/// An attachment as it reads now.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AttachmentView {
    /// The attachment.
    pub id: String,
    /// The report it belongs to.
    pub record: Option<String>,
    /// Where its bytes are.
    pub bytes: BytesAt,
    /// Whether this device captured it.
    pub own: bool,
    /// The device that captured it, where it may be named.
    pub by: Option<String>,
    /// When it came to this device, in milliseconds since 1970.
    pub started_at_ms: i64,
    /// What is known of it: `media`, `title`, `size`, `sha256` and so on.
    pub fields: Vec<FieldValue>,
    /// The custody log, by time: for each line what was done (a code of `custody_action`), when
    /// (RFC 3339), and by whom.
    pub custody: Vec<CustodyEntry>,
}

/// A line of a custody log.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CustodyEntry {
    /// A code of `custody_action`.
    pub action: String,
    /// When (RFC 3339).
    pub at: String,
    /// Who, by role.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Whether there is room for a capture.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Room {
    /// Whether it may be captured: what reports need stays free.
    pub enough: bool,
    /// What to tell the person before the capture; none while there is plenty.
    pub hint: Option<String>,
}

/// A capture of so many bytes on a device with so many free.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RoomQuestion {
    /// The bytes of the capture.
    pub size: u64,
    /// The bytes that the platform says are free.
    pub free: u64,
}

#[uniffi::export]
impl Device {
    /// Says whether there is room for a capture, before it begins.
    ///
    /// # Errors
    /// [`TabardError::ShutDown`].
    pub fn room(&self, question: RoomQuestion) -> Result<Room, TabardError> {
        self.with(|_| {
            let room = RoomPolicy::default().room(question.size, question.free);
            let hint = room.advice().map(|said| self.words.advice(said).to_owned());
            Ok(Room { enough: room != attachment::Room::TooLittle, hint })
        })
    }

    /// Captures bytes that are in memory: an image, a voice note. They are sealed and durable when
    /// this returns. Gives the attachment's id.
    ///
    /// # Errors
    /// [`TabardError::Input`], [`TabardError::NoSpace`]; nothing is kept then.
    pub fn attach_bytes(&self, attach: Attach, bytes: &[u8]) -> Result<String, TabardError> {
        let mut bytes = bytes;
        self.attach_from(attach, &mut bytes)
    }

    /// The same with the bytes of a file, read in pieces.
    ///
    /// # Errors
    /// As [`Device::attach_bytes`], and [`TabardError::Storage`] when the file cannot be read.
    pub fn attach_file(&self, file: AttachFile) -> Result<String, TabardError> {
        let opened = File::open(&file.path).map_err(|error| AttachmentError::Source(error.kind()));
        let mut opened = opened.map_err(|error| Fault::Client(error.into()).said(&self.words))?;
        self.attach_from(file.attach, &mut opened)
    }

    /// The attachments on this device, of one report or of all, the newest first.
    ///
    /// # Errors
    /// [`TabardError::LeaseEnded`], and storage errors.
    pub fn attachments(&self, record: Option<String>) -> Result<Vec<AttachmentView>, TabardError> {
        self.with(|client| {
            let record = record.as_deref().map(id).transpose()?;
            let all = client.attachments(record)?;
            Ok(all.into_iter().map(AttachmentView::of).collect())
        })
    }

    /// An attachment.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], [`TabardError::LeaseEnded`], and storage errors.
    pub fn attachment(&self, attachment: String) -> Result<AttachmentView, TabardError> {
        self.with(|client| Ok(AttachmentView::of(client.attachment(id(&attachment)?)?)))
    }

    /// The bytes of an image, a voice note or a document of at most 24 MiB, to be looked at inside
    /// the app. The custody log says so.
    ///
    /// # Errors
    /// [`TabardError::Attachment`] when they are not here or damaged, [`TabardError::Storage`] when
    /// they are too many.
    pub fn view_attachment(&self, opening: Opening) -> Result<Vec<u8>, TabardError> {
        self.with(|client| {
            let (attachment, said) = (id(&opening.attachment)?, said(opening.custody));
            let mut bytes = client.view_attachment(attachment, &said, now(), &mut entropy())?;
            Ok(std::mem::take(&mut *bytes))
        })
    }

    /// Writes the bytes of an attachment out into a new file. The custody log says so.
    ///
    /// # Errors
    /// [`TabardError::Attachment`], [`TabardError::NoSpace`], [`TabardError::Storage`] when the file
    /// cannot be made; then there is none.
    pub fn export_attachment(&self, file: ExportFile) -> Result<(), TabardError> {
        self.with(|client| {
            let attachment = id(&file.opening.attachment)?;
            let target = |error: io::Error| AttachmentError::Target(error.kind());
            let mut to = File::create_new(&file.path)
                .map_err(|error| Fault::Client(target(error).into()))?;
            let said = said(file.opening.custody);
            let written = client
                .export_attachment(attachment, &mut to, &said, now(), &mut entropy())
                .map_err(Fault::from)
                .and_then(|()| to.sync_all().map_err(|error| Fault::Client(target(error).into())));
            if written.is_err() {
                // What was written of it is not to be used.
                let _ = std::fs::remove_file(&file.path);
            }
            written
        })
    }

    /// Asks for the bytes of an attachment; they come by syncing.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], and storage errors.
    pub fn fetch_attachment(&self, attachment: String) -> Result<(), TabardError> {
        self.with(|client| Ok(client.fetch_attachment(id(&attachment)?)?))
    }

    /// Lets the bytes of an attachment go from this device; they can be fetched again.
    ///
    /// # Errors
    /// [`TabardError::Unsent`] while the region has not confirmed that it holds all of it.
    pub fn let_attachment_go(&self, attachment: String) -> Result<(), TabardError> {
        self.with(|client| Ok(client.let_attachment_go(id(&attachment)?)?))
    }
}

impl Device {
    fn attach_from(&self, attach: Attach, source: &mut dyn Read) -> Result<String, TabardError> {
        self.with(|client| {
            let facts = patch(RecordKind::Attachment, attach.edits)?;
            let (record, said) = (id(&attach.record)?, said(attach.custody));
            let attached = client.attach(record, &facts, &said, source, now(), &mut entropy())?;
            Ok(attached.to_string())
        })
    }
}

impl AttachmentView {
    fn of(one: core::Attachment) -> Self {
        Self {
            id: one.id.to_string(),
            record: one.incident.map(|record| record.to_string()),
            bytes: match one.bytes {
                Bytes::NotHere => BytesAt::NotHere,
                Bytes::Sending { done, chunks } => BytesAt::Sending { done, chunks },
                Bytes::Fetching { done, chunks } => BytesAt::Fetching { done, chunks },
                Bytes::Held => BytesAt::Held,
            },
            own: one.own,
            by: one.by.map(|by| by.to_string()),
            started_at_ms: one.started_at.0,
            fields: fields(&one.facts),
            custody: one.custody.iter().map(CustodyEntry::of).collect(),
        }
    }
}

impl CustodyEntry {
    fn of(line: &serde_json::Map<String, serde_json::Value>) -> Self {
        let text = |name: &str| line.get(name)?.as_str().map(str::to_owned);
        Self {
            action: text("action").unwrap_or_default(),
            at: text("at").unwrap_or_default(),
            by: text("by"),
            reason: text("reason"),
        }
    }
}

fn said(custody: Custody) -> CustodyLine {
    CustodyLine { by: custody.by, reason: custody.reason }
}
