//! From entries to records: who may have written, what opens, what passes the gate, how it reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::register::card::Indexed;
use crate::client::syncing::bound::{EpochKeys, Unopened};
use crate::client::syncing::ingest::{EQUIVOCATION, REVOKED_AUTHOR, ROLE};
use crate::client::{Client, ClientError};
use crate::entry::{Audience, Kind, Sharing, SignedEntry, Start};
use crate::ids::{DeviceId, EntryId, Incarnation, Millis, RecordId, RegionId};
use crate::keys::RecordKey;
use crate::model::{Node, RecordKind, Scalar, Tree, view};
use crate::record::{self, Actor, Record, StepId};
use crate::region::Directory;
use crate::vault::{EntryRow, RecordRow, Standing, Tables, VaultError};

/// The most devices that one device lets into a record, and the most writers among whom a person
/// still lets one in. Ten crews at one call, with their officers, are about forty.
pub const MAX_CREW: usize = 64;

/// Why an entry is refused that lets in more.
const CROWDED: &str = "too_many_writers";

pub(in crate::client) fn actor(device: DeviceId, incarnation: Incarnation) -> Actor {
    Actor::new(*device.as_bytes(), incarnation.0)
}

/// The dictionary's name for a kind of record.
#[must_use]
pub const fn record_kind(kind: Kind) -> RecordKind {
    match kind {
        Kind::Incident => RecordKind::Incident,
        Kind::Followup => RecordKind::Followup,
        Kind::Account => RecordKind::Account,
        Kind::Attachment => RecordKind::Attachment,
        Kind::Wellbeing => RecordKind::Wellbeing,
        Kind::Marker => RecordKind::Marker,
        Kind::Caller => RecordKind::Caller,
        Kind::Enquiry => RecordKind::Enquiry,
        Kind::Views => RecordKind::Views,
        Kind::Case => RecordKind::Case,
        Kind::Readings => RecordKind::Readings,
        Kind::Standard => RecordKind::Standard,
        Kind::Lesson => RecordKind::Lesson,
        Kind::Returned => RecordKind::Returned,
    }
}

/// A record as it is stored for reading.
pub(in crate::client) struct Projection {
    document: Vec<u8>,
    view: String,
    about: Option<RecordId>,
}

impl Projection {
    pub(in crate::client) fn of(document: &Record, kind: RecordKind) -> Self {
        let tree = document.tree();
        let about = match kind {
            RecordKind::Incident => None,
            _ => text_of(&tree, "incident").and_then(|id| id.parse().ok()),
        };
        Self { document: document.save(), view: view(kind, &tree).to_string(), about }
    }

    /// The record as JSON.
    pub(in crate::client) fn json(&self) -> Result<serde_json::Value, VaultError> {
        serde_json::from_str(&self.view).map_err(|_| VaultError::Damaged)
    }

    pub(in crate::client) fn put_into(self, row: &mut RecordRow, now: Millis) {
        row.document = Some(self.document);
        row.view = Some(self.view);
        row.about = self.about.or(row.about);
        row.changed_at = now;
    }
}

/// The document that was saved of a record; an empty one before anything was.
pub(in crate::client) fn document_of(saved: Option<&[u8]>) -> Result<Record, VaultError> {
    saved.map_or_else(
        || Ok(Record::new()),
        |saved| Record::load(saved).map_err(|_| VaultError::Damaged),
    )
}

fn text_of<'a>(tree: &'a Tree, field: &str) -> Option<&'a str> {
    match tree.get(field) {
        Some(Node::Leaf(stated, _)) => match &stated.value {
            Scalar::Text(text) => Some(text),
            Scalar::Flag(_) | Scalar::Whole(_) => None,
        },
        Some(Node::Branch(_)) | None => None,
    }
}

/// A record with all its entries, to be settled away from the database.
pub(in crate::client) struct Unsettled {
    row: RecordRow,
    key: RecordKey,
    epochs: EpochKeys,
    entries: Vec<(EntryRow, SignedEntry)>,
}

