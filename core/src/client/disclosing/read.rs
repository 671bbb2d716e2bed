//! Reading a record that was disclosed: by the same rules as any device, with nothing but the
//! entries, what opens each, and the directory.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::Version;
use crate::client::reading::history::versions;
use crate::client::syncing::ingest::{refuse, signer};
use crate::client::syncing::merge::{actor, crowding, keeps, record_kind, writers};
use crate::entry::{Kind, SignedEntry, Start, open_disclosed};
use crate::ids::{DeviceId, EntryId, RecordId};
use crate::keys::Opening;
use crate::model::{Node, Scalar, Tree, view};
use crate::record::{self, Standing as Settled, Step};
use crate::region::Directory;
use crate::vault::{EntryRow, Standing};

/// An entry at its place in the region's log, with what opens it.
pub struct PlacedEntry {
    /// Its place, which somebody else has proved.
    pub position: u64,
    /// The entry.
    pub entry: SignedEntry,
    /// What opens it.
    pub opening: Opening,
}

/// A record as it reads from its entries alone.
#[derive(Clone, Debug, PartialEq)]
pub struct DisclosedView {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The device that started it.
    pub owner: DeviceId,
    /// The record as JSON.
    pub view: Value,
    /// What every field says, by its path.
    pub values: BTreeMap<String, Scalar>,
    /// Every version, the first one first.
    pub versions: Vec<Version>,
}

/// Why entries are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureFault {
    /// No entry starts the record, or several do.
    #[error("the entry that starts the record is not there")]
    NoStart,
    /// The order of the log.
    #[error("entry {0} does not stand in the order of the log")]
    Order(EntryId),
    /// Another record's.
    #[error("entry {0} belongs to another record")]
    OtherRecord(EntryId),
    /// The signature.
    #[error("entry {0} is not signed by a device that the region certified")]
    Signature(EntryId),
    /// Its author was removed, or has no such role.
    #[error("the author of entry {0} was removed before it, or may not write such records")]
    Author(EntryId),
    /// Two entries at one place of a chain, or one that does not follow the one before.
    #[error("entry {0} does not follow the one before it in its author's chain")]
    Chain(EntryId),
    /// What was disclosed does not open it.
    #[error("entry {0} does not open")]
    DoesNotOpen(EntryId),
    /// Not let into the record.
    #[error("the author of entry {0} was not let into the record")]
    NotAWriter(EntryId),
    /// It builds on what is not there, or is no change that a device would take.
    #[error("entry {0} builds on an entry that is not there, or is no change of a record")]
    NotPart(EntryId),
}

/// Checks the entries of one record, which stand in the order of the log, and reads it.
///
/// # Errors
/// [`DisclosureFault`] for the first that is not as it must be.
pub fn read_disclosed(
    directory: &Directory,
    entries: Vec<PlacedEntry>,
) -> Result<DisclosedView, DisclosureFault> {
    let start = starting(&entries)?;
    let (id, kind, owner) = (start.record(), start.header().kind, start.author());
    in_order(&entries)?;
    let mut steps = Vec::new();
    for one in &entries {
        steps.push(checked(directory, id, kind, one)?);
    }
    chained(&entries)?;
    let held: Vec<_> = entries.into_iter().map(as_held).collect();
    let (writers, crowding) = (writers(directory, &held), crowding(directory, &held));
    let mut parts = Vec::new();
    for ((row, entry), step) in held.iter().zip(steps) {
        let member = keeps(directory, entry);
        let writes = writers.contains(&entry.author()) || (kind.home_writes() && member);
        let may = writes || (member && step.is_none());
        if !may || crowding.contains(&row.id) {
            return Err(DisclosureFault::NotAWriter(row.id));
        }
        parts.extend(step.map(|step| (row.id, step)));
    }
    let settlement = record::settle(parts.iter().map(|(_, step)| step.clone()));
    for (id, step) in &parts {
        if settlement.standings.get(&step.id()) != Some(&Settled::Applied) {
            return Err(DisclosureFault::NotPart(*id));
        }
    }
    let tree = settlement.record.tree();
    let mut values = BTreeMap::new();
    flatten("", &tree, &mut values);
    let versions = versions(&settlement.record, kind);
    Ok(DisclosedView { id, kind, owner, view: view(record_kind(kind), &tree), values, versions })
}

fn starting(entries: &[PlacedEntry]) -> Result<&SignedEntry, DisclosureFault> {
    let mut starts =
        entries.iter().filter(|one| one.entry.header().start == Start::New).map(|one| &one.entry);
    let start = starts.next().ok_or(DisclosureFault::NoStart)?;
    // A device that was restored starts a record again, by the same grant.
    let same = starts.all(|again| again.record() == start.record());
    if same { Ok(start) } else { Err(DisclosureFault::NoStart) }
}

fn in_order(entries: &[PlacedEntry]) -> Result<(), DisclosureFault> {
    let mut next = 0;
    for one in entries {
        if one.position < next {
            return Err(DisclosureFault::Order(one.entry.id()));
        }
        next = one.position.saturating_add(1);
    }
    Ok(())
}

/// The step of one entry, by itself; none where it only hands out keys.
fn checked(
    directory: &Directory,
    record: RecordId,
    kind: Kind,
    one: &PlacedEntry,
) -> Result<Option<Step>, DisclosureFault> {
    let (entry, id, region) = (&one.entry, one.entry.id(), directory.region());
    if entry.record() != record || entry.header().kind != kind {
        return Err(DisclosureFault::OtherRecord(id));
    }
    let author = signer(region, directory, entry).ok_or(DisclosureFault::Signature(id))?;
    refuse(author, entry, Some(one.position)).map_err(|_| DisclosureFault::Author(id))?;
    let changes = open_disclosed(region, entry, &one.opening)
        .map_err(|_| DisclosureFault::DoesNotOpen(id))?;
    let (author, seq) = (actor(entry.author(), entry.header().incarnation), entry.header().seq);
    Ok((!changes.is_empty()).then_some(Step { author, seq, changes }))
}

/// Where two entries stand next to each other in a chain, the later one names the earlier.
fn chained(entries: &[PlacedEntry]) -> Result<(), DisclosureFault> {
    let place = |one: &SignedEntry| (one.author(), one.header().incarnation, one.header().seq);
    let mut known: BTreeMap<_, EntryId> = BTreeMap::new();
    for one in entries {
        if known.insert(place(&one.entry), one.entry.id()).is_some() {
            return Err(DisclosureFault::Chain(one.entry.id()));
        }
    }
    let broken = entries.iter().find(|one| {
        let (author, life, seq) = place(&one.entry);
        let before = seq.checked_sub(1).and_then(|seq| known.get(&(author, life, seq)));
        before.is_some_and(|before| before.short() != one.entry.header().prev)
    });
    broken.map_or(Ok(()), |one| Err(DisclosureFault::Chain(one.entry.id())))
}

/// As the rules of a device take it.
fn as_held(one: PlacedEntry) -> (EntryRow, SignedEntry) {
    let header = one.entry.header();
    let row = EntryRow {
        id: one.entry.id(),
        author: one.entry.author(),
        incarnation: header.incarnation,
        seq: header.seq,
        position: Some(one.position),
        standing: Standing::Applied,
        why: None,
        bytes: Vec::new(),
    };
    (row, one.entry)
}

fn flatten(at: &str, tree: &Tree, values: &mut BTreeMap<String, Scalar>) {
    for (name, node) in tree {
        let path = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
        match node {
            Node::Leaf(shows, _) => {
                values.insert(path, shows.value.clone());
            }
            Node::Branch(below) => flatten(&path, below, values),
        }
    }
}
