//! Entries whose record is erased. Their bytes give way to a remnant: the tree, the chains and the
//! feeds go on over them as they were, and nobody can read them again.
//!
//! The log says it first, in one transaction with the order. Writing the files anew, without what
//! was deleted from them, comes after; a table says that it is owed, so that a process that is
//! killed in between leaves it to the next one.

use rusqlite::{Connection, ErrorCode, OptionalExtension};
use tabard_core::entry::{Header, Remnant, SignedEntry};
use tabard_core::ids::{DeviceId, EntryId, RecordId, RegionId};
use tabard_core::merkle::Hash;
use tabard_core::region::Directory;

use super::numbers::{ChainNumber, HeldRecord};
use super::{Relay, RelayError, database};

/// How much of a record a relay has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Entries whose bytes are here.
    pub entries: u64,
    /// How many bytes they have.
    pub bytes: u64,
}

/// Puts a remnant where an entry is to have no bytes.
pub(super) fn keep(db: &Connection, position: u64, remnant: &Remnant) -> Result<(), RelayError> {
    db.prepare_cached("INSERT INTO erased (position, remnant) VALUES (?1, ?2)")?
        .execute((position, remnant.to_bytes()))?;
    Ok(())
}

/// The remnant at a place of the log.
pub(super) fn remnant_at(
    db: &Connection,
    region: RegionId,
    position: u64,
) -> Result<Remnant, RelayError> {
    let bytes: Option<Vec<u8>> = db
        .prepare_cached("SELECT remnant FROM erased WHERE position = ?1")?
        .query_row([position], |row| row.get(0))
        .optional()?;
    bytes.and_then(|bytes| Remnant::parse(region, &bytes)).ok_or(RelayError::Damaged)
}

/// The author and the header of an entry, by its bytes or by what stays of it.
pub(super) fn header_of(
    db: &Connection,
    region: RegionId,
    position: u64,
    bytes: Vec<u8>,
) -> Result<(DeviceId, Header), RelayError> {
    if bytes.is_empty() {
        let remnant = remnant_at(db, region, position)?;
        return Ok((remnant.author, remnant.header));
    }
    let entry = SignedEntry::parse(region, bytes).map_err(|_| RelayError::Damaged)?;
    Ok((entry.author(), entry.header().clone()))
}

/// The id of the entry at a place of a chain; none where there is none.
pub(super) fn id_at(
    db: &Connection,
    region: RegionId,
    chain: ChainNumber,
    seq: u64,
) -> Result<Option<EntryId>, RelayError> {
    let found = db
        .prepare_cached("SELECT position, bytes FROM log WHERE chain = ?1 AND seq = ?2")?
        .query_row((chain, seq), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(position, bytes)| id_of(db, region, position, bytes)).transpose()
}

/// The id of an entry, by its bytes or by what stays of it.
pub(super) fn id_of(
    db: &Connection,
    region: RegionId,
    position: u64,
    bytes: Vec<u8>,
) -> Result<EntryId, RelayError> {
    match bytes.is_empty() {
        true => Ok(remnant_at(db, region, position)?.id),
        false => {
            let entry = SignedEntry::parse(region, bytes).map_err(|_| RelayError::Damaged)?;
            Ok(entry.id())
        }
    }
}

/// Takes the bytes of the entries of records out of the log. At an edge those stay that the region
/// does not have yet: it takes a chain without gaps only.
pub(super) fn erase(
    db: &Connection,
    region: RegionId,
    records: &[RecordId],
    at_edge: bool,
) -> Result<(), RelayError> {
    // The region keeps nothing of what comes late; an edge has it until it is there.
    let waits = match at_edge {
        true => "AND position NOT IN (SELECT position FROM outward)",
        false => "",
    };
    for record in records {
        let Some(held) = HeldRecord::find(db, *record)? else { continue };
        let mut query = db.prepare_cached(&format!(
            "SELECT position FROM log WHERE record = ?1 AND length(bytes) > 0 {waits}"
        ))?;
        let positions = query.query_map([held.number], |row| row.get(0))?;
        for position in positions.collect::<rusqlite::Result<Vec<u64>>>()? {
            erase_at(db, region, position)?;
        }
    }
    if at_edge {
        erase_displaced(db, region, records)?;
    }
    Ok(())
}

