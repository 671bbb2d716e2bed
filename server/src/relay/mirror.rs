//! The region's log on its way to an edge: given by the region's relay, and taken over leaf by leaf.

use std::sync::Arc;

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use tabard_core::entry::{Remnant, SignedEntry};
use tabard_core::ids::{DeviceId, Incarnation, Millis};
use tabard_core::merkle::{ConsistencyProof, Frontier, Hash, TreeHead, consistency, leaf_hash};
use tabard_core::region::{Directory, SignedStatement};
use tabard_core::wire::{
    BATCH_BYTES, Chain, MirrorRequest, MirrorResponse, ProblemCode, Receipt, Refusal,
};

use super::answer::{self, Answer, Room};
use super::candidate::{Candidate, ReadEntry, check_all};
use super::ledger::{Known, Ledger};
use super::tree::StoredRows;
use super::{Relay, RelayError, edge, erased, ingest};

/// A stretch of the region's log as it came.
pub(super) struct Page {
    from: u64,
    leaves: Vec<Leaf>,
    receipt: (Receipt, Vec<u8>),
    proof: ConsistencyProof,
    growth: ConsistencyProof,
}

enum Leaf {
    Statement(Hash, Vec<u8>),
    /// What stays of an entry is one too: the tree that the region signed has its leaf.
    Entry(Box<ReadEntry>),
}

impl Leaf {
    const fn hash(&self) -> Hash {
        match self {
            Self::Statement(hash, _) => *hash,
            Self::Entry(read) => read.leaf,
        }
    }
}

/// What was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mirrored {
    /// Leaves of the region's log that are here now.
    pub size: u64,
    /// Those among them that were taken over just now.
    pub new: u64,
    /// Whether the region has more.
    pub more: bool,
    /// Whether its log turned out to be another than the one before, or an older state of it. All
    /// of it is taken over anew.
    pub restored: bool,
    /// When the region signed for it, by its own clock.
    pub word: Millis,
}

/// Why nothing was taken over of what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MirrorFault {
    /// No message of this protocol.
    #[error("what answers is not the region's relay: check the address of --upstream")]
    Malformed,
    /// The receipt is not the region's.
    #[error(
        "the answer is not signed by the relay of this region: check the address of --upstream"
    )]
    NotTheRegion,
    /// The leaves are not those that the receipt speaks of.
    #[error("the leaves that came are not those of the region's log: they were left out")]
    Forged,
    /// The region's log has a leaf that no honest relay takes.
    #[error(
        "leaf {at} of the region's log does not hold ({why:?}): update this server, and verify the region's log"
    )]
    Leaf {
        /// Its place there.
        at: u64,
        /// Why not.
        why: Refusal,
    },
}

impl Relay {
    /// A stretch of the log for an edge, whose signature over the request has been checked.
    ///
    /// # Errors
    /// [`ProblemCode::Other`] to who is no edge; [`RelayError`] when the database fails.
    pub fn mirror(
        &self,
        now: Millis,
        device: DeviceId,
        request: &MirrorRequest,
    ) -> Result<MirrorResponse, RelayError> {
        if request.region != self.home.region {
            return Err(ProblemCode::OtherRegion.into());
        }
        self.read(|db, known| {
            ingest::may_exchange(known.directory(), device, now)?;
            if !ingest::is_edge(known.directory(), device) || self.home.edge {
                return Err(ProblemCode::Other.into());
            }
            let from = request.from.min(known.size());
            let leaves = leaves(db, from)?;
            let end = from.saturating_add(leaves.len() as u64);
            let answer = Answer { db, known, home: self.home, identity: &self.identity };
            let nothing = Chain { device, incarnation: Incarnation(0), seq: 0 };
            Ok(MirrorResponse {
                receipt: answer.receipt(now, nothing, None)?.into(),
                leaves,
                proof: proof(db, end, known.size())?,
                growth: proof(db, from, known.size())?,
            })
        })
    }

