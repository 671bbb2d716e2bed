//! Taking entries in: from the region's feeds, and from the own outbox after a crash.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::client::syncing::bound::EpochKeys;
use crate::client::syncing::merge::{document_of, in_parallel, writers};
use crate::client::{Client, ClientError};
use crate::entry::{Audience, Compartment, Grant, HeaderError, RefusedEntry, SignedEntry, Start};
use crate::ids::{DeviceId, Millis, RecordId, RegionId};
use crate::keys::{ReceivingKey, RecordKey};
use crate::model::Patch;
use crate::outbox::Replayed;
use crate::region::{Directory, Standing as DirectoryStanding};
use crate::vault::{RecordRow, Standing, Tables, VaultError};
use crate::wire::FeedEntry;

/// Why an entry is refused when it comes.
pub(in crate::client) const EQUIVOCATION: &str = "equivocation";
pub(in crate::client) const REVOKED_AUTHOR: &str = "revoked_author";
pub(in crate::client) const ROLE: &str = "role";

/// An entry as it came: with its place in the region's log from a relay, without from another device
/// and from an edge that knows of none yet.
pub(in crate::client) struct Arrived {
    pub(in crate::client) position: Option<u64>,
    pub(in crate::client) bytes: Vec<u8>,
}

impl From<FeedEntry> for Arrived {
    fn from(entry: FeedEntry) -> Self {
        Self { position: Some(entry.position), bytes: entry.bytes.into() }
    }
}

/// An entry that was parsed and judged without the vault.
pub(in crate::client) struct Judged {
    entry: SignedEntry,
    position: Option<u64>,
    refused: Option<&'static str>,
    key: Option<RecordKey>,
}

/// The receiving keys of this device: its own, and those of its compartments.
pub(in crate::client) struct Keyring<'a> {
    device: DeviceId,
    own: &'a ReceivingKey,
    compartments: Vec<(Audience, u32, ReceivingKey)>,
}

impl<'a> Keyring<'a> {
    pub(in crate::client) fn read(
        tables: &Tables<'_>,
        device: DeviceId,
        own: &'a ReceivingKey,
    ) -> Result<Self, VaultError> {
        let mut compartments = Vec::new();
        for compartment in Compartment::ALL {
            for epoch in tables.compartment_epochs(compartment)? {
                if let Some(secret) = tables.compartment_secret(compartment, epoch)? {
                    compartments.push((Audience::Compartment(compartment), epoch, secret));
                }
            }
        }
        Ok(Self { device, own, compartments })
    }

    fn key_for(&self, grant: &Grant) -> Option<&ReceivingKey> {
        if grant.to == Audience::Device(self.device) {
            return Some(self.own);
        }
        let mine = |(to, epoch, _): &&(Audience, u32, _)| (*to, *epoch) == (grant.to, grant.epoch);
        self.compartments.iter().find(mine).map(|(_, _, secret)| secret)
    }

    pub(in crate::client) fn unwrap(
        &self,
        region: RegionId,
        entry: &SignedEntry,
    ) -> Option<RecordKey> {
        entry.header().grants.iter().find_map(|grant| {
            let key = self.key_for(grant)?;
            entry.unwrap_grant(region, grant, key).ok()
        })
    }
}

/// What an answer's entries are.
pub(in crate::client) struct Judgement {
    /// Those that their authors signed.
    pub(in crate::client) entries: Vec<Judged>,
    /// Whether others were among them: the relay, which checks every signature, made them up or
    /// has damaged them. They are dropped, for nothing can be believed of them, their place least.
    pub(in crate::client) forged: bool,
}

enum Read {
    Judged(Box<Judged>),
    /// Written by a newer version, which this one cannot place, or of a record that is erased.
    LeftOut,
    Forged,
}

/// Parses and judges entries on all processors.
pub(in crate::client) fn judge_all(
    region: RegionId,
    directory: &Directory,
    keyring: &Keyring<'_>,
    entries: Vec<Arrived>,
) -> Judgement {
    let read = in_parallel(entries, |one| {
        let entry = match SignedEntry::parse(region, one.bytes) {
            Ok(entry) => entry,
            Err(RefusedEntry::Header(HeaderError::NewerSuite)) => return Read::LeftOut,
            Err(_) => return Read::Forged,
        };
        let Some(author) = signer(region, directory, &entry) else { return Read::Forged };
        if directory.erased(entry.record()).is_some() {
            return Read::LeftOut;
        }
        let refused = refuse(author, &entry, one.position).err();
        let key = refused.is_none().then(|| keyring.unwrap(region, &entry)).flatten();
        Read::Judged(Box::new(Judged { entry, position: one.position, refused, key }))
    });
    let mut judgement = Judgement { entries: Vec::new(), forged: false };
    for one in read {
        match one {
            Read::Judged(judged) => judgement.entries.push(*judged),
            Read::LeftOut => {}
            Read::Forged => judgement.forged = true,
        }
    }
    judgement
}

