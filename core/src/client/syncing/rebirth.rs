//! A device that was restored from a copy, or cloned, goes on in a new chain: what the region does
//! not hold of the old one is written again as the same facts in new entries.

use std::collections::BTreeSet;

use rand_core::CryptoRng;

use crate::client::syncing::bound::{EpochKeys, Unopened};
use crate::client::syncing::merge::{Projection, actor, document_of, record_kind};
use crate::client::writing::write::next_header;
use crate::client::{Client, ClientError};
use crate::entry::{self, Audience, Grant, SignedEntry, Start};
use crate::ids::{Incarnation, Millis, RecordId};
use crate::keys::RecordKey;
use crate::model::{Node, Patch, Path, Tree};
use crate::record::Record;
use crate::vault::{EntryRow, Held, Meta, RecordRow, Standing, VaultError};
use crate::wire::Chain;

/// What an unsent stretch of the old chain said of one record.
struct Unsaid {
    row: RecordRow,
    patch: Patch,
    grants: Vec<Grant>,
}

impl Client {
    pub(in crate::client) fn rebirth(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let old = self.meta()?;
        let mut unsent = self.unsent(&old)?;
        // What was let go of here cannot be said again: it stays in the old chain, and goes back
        // from there as far as the relay takes it.
        let gone = self.vault.read(|tables| tables.gone())?;
        let is_erased = |record| self.directory.erased(record).is_some();
        unsent.retain(|(_, entry)| !gone.contains(&entry.record()) && !is_erased(entry.record()));
        let records: BTreeSet<RecordId> = unsent.iter().map(|(_, entry)| entry.record()).collect();
        let mut unsaid = Vec::new();
        for record in &records {
            unsaid.push(self.take_out(*record, &unsent, now)?);
        }
        let mut meta = Meta { incarnation: fresh(old.incarnation, rng), newest: None, ..old };
        meta.held.seq = 0;
        meta.upstream = meta.upstream.map(|held| Held { seq: 0, ..held });
        meta.quoted = 0;
        meta.repair = true;

        let mut sealed = Vec::new();
        for Unsaid { mut row, patch, grants } in unsaid {
            let key = row.key.clone().ok_or(ClientError::UnknownRecord(row.id))?;
            let (entry, document) =
                self.seal_again(&mut meta, &mut row, &key, &patch, grants, rng)?;
            Projection::of(&document, record_kind(row.kind)).put_into(&mut row, now);
            sealed.push((entry, key, row));
        }
        self.vault.write_synced(|tables| {
            for (row, entry) in &unsent {
                tables.remove_entry(row.id, entry.record())?;
            }
            for (entry, _, row) in &sealed {
                tables.add_entry(entry, None, Standing::Applied, None)?;
                tables.set_record(row)?;
            }
            tables.set_meta(&meta)
        })?;
        // A crash up to here leaves entries of the old chain in the outbox: they are not taken back.
        let entries: Vec<_> = sealed.iter().map(|(entry, key, _)| (entry, key)).collect();
        self.outbox.put(&entries, now, &self.key, rng)?;
        self.outbox.remove_through(old.incarnation, u64::MAX >> 1)?;
        self.engine.want(false);
        Ok(())
    }

    fn unsent(&self, meta: &Meta) -> Result<Vec<(EntryRow, SignedEntry)>, ClientError> {
        let (device, incarnation) = (self.device(), meta.incarnation);
        let from = Chain { device, incarnation, seq: meta.held.seq + 1 };
        let rows = self.vault.read(|tables| tables.chain_from(from, usize::MAX >> 1))?;
        let region = self.directory.region();
        rows.into_iter()
            .map(|row| {
                let entry = SignedEntry::parse(region, row.bytes.clone());
                Ok((row, entry.map_err(|_| VaultError::Damaged)?))
            })
            .collect()
    }

