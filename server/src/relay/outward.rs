//! What an edge gives its region: what devices brought here and the region does not have.

use std::collections::HashMap;

use rusqlite::Connection;
use tabard_core::ids::{LogId, Millis};
use tabard_core::wire::{BATCH_BYTES, Receipt, Refusal, Refused};

use super::answer::{self, Room};
use super::numbers::HeldChain;
use super::{MAX_OFFER, Relay, RelayError, edge};

/// How an edge stands to its region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpstreamState {
    /// The region's log, once it is known.
    pub log: Option<LogId>,
    /// How many of its leaves are here.
    pub size: u64,
    /// When the region signed the newest receipt that is here, by its clock.
    pub word: Option<Millis>,
    /// Leaves that the region does not have.
    pub waiting: u64,
}

/// What is to go to the region at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outward {
    /// Entries, each chain in its order.
    pub entries: Vec<Vec<u8>>,
    /// Lines of the directory.
    pub statements: Vec<Vec<u8>>,
}

/// A chain of which the region did not take an entry.
struct TurnedAway {
    seq: u64,
    size: u64,
    last: bool,
}

impl Relay {
    /// Whether this is the relay of a control room.
    #[must_use]
    pub const fn is_edge(&self) -> bool {
        self.home.edge
    }

    /// How this edge stands to its region.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn upstream(&self) -> Result<UpstreamState, RelayError> {
        self.read(|db, known| {
            let Some(upstream) = known.upstream() else { return Ok(UpstreamState::default()) };
            let (log, receipt) = edge::stored_word(db)?;
            let receipt = receipt.and_then(|it| Receipt::verify(&it, known.directory()).ok());
            let waiting = db
                .prepare_cached("SELECT count(*) FROM outward")?
                .query_row([], |row| row.get(0))?;
            let word = receipt.map(|receipt| receipt.time);
            Ok(UpstreamState { log, size: upstream.size(), word, waiting })
        })
    }

    /// What the region lacks, as much as goes at once. Of a chain that it turned away one entry is
    /// offered again once its log has grown, and none of a device that was removed.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn outward(&self) -> Result<Outward, RelayError> {
        self.read(|db, known| {
            let size = known.upstream().map_or(0, edge::KnownUpstream::size);
            let turned_away = turned_away(db)?;
            let mut outward = Outward::default();
            let mut room = Room::of(BATCH_BYTES);
            let mut query = db.prepare_cached(
                "SELECT chain, seq, bytes FROM outward JOIN log ON log.position = outward.position
                 ORDER BY outward.position",
            )?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let bytes = answer::blob(row, 2)?;
                let Some(chain) = row.get::<_, Option<i64>>(0)? else {
                    if outward.statements.len() < MAX_OFFER / 4 {
                        outward.statements.push(bytes.to_vec());
                    }
                    continue;
                };
                let seq: u64 = row.get(1)?;
                let waits = turned_away
                    .get(&chain)
                    .is_some_and(|known| known.last || known.size >= size || known.seq != seq);
                if waits {
                    continue;
                }
                if !room.takes(bytes.len()) {
                    break;
                }
                outward.entries.push(bytes.to_vec());
            }
            Ok(outward)
        })
    }

    /// Keeps what the region did not take.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn turned_away(&self, refused: &[Refused]) -> Result<(), RelayError> {
        if refused.is_empty() {
            return Ok(());
        }
        self.write_aside(|db| {
            let size = edge::stored_size(db)?;
            for one in refused.iter().filter(|one| one.seq > 0) {
                let Some(chain) = HeldChain::find(db, one.device, one.incarnation)? else {
                    continue;
                };
                db.prepare_cached("REPLACE INTO turned_away VALUES (?1, ?2, ?3, ?4)")?
                    .execute((chain.number, one.seq, size, one.why == Refusal::Revoked))?;
            }
            Ok(())
        })
    }
}

fn turned_away(db: &Connection) -> Result<HashMap<i64, TurnedAway>, RelayError> {
    let mut query = db.prepare_cached(
        "SELECT chain, seq, size, final FROM turned_away WHERE EXISTS
         (SELECT 1 FROM outward JOIN log ON log.position = outward.position
          WHERE log.chain = turned_away.chain AND log.seq = turned_away.seq)",
    )?;
    let rows = query.query_map([], |row| {
        let away = TurnedAway { seq: row.get(1)?, size: row.get(2)?, last: row.get(3)? };
        Ok((row.get(0)?, away))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
