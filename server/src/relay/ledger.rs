//! The log: what is appended, and what a process remembers of it between transactions.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use tabard_core::merkle::{Frontier, Hash, TreeHead, leaf_hash};
use tabard_core::region::{Directory, DirectoryError, SignedStatement, Statement, TOLD};

use super::database::Home;
use super::edge::{self, KnownUpstream};
use super::numbers::{ChainNumber, RecordNumber};
use super::tree::StoredRows;
use super::{RelayError, erased};

/// What follows from the log up to a size. It is only ever a cache: the log grows at its end, so
/// whatever another process added is made up for by [`Known::refresh`] inside each transaction.
#[derive(Clone)]
pub(super) struct Known {
    directory: Arc<Directory>,
    frontier: Frontier,
    /// At an edge: what is known of the region's log.
    upstream: Option<KnownUpstream>,
}

impl Known {
    pub(super) fn nothing(home: Home) -> Self {
        Self {
            directory: Arc::new(Directory::new(home.region)),
            frontier: Frontier::default(),
            upstream: home.edge.then(|| KnownUpstream::nothing(home.region)),
        }
    }

    /// What has to be the same for this to be all that is known.
    pub(super) fn version(&self) -> (u64, u64) {
        (self.upstream.as_ref().map_or(0, KnownUpstream::changes), self.size())
    }

    pub(super) const fn upstream(&self) -> Option<&KnownUpstream> {
        self.upstream.as_ref()
    }

    fn again(&self) -> Self {
        let region = self.directory.region();
        Self {
            directory: Arc::new(Directory::new(region)),
            frontier: Frontier::default(),
            upstream: self.upstream.as_ref().map(|_| KnownUpstream::nothing(region)),
        }
    }

    /// Catches up with the log as this connection sees it.
    pub(super) fn refresh(&mut self, db: &Connection) -> Result<(), RelayError> {
        let size = stored_size(db)?;
        if size < self.size() {
            *self = self.again();
        }
        if let Some(upstream) = &mut self.upstream {
            let news = upstream.refresh(db)? || holds_news(db, self.frontier.size())?;
            if news {
                self.directory = Arc::new(upstream.with_unplaced(db)?);
            }
            if size > self.frontier.size() {
                self.frontier = Frontier::load(&StoredRows(db), size)?;
            }
            return Ok(());
        }
        if size > self.size() {
            let mut query = db.prepare_cached(
                "SELECT position, bytes FROM log
                 WHERE chain IS NULL AND position >= ?1 ORDER BY position",
            )?;
            let mut rows = query.query([self.size()])?;
            while let Some(row) = rows.next()? {
                let bytes = row.get_ref(1)?.as_blob().map_err(|_| RelayError::Damaged)?;
                Arc::make_mut(&mut self.directory)
                    .apply(row.get(0)?, bytes)
                    .map_err(|_| RelayError::Damaged)?;
            }
            self.frontier = Frontier::load(&StoredRows(db), size)?;
        }
        Ok(())
    }

    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Where a line that is taken now stands.
    fn next_line(&self) -> u64 {
        if self.upstream.is_some() { TOLD } else { self.size() }
    }

    pub(super) fn head(&self) -> TreeHead {
        self.frontier.head()
    }

    pub(super) const fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }
}

/// Where an entry stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) chain: ChainNumber,
    pub(super) seq: u64,
    pub(super) record: RecordNumber,
}

/// The log inside one write transaction.
pub(super) struct Ledger<'c> {
    pub(super) db: &'c Connection,
    known: Known,
}

impl<'c> Ledger<'c> {
    pub(super) fn open(db: &'c Connection, mut known: Known) -> Result<Self, RelayError> {
        known.refresh(db)?;
        Ok(Self { db, known })
    }

    /// What is to be remembered once the transaction is committed.
    pub(super) fn into_known(self) -> Known {
        self.known
    }

    pub(super) fn directory(&self) -> &Directory {
        &self.known.directory
    }

    pub(super) fn size(&self) -> u64 {
        self.known.size()
    }

