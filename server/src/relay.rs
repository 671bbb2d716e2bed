//! The relay: the log that keeps entries it cannot read.
//!
//! It checks who wrote an entry, where it stands in its author's chain and whether its author may
//! write the record; it appends what is good, moves it into the feeds of those who may read it,
//! and signs for it once it is durable. All of its state is in one SQLite file and is read inside
//! each transaction, so that a server and a command line may use the same folder at once.

mod answer;
mod backup;
mod candidate;
mod carried;
mod chunks;
mod database;
mod edge;
mod erased;
mod error;
mod ingest;
mod key;
mod ledger;
mod mirror;
mod numbers;
mod outward;
mod quota;
mod readers;
mod routing;
mod stats;
mod tree;
mod verify;
mod witness;
mod writer;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tabard_core::ids::{DeviceId, LogId, Millis, RegionId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::merkle::TreeHead;
use tabard_core::region::{Directory, Standing};
use tabard_core::wire::{Placed, ProblemCode, Refused, SyncRequest, SyncResponse};

use answer::{Answer, Asker};
use chunks::Chunks;
use database::Home;
use ingest::{Sender, Submission};
use ledger::Known;
use readers::Readers;
use writer::Writer;

pub use chunks::ChunkReport;
pub use erased::Held;
pub use error::RelayError;
pub(crate) use ingest::may_exchange;
pub use mirror::{MirrorFault, Mirrored};
pub use outward::{Outward, UpstreamState};
pub use stats::Stats;
pub use verify::{Fault, Report};
pub use witness::{Proved, Witnessed};

/// The most statements that one offer may hold.
pub const MAX_OFFER: usize = 4096;

/// What a relay grants to each device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of entries per day (UTC).
    pub bytes_per_day: u64,
    /// Bytes of sealed chunks per day (UTC): a proposal of this project.
    pub chunk_bytes_per_day: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_per_day: 64 * 1024 * 1024, chunk_bytes_per_day: 4 * 1024 * 1024 * 1024 }
    }
}

/// An open relay. Shared between threads, it answers many devices at once.
pub struct Relay {
    dir: PathBuf,
    home: Home,
    identity: DeviceIdentity,
    limits: Limits,
    known: Mutex<Known>,
    readers: Readers,
    writer: Writer,
    chunks: Chunks,
}

impl Relay {
    /// Makes a relay in a folder. The first statements must certify it for this log.
    ///
    /// # Errors
    /// [`RelayError::Exists`] when there is one already, [`RelayError::Statement`] when the
    /// directory does not accept a statement, others when the files cannot be written.
    pub fn create(
        dir: &Path,
        region: RegionId,
        log: LogId,
        identity: &DeviceIdentity,
        statements: &[Vec<u8>],
        limits: Limits,
    ) -> Result<Self, RelayError> {
        Self::create_in(dir, Home { region, log, edge: false }, identity, statements, limits)
    }

    /// Makes the relay of a control room in a folder, with the directory so far, which must certify
    /// it for this log.
    ///
    /// # Errors
    /// As [`Relay::create`].
    pub fn create_edge(
        dir: &Path,
        region: RegionId,
        log: LogId,
        identity: &DeviceIdentity,
        statements: &[Vec<u8>],
        limits: Limits,
    ) -> Result<Self, RelayError> {
        Self::create_in(dir, Home { region, log, edge: true }, identity, statements, limits)
    }

    fn create_in(
        dir: &Path,
        home: Home,
        identity: &DeviceIdentity,
        statements: &[Vec<u8>],
        limits: Limits,
    ) -> Result<Self, RelayError> {
        accepted(home.region, statements)?;
        drop(database::create(dir, home)?);
        key::write(dir, identity)?;
        let relay = Self::open(dir, limits)?;
        relay.append_statements(statements)?;
        Ok(relay)
    }

    /// Opens the relay of a folder.
    ///
    /// # Errors
    /// [`RelayError`] when there is none, it was written by a newer version, or is damaged.
    pub fn open(dir: &Path, limits: Limits) -> Result<Self, RelayError> {
        let (db, home) = database::open(dir)?;
        let identity = key::read(dir)?;
        let relay = Self {
            dir: dir.to_owned(),
            home,
            identity,
            limits,
            known: Mutex::new(Known::nothing(home)),
            readers: Readers::default(),
            writer: Writer::new(db),
            chunks: Chunks::of(dir),
        };
        relay.go_on_erasing();
        Ok(relay)
    }

