//! Reading the whole log again. The check is a second relay: every leaf goes through the same
//! doors into an empty database, and what comes of it must be what the first one holds.

mod edge;

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use tabard_core::ids::RecordId;
use tabard_core::merkle::{Hash, TreeHead, leaf_hash};
use tabard_core::wire::Refusal;

use super::candidate::{Candidate, ReadEntry, check_all};
use super::database::{self, Home};
use super::ingest::take_entries;
use super::ledger::{Known, Ledger};
use super::{Limits, RelayError, erased};

/// Entries whose signatures are checked at once.
const BATCH: usize = 512;

/// What is derived from the log, in an order that makes two databases comparable.
const DERIVED: [(&str, &str); 9] = [
    ("log", "SELECT position, chain, seq, record FROM log ORDER BY position"),
    ("node", "SELECT row, place, hash FROM node ORDER BY row, place"),
    ("party", "SELECT id, name FROM party ORDER BY id"),
    ("chain", "SELECT id, device, incarnation, seq, head FROM chain ORDER BY id"),
    ("record", "SELECT id, name, kind, owner FROM record ORDER BY id"),
    ("reader", "SELECT record, party FROM reader ORDER BY record, party"),
    ("feed", "SELECT party, item, position FROM feed ORDER BY party, item"),
    ("parked", "SELECT record, position FROM parked ORDER BY record, position"),
    ("erased", "SELECT position, remnant FROM erased ORDER BY position"),
];

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The log as far as it is sound, by its leaves alone.
    pub head: TreeHead,
    /// The first fault.
    pub fault: Option<Fault>,
}

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A leaf is not there.
    #[error("position {0} of the log is missing")]
    Missing(u64),
    /// The bytes are not those that were hashed.
    #[error("the bytes at position {0} are not those that were logged")]
    Leaf(u64),
    /// Bytes are missing that no order to erase covers.
    #[error("the bytes at position {0} are missing, and nobody ordered their erasure")]
    Erased(u64),
    /// A statement that the directory does not accept where it stands.
    #[error("the statement at position {0} does not hold")]
    Statement(u64),
    /// An entry that would not be taken where it stands.
    #[error("the entry at position {position} does not hold ({why:?})")]
    Entry {
        /// Where.
        position: u64,
        /// Why not.
        why: Refusal,
    },
    /// The same entry or statement twice.
    #[error("what stands at position {0} stood in the log before")]
    Repeated(u64),
    /// A table is not what follows from the log.
    #[error("the table '{table}' does not follow from the log")]
    Derived {
        /// The table.
        table: &'static str,
        /// The first row that differs, where it is one of the log.
        position: Option<u64>,
    },
}

pub(super) fn verify(db: &Connection, dir: &Path, home: Home) -> Result<Report, RelayError> {
    if home.edge {
        return edge::verify(db, home);
    }
    let scratch = database::scratch(dir, home)?;
    scratch.execute_batch("BEGIN")?;
    let ledger = Ledger::open(&scratch, Known::nothing(home))?;
    let mut replay = Replay { ledger, home, entries: Vec::new(), erased: Vec::new() };
    let found = replay.all(db).and_then(|()| compare(db, &scratch));
    let head = replay.ledger.into_known().head();
    match found {
        Ok(()) => Ok(Report { head, fault: None }),
        Err(Stop::Fault(fault)) => Ok(Report { head, fault: Some(fault) }),
        Err(Stop::Failed(error)) => Err(error),
    }
}

