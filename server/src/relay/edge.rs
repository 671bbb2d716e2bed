//! What the relay of a control room keeps of its region's log: which leaves have a place there, the
//! tree over them, and what is still to go there.
//!
//! Its own log has everything in the order in which it came. What counts is the region's order.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use tabard_core::ids::{LogId, RegionId};
use tabard_core::merkle::{Frontier, Hash, TreeHead};
use tabard_core::region::{Directory, TOLD};

use super::numbers::HeldChain;
use super::tree::UpstreamRows;
use super::{RelayError, erased};

/// The party whose feed is the directory: parties have numbers from 1.
pub(super) const EVERYBODY: i64 = 0;

/// What follows from the region's log as far as it was taken over.
#[derive(Clone)]
pub(super) struct KnownUpstream {
    directory: Arc<Directory>,
    frontier: Frontier,
    changes: u64,
    era: u64,
}

impl KnownUpstream {
    pub(super) fn nothing(region: RegionId) -> Self {
        let directory = Arc::new(Directory::new(region));
        Self { directory, frontier: Frontier::default(), changes: 0, era: 0 }
    }

    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn head(&self) -> TreeHead {
        self.frontier.head()
    }

    pub(super) fn frontier(&self) -> Frontier {
        self.frontier.clone()
    }

    /// Catches up with the database. Returns whether the directory is another now.
    pub(super) fn refresh(&mut self, db: &Connection) -> Result<bool, RelayError> {
        let (changes, era): (u64, u64) = db
            .prepare_cached("SELECT changes, era FROM upstream")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if era != self.era {
            *self = Self { era, ..Self::nothing(self.directory.region()) };
        }
        if changes == self.changes {
            return Ok(false);
        }
        let mut news = self.size() == 0;
        let mut query = db.prepare_cached(
            "SELECT at, bytes FROM placed JOIN log ON log.position = placed.position
             WHERE chain IS NULL AND at >= ?1 ORDER BY at",
        )?;
        let mut rows = query.query([self.size()])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().map_err(|_| RelayError::Damaged)?;
            self.apply(row.get(0)?, bytes)?;
            news = true;
        }
        self.frontier = Frontier::load(&UpstreamRows(db), stored_size(db)?)?;
        self.changes = changes;
        Ok(news)
    }

    /// Applies a line of the region's.
    pub(super) fn apply(&mut self, at: u64, bytes: &[u8]) -> Result<(), RelayError> {
        Arc::make_mut(&mut self.directory).apply(at, bytes).map_err(|_| RelayError::Damaged)
    }

    /// Takes over a leaf whose place in the own log is known.
    pub(super) fn append(
        &mut self,
        db: &Connection,
        leaf: Hash,
        position: u64,
    ) -> Result<(), RelayError> {
        let at = self.frontier.size();
        db.prepare_cached("INSERT INTO placed (at, position) VALUES (?1, ?2)")?
            .execute((at, position))?;
        db.prepare_cached("DELETE FROM outward WHERE position = ?1")?.execute([position])?;
        let rows = UpstreamRows(db);
        let mut kept = Ok(());
        self.frontier.append(leaf, |completed| {
            if kept.is_ok() {
                kept = rows.keep(&completed);
            }
        });
        Ok(kept?)
    }

    /// Counts a change, so that who remembers an older state looks again.
    pub(super) fn count(&mut self, db: &Connection) -> Result<(), RelayError> {
        self.changes = self.changes.saturating_add(1);
        db.prepare_cached("UPDATE upstream SET changes = ?1")?.execute([self.changes])?;
        Ok(())
    }

    /// Forgets all places: the region's log is another, or was put back to an older state. What it
    /// lost goes there again.
    pub(super) fn begin_again(&mut self, db: &Connection, log: LogId) -> Result<(), RelayError> {
        db.execute_batch(
            "DELETE FROM placed; DELETE FROM upstream_node; DELETE FROM turned_away;
             DELETE FROM outward;
             INSERT INTO outward SELECT position FROM log
                 WHERE length(bytes) > 0 AND (chain IS NULL OR chain > 0);",
        )?;
        let era = self.era.saturating_add(1);
        db.execute(
            "UPDATE upstream SET log = ?1, receipt = NULL, era = ?2",
            (log.as_bytes(), era),
        )?;
        let changes = self.changes;
        *self = Self { era, changes, ..Self::nothing(self.directory.region()) };
        self.count(db)
    }

    /// The directory with the lines that the region has not placed, which stand after all that it
    /// has. One that does not go with what the region says is left out.
    pub(super) fn with_unplaced(&self, db: &Connection) -> Result<Directory, RelayError> {
        let mut directory = (*self.directory).clone();
        let mut query = db.prepare_cached(
            "SELECT bytes FROM outward JOIN log ON log.position = outward.position
             WHERE chain IS NULL ORDER BY outward.position",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().map_err(|_| RelayError::Damaged)?;
            let _ = directory.apply(TOLD, bytes);
        }
        Ok(directory)
    }
}

