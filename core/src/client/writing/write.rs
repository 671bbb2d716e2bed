//! Writing: fields as they are typed, and entries as they are saved.

use rand_core::CryptoRng;

use crate::client::register::card::Indexed;
use crate::client::syncing::bound::EpochKeys;
use crate::client::syncing::merge::{MAX_CREW, Projection, actor, document_of, record_kind};
use crate::client::writing::account::with_subject;
use crate::client::writing::stamp::stamped;
use crate::client::{Client, ClientError};
use crate::entry::{self, Audience, Grant, Header, Kind, RecordOrigin, Seen, Start};
use crate::ids::{DeviceId, Millis, RecordId};
use crate::keys::RecordKey;
use crate::model::Patch;
use crate::vault::{Meta, RecordRow, Standing};

impl Client {
    /// Starts an incident. It exists at once, with a key of its own; it is sent once something in
    /// it is saved.
    ///
    /// # Errors
    /// [`ClientError`] when the region has no triage key, and storage errors.
    pub fn start_incident(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let row = self.begin(Kind::Incident, now, rng)?;
        self.vault.write(|tables| tables.set_record(&row))?;
        Ok(row.id)
    }

    /// Keeps fields as they are typed. They are in the vault when this returns, and part of the
    /// report with the next [`Client::save`].
    ///
    /// # Errors
    /// [`ClientError`] when there is no such report here or it may not be changed.
    pub fn type_into(&mut self, record: RecordId, patch: &Patch) -> Result<(), ClientError> {
        let row = self.writable(record)?;
        self.check_link(&row, patch)?;
        Ok(self.vault.write(|tables| tables.type_into(row.id, patch))?)
    }

    /// Seals what was typed into one entry and puts it into the outbox, durably. Returns whether
    /// there was anything to save.
    ///
    /// # Errors
    /// [`ClientError`]; what was typed is kept.
    pub fn save(
        &mut self,
        record: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.writable(record)?;
        let patch = self.vault.read(|tables| tables.draft(record))?;
        self.commit(row, &patch, Vec::new(), now, rng)
    }

    /// Writes a whole report and saves it.
    ///
    /// # Errors
    /// [`ClientError`]; nothing is kept of the report then.
    pub fn report(
        &mut self,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        if patch.is_empty() {
            return Err(ClientError::Empty);
        }
        let row = self.begin(Kind::Incident, now, rng)?;
        let id = row.id;
        self.commit(row, patch, Vec::new(), now, rng)?;
        Ok(id)
    }

    /// Changes a report and saves it. Returns whether anything changed.
    ///
    /// # Errors
    /// [`ClientError`]; the report is as it was then.
    pub fn edit(
        &mut self,
        record: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.writable(record)?;
        self.commit(row, patch, Vec::new(), now, rng)
    }

    /// Lets a crew-mate's device read and write an incident. Gives whether that was new: a device
    /// that writes it already is granted its key again, for the case that the region lost the first.
    ///
    /// # Errors
    /// [`ClientError::UnknownDevice`] or [`ClientError::RevokedDevice`] when it cannot be invited,
    /// [`ClientError::CrewIsFull`] when there are [`MAX_CREW`] already.
    pub fn invite(
        &mut self,
        record: RecordId,
        device: DeviceId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        self.invite_with(record, device, Patch::default(), now, rng)
    }

    /// The same, with something to write beside it.
    pub(in crate::client) fn invite_with(
        &mut self,
        record: RecordId,
        device: DeviceId,
        beside: Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.writable(record)?;
        let writers = self.writers_of(record)?;
        let new = !writers.contains(&device);
        if new && writers.len() >= MAX_CREW {
            return Err(ClientError::CrewIsFull);
        }
        let key = row.key.clone().ok_or(ClientError::UnknownRecord(record))?;
        let grant = self.grant_to_device(&row, &key, device, rng)?;
        let mut draft = self.vault.read(|tables| tables.draft(record))?;
        draft.extend(beside);
        self.commit(row, &draft, vec![grant], now, rng)?;
        Ok(new)
    }

