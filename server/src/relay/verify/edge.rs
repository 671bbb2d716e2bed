//! Reading the whole log of an edge again. What it took over stands in two orders: its own, and the
//! region's, whose root the region signed.

use std::collections::HashMap;

use rusqlite::Connection;
use tabard_core::entry::{Remnant, SignedEntry};
use tabard_core::ids::{EntryId, RegionId};
use tabard_core::merkle::{Completed, Frontier, Hash, leaf_hash};
use tabard_core::region::{Directory, SignedStatement, TOLD};
use tabard_core::wire::{Receipt, Refusal};

use super::{Fault, Report, Stop};
use crate::relay::database::Home;
use crate::relay::edge::stored_word;
use crate::relay::tree::UpstreamRows;
use crate::relay::{RelayError, erased};

pub(super) fn verify(db: &Connection, home: Home) -> Result<Report, RelayError> {
    let mut reading = Reading { db, frontier: Frontier::default(), rows: Vec::new() };
    let found = reading.all(home);
    let head = reading.frontier.head();
    match found {
        Ok(()) => Ok(Report { head, fault: None }),
        Err(Stop::Fault(fault)) => Ok(Report { head, fault: Some(fault) }),
        Err(Stop::Failed(error)) => Err(error),
    }
}

struct Reading<'c> {
    db: &'c Connection,
    frontier: Frontier,
    rows: Vec<Completed>,
}

impl Reading<'_> {
    fn all(&mut self, home: Home) -> Result<(), Stop> {
        let directory = self.regions_order(home)?;
        self.own_order(&directory)?;
        compare_rows(self.db, "node", &mut self.rows)
    }

    /// The region's log: every leaf up to the last, its tree, its lines where they stand, and the
    /// root that it signed. Returns the directory with the lines that it has not placed.
    fn regions_order(&self, home: Home) -> Result<Directory, Stop> {
        let mut directory = Directory::new(home.region);
        let (mut frontier, mut rows) = (Frontier::default(), Vec::new());
        let mut query = self.db.prepare(
            "SELECT at, log.position, chain IS NULL, bytes
             FROM placed LEFT JOIN log ON log.position = placed.position ORDER BY at",
        )?;
        let mut found = query.query([])?;
        while let Some(row) = found.next()? {
            let (at, position): (u64, Option<u64>) = (row.get(0)?, row.get(1)?);
            let Some(position) = position.filter(|_| at == frontier.size()) else {
                return Err(derived("placed", Some(at)));
            };
            let bytes: Vec<u8> = row.get(3)?;
            if row.get(2)? && directory.apply(at, &bytes).is_err() {
                return Err(Fault::Statement(position).into());
            }
            let leaf = match bytes.is_empty() {
                true => remnant(self.db, home.region, position)?.leaf(),
                false => leaf_hash(&bytes),
            };
            frontier.append(leaf, |completed| rows.push(completed));
        }
        compare_rows(self.db, "upstream_node", &mut rows)?;
        let mut query = self.db.prepare(
            "SELECT log.position, bytes FROM outward JOIN log ON log.position = outward.position
             WHERE chain IS NULL ORDER BY log.position",
        )?;
        let mut found = query.query([])?;
        while let Some(row) = found.next()? {
            let bytes: Vec<u8> = row.get(1)?;
            SignedStatement::parse(&bytes)
                .map_err(|_| Fault::Statement(row.get(0).unwrap_or(0)))?;
            // What does not go with the region's own lines counts for nothing.
            let _ = directory.apply(TOLD, &bytes);
        }
        if let Some(receipt) = stored_word(self.db)?.1 {
            let receipt = Receipt::verify(&receipt, &directory).ok();
            let signed = receipt.filter(|it| it.size <= frontier.size());
            let Some(signed) = signed else { return Err(derived("upstream", None)) };
            let then = Frontier::load(&UpstreamRows(self.db), signed.size);
            if then.map_err(RelayError::from)?.head().root.as_bytes() != &signed.root {
                return Err(derived("upstream", None));
            }
        }
        Ok(directory)
    }

    /// The own log: every hash and signature, each chain without a gap, and what is to go out.
    fn own_order(&mut self, directory: &Directory) -> Result<(), Stop> {
        let mut chains: HashMap<i64, (u64, EntryId)> = HashMap::new();
        let mut query = self.db.prepare(
            "SELECT log.position, leaf, chain, seq, bytes,
                    (SELECT count(*) FROM placed WHERE placed.position = log.position),
                    (SELECT count(*) FROM outward WHERE outward.position = log.position)
             FROM log ORDER BY log.position",
        )?;
        let mut found = query.query([])?;
        while let Some(row) = found.next()? {
            let (position, leaf): (u64, [u8; 32]) = (row.get(0)?, row.get(1)?);
            let (chain, bytes): (Option<i64>, Vec<u8>) = (row.get(2)?, row.get(4)?);
            let (placed, outward): (u64, u64) = (row.get(5)?, row.get(6)?);
            if position != self.frontier.size() {
                return Err(Fault::Missing(self.frontier.size()).into());
            }
            let remnant = match bytes.is_empty() {
                true => Some(remnant(self.db, directory.region(), position)?),
                false => None,
            };
            if let Some(remnant) = &remnant {
                if !erased::fits(remnant, Hash::from_bytes(leaf), directory) {
                    return Err(Fault::Erased(position).into());
                }
            } else if leaf_hash(&bytes).as_bytes() != &leaf {
                return Err(Fault::Leaf(position).into());
            }
            // What the region's log displaced goes nowhere; all else is there, or is to go there.
            let displaced = chain.is_some_and(|chain| chain < 0);
            let lost = remnant.is_some() && placed == 0;
            if placed + outward != u64::from(!displaced && !lost) {
                return Err(derived("outward", Some(position)));
            }
            if let Some(chain) = chain {
                let (id, header) = match remnant {
                    Some(remnant) => (remnant.id, remnant.header),
                    None => {
                        let entry = entry(directory, position, bytes)?;
                        (entry.id(), entry.header().clone())
                    }
                };
                let before =
                    chains.get(&chain).map_or((0, [0; 16]), |(seq, id)| (*seq, id.short()));
                if !displaced && (header.seq, header.prev) != (before.0 + 1, before.1) {
                    return Err(Fault::Entry { position, why: Refusal::Gap }.into());
                }
                if !displaced {
                    chains.insert(chain, (header.seq, id));
                }
            }
            let rows = &mut self.rows;
            self.frontier.append(Hash::from_bytes(leaf), |completed| rows.push(completed));
        }
        let mut query = self.db.prepare("SELECT id, seq, head FROM chain WHERE seq > 0")?;
        let mut found = query.query([])?;
        while let Some(row) = found.next()? {
            let held: (u64, EntryId) = (row.get(1)?, EntryId::new(row.get(2)?));
            if chains.remove(&row.get::<_, i64>(0)?) != Some(held) {
                return Err(derived("chain", None));
            }
        }
        if chains.is_empty() { Ok(()) } else { Err(derived("chain", None)) }
    }
}