    /// One exchange with a device whose signature over the request has been checked.
    ///
    /// # Errors
    /// [`RelayError`], of which [`RelayError::problem`] is the answer. Nothing is then acknowledged,
    /// and the same request can be made again.
    pub fn sync(
        &self,
        now: Millis,
        device: DeviceId,
        mut request: SyncRequest,
    ) -> Result<SyncResponse, RelayError> {
        if request.region != self.home.region {
            return Err(ProblemCode::OtherRegion.into());
        }
        let refused = self.take(now, device, &mut request)?;
        self.read(|db, known| {
            ingest::may_exchange(known.directory(), device, now)?;
            let asker = Asker { device, now, request: &request };
            let answer = Answer { db, known, home: self.home, identity: &self.identity };
            answer.to(&asker, refused)
        })
    }

    /// Takes what a request brings, and empties it.
    fn take(
        &self,
        now: Millis,
        device: DeviceId,
        request: &mut SyncRequest,
    ) -> Result<Vec<Refused>, RelayError> {
        let entries = request.entries.take().unwrap_or_default();
        let statements = request.statements.take().unwrap_or_default();
        let carried = request.carried.take().unwrap_or_default();
        if entries.is_empty() && statements.is_empty() {
            return Ok(Vec::new());
        }
        let (directory, statements) = self.read(|db, known| {
            ingest::may_exchange(known.directory(), device, now)?;
            let statements: Vec<_> = statements.into_iter().map(Vec::from).collect();
            Ok((known.directory().clone(), ledger::news(db, known, &statements)?))
        })?;
        let entries = entries.into_iter().map(Vec::from);
        let entries = candidate::check_all(self.home.region, &directory, entries);
        request.carried = Some(carried::brought(carried, &entries));
        let submission = Submission {
            from: Some(Sender { now, device, incarnation: request.incarnation }),
            statements,
            entries,
            page: None,
        };
        Ok(self.submit(submission)?.refused)
    }

    /// Takes back statements that a restored relay lost. They come from anyone, so each must
    /// prove itself, and that before the log is held up for it; those that do not are ignored.
    /// Returns how many were new.
    ///
    /// # Errors
    /// [`ProblemCode::TooLarge`] for more than [`MAX_OFFER`], or when the database fails.
    pub fn offer_directory(&self, statements: &[Vec<u8>]) -> Result<usize, RelayError> {
        if statements.len() > MAX_OFFER {
            return Err(ProblemCode::TooLarge.into());
        }
        let news = self.read(|db, known| ledger::news(db, known, statements))?;
        if news.is_empty() {
            return Ok(0);
        }
        let outcome = self.submit(Submission::of_statements(news))?;
        Ok(outcome.statements.iter().filter(|one| one.is_ok()).count())
    }

    /// Appends statements of the operator's own. Those before one that is refused are kept.
    ///
    /// # Errors
    /// [`RelayError::Statement`] for the first that the directory does not accept.
    pub fn append_statements(&self, statements: &[Vec<u8>]) -> Result<(), RelayError> {
        let outcome = self.submit(Submission::of_statements(statements.to_vec()))?;
        let refused =
            (1..).zip(outcome.statements).find_map(|(number, one)| Some((number, one.err()?)));
        refused.map_or(Ok(()), |(number, why)| Err(RelayError::Statement { number, why }))
    }