    /// Appends a statement that the directory accepts, unless it is in the log already.
    pub(super) fn append_statement(
        &mut self,
        bytes: &[u8],
    ) -> Result<Result<(), DirectoryError>, RelayError> {
        let leaf = leaf_hash(bytes);
        if holds_statement(self.db, leaf)? {
            return Ok(Ok(()));
        }
        // At an edge it has no place in the region's log yet: it stands after all that has.
        let position = if self.known.upstream.is_some() { TOLD } else { self.known.size() };
        if let Err(why) = Arc::make_mut(&mut self.known.directory).apply(position, bytes) {
            return Ok(Err(why));
        }
        let position = self.append(leaf, None, bytes)?;
        if self.known.upstream.is_some() {
            edge::publish(self.db, position)?;
            edge::send_outward(self.db, position)?;
        } else {
            self.obey(bytes)?;
        }
        Ok(Ok(()))
    }

    /// Does what a line orders of the log itself, once it has its place in the region's.
    pub(super) fn obey(&self, bytes: &[u8]) -> Result<(), RelayError> {
        let Ok(SignedStatement { statement: Statement::Erasure(order), .. }) =
            SignedStatement::parse(bytes)
        else {
            return Ok(());
        };
        let region = self.known.directory.region();
        erased::erase(self.db, region, &order.records, self.is_edge())?;
        erased::owe(self.db)
    }

    /// What is known of the region's log, to be moved on.
    pub(super) fn upstream(&mut self) -> Result<&mut KnownUpstream, RelayError> {
        self.known.upstream.as_mut().ok_or(RelayError::Damaged)
    }

    pub(super) const fn is_edge(&self) -> bool {
        self.known.upstream.is_some()
    }

    /// The directory by the region's own lines alone.
    pub(super) fn region_directory(&self) -> &Directory {
        self.known.upstream.as_ref().map_or(self.directory(), KnownUpstream::directory)
    }

    /// Takes account of lines that the region has placed.
    pub(super) fn settle_directory(&mut self) -> Result<(), RelayError> {
        if let Some(upstream) = &self.known.upstream {
            self.known.directory = Arc::new(upstream.with_unplaced(self.db)?);
        }
        Ok(())
    }

    pub(super) fn known(&self) -> Known {
        self.known.clone()
    }

    /// Goes back to what was known before.
    pub(super) fn forget(&mut self, known: Known) {
        self.known = known;
    }

    /// Appends a leaf and returns its position.
    pub(super) fn append(
        &mut self,
        leaf: Hash,
        place: Option<Place>,
        bytes: &[u8],
    ) -> Result<u64, RelayError> {
        let position = self.known.size();
        let mut insert = self.db.prepare_cached(
            "INSERT INTO log (position, leaf, chain, seq, record, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        insert.execute((
            position,
            leaf.as_bytes(),
            place.map(|place| place.chain),
            place.map(|place| place.seq),
            place.map(|place| place.record),
            bytes,
        ))?;
        let rows = StoredRows(self.db);
        let mut kept = Ok(());
        self.known.frontier.append(leaf, |completed| {
            if kept.is_ok() {
                kept = rows.keep(&completed);
            }
        });
        kept?;
        Ok(position)
    }
}

/// Those statements that the log lacks and the directory would accept.
pub(super) fn news(
    db: &Connection,
    known: &Known,
    statements: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, RelayError> {
    let mut directory = known.directory.clone();
    let mut news = Vec::new();
    for bytes in statements {
        if !holds_statement(db, leaf_hash(bytes))?
            && Arc::make_mut(&mut directory).apply(known.next_line(), bytes).is_ok()
        {
            news.push(bytes.clone());
        }
    }
    Ok(news)
}

/// Whether there are statements from a position on.
fn holds_news(db: &Connection, from: u64) -> Result<bool, RelayError> {
    let mut query =
        db.prepare_cached("SELECT 1 FROM log WHERE chain IS NULL AND position >= ?1 LIMIT 1")?;
    Ok(query.exists([from])?)
}

fn holds_statement(db: &Connection, leaf: Hash) -> Result<bool, RelayError> {
    let held = db
        .prepare_cached("SELECT 1 FROM log WHERE leaf = ?1 AND chain IS NULL")?
        .query_row([leaf.as_bytes()], |_| Ok(()))
        .optional()?;
    Ok(held.is_some())
}

/// How many leaves the log has.
pub(super) fn stored_size(db: &Connection) -> Result<u64, RelayError> {
    let last: Option<u64> =
        db.prepare_cached("SELECT max(position) FROM log")?.query_row([], |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.saturating_add(1)))
}