/// What settling came to.
pub(in crate::client) struct Settled {
    row: RecordRow,
    projection: Option<Projection>,
    indexed: Option<Indexed>,
    standings: Vec<(EntryId, Standing, Option<&'static str>)>,
}

impl Unsettled {
    /// Reads a record; none while its key or the entry that starts it is missing.
    pub(in crate::client) fn read(
        tables: &Tables<'_>,
        region: RegionId,
        record: RecordId,
    ) -> Result<Option<Self>, ClientError> {
        let Some(row) = tables.record(record)? else { return Ok(None) };
        let Some(key) = row.key.clone() else { return Ok(None) };
        let mut entries = Vec::new();
        for held in tables.entries_of(record)? {
            let signed =
                SignedEntry::parse(region, held.bytes.clone()).map_err(|_| VaultError::Damaged)?;
            entries.push((held, signed));
        }
        let started = entries.iter().any(starts);
        let epochs = EpochKeys::read(tables, row.kind)?;
        Ok(started.then_some(Self { row, key, epochs, entries }))
    }

    /// Settles the record: a pure function of its entries. Where every entry so far is part of the
    /// record, only the new ones go through the gate.
    pub(in crate::client) fn settle(self, region: RegionId, directory: &Directory) -> Settled {
        let writers = writers(directory, &self.entries);
        let crowding = crowding(directory, &self.entries);
        let kind =
            self.entries.iter().find(|one| starts(one)).map(|(_, start)| start.header().kind);
        let mut settled =
            Settled { row: self.row, projection: None, indexed: None, standings: Vec::new() };
        let mut steps = Vec::new();
        for (held, signed) in &self.entries {
            if for_good(held) {
                continue;
            }
            let same = Some(signed.header().kind) == kind;
            if crowding.contains(&held.id) {
                settled.standings.push((held.id, Standing::Refused, Some(CROWDED)));
                continue;
            }
            let keys = (&self.key, &self.epochs);
            match step_of(region, directory, &writers, keys, signed, same) {
                Ok(Some(step)) => steps.push((held, step)),
                Ok(None) => settled.standings.push((held.id, Standing::Applied, None)),
                Err(Unfit::Waits) => settled.standings.push((held.id, Standing::Waiting, None)),
                Err(Unfit::Refused(why)) => {
                    settled.standings.push((held.id, Standing::Refused, Some(why)));
                }
            }
        }
        let onward = steps.iter().all(|(held, _)| held.standing != Standing::Refused)
            && !takes_back(&self.entries, &settled.standings);
        let document = onward
            .then(|| go_on(settled.row.document.as_deref(), &steps))
            .flatten()
            .unwrap_or_else(|| start_over(&steps, &mut settled.standings));
        let applied = steps.iter().filter(|(held, _)| held.standing == Standing::Waiting);
        let decided: BTreeSet<_> = settled.standings.iter().map(|(id, ..)| *id).collect();
        settled.standings.extend(
            applied
                .filter(|(held, _)| !decided.contains(&held.id))
                .map(|(held, _)| (held.id, Standing::Applied, None)),
        );
        if !document.heads().is_empty() {
            let (id, kind) = (settled.row.id, settled.row.kind);
            settled.indexed = Indexed::of(id, kind, settled.row.owner, &document, directory);
            settled.projection = Some(Projection::of(&document, record_kind(kind)));
        }
        settled
    }
}

/// Whether something that was part of the record is refused now: the saved document has it.
fn takes_back(
    entries: &[(EntryRow, SignedEntry)],
    now: &[(EntryId, Standing, Option<&'static str>)],
) -> bool {
    let refused = |id| now.iter().any(|(one, now, _)| *one == id && *now == Standing::Refused);
    entries.iter().any(|(held, _)| held.standing == Standing::Applied && refused(held.id))
}

/// Whether an entry was refused when it came, for who wrote it and where. What is refused here may
/// pass once another entry has come, so it is judged again with the next.
fn for_good(held: &EntryRow) -> bool {
    let when_it_came = matches!(held.why.as_deref(), Some(EQUIVOCATION | REVOKED_AUTHOR | ROLE));
    held.standing == Standing::Refused && when_it_came
}

/// Whether an entry starts its record.
fn starts((held, entry): &(EntryRow, SignedEntry)) -> bool {
    !for_good(held) && entry.header().start == Start::New
}

/// The fast way: new steps on top of the saved document. None when one does not simply pass.
fn go_on(saved: Option<&[u8]>, steps: &[(&EntryRow, record::Step)]) -> Option<Record> {
    let mut document = document_of(saved).ok()?;
    let fresh =
        steps.iter().filter(|(held, _)| saved.is_none() || held.standing == Standing::Waiting);
    for (_, step) in fresh {
        if document.admit(step) != record::Standing::Applied {
            return None;
        }
    }
    Some(document)
}

/// The sure way: all steps, in an order that is the same for everyone.
fn start_over(
    steps: &[(&EntryRow, record::Step)],
    standings: &mut Vec<(EntryId, Standing, Option<&'static str>)>,
) -> Record {
    let ids: Vec<StepId> = steps.iter().map(|(_, step)| step.id()).collect();
    let settlement = record::settle(steps.iter().map(|(_, step)| step.clone()));
    for ((held, _), id) in steps.iter().zip(&ids) {
        let (standing, why) = match settlement.standings.get(id) {
            Some(record::Standing::Applied) => (Standing::Applied, None),
            Some(record::Standing::Refused(why)) => (Standing::Refused, Some(why.code())),
            Some(record::Standing::Waiting(_)) | None => (Standing::Waiting, None),
        };
        standings.push((held.id, standing, why));
    }
    settlement.record
}

/// The entries in which a device lets more into a record than one device may. They are refused
/// whole, and what others wrote goes on.
pub(in crate::client) fn crowding(
    directory: &Directory,
    entries: &[(EntryRow, SignedEntry)],
) -> BTreeSet<EntryId> {
    let mut let_in: BTreeMap<DeviceId, BTreeSet<DeviceId>> = BTreeMap::new();
    let mut crowding = BTreeSet::new();
    for (held, entry) in entries {
        if entry.header().kind.sharing() != Sharing::Writers || keeps(directory, entry) {
            continue;
        }
        let by_author = let_in.entry(entry.author()).or_default();
        let with: BTreeSet<_> = by_author.iter().copied().chain(devices_in(entry)).collect();
        if with.len() > MAX_CREW {
            crowding.insert(held.id);
        } else {
            *by_author = with;
        }
    }
    crowding
}

/// The devices to which an entry hands the record's key.
fn devices_in(entry: &SignedEntry) -> impl Iterator<Item = DeviceId> {
    entry.header().grants.iter().filter_map(|grant| match grant.to {
        Audience::Device(device) => Some(device),
        Audience::Compartment(_) => None,
    })
}

/// The devices to which a record may be handed on: its writers, and whom somebody let in who may.
pub(in crate::client) fn readers(
    directory: &Directory,
    entries: &[(EntryRow, SignedEntry)],
) -> BTreeSet<DeviceId> {
    let mut readers = writers(directory, entries);
    let crowding = crowding(directory, entries);
    let may = |entry: &SignedEntry| readers.contains(&entry.author()) || keeps(directory, entry);
    let let_in: BTreeSet<DeviceId> = entries
        .iter()
        .filter(|(held, entry)| !for_good(held) && !crowding.contains(&held.id) && may(entry))
        .filter(|(_, entry)| entry.header().kind.sharing() != Sharing::Nobody)
        .flat_map(|(_, entry)| devices_in(entry))
        .collect();
    readers.extend(let_in);
    readers
}

/// The devices that write a record for themselves: who started it, whom a writer let in where the
/// kind is shared so, and to whom its home compartment handed it on.
pub(in crate::client) fn writers(
    directory: &Directory,
    entries: &[(EntryRow, SignedEntry)],
) -> BTreeSet<DeviceId> {
    let crowding = crowding(directory, entries);
    let mut writers: BTreeSet<DeviceId> =
        entries.iter().filter(|one| starts(one)).map(|(_, entry)| entry.author()).collect();
    loop {
        let before = writers.len();
        for (held, entry) in entries {
            let kind = entry.header().kind;
            let lets_in = (kind.sharing() == Sharing::Writers && writers.contains(&entry.author()))
                || (kind.handed_on_writes() && keeps(directory, entry));
            if for_good(held) || crowding.contains(&held.id) || !lets_in {
                continue;
            }
            writers.extend(devices_in(entry));
        }
        if writers.len() == before {
            return writers;
        }
    }
}

/// Whether an entry's author reads every record of its kind, as a member of the home compartment.
pub(in crate::client) fn keeps(directory: &Directory, entry: &SignedEntry) -> bool {
    let author = directory.device(entry.author());
    author.is_some_and(|author| author.certificate.roles.keeps(entry.header().kind))
}

/// Why an entry is no part of its record.
enum Unfit {
    /// The key of the epoch it is sealed under has not come.
    Waits,
    Refused(&'static str),
}

/// The step an entry brings; none when it only hands out keys.
fn step_of(
    region: RegionId,
    directory: &Directory,
    writers: &BTreeSet<DeviceId>,
    (key, epochs): (&RecordKey, &EpochKeys),
    entry: &SignedEntry,
    same_kind: bool,
) -> Result<Option<record::Step>, Unfit> {
    let author = entry.author();
    let kind = entry.header().kind;
    let writes = writers.contains(&author) || (kind.home_writes() && keeps(directory, entry));
    // The header's kind says which rules its author means to keep, the record's which it must.
    if !same_kind || !(writes || keeps(directory, entry)) {
        return Err(Unfit::Refused("not_a_writer"));
    }
    let step = epochs.step(region, entry, key).map_err(|why| match why {
        Unopened::NoEpoch => Unfit::Waits,
        Unopened::Not(_) => Unfit::Refused("does_not_open"),
    })?;
    match step {
        // To hand a record on is not to write it.
        Some(_) if !writes => Err(Unfit::Refused("not_a_writer")),
        step => Ok(step),
    }
}

impl Settled {
    pub(in crate::client) fn write(
        mut self,
        tables: &Tables<'_>,
        now: Millis,
    ) -> Result<(), ClientError> {
        for (id, standing, why) in &self.standings {
            tables.set_standing(*id, self.row.id, *standing, *why)?;
        }
        if let Some(projection) = self.projection {
            projection.put_into(&mut self.row, now);
            tables.set_record(&self.row)?;
        }
        if let Some(indexed) = self.indexed {
            indexed.write(tables)?;
        }
        Ok(())
    }
}

impl Client {
    /// Settles the records that new entries came for.
    pub(in crate::client) fn settle(
        &mut self,
        touched: &BTreeSet<RecordId>,
        now: Millis,
    ) -> Result<(), ClientError> {
        let region = self.directory.region();
        let unsettled: Vec<Unsettled> = self.vault.read(|tables| {
            let read = touched.iter().map(|record| Unsettled::read(tables, region, *record));
            read.filter_map(Result::transpose).collect::<Result<_, ClientError>>()
        })?;
        let directory = &self.directory;
        let settled = in_parallel(unsettled, |one| one.settle(region, directory));
        self.vault.write(|tables| settled.into_iter().try_for_each(|one| one.write(tables, now)))
    }

    /// The writers of an incident that cannot read its follow-up yet.
    pub(in crate::client) fn readers_missing(
        &self,
        incident: RecordId,
        followup: &RecordRow,
    ) -> Result<Vec<DeviceId>, ClientError> {
        let region = self.directory.region();
        let (asked, answered) = self.vault.read(|tables| {
            let asked = Unsettled::read(tables, region, incident)?;
            Ok::<_, ClientError>((asked, Unsettled::read(tables, region, followup.id)?))
        })?;
        let mut missing =
            asked.map(|asked| writers(&self.directory, &asked.entries)).unwrap_or_default();
        for (_, entry) in answered.map(|answered| answered.entries).unwrap_or_default() {
            for grant in &entry.header().grants {
                if let Audience::Device(device) = grant.to {
                    missing.remove(&device);
                }
            }
        }
        Ok(missing.into_iter().collect())
    }
}

/// Maps over all processors, keeping the order.
pub(in crate::client) fn in_parallel<T: Send, U: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> U + Sync,
) -> Vec<U> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    if workers < 2 || items.len() < 64 {
        return items.into_iter().map(work).collect();
    }
    let size = items.len().div_ceil(workers);
    let mut items = items.into_iter();
    let mut chunks = Vec::new();
    loop {
        let chunk: Vec<T> = items.by_ref().take(size).collect();
        if chunk.is_empty() {
            break;
        }
        chunks.push(chunk);
    }
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = chunks
            .into_iter()
            .map(|chunk| scope.spawn(move || chunk.into_iter().map(work).collect::<Vec<_>>()))
            .collect();
        let joined = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .flat_map(|chunk| chunk.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