/// The author, when it is a device of the region and the signature is its own.
pub(in crate::client) fn signer<'d>(
    region: RegionId,
    directory: &'d Directory,
    entry: &SignedEntry,
) -> Option<&'d DirectoryStanding> {
    let author = directory.device(entry.author())?;
    let key = author.certificate.device.verifying_key()?;
    entry.verify(region, &key).ok().map(|()| author)
}

/// Every reader checks what the relay should have checked.
pub(in crate::client) fn refuse(
    standing: &DirectoryStanding,
    entry: &SignedEntry,
    position: Option<u64>,
) -> Result<(), &'static str> {
    if !standing.stands_at(position) {
        return Err(REVOKED_AUTHOR);
    }
    let (roles, header) = (standing.certificate.roles, entry.header());
    let starts = header.start == Start::New;
    if !roles.may_send(header.kind) || (starts && !roles.may_start(header.kind)) {
        return Err(ROLE);
    }
    Ok(())
}

impl Judged {
    /// The entry.
    pub(in crate::client) const fn entry(&self) -> &SignedEntry {
        &self.entry
    }

    /// Whether it counts by who wrote it and where.
    pub(in crate::client) const fn counts(&self) -> bool {
        self.refused.is_none()
    }

    /// Whether it hands its record's key to this device.
    pub(in crate::client) const fn brings_key(&self) -> bool {
        self.key.is_some()
    }

    /// Stores the entry and what it says of its record. The records that it touches are added to
    /// `touched`.
    ///
    /// Of two entries at one place of a chain the one that came first in the log stays; the other
    /// is kept as proof.
    pub(in crate::client) fn store(
        self,
        tables: &Tables<'_>,
        own: (RegionId, DeviceId),
        touched: &mut BTreeSet<RecordId>,
        now: Millis,
    ) -> Result<(), VaultError> {
        let (region, device) = own;
        let (entry, header) = (&self.entry, self.entry.header());
        let held = tables.entries_at(entry.author(), header.incarnation, header.seq)?;
        let rival = held.iter().any(|id| *id != entry.id());
        let why = match self.refused {
            None if rival && !self.displaces(tables, device, touched)? => Some(EQUIVOCATION),
            why => why,
        };
        let standing = if why.is_some() { Standing::Refused } else { Standing::Waiting };
        let reconsidered = self.position.is_some()
            && why.is_none()
            && tables.is_refused_for(entry.id(), [EQUIVOCATION, REVOKED_AUTHOR])?;
        let new = tables.add_entry(entry, self.position, standing, why)?;
        let id = entry.record();
        if reconsidered {
            // It came before its place in the log was known, which says that it counts.
            tables.set_standing(entry.id(), id, Standing::Waiting, None)?;
        } else if !new || why.is_some() {
            return Ok(());
        }
        let known = tables.record(id)?;
        let mut row = known.unwrap_or_else(|| RecordRow::new(id, header.kind, now));
        if header.start == Start::New {
            row.owner = Some(entry.author());
            row.kind = header.kind;
            row.home = None;
        }
        if let Some(key) = self.key
            && is_the_key(tables, region, &row, &key, header.start)?
        {
            row.key = Some(key);
        }
        tables.set_record(&row)?;
        touched.insert(id);
        Ok(())
    }
}

impl Judged {
    /// Whether what is held at its place of the chain gives way to it: that came directly, and the
    /// log has this one there.
    fn displaces(
        &self,
        tables: &Tables<'_>,
        own: DeviceId,
        touched: &mut BTreeSet<RecordId>,
    ) -> Result<bool, VaultError> {
        let (author, header) = (self.entry.author(), self.entry.header());
        let (placed, direct) =
            tables.placed_and_not(author, header.incarnation, header.seq, self.entry.id())?;
        if self.position.is_none() || author == own || placed > 0 {
            return Ok(false);
        }
        for (id, record) in direct {
            tables.set_standing(id, record, Standing::Refused, Some(EQUIVOCATION))?;
            tables.forget_document(record)?;
            touched.insert(record);
        }
        Ok(true)
    }
}