    /// A new record, at home where its kind is.
    pub(in crate::client) fn begin(
        &self,
        kind: Kind,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordRow, ClientError> {
        if !self.roles()?.may_start(kind) {
            return Err(ClientError::Role);
        }
        let home = kind.home();
        let epoch = self.directory.epoch(home).ok_or(ClientError::NobodyReads(home))?;
        let home = (home, epoch.number, &epoch.public);
        let origin = RecordOrigin::new(self.directory.region(), self.device(), kind, home, rng)?;
        let mut row = RecordRow::new(origin.id, kind, now);
        row.key = Some(origin.key);
        row.owner = Some(self.device());
        row.home = Some(origin.home);
        Ok(row)
    }

    pub(in crate::client) fn writable(&self, record: RecordId) -> Result<RecordRow, ClientError> {
        let Some(row) = self.vault.read(|tables| tables.record(record))? else {
            return Err(self.unknown(record)?);
        };
        if row.key.is_none() {
            return Err(self.vault.read(|tables| Self::not_here(tables, record))?);
        }
        match self.roles()?.may_write(row.kind) {
            true => Ok(row),
            false => Err(ClientError::NotAWriter(record)),
        }
    }

    pub(in crate::client) fn grant_to_device(
        &self,
        row: &RecordRow,
        key: &RecordKey,
        device: DeviceId,
        rng: &mut dyn CryptoRng,
    ) -> Result<Grant, ClientError> {
        let standing = self.directory.device(device).ok_or(ClientError::UnknownDevice)?;
        if standing.revoked_at.is_some() {
            return Err(ClientError::RevokedDevice);
        }
        let to = (Audience::Device(device), 0, standing.certificate.device.receiving());
        Ok(Grant::seal(self.directory.region(), row.id, key, to, rng)?)
    }

    /// A header with the epoch it is bound to, and what its body is sealed under.
    pub(in crate::client) fn sealed_under(
        &self,
        mut header: Header,
        key: &RecordKey,
    ) -> Result<(Header, RecordKey), ClientError> {
        let epochs = self.vault.read(|tables| EpochKeys::read(tables, header.kind))?;
        header.epoch = epochs.newest();
        let home = header.kind.home();
        let bound = header.epoch.is_some() == header.kind.epoch_bound();
        let key = epochs.key(key, &header).filter(|_| bound);
        key.map(|key| (header, key)).ok_or(ClientError::NobodyReads(home))
    }

    /// Makes a patch and grants one entry: sealed, durable in the outbox, then in the vault.
    pub(in crate::client) fn commit(
        &mut self,
        mut row: RecordRow,
        patch: &Patch,
        grants: Vec<Grant>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        if self.vault_is_behind {
            self.catch_up(now)?;
        }
        self.check_link(&row, patch)?;
        let patch = &with_subject(&row, patch);
        let mut meta = self.meta()?;
        let mut document = document_of(row.document.as_deref())?;
        let changes = match document.is_changed_by(patch) {
            true => {
                let begun = row.home.as_ref().map(|_| row.started_at);
                let patch = stamped(patch, row.kind, self.device(), begun, now);
                document.edit(&actor(self.device(), meta.incarnation), &patch)?
            }
            false => None,
        };
        if changes.is_none() && grants.is_empty() {
            self.vault.write(|tables| tables.clear_typed(row.id, patch))?;
            return Ok(false);
        }
        if changes.is_some() {
            match row.kind {
                Kind::Followup => self.leaves_an_answer(&row, &document)?,
                Kind::Case => self.case_may_stand(&row, &document)?,
                Kind::Marker => self.may_stand(&row, &document)?,
                _ => {}
            }
        }
        let key = row.key.clone().ok_or(ClientError::UnknownRecord(row.id))?;
        let header = next_header(&mut meta, &mut row, grants);
        let (header, sealing) = self.sealed_under(header, &key)?;
        let changes = changes.unwrap_or_default();
        let region = self.directory.region();
        let entry = entry::seal(region, &self.identity, header, &sealing, &changes, rng)?;
        meta.newest = Some((entry.header().seq, entry.id()));

        self.outbox.put(&[(&entry, &key)], now, &self.key, rng)?;
        self.engine.want(false);
        let indexed = Indexed::of(row.id, row.kind, row.owner, &document, &self.directory);
        let projection = Projection::of(&document, record_kind(row.kind));
        projection.put_into(&mut row, now);
        let taken = self.vault.write(|tables| {
            tables.add_entry(&entry, None, Standing::Applied, None)?;
            tables.set_record(&row)?;
            indexed.iter().try_for_each(|indexed| indexed.write(tables))?;
            tables.clear_typed(row.id, patch)?;
            tables.set_meta(&meta)
        });
        // The entry is durable: should the vault be unable to take it now, it will later.
        self.vault_is_behind = taken.is_err();
        Ok(true)
    }
}

/// The header of the device's next entry; the log as last seen is quoted once for each state.
pub(in crate::client) fn next_header(
    meta: &mut Meta,
    row: &mut RecordRow,
    mut grants: Vec<Grant>,
) -> Header {
    let start = match row.home.take() {
        Some(home) => {
            grants.insert(0, home);
            Start::New
        }
        None => Start::Of(row.id),
    };
    // The state of an edge's log would mean nothing to the region.
    let quotable = meta.upstream.is_none() && meta.size > meta.quoted;
    let seen = quotable.then(|| {
        meta.quoted = meta.size;
        Seen { size: meta.size, root: crate::keys::cut(&meta.root) }
    });
    let (seq, prev) = match meta.newest {
        Some((seq, id)) => (seq.saturating_add(1), id.short()),
        None => (1, [0; 16]),
    };
    let (kind, incarnation) = (row.kind, meta.incarnation);
    Header { suite: 0, start, kind, incarnation, seq, prev, seen, grants, epoch: None }
}
