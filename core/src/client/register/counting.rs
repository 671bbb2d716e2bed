//! Counts that can be told twice: of a past moment, by a stated rule, from a stated state of the
//! region's log. Whoever holds the register gets the same number again, whatever came later.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use crate::client::register::card::{revisions, subject_of, terms_at};
use crate::client::syncing::bound::EpochKeys;
use crate::client::syncing::merge::in_parallel;
use crate::client::{Client, ClientError};
use crate::entry::{Kind, SignedEntry};
use crate::ids::{Millis, RecordId, RegionId};
use crate::model::marker::{Counted, Marker, Rule};
use crate::model::subject::Subject;
use crate::record;
use crate::region::Directory;
use crate::vault::{EntryRow, RecordRow, Standing, VaultError};

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountOf {
    /// By which rule.
    pub rule: Rule,
    /// As it stood at this moment.
    pub at: Millis,
    /// As it was known when the region's log had so many leaves; as it is known now where there is
    /// none.
    pub log_size: Option<u64>,
}

/// A count, with what makes it come out the same again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedMarkers {
    /// How many.
    pub count: usize,
    /// The state of the region's log that it was made from: its size, and its root where that is
    /// the newest state known here.
    pub log_size: u64,
    /// The root, in hexadecimal.
    pub log_root: Option<String>,
    /// Entries of markers that are here and not in that state of the log.
    pub left_out: usize,
}

impl Client {
    /// Counts markers.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, [`ClientError::AheadOfLog`],
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn count_markers(&self, of: &CountOf) -> Result<CountedMarkers, ClientError> {
        self.may_read_register()?;
        let meta = self.meta()?;
        let (newest, root) = meta.region_log();
        let size = of.log_size.unwrap_or(newest);
        if size > newest {
            return Err(ClientError::AheadOfLog);
        }
        let then = Then {
            region: self.directory.region(),
            directory: &self.directory,
            at: Timestamp::from_millisecond(of.at.0).unwrap_or(Timestamp::MAX),
            size,
        };
        let markers = self.vault.read(|tables| {
            let mut markers = Vec::new();
            for row in tables.records(Kind::Marker)? {
                let held = tables.entries_of(row.id)?;
                markers.push((row, held, EpochKeys::read(tables, Kind::Marker)?));
            }
            Ok::<_, VaultError>(markers)
        })?;
        let (mut counted, mut left_out) = (Vec::new(), 0);
        for one in in_parallel(markers, |(row, held, epochs)| then.read(&row, held, &epochs)) {
            let (marker, out) = one?;
            counted.extend(marker);
            left_out += out;
        }
        Ok(CountedMarkers {
            count: of.rule.count(&counted),
            log_size: size,
            log_root: (size == newest).then(|| HEXLOWER.encode(&root)),
            left_out,
        })
    }
}

/// The moment, and the state of the log, as of which markers are read.
struct Then<'a> {
    region: RegionId,
    directory: &'a Directory,
    at: Timestamp,
    size: u64,
}

impl Then<'_> {
    /// A marker as it stood then, and how many of its entries that state of the log lacks.
    fn read(
        &self,
        row: &RecordRow,
        held: Vec<EntryRow>,
        epochs: &EpochKeys,
    ) -> Result<(Option<Counted>, usize), VaultError> {
        let Some(key) = &row.key else { return Ok((None, held.len())) };
        let (mut steps, mut left_out) = (Vec::new(), 0);
        for one in held.into_iter().filter(|one| one.standing != Standing::Refused) {
            let waits = one.standing == Standing::Waiting;
            if waits || one.position.is_none_or(|position| position >= self.size) {
                left_out += 1;
                continue;
            }
            let entry =
                SignedEntry::parse(self.region, one.bytes).map_err(|_| VaultError::Damaged)?;
            steps.extend(epochs.step(self.region, &entry, key).ok().flatten());
        }
        let document = record::settle(steps).record;
        let history = revisions(&document, row.owner, self.directory);
        let marker = Marker::read_as_of(&history, |at| terms_at(self.directory, at), self.at);
        let any = !history.is_empty();
        Ok((any.then(|| as_counted(row.id, &marker, self.at)), left_out))
    }
}

fn as_counted(id: RecordId, marker: &Marker, at: Timestamp) -> Counted {
    let kind = marker.subject.get("subject").cloned().unwrap_or_default();
    let subject = subject_of(&marker.subject);
    // What is the same for all markers about it is the first of its keys.
    let first = |subject: &Subject| subject.keys().into_iter().next();
    let key = subject.as_ref().and_then(first).unwrap_or_else(|| id.to_string());
    let premises = subject.as_ref().and_then(Subject::premises_key);
    Counted {
        status: marker.at(at),
        kind,
        premises: premises.unwrap_or_else(|| key.clone()),
        subject: key,
    }
}