    /// Takes over what the region's relay answered.
    ///
    /// # Errors
    /// [`MirrorFault`] inside when nothing of it is to be believed; [`RelayError`] when the database
    /// fails.
    pub fn take_over(
        &self,
        from: u64,
        response: MirrorResponse,
    ) -> Result<Result<Mirrored, MirrorFault>, RelayError> {
        let directory = self.directory()?;
        let page = match Page::read(from, response, &directory) {
            Ok(page) => page,
            Err(fault) => return Ok(Err(fault)),
        };
        let outcome = self.submit(ingest::Submission::of_page(page))?;
        outcome.mirrored.ok_or(RelayError::Damaged)
    }
}

fn leaves(db: &Connection, from: u64) -> Result<Vec<ByteVec>, RelayError> {
    let mut room = Room::of(BATCH_BYTES);
    let mut query = db.prepare_cached(
        "SELECT coalesce(remnant, bytes)
         FROM log LEFT JOIN erased ON erased.position = log.position
         WHERE log.position >= ?1 ORDER BY log.position",
    )?;
    let mut rows = query.query([from])?;
    let mut leaves = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = answer::blob(row, 0)?;
        if !room.takes(bytes.len()) {
            break;
        }
        leaves.push(bytes.to_vec().into());
    }
    Ok(leaves)
}

fn proof(db: &Connection, old: u64, new: u64) -> Result<ByteVec, RelayError> {
    let proof = consistency(&StoredRows(db), old, new)?;
    Ok(proof.hashes().iter().flat_map(|hash| *hash.as_bytes()).collect::<Vec<_>>().into())
}

impl Page {
    fn read(
        from: u64,
        response: MirrorResponse,
        directory: &Arc<Directory>,
    ) -> Result<Self, MirrorFault> {
        let bytes = Vec::from(response.receipt);
        let receipt = Receipt::verify(&bytes, directory).map_err(|_| MirrorFault::NotTheRegion)?;
        if !directory.knows_log(receipt.log) || directory.is_edge(receipt.log) {
            return Err(MirrorFault::NotTheRegion);
        }
        let received = response.leaves.into_iter().map(Vec::from).collect::<Vec<_>>();
        let entries = received
            .iter()
            .filter(|leaf| SignedEntry::parse(directory.region(), (*leaf).clone()).is_ok());
        let entries = entries.cloned().collect::<Vec<_>>();
        let mut entries = check_all(directory.region(), directory, entries).into_iter();
        let mut leaves = Vec::with_capacity(received.len());
        for (at, bytes) in (from..).zip(received) {
            if let Some(remnant) = Remnant::parse(directory.region(), &bytes) {
                leaves.push(Leaf::Entry(Box::new(ReadEntry::of_remnant(remnant))));
                continue;
            }
            let leaf = leaf_hash(&bytes);
            leaves.push(match SignedStatement::parse(&bytes) {
                Ok(_) => Leaf::Statement(leaf, bytes),
                Err(_) => match entries.next() {
                    Some(Candidate::Read(read)) if read.leaf == leaf => Leaf::Entry(read),
                    _ => return Err(MirrorFault::Leaf { at, why: Refusal::Malformed }),
                },
            });
        }
        let (proof, growth) = (hashes(&response.proof)?, hashes(&response.growth)?);
        Ok(Self { from, leaves, receipt: (receipt, bytes), proof, growth })
    }

    fn head(&self) -> TreeHead {
        TreeHead { size: self.receipt.0.size, root: Hash::from_bytes(self.receipt.0.root) }
    }

    /// The region's log does not go on from what is known of it.
    fn is_of_another(&self, known: &TreeHead) -> bool {
        known.size > 0 && self.growth.verify(known, &self.head()).is_err()
    }

    /// The leaves are those that the region signed for, at their places.
    fn holds_after(&self, mut frontier: Frontier) -> bool {
        self.leaves.iter().for_each(|leaf| frontier.append(leaf.hash(), |_| ()));
        self.proof.verify(&frontier.head(), &self.head()).is_ok()
    }
}