    /// The directory as the log now has it.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn directory(&self) -> Result<Arc<Directory>, RelayError> {
        self.read(|_, known| Ok(known.directory().clone()))
    }

    /// A device's place in the region.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn standing_of(&self, device: DeviceId) -> Result<Option<Standing>, RelayError> {
        Ok(self.directory()?.device(device).cloned())
    }

    /// The lines by which a removed device learns that it is to be wiped: the order, after the
    /// certificate of its signer, which the device may not have seen. None without an order.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn wipe_lines(&self, device: DeviceId) -> Result<Vec<Vec<u8>>, RelayError> {
        self.read(|db, known| {
            let directory = known.directory();
            let Some(ordered) = directory.device(device).and_then(|standing| standing.wipe) else {
                return Ok(Vec::new());
            };
            let signer = directory.device(ordered.signer).map(|standing| standing.certified_at);
            let positions = signer.into_iter().chain([ordered.position]);
            let lines = positions.map(|at| answer::statement_at(db, self.home.edge, at));
            // Half an order says nothing.
            Ok(lines.collect::<Result<Option<Vec<_>>, _>>()?.unwrap_or_default())
        })
    }

    /// Every statement in the order of the log, for a device that joins.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn statements(&self) -> Result<Vec<Placed>, RelayError> {
        self.read(|db, _| answer::statements(db, 0, &mut answer::Room::endless()))
    }

    /// The size and root of the log.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn head(&self) -> Result<TreeHead, RelayError> {
        self.read(|_, known| Ok(known.head()))
    }

    /// The region.
    #[must_use]
    pub const fn region(&self) -> RegionId {
        self.home.region
    }

    /// The log's id.
    #[must_use]
    pub const fn log(&self) -> LogId {
        self.home.log
    }

    /// Counts for metrics.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails.
    pub fn stats(&self) -> Result<Stats, RelayError> {
        self.read(|db, known| Stats::read(db, known.size()))
    }

    /// Reads the whole log again: every hash, signature and rule, and all that was derived from
    /// it. Serving goes on; the check needs as much disk again as the log.
    ///
    /// # Errors
    /// [`RelayError`] when the database fails. Faults of the log are no error but in the report.
    pub fn verify(&self) -> Result<Report, RelayError> {
        let (mut db, home) = database::open(&self.dir)?;
        let transaction = db.transaction()?;
        verify::verify(&transaction, &self.dir, home)
    }

    /// Writes a copy of the relay, its key and its chunks included, into a folder that has none. Serving goes on.
    ///
    /// # Errors
    /// [`RelayError::Exists`] when there is a relay, others when the files cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), RelayError> {
        let (db, _) = database::open(&self.dir)?;
        backup::backup(&db, &self.identity, to)?;
        self.chunks.copy_to(to)
    }

    /// Writes to what is kept beside the log.
    fn write_aside(
        &self,
        work: impl FnOnce(&Connection) -> Result<(), RelayError>,
    ) -> Result<(), RelayError> {
        let (mut db, _) = database::open(&self.dir)?;
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        work(&transaction)?;
        Ok(transaction.commit()?)
    }

    fn submit(&self, submission: Submission) -> Result<ingest::Outcome, RelayError> {
        let may_order = !submission.statements.is_empty() || submission.page.is_some();
        let outcome = self.writer.submit(submission, &self.known, self.limits)?;
        if may_order {
            self.go_on_erasing();
        }
        Ok(outcome)
    }

    /// Ends what an order to erase began. What stands in the way puts it off, to the next line that
    /// comes or the next start: the log itself gives nothing of it any more.
    fn go_on_erasing(&self) {
        if self.end_erasing().is_err() {
            tracing::error!(
                "what was erased is not yet out of the files: look at the disk's space"
            );
        }
    }

    /// Runs one read of the database, all of it at one state of the log.
    fn read<T>(
        &self,
        work: impl FnOnce(&Connection, &Known) -> Result<T, RelayError>,
    ) -> Result<T, RelayError> {
        let mut loan = self.readers.lend(&self.dir)?;
        let mut known = lock(&self.known).clone();
        let transaction = loan.db()?.transaction()?;
        known.refresh(&transaction)?;
        let result = work(&transaction, &known);
        transaction.finish()?;
        remember(&self.known, known);
        result
    }
}

/// Checks statements before anything is written.
fn accepted(region: RegionId, statements: &[Vec<u8>]) -> Result<(), RelayError> {
    let mut directory = Directory::new(region);
    for (number, (position, bytes)) in (1..).zip((0..).zip(statements)) {
        directory.apply(position, bytes).map_err(|why| RelayError::Statement { number, why })?;
    }
    Ok(())
}

/// Keeps the newer knowledge.
fn remember(cache: &Mutex<Known>, known: Known) {
    let mut cache = lock(cache);
    if known.version() > cache.version() {
        *cache = known;
    }
}

/// What a poisoned lock guards here is replaced as a whole or not at all.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
