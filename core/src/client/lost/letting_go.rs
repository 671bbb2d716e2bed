//! Letting go of what is done: so many days after the hub's receipt a reader's device gives up the
//! key and the content of a report, where the region has stated so many. The entries stay, sealed,
//! for a restored relay may need them back.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::syncing::ingest::Keyring;
use crate::client::{Client, ClientError};
use crate::entry::{Kind, SignedEntry};
use crate::ids::{Millis, RecordId};
use crate::vault::{Done, Kept, Moving, Tables, VaultError};

/// What belongs to one incident, or a record that belongs to none. It goes as one.
#[derive(Default)]
struct Group {
    members: Vec<RecordId>,
    changed: Option<Millis>,
    incident: bool,
    answered: bool,
    /// Something in it is not held by the region, was typed and not saved, or is ours to keep.
    open: bool,
}

impl Client {
    /// Lets go of the records that are past the region's limit. Never of one that the region may
    /// not hold, nor of one with something typed in it, nor where this device reads every record
    /// of the kind.
    pub(in crate::client) fn forget_old(&mut self) -> Result<(), ClientError> {
        let Some(days) = self.directory.policy().and_then(|policy| policy.history) else {
            return Ok(());
        };
        let (Some(now), meta) = (self.contact.region_time(), self.meta()?) else { return Ok(()) };
        // In repair the region may lack what it held before.
        if meta.repair {
            return Ok(());
        }
        let (groups, done) = self.vault.read(|tables| {
            let unsent = tables.unsent(self.device(), meta.incarnation, meta.at_region().seq)?;
            let drafted: BTreeSet<_> = tables.drafted()?.into_iter().collect();
            let sending: BTreeSet<_> = tables
                .attachments()?
                .into_iter()
                .filter(|one| one.moving == Moving::Sending)
                .map(|one| one.record)
                .collect();
            let open = |one: &Kept| {
                !one.started
                    || sending.contains(&one.id)
                    || unsent.contains_key(&one.id)
                    || drafted.contains(&one.id)
                    || self.keeps(one.kind)
            };
            Ok::<_, VaultError>((groups(tables.kept()?, open), tables.done()?))
        })?;
        let limit = i64::try_from(days.millis()).unwrap_or(i64::MAX);
        let over = |since: Millis| now.0.saturating_sub(since.0) >= limit;
        let (mut noted, mut gone): (Vec<_>, Vec<RecordId>) = (Vec::new(), Vec::new());
        for (id, group) in &groups {
            let (Some(changed), true) = (group.changed, group.is_done()) else { continue };
            match done.get(id) {
                Some(known) if known.changed == changed && over(known.since) => {
                    gone.extend(&group.members);
                }
                Some(known) if known.changed == changed => {}
                _ => noted.push((*id, Done { changed, since: now })),
            }
        }
        if noted.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let chunks = self.vault.write(|tables| {
            for (id, done) in noted {
                tables.set_done(id, done)?;
            }
            let (mut chunks, any) = (Vec::new(), !gone.is_empty());
            for id in gone {
                if tables.attachment(id)?.is_some() {
                    tables.remove_attachment(id)?;
                    chunks.push(id);
                }
                // Those that belong to an incident have no line of their own yet.
                tables.set_done(id, Done { changed: now, since: now })?;
                tables.let_go(id)?;
            }
            if any {
                tables.forget_words()?;
            }
            Ok::<_, VaultError>(chunks)
        })?;
        for id in chunks {
            // Sealed under a key that is gone: what cannot be removed now is removed with the rest
            // that no record names.
            let _ = self.blobs(id).remove_all();
        }
        Ok(())
    }

    /// Takes back what was let go of and goes on elsewhere, where an entry still hands out its
    /// key: a late answer reaches who asked for it. What went with an incident comes back with it,
    /// its answer above all, and is returned too: it is to be settled.
    pub(in crate::client) fn bring_back(
        &mut self,
        touched: BTreeSet<RecordId>,
    ) -> Result<BTreeSet<RecordId>, ClientError> {
        let gone = self.vault.read(|tables| tables.gone())?;
        let again: Vec<_> = touched.intersection(&gone).copied().collect();
        if again.is_empty() {
            return Ok(touched);
        }
        let (device, region) = (self.device(), self.directory.region());
        let own = self.identity.receiving();
        let mut all = touched;
        self.vault.write(|tables| {
            let keyring = Keyring::read(tables, device, own)?;
            for record in again {
                for kind in Kind::ALL {
                    let about = tables.about(record, kind)?.into_iter().map(|row| row.id);
                    all.extend(about.filter(|id| gone.contains(id)));
                }
            }
            all.intersection(&gone).try_for_each(|record| {
                let entries = tables.entries_of(*record)?.into_iter();
                let mut entries =
                    entries.filter_map(|held| SignedEntry::parse(region, held.bytes).ok());
                let key = entries.find_map(|entry| keyring.unwrap(region, &entry));
                let (Some(key), Some(mut row)) = (key, tables.record(*record)?) else {
                    return Ok(());
                };
                row.key = Some(key);
                tables.set_record(&row)?;
                tables.clear_done(*record)
            })
        })?;
        Ok(all)
    }

    /// What is not here, and why.
    pub(in crate::client) fn not_here(
        tables: &Tables<'_>,
        id: RecordId,
    ) -> Result<ClientError, VaultError> {
        if tables.is_erased(id)? {
            return Ok(ClientError::Erased(id));
        }
        Ok(match tables.gone()?.contains(&id) {
            true => ClientError::LetGo(id),
            false => ClientError::UnknownRecord(id),
        })
    }
}

impl Group {
    /// An incident is done with once the hub has answered it; anything else once it is held.
    const fn is_done(&self) -> bool {
        !self.open && (self.answered || !self.incident)
    }
}

fn groups(kept: Vec<Kept>, open: impl Fn(&Kept) -> bool) -> BTreeMap<RecordId, Group> {
    let incidents = kept.iter().filter(|one| one.kind == Kind::Incident).map(|one| one.id);
    let incidents: BTreeSet<_> = incidents.collect();
    let mut groups: BTreeMap<RecordId, Group> = BTreeMap::new();
    for one in kept {
        let of = one.about.filter(|about| incidents.contains(about)).unwrap_or(one.id);
        let group = groups.entry(of).or_default();
        group.open |= open(&one);
        group.incident |= one.kind == Kind::Incident;
        group.answered |= one.kind == Kind::Followup;
        group.changed = group.changed.max(Some(one.changed_at));
        group.members.push(one.id);
    }
    groups
}