fn hashes(bytes: &[u8]) -> Result<ConsistencyProof, MirrorFault> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let hashes = hashes.iter().copied().map(Hash::from_bytes).collect();
    rest.is_empty().then(|| ConsistencyProof::from_hashes(hashes)).ok_or(MirrorFault::Malformed)
}

/// Takes a page over, whole or not at all.
pub(super) fn take(
    ledger: &mut Ledger<'_>,
    page: &Page,
) -> Result<Result<Mirrored, MirrorFault>, RelayError> {
    let known = ledger.upstream()?.head();
    let (receipt, bytes) = &page.receipt;
    let taken = |size, new, restored| Mirrored {
        size,
        new,
        more: restored || size < receipt.size,
        restored,
        word: receipt.time,
    };
    if page.from != known.size {
        // Another round took over meanwhile.
        return Ok(Ok(Mirrored { more: true, ..taken(known.size, 0, false) }));
    }
    let (log, _) = edge::stored_word(ledger.db)?;
    if log.is_some_and(|log| log != receipt.log) || page.is_of_another(&known) {
        let db = ledger.db;
        ledger.upstream()?.begin_again(db, receipt.log)?;
        ledger.settle_directory()?;
        return Ok(Ok(taken(0, 0, true)));
    }
    let stands_still = page.leaves.is_empty() && known.size < receipt.size;
    if stands_still || !page.holds_after(ledger.upstream()?.frontier()) {
        return Ok(Err(MirrorFault::Forged));
    }
    let before: Known = ledger.known();
    ledger.db.execute_batch("SAVEPOINT page")?;
    if let Err(fault) = leaf_by_leaf(ledger, page)? {
        ledger.db.execute_batch("ROLLBACK TO page; RELEASE page")?;
        ledger.forget(before);
        return Ok(Err(fault));
    }
    ledger.db.execute_batch("RELEASE page")?;
    let size = ledger.upstream()?.size();
    if size == receipt.size {
        edge::keep_word(ledger.db, receipt.log, bytes)?;
    }
    let db = ledger.db;
    ledger.upstream()?.count(db)?;
    Ok(Ok(taken(size, page.leaves.len() as u64, false)))
}

fn leaf_by_leaf(
    ledger: &mut Ledger<'_>,
    page: &Page,
) -> Result<Result<(), MirrorFault>, RelayError> {
    let db = ledger.db;
    let mut lines = false;
    for (at, leaf) in (page.from..).zip(&page.leaves) {
        let taken = match leaf {
            Leaf::Statement(hash, bytes) => {
                lines = true;
                statement(ledger, at, *hash, bytes)?
            }
            Leaf::Entry(read) => ingest::take_over(ledger, at, read)?,
        };
        let (position, before) = match taken {
            Ok(taken) => taken,
            Err(why) => return Ok(Err(MirrorFault::Leaf { at, why })),
        };
        ledger.upstream()?.append(db, leaf.hash(), position)?;
        if before {
            edge::give_again(db, position)?;
        }
        if let Leaf::Entry(read) = leaf
            && ledger.region_directory().erased(read.record()).is_some()
        {
            // It was kept here until the region had it.
            erased::erase_at(db, ledger.directory().region(), position)?;
        }
    }
    if lines {
        ledger.settle_directory()?;
    }
    Ok(Ok(()))
}

fn statement(
    ledger: &mut Ledger<'_>,
    at: u64,
    leaf: Hash,
    bytes: &[u8],
) -> Result<Result<(u64, bool), Refusal>, RelayError> {
    let db = ledger.db;
    if ledger.upstream()?.apply(at, bytes).is_err() {
        return Ok(Err(Refusal::BadSignature));
    }
    ledger.obey(bytes)?;
    if let Some(position) = edge::position_of_statement(db, leaf)? {
        return Ok(Ok((position, true)));
    }
    let position = ledger.append(leaf, None, bytes)?;
    edge::publish(db, position)?;
    Ok(Ok((position, false)))
}