/// Whether a key that was granted is the record's: it opens the entry that started it. Anyone may
/// hand out another, and must not lock the reader out by it.
fn is_the_key(
    tables: &Tables<'_>,
    region: RegionId,
    row: &RecordRow,
    key: &RecordKey,
    granted_by: Start,
) -> Result<bool, VaultError> {
    let known = row.key.as_ref();
    if known.is_some_and(|known| known.as_bytes() == key.as_bytes()) {
        return Ok(false);
    }
    if known.is_none() && granted_by == Start::New {
        return Ok(true);
    }
    let entries = tables.entries_of(row.id)?.into_iter();
    let mut entries = entries.filter_map(|held| SignedEntry::parse(region, held.bytes).ok());
    let start = entries.find(|entry| entry.header().start == Start::New);
    Ok(match start {
        Some(start) => EpochKeys::read(tables, row.kind)?.open(region, &start, key).is_ok(),
        None => known.is_none(),
    })
}

impl Client {
    /// Takes into the vault what a crash kept from it: entries that are in the outbox only, and
    /// records whose entries were stored and not settled.
    pub(in crate::client) fn catch_up(&mut self, now: Millis) -> Result<(), ClientError> {
        let waiting = self.outbox.ids()?;
        let missing: BTreeSet<_> = self.vault.read(|tables| {
            let mut missing = BTreeSet::new();
            for id in waiting {
                if !tables.holds(id)? {
                    missing.insert(id);
                }
            }
            Ok::<_, VaultError>(missing)
        })?;
        let mut touched: BTreeSet<_> =
            self.vault.read(|tables| tables.unsettled())?.into_iter().collect();
        if !missing.is_empty() {
            let region = self.directory.region();
            let replayed = self.outbox.replay(&self.key)?;
            touched.extend(self.vault.write(|tables| take_back(tables, region, replayed))?);
        }
        if !touched.is_empty() {
            self.settle(&touched, now)?;
            self.forget_what_was_sealed(&touched)?;
        }
        self.vault_is_behind = false;
        Ok(())
    }

    /// Forgets what was typed and turned out to be sealed before the crash; what was not stays.
    fn forget_what_was_sealed(&mut self, records: &BTreeSet<RecordId>) -> Result<(), ClientError> {
        self.vault.write(|tables| {
            for id in records {
                let Some(row) = tables.record(*id)? else { continue };
                let Some(saved) = &row.document else { continue };
                let document = document_of(Some(saved))?;
                let mut sealed = tables.draft(*id)?;
                sealed.retain(|path, value| !document.is_changed_by(&Patch::one(path, value)));
                tables.clear_typed(*id, &sealed)?;
            }
            Ok(())
        })
    }

    /// Whether a device may write an incident here, by the entries held.
    ///
    /// # Errors
    /// Storage errors.
    pub(in crate::client) fn writers_of(
        &self,
        record: RecordId,
    ) -> Result<BTreeSet<DeviceId>, ClientError> {
        let region = self.directory.region();
        let entries = self.vault.read(|tables| tables.entries_of(record))?;
        let parsed = entries.into_iter().filter_map(|held| {
            let entry = SignedEntry::parse(region, held.bytes.clone()).ok()?;
            Some((held, entry))
        });
        Ok(writers(&self.directory, &parsed.collect::<Vec<_>>()))
    }
}

/// Stores own entries again, as the crash found them, with the chain they make.
fn take_back(
    tables: &Tables<'_>,
    region: RegionId,
    replayed: Vec<Replayed>,
) -> Result<Vec<RecordId>, ClientError> {
    let mut meta = tables.meta()?.ok_or(ClientError::NotEnrolled)?;
    let mut touched = Vec::new();
    for one in replayed {
        let entry = SignedEntry::parse(region, one.bytes).map_err(|_| VaultError::Damaged)?;
        let header = entry.header();
        // An older chain is over: what it said and the region did not hold was written again.
        if header.incarnation != meta.incarnation {
            continue;
        }
        meta.newest = meta.newest.max(Some((header.seq, entry.id())));
        meta.quoted = meta.quoted.max(header.seen.map_or(0, |seen| seen.size));
        if !tables.add_entry(&entry, None, Standing::Waiting, None)? {
            continue;
        }
        let id = entry.record();
        let known = tables.record(id)?;
        let mut row = known.unwrap_or_else(|| RecordRow::new(id, header.kind, one.saved_at));
        if header.start == Start::New {
            row.owner = Some(entry.author());
            row.home = None;
        }
        row.key = Some(RecordKey::new(Zeroizing::new(*one.key.as_bytes())));
        tables.set_record(&row)?;
        touched.push(id);
    }
    tables.set_meta(&meta)?;
    Ok(touched)
}
