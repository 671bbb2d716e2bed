//! Entries as they were received, checked on all cores before the database is held up.

use std::thread::{self, Builder};

use tabard_core::entry::{Header, Remnant, SignedEntry};
use tabard_core::ids::{DeviceId, EntryId, RecordId, RegionId};
use tabard_core::merkle::{Hash, leaf_hash};
use tabard_core::region::Directory;

/// Fewer than this are not worth a thread.
const WORTH_A_THREAD: usize = 32;

/// An entry on its way into the log.
pub(super) enum Candidate {
    /// Not looked at yet.
    Received(Vec<u8>),
    /// No entry of this protocol.
    Unreadable,
    /// An entry.
    Read(Box<ReadEntry>),
}

/// An entry, and whether its author signed it.
pub(super) struct ReadEntry {
    written: Written,
    pub(super) leaf: Hash,
    pub(super) signature: Verdict,
}

// Nearly every entry is whole, and what holds it is in a box of its own.
#[allow(clippy::large_enum_variant)]
enum Written {
    Whole(SignedEntry),
    Erased(Remnant),
}

/// What is known of a signature. A device's keys never change, so a verdict stays true however
/// the directory grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Matches,
    Differs,
    /// Nobody has certified the author so far.
    NoKey,
}

impl ReadEntry {
    /// What stays of an entry, out of a log that vouches for it: its leaf is in the tree there.
    pub(super) fn of_remnant(remnant: Remnant) -> Self {
        let leaf = remnant.leaf();
        Self { written: Written::Erased(remnant), leaf, signature: Verdict::Matches }
    }

    pub(super) const fn author(&self) -> DeviceId {
        match &self.written {
            Written::Whole(entry) => entry.author(),
            Written::Erased(remnant) => remnant.author,
        }
    }

    pub(super) const fn record(&self) -> RecordId {
        match &self.written {
            Written::Whole(entry) => entry.record(),
            Written::Erased(remnant) => remnant.record,
        }
    }

    pub(super) const fn id(&self) -> EntryId {
        match &self.written {
            Written::Whole(entry) => entry.id(),
            Written::Erased(remnant) => remnant.id,
        }
    }

    pub(super) const fn header(&self) -> &Header {
        match &self.written {
            Written::Whole(entry) => entry.header(),
            Written::Erased(remnant) => &remnant.header,
        }
    }

    /// Its bytes; none of what is erased.
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.written {
            Written::Whole(entry) => entry.bytes(),
            Written::Erased(_) => &[],
        }
    }

    /// What stays of it once it is erased.
    pub(super) fn remnant(&self) -> Remnant {
        match &self.written {
            Written::Whole(entry) => Remnant::of(entry),
            Written::Erased(remnant) => remnant.clone(),
        }
    }

    /// Checks the signature if that could not be done before.
    pub(super) fn verdict(&self, region: RegionId, directory: &Directory) -> Verdict {
        match self.signature {
            Verdict::NoKey => match &self.written {
                Written::Whole(entry) => verdict(region, directory, entry),
                Written::Erased(_) => Verdict::NoKey,
            },
            known => known,
        }
    }
}

impl Candidate {
    fn check(&mut self, region: RegionId, directory: &Directory) {
        let Self::Received(bytes) = self else { return };
        let bytes = std::mem::take(bytes);
        let leaf = leaf_hash(&bytes);
        *self = match SignedEntry::parse(region, bytes) {
            Ok(entry) => {
                let signature = verdict(region, directory, &entry);
                Self::Read(Box::new(ReadEntry { written: Written::Whole(entry), leaf, signature }))
            }
            Err(_) => Self::Unreadable,
        };
    }
}

fn verdict(region: RegionId, directory: &Directory, entry: &SignedEntry) -> Verdict {
    let certified = directory.device(entry.author());
    match certified.and_then(|device| device.certificate.device.verifying_key()) {
        Some(key) if entry.verify(region, &key).is_ok() => Verdict::Matches,
        Some(_) => Verdict::Differs,
        None => Verdict::NoKey,
    }
}

/// Parses entries and checks their signatures.
pub(super) fn check_all(
    region: RegionId,
    directory: &Directory,
    received: impl IntoIterator<Item = Vec<u8>>,
) -> Vec<Candidate> {
    let mut all: Vec<_> = received.into_iter().map(Candidate::Received).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(cores).max(WORTH_A_THREAD);
    if all.len() > share {
        thread::scope(|scope| {
            for part in all.chunks_mut(share) {
                let work = || part.iter_mut().for_each(|one| one.check(region, directory));
                // Where no thread is to be had, the loop below does its work.
                let _ = Builder::new().spawn_scoped(scope, work);
            }
        });
    }
    all.iter_mut().for_each(|one| one.check(region, directory));
    all
}
