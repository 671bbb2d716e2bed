//! The bytes of attachments: hashed, sealed in chunks, and kept as files that are named by their
//! own hash. It knows entries' keys, and neither records nor the vault.

mod blobs;
mod capture;
mod chunk;
mod error;
mod export;
mod manifest;
mod policy;
mod strip;

pub use blobs::{Blobs, Found};
pub use capture::{Captured, capture};
pub use chunk::{CHUNK, ChunkFault, MAX_SEALED, Part, Sealer, address_of};
pub use error::AttachmentError;
pub use export::{chunk, export};
pub use manifest::{MAX_CHUNKS, MAX_SIZE, Manifest};
pub use policy::{METERED_AT_MOST, Network, Room, RoomPolicy};
pub use strip::{Format, LARGEST_IMAGE, without_location};

/// The folder of a device that holds its sealed chunks, in a folder for each attachment.
pub(crate) const FOLDER: &str = "attachments";
