//! The relay as a witness: that entries and lines stand in its log, for whoever was not there.

use rusqlite::{Connection, OptionalExtension};
use tabard_core::entry::SignedEntry;
use tabard_core::ids::Millis;
use tabard_core::merkle::{InclusionProof, inclusion, leaf_hash};
use tabard_core::wire::Chain;

use super::answer::Answer;
use super::numbers::HeldChain;
use super::tree::StoredRows;
use super::{Relay, RelayError};

/// A leaf of the log, proved to be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its place.
    pub position: u64,
    /// The proof, for the size of the receipt.
    pub proof: InclusionProof,
}

/// What the relay bears witness to, all of one state of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// A signed receipt for the chain of the first entry, up to that entry.
    pub receipt: Vec<u8>,
    /// The entries, in the order in which they were asked for.
    pub entries: Vec<Proved>,
    /// The lines of the directory, likewise.
    pub lines: Vec<Proved>,
}

impl Relay {
    /// Proves that entries and lines stand in the log.
    ///
    /// # Errors
    /// [`RelayError::Damaged`] when one of them does not, and when the database fails.
    pub fn witness(
        &self,
        now: Millis,
        entries: &[&SignedEntry],
        lines: &[u64],
    ) -> Result<Witnessed, RelayError> {
        self.read(|db, known| {
            let size = known.size();
            let proved = |position| {
                let proof = inclusion(&StoredRows(db), position, size)?;
                Ok::<_, RelayError>(Proved { position, proof })
            };
            let places = entries.iter().map(|entry| place(db, entry));
            let places = places.collect::<Result<Vec<_>, _>>()?;
            let first = entries.first().ok_or(RelayError::Damaged)?;
            let answer = Answer { db, known, home: self.home, identity: &self.identity };
            Ok(Witnessed {
                receipt: answer.receipt(now, chain_of(first), Some(first.id()))?,
                entries: places.into_iter().map(proved).collect::<Result<_, _>>()?,
                lines: lines.iter().copied().map(proved).collect::<Result<_, _>>()?,
            })
        })
    }
}

const fn chain_of(entry: &SignedEntry) -> Chain {
    let header = entry.header();
    Chain { device: entry.author(), incarnation: header.incarnation, seq: header.seq }
}

/// Where this very entry stands.
fn place(db: &Connection, entry: &SignedEntry) -> Result<u64, RelayError> {
    let Chain { device, incarnation, seq } = chain_of(entry);
    let chain = HeldChain::find(db, device, incarnation)?.ok_or(RelayError::Damaged)?;
    let found = db
        .prepare_cached("SELECT position, leaf FROM log WHERE chain = ?1 AND seq = ?2")?
        .query_row((chain.number, seq), |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)))
        .optional()?;
    let (position, leaf) = found.ok_or(RelayError::Damaged)?;
    let same = leaf == *leaf_hash(entry.bytes()).as_bytes();
    if same { Ok(position) } else { Err(RelayError::Damaged) }
}
