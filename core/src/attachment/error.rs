//! What can go wrong with the bytes of an attachment, without anybody's data.

use std::io;

use super::{ChunkFault, LARGEST_IMAGE, MAX_SIZE, Part};
use crate::model::Fault;

/// Why the bytes of an attachment were not taken, or not given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// Nothing to attach.
    #[error("the file is empty: there is nothing to attach")]
    Empty,
    /// More than a list of chunks can name.
    #[error("an attachment may have at most {MAX_SIZE} bytes: cut it into several")]
    TooLarge,
    /// What was to be captured.
    #[error("the file cannot be read to its end ({0}): nothing of it was kept")]
    Source(io::ErrorKind),
    /// Where it was to be written.
    #[error("the copy cannot be written ({0}): choose another place, or free some space")]
    Target(io::ErrorKind),
    /// The device's own files.
    #[error("the attachments of this device cannot be read or written ({0}): free some space")]
    Storage(io::ErrorKind),
    /// A part that is not what it should be, and that asking again does not mend.
    #[error("{part} {fault}: this attachment is left out; ask whoever captured it")]
    Part {
        /// Which.
        part: Part,
        /// What is wrong with it.
        fault: ChunkFault,
    },
    /// Parts whose bytes changed on the disk, or that are not there.
    #[error("{} {} damaged or missing on this device", list(.0), are(.0))]
    Damaged(Vec<Part>),
    /// The list of chunks is none, or lies.
    #[error(
        "the list of chunks is not one, or does not fit what the record says: this attachment is left out; ask whoever captured it"
    )]
    Manifest,
    /// Every chunk is good, and the whole is not what was hashed.
    #[error("the whole is not what was hashed when it was captured: nothing was written")]
    OtherWhole,
    /// The bytes are not on this device.
    #[error(
        "its bytes are not on this device: fetch them by `tabard device attachment fetch`, then sync"
    )]
    NotHere,
    /// The region has not confirmed that it holds them.
    #[error("the region does not hold all of it yet: it stays here until it does")]
    NotHeld,
    /// A format from which the place cannot be taken out for sure.
    #[error("only JPEG and PNG images are shared, with the place taken out: this is neither")]
    Format,
    /// An image that is broken, or too large to be taken apart.
    #[error(
        "the image cannot be taken apart: it is damaged, or has more than {LARGEST_IMAGE} bytes"
    )]
    Image,
    /// A fact that the dictionary does not know.
    #[error("{0}")]
    Field(Fault),
}

impl AttachmentError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::Format => "format",
            Self::Image => "image",
            Self::Field(_) => "bad_field",
            Self::Storage(io::ErrorKind::StorageFull)
            | Self::Target(io::ErrorKind::StorageFull) => "disk_full",
            Self::Source(_) | Self::Target(_) | Self::Storage(_) => "storage",
            Self::Part { .. } | Self::Manifest | Self::OtherWhole => "attachment_refused",
            Self::Damaged(_) => "chunk_damaged",
            Self::NotHere => "not_here",
            Self::NotHeld => "not_held",
        }
    }

    /// What the system said of this device's own folder.
    pub(crate) fn storage(error: io::Error) -> Self {
        Self::Storage(error.kind())
    }
}

fn list(parts: &[Part]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

const fn are(parts: &[Part]) -> &'static str {
    if parts.len() == 1 { "is" } else { "are" }
}