enum Stop {
    Fault(Fault),
    Failed(RelayError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<RelayError> for Stop {
    fn from(error: RelayError) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

struct Replay<'c> {
    ledger: Ledger<'c>,
    home: Home,
    /// Entries read and not yet replayed.
    entries: Vec<Vec<u8>>,
    /// Where entries have no bytes any more, and of which record they were.
    erased: Vec<(u64, RecordId)>,
}

impl Replay<'_> {
    fn all(&mut self, db: &Connection) -> Result<(), Stop> {
        let mut query =
            db.prepare("SELECT position, leaf, chain IS NULL, bytes FROM log ORDER BY position")?;
        let mut rows = query.query([])?;
        let mut next = 0;
        while let Some(row) = rows.next()? {
            let (position, leaf): (u64, [u8; 32]) = (row.get(0)?, row.get(1)?);
            let bytes: Vec<u8> = row.get(3)?;
            if position != next {
                self.entries()?;
                return Err(Fault::Missing(next).into());
            }
            if bytes.is_empty() {
                self.entries()?;
                self.remnant(db, position, Hash::from_bytes(leaf))?;
                next += 1;
                continue;
            }
            if leaf_hash(&bytes).as_bytes() != &leaf {
                self.entries()?;
                return Err(Fault::Leaf(position).into());
            }
            next += 1;
            if row.get(2)? {
                self.entries()?;
                self.statement(position, &bytes)?;
            } else {
                self.entries.push(bytes);
                if self.entries.len() == BATCH {
                    self.entries()?;
                }
            }
        }
        self.entries()?;
        self.erased.iter().try_for_each(|(position, record)| {
            let ordered = self.ledger.directory().erased(*record);
            ordered.map(|_| ()).ok_or_else(|| Fault::Erased(*position).into())
        })
    }

    /// What stays of an entry goes through the doors as that did, but for its signature. Whether its
    /// erasure was ordered is known once all lines were read.
    fn remnant(&mut self, db: &Connection, position: u64, leaf: Hash) -> Result<(), Stop> {
        let remnant = match erased::remnant_at(db, self.home.region, position) {
            Ok(remnant) if remnant.leaf() == leaf => remnant,
            Ok(_) | Err(RelayError::Damaged) => return Err(Fault::Erased(position).into()),
            Err(error) => return Err(error.into()),
        };
        self.erased.push((position, remnant.record));
        self.take(&Candidate::Read(Box::new(ReadEntry::of_remnant(remnant))))
    }

    fn statement(&mut self, position: u64, bytes: &[u8]) -> Result<(), Stop> {
        match self.ledger.append_statement(bytes)? {
            Err(_) => Err(Fault::Statement(position).into()),
            Ok(()) if self.ledger.size() == position => Err(Fault::Repeated(position).into()),
            Ok(()) => Ok(()),
        }
    }

    fn entries(&mut self) -> Result<(), Stop> {
        let entries = std::mem::take(&mut self.entries);
        let candidates = check_all(self.home.region, self.ledger.directory(), entries);
        candidates.iter().try_for_each(|candidate| self.take(candidate))
    }

    fn take(&mut self, candidate: &Candidate) -> Result<(), Stop> {
        let position = self.ledger.size();
        if !matches!(candidate, Candidate::Read(_)) {
            return Err(Fault::Entry { position, why: Refusal::Malformed }.into());
        }
        let one = std::slice::from_ref(candidate);
        let refused = take_entries(&mut self.ledger, None, one, Limits::default())?;
        if let Some(refused) = refused.first() {
            return Err(Fault::Entry { position, why: refused.why }.into());
        }
        if self.ledger.size() == position {
            return Err(Fault::Repeated(position).into());
        }
        Ok(())
    }
}

fn compare(db: &Connection, scratch: &Connection) -> Result<(), Stop> {
    for (table, sql) in DERIVED {
        let (mut ours, mut theirs) = (db.prepare(sql)?, scratch.prepare(sql)?);
        let columns = ours.column_count();
        let (mut ours, mut theirs) = (ours.query([])?, theirs.query([])?);
        loop {
            let (one, other) = (values(ours.next()?, columns)?, values(theirs.next()?, columns)?);
            if one != other {
                let first = one.or(other).and_then(|row| row.into_iter().next());
                let position = match first {
                    Some(Value::Integer(position)) if table == "log" => {
                        u64::try_from(position).ok()
                    }
                    _ => None,
                };
                return Err(Fault::Derived { table, position }.into());
            }
            if one.is_none() {
                break;
            }
        }
    }
    Ok(())
}

fn values(row: Option<&rusqlite::Row<'_>>, columns: usize) -> Result<Option<Vec<Value>>, Stop> {
    let Some(row) = row else { return Ok(None) };
    let values = (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
    Ok(Some(values))
}
