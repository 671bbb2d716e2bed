//! The attachments whose bytes are on this device, or are on their way.

use rusqlite::{OptionalExtension, Row};

use super::{Tables, VaultError};
use crate::ids::{ChunkAddress, RecordId};

/// Where the bytes of an attachment are going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// All of it is here; the region has not confirmed that it holds all of it.
    Sending,
    /// It is being fetched.
    Fetching,
    /// All of it is here, and the region confirmed that it holds all of it.
    Settled,
}

impl Moving {
    const fn number(self) -> u8 {
        match self {
            Self::Sending => 0,
            Self::Fetching => 1,
            Self::Settled => 2,
        }
    }

    const fn of(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Sending),
            1 => Some(Self::Fetching),
            2 => Some(Self::Settled),
            _ => None,
        }
    }
}

/// An attachment whose bytes are here or on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its record.
    pub record: RecordId,
    /// The address of the sealed list of its chunks.
    pub manifest: ChunkAddress,
    /// Its bytes, before sealing.
    pub size: u64,
    /// How many chunks it has.
    pub chunks: u32,
    /// Where they are going.
    pub moving: Moving,
    /// So many chunks, from the first, are there already. In sending the list comes after them.
    pub done: u32,
}

const COLUMNS: &str = "record, manifest, size, chunks, standing, done";

fn row(row: &Row<'_>) -> rusqlite::Result<Result<AttachmentRow, VaultError>> {
    let Some(moving) = Moving::of(row.get(4)?) else { return Ok(Err(VaultError::Damaged)) };
    Ok(Ok(AttachmentRow {
        record: RecordId::new(row.get(0)?),
        manifest: ChunkAddress::new(row.get(1)?),
        size: row.get(2)?,
        chunks: row.get(3)?,
        moving,
        done: row.get(5)?,
    }))
}

impl Tables<'_> {
    /// The bytes of an attachment; none where they are not here.
    ///
    /// # Errors
    /// Storage errors.
    pub fn attachment(&self, record: RecordId) -> Result<Option<AttachmentRow>, VaultError> {
        let mut query = self
            .0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM attachment WHERE record = ?1"))?;
        query.query_row([record.as_bytes()], row).optional()?.transpose()
    }

    /// All attachments whose bytes are here or on their way, those to be sent first, the smaller
    /// before the larger.
    ///
    /// # Errors
    /// Storage errors.
    pub fn attachments(&self) -> Result<Vec<AttachmentRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM attachment ORDER BY standing, size, record"
        ))?;
        let rows = query.query_map([], row)?;
        rows.map(|row| row?).collect()
    }

    /// Stores where the bytes of an attachment are.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_attachment(&self, one: &AttachmentRow) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "REPLACE INTO attachment (record, manifest, size, chunks, standing, done)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                one.record.as_bytes(),
                one.manifest.as_bytes(),
                one.size,
                one.chunks,
                one.moving.number(),
                one.done,
            ))?;
        Ok(())
    }

    /// Forgets the bytes of an attachment.
    ///
    /// # Errors
    /// Storage errors.
    pub fn remove_attachment(&self, record: RecordId) -> Result<(), VaultError> {
        self.0
            .prepare_cached("DELETE FROM attachment WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        Ok(())
    }
}