/// What stays of an entry whose bytes are not there.
fn remnant(db: &Connection, region: RegionId, position: u64) -> Result<Remnant, Stop> {
    match erased::remnant_at(db, region, position) {
        Err(RelayError::Damaged) => Err(Fault::Erased(position).into()),
        found => Ok(found?),
    }
}

fn entry(directory: &Directory, position: u64, bytes: Vec<u8>) -> Result<SignedEntry, Stop> {
    let fault = |why| Stop::Fault(Fault::Entry { position, why });
    let entry = SignedEntry::parse(directory.region(), bytes);
    let entry = entry.map_err(|_| fault(Refusal::Malformed))?;
    let author = directory.device(entry.author()).ok_or_else(|| fault(Refusal::UnknownAuthor))?;
    let key = author.certificate.device.verifying_key();
    let signed = key.is_some_and(|key| entry.verify(directory.region(), &key).is_ok());
    if signed { Ok(entry) } else { Err(fault(Refusal::BadSignature)) }
}

fn compare_rows(
    db: &Connection,
    table: &'static str,
    rows: &mut Vec<Completed>,
) -> Result<(), Stop> {
    rows.sort_by_key(|one| (one.row, one.place));
    let mut query =
        db.prepare(&format!("SELECT row, place, hash FROM {table} ORDER BY row, place"))?;
    let mut found = query.query([])?;
    for one in rows {
        let Some(row) = found.next()? else { return Err(derived(table, None)) };
        let stored = (row.get(0)?, row.get(1)?, row.get(2)?);
        if stored != (one.row, one.place, *one.hash.as_bytes()) {
            return Err(derived(table, None));
        }
    }
    if found.next()?.is_none() { Ok(()) } else { Err(derived(table, None)) }
}

fn derived(table: &'static str, position: Option<u64>) -> Stop {
    Fault::Derived { table, position }.into()
}