/// How many leaves of the region's log are here.
pub(super) fn stored_size(db: &Connection) -> Result<u64, RelayError> {
    let last: Option<u64> =
        db.prepare_cached("SELECT max(at) FROM placed")?.query_row([], |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.saturating_add(1)))
}

/// The region's log and its newest receipt, as they were kept.
pub(super) fn stored_word(db: &Connection) -> Result<(Option<LogId>, Option<Vec<u8>>), RelayError> {
    let mut query = db.prepare_cached("SELECT log, receipt FROM upstream")?;
    let (log, receipt): (Option<[u8; 16]>, Option<Vec<u8>>) =
        query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((log.map(LogId::new), receipt))
}

/// Keeps the region's newest receipt.
pub(super) fn keep_word(db: &Connection, log: LogId, receipt: &[u8]) -> Result<(), RelayError> {
    db.prepare_cached("UPDATE upstream SET log = ?1, receipt = ?2")?
        .execute((log.as_bytes(), receipt))?;
    Ok(())
}

/// Puts a new line of the directory into everybody's feed.
pub(super) fn publish(db: &Connection, position: u64) -> Result<(), RelayError> {
    db.prepare_cached(
        "INSERT INTO feed (party, item, position)
         VALUES (?1, (SELECT coalesce(max(item), 0) + 1 FROM feed WHERE party = ?1), ?2)",
    )?
    .execute((EVERYBODY, position))?;
    Ok(())
}

/// Gives a leaf again to everybody who was given it: there is more to say of it now.
pub(super) fn give_again(db: &Connection, position: u64) -> Result<(), RelayError> {
    db.prepare_cached(
        "UPDATE feed SET item = (SELECT max(item) + 1 FROM feed AS own WHERE own.party = feed.party)
         WHERE position = ?1",
    )?
    .execute([position])?;
    Ok(())
}

/// Notes that a leaf is to go to the region.
pub(super) fn send_outward(db: &Connection, position: u64) -> Result<(), RelayError> {
    db.prepare_cached("INSERT INTO outward (position) VALUES (?1)")?.execute([position])?;
    Ok(())
}

/// Where a leaf stands in the own log.
pub(super) fn position_of_statement(
    db: &Connection,
    leaf: Hash,
) -> Result<Option<u64>, RelayError> {
    let mut query =
        db.prepare_cached("SELECT position FROM log WHERE leaf = ?1 AND chain IS NULL")?;
    Ok(query.query_row([leaf.as_bytes()], |row| row.get(0)).optional()?)
}

/// Takes the entries of a chain from a place on out of it: the region's log has another there. They
/// stay in the log; who was given them is told. None when one of them has its place in the
/// region's log too, which no honest log allows.
pub(super) fn displace(
    db: &Connection,
    region: RegionId,
    chain: HeldChain,
    from: u64,
) -> Result<Option<HeldChain>, RelayError> {
    let place = (chain.number, from);
    let placed = db
        .prepare_cached(
            "SELECT 1 FROM log JOIN placed ON placed.position = log.position
             WHERE chain = ?1 AND seq >= ?2",
        )?
        .exists(place)?;
    if placed || from == 0 {
        return Ok(None);
    }
    let mut query =
        db.prepare_cached("SELECT position FROM log WHERE chain = ?1 AND seq >= ?2 ORDER BY seq")?;
    let positions = query.query_map(place, |row| row.get(0))?;
    for position in positions.collect::<rusqlite::Result<Vec<u64>>>()? {
        give_again(db, position)?;
    }
    for sql in [
        "INSERT INTO displaced SELECT position, chain, seq FROM log WHERE chain = ?1 AND seq >= ?2",
        "DELETE FROM parked WHERE position IN (SELECT position FROM log WHERE chain = ?1 AND seq >= ?2)",
        "DELETE FROM outward WHERE position IN (SELECT position FROM log WHERE chain = ?1 AND seq >= ?2)",
        "UPDATE log SET chain = -position, record = NULL WHERE chain = ?1 AND seq >= ?2",
    ] {
        db.prepare_cached(sql)?.execute(place)?;
    }
    let seq = from.saturating_sub(1);
    let head = erased::id_at(db, region, chain.number, seq)?;
    let head = head.map_or([0; 32], |id| *id.as_bytes());
    Ok(Some(chain.back_to(db, seq, head)?))
}

/// The first place of a chain from which entries were taken out.
pub(super) fn displaced_from(db: &Connection, chain: HeldChain) -> Result<Option<u64>, RelayError> {
    let mut query = db.prepare_cached("SELECT min(seq) FROM displaced WHERE chain = ?1")?;
    Ok(query.query_row([chain.number], |row| row.get(0))?)
}

/// The last entry of a chain that has a place in the region's log below a size: its place in the
/// chain, and there.
pub(super) fn placed_end(
    db: &Connection,
    chain: HeldChain,
    size: u64,
) -> Result<Option<(u64, u64)>, RelayError> {
    let mut query = db.prepare_cached(
        "SELECT seq, at FROM log JOIN placed ON placed.position = log.position
         WHERE chain = ?1 AND at < ?2 ORDER BY seq DESC LIMIT 1",
    )?;
    let end = query.query_row((chain.number, size), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(end.optional()?)
}