    /// The record without its unsent entries, and what they said.
    fn take_out(
        &self,
        record: RecordId,
        unsent: &[(EntryRow, SignedEntry)],
        now: Millis,
    ) -> Result<Unsaid, ClientError> {
        let region = self.directory.region();
        let (row, held) = self.vault.read(|tables| {
            Ok::<_, VaultError>((tables.record(record)?, tables.entries_of(record)?))
        })?;
        let mut row = row.ok_or(ClientError::UnknownRecord(record))?;
        let key = row.key.clone().ok_or(ClientError::UnknownRecord(record))?;
        let epochs = self.vault.read(|tables| EpochKeys::read(tables, row.kind))?;
        let now_tree = tree_of(row.document.as_deref())?;

        let (mut steps, mut grants, mut last_home) = (Vec::new(), Vec::new(), None);
        for held in held.iter().filter(|held| held.standing == Standing::Applied) {
            if unsent.iter().any(|(row, _)| row.id == held.id) {
                continue;
            }
            let entry =
                SignedEntry::parse(region, held.bytes.clone()).map_err(|_| VaultError::Damaged)?;
            match epochs.step(region, &entry, &key) {
                Ok(step) => steps.extend(step),
                // An entry whose epoch's key never came was no part of the record.
                Err(Unopened::NoEpoch) => {}
                Err(Unopened::Not(why)) => return Err(ClientError::Damaged(why)),
            }
        }
        for (_, entry) in unsent.iter().filter(|(_, entry)| entry.record() == record) {
            let mut theirs = entry.header().grants.clone();
            if entry.header().start == Start::New && !theirs.is_empty() {
                last_home = Some(theirs.remove(0));
            }
            grants.extend(theirs.into_iter().filter(|one| matches!(one.to, Audience::Device(_))));
        }
        let before = crate::record::settle(steps).record;
        row.home = last_home.or(row.home);
        row.document = (!before.heads().is_empty()).then(|| before.save());
        row.changed_at = now;
        Ok(Unsaid { row, patch: difference(&before.tree(), &now_tree), grants })
    }

    fn seal_again(
        &self,
        meta: &mut Meta,
        row: &mut RecordRow,
        key: &RecordKey,
        patch: &Patch,
        grants: Vec<Grant>,
        rng: &mut dyn CryptoRng,
    ) -> Result<(SignedEntry, Record), ClientError> {
        let mut document = document_of(row.document.as_deref())?;
        let changes = document.edit(&actor(self.device(), meta.incarnation), patch)?;
        let (header, key) = self.sealed_under(next_header(meta, row, grants), key)?;
        let region = self.directory.region();
        let changes = changes.unwrap_or_default();
        let entry = entry::seal(region, &self.identity, header, &key, &changes, rng)?;
        meta.newest = Some((entry.header().seq, entry.id()));
        Ok((entry, document))
    }
}

fn fresh(old: Incarnation, rng: &mut dyn CryptoRng) -> Incarnation {
    loop {
        let drawn = Incarnation(rng.next_u32());
        if drawn != old && drawn != Incarnation(0) {
            return drawn;
        }
    }
}

fn tree_of(saved: Option<&[u8]>) -> Result<Tree, ClientError> {
    let Some(saved) = saved else { return Ok(Tree::new()) };
    Ok(document_of(Some(saved))?.tree())
}

/// The patch that makes `before` read like `after`.
fn difference(before: &Tree, after: &Tree) -> Patch {
    let (mut patch, mut old, mut new) = (Patch::default(), Vec::new(), Vec::new());
    leaves(before, "", &mut old);
    leaves(after, "", &mut new);
    for (path, _) in old.iter().filter(|(path, _)| !new.iter().any(|(other, _)| other == path)) {
        patch.clear(path.clone());
    }
    for (path, node) in new.into_iter().filter(|leaf| !old.contains(leaf)) {
        if let Node::Leaf(stated, _) = node {
            patch.set(path, stated.value.clone());
        }
    }
    patch
}

fn leaves<'a>(tree: &'a Tree, prefix: &str, found: &mut Vec<(Path, &'a Node)>) {
    for (name, node) in tree {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        match node {
            Node::Branch(below) => leaves(below, &path, found),
            Node::Leaf(..) => found.extend(Path::parse(&path).ok().map(|path| (path, node))),
        }
    }
}