/// Takes the bytes of one entry out of the log.
pub(super) fn erase_at(db: &Connection, region: RegionId, position: u64) -> Result<(), RelayError> {
    let bytes: Vec<u8> = db
        .prepare_cached("SELECT bytes FROM log WHERE position = ?1")?
        .query_row([position], |row| row.get(0))?;
    if bytes.is_empty() {
        return Ok(());
    }
    let entry = SignedEntry::parse(region, bytes).map_err(|_| RelayError::Damaged)?;
    keep(db, position, &Remnant::of(&entry))?;
    db.prepare_cached("UPDATE log SET bytes = x'' WHERE position = ?1")?.execute([position])?;
    owe(db)
}

/// What the region's log displaced names no record in its row any more.
fn erase_displaced(
    db: &Connection,
    region: RegionId,
    records: &[RecordId],
) -> Result<(), RelayError> {
    let mut query = db.prepare_cached(
        "SELECT log.position, bytes FROM displaced JOIN log ON log.position = displaced.position
         WHERE length(bytes) > 0",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (position, bytes) in rows.collect::<rusqlite::Result<Vec<(u64, Vec<u8>)>>>()? {
        let entry = SignedEntry::parse(region, bytes).map_err(|_| RelayError::Damaged)?;
        if records.contains(&entry.record()) {
            erase_at(db, region, position)?;
        }
    }
    Ok(())
}

/// Notes that the files are to be written anew.
pub(super) fn owe(db: &Connection) -> Result<(), RelayError> {
    db.prepare_cached("UPDATE scrub SET ordered = ordered + 1")?.execute([])?;
    Ok(())
}

/// How often something was taken out, where the files were not written anew after all of it.
fn owed(db: &Connection) -> Result<Option<i64>, RelayError> {
    let mut query = db.prepare_cached("SELECT ordered FROM scrub WHERE done < ordered")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?)
}

/// Whether a remnant says what the log says at its place.
pub(super) fn fits(remnant: &Remnant, leaf: Hash, directory: &Directory) -> bool {
    remnant.leaf() == leaf && directory.erased(remnant.record).is_some()
}

impl Relay {
    /// How much of records this relay has.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn held_of(&self, records: &[RecordId]) -> Result<Held, RelayError> {
        self.read(|db, _| {
            let mut all = Held::default();
            for record in records {
                let Some(held) = HeldRecord::find(db, *record)? else { continue };
                let (entries, bytes): (u64, u64) = db
                    .prepare_cached(
                        "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM log
                         WHERE record = ?1 AND length(bytes) > 0",
                    )?
                    .query_row([held.number], |row| Ok((row.get(0)?, row.get(1)?)))?;
                all.entries += entries;
                all.bytes += bytes;
            }
            Ok(all)
        })
    }

    /// Ends what an order to erase began: the chunks that it names go, and the database is written
    /// anew, without what was deleted from it. Does nothing where nothing is owed.
    ///
    /// # Errors
    /// [`RelayError`] when the files cannot be written, or somebody reads for too long: it stays
    /// owed, and is to be called again.
    pub fn end_erasing(&self) -> Result<(), RelayError> {
        let Some(before) = self.read(|db, _| owed(db))? else { return Ok(()) };
        let (db, _) = database::open(&self.dir)?;
        let directory = self.directory()?;
        self.chunks.erase(directory.erased_chunks())?;
        db.execute_batch("VACUUM")?;
        truncate(&db)?;
        // What was ordered meanwhile stays owed, however many processes do this at once.
        db.execute("UPDATE scrub SET done = max(done, ?1)", [before])?;
        truncate(&db)
    }
}

/// Empties the write-ahead log, which has the pages as they were.
fn truncate(db: &Connection) -> Result<(), RelayError> {
    let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(RelayError::Database(ErrorCode::DatabaseBusy)) }
}
