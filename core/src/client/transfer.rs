//! Moving the bytes of attachments, one chunk a request, after every entry that waits. What stands
//! in the way of one attachment keeps none of the others.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::custody::{CustodyAction, CustodyLine};
use super::exchange::{NO_ANSWER, Obstacle, Progress};
use super::{Client, ClientError};
use crate::attachment::{
    AttachmentError, CHUNK, Found, MAX_SEALED, Manifest, Network, Part, address_of,
};
use crate::ids::{ChunkAddress, Millis, RecordId};
use crate::sync::{Outcome, Step, SyncFault, Trouble};
use crate::vault::{AttachmentRow, Moving};
use crate::wire::{
    CHUNKS_PATH, ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant, Message, Problem, ProblemCode,
};

/// The line of custody that says that the region holds it: there is one at most.
const HELD_LINE: &str = "held";
/// A relay that says so often that chunks are missing, though it said that it kept them, is stuck.
const MOST_CONFIRMATIONS: u32 = 3;

const STUCK: &str = "the server takes its chunks and does not keep them: tell the hub";
const NOT_THERE: &str =
    "the server does not have all of it yet: it comes once the device that captured it has synced";
const CAME_CHANGED: &str = "came changed: it alone is asked for again with the next sync";

/// What is being moved, and what stands in the way until a person asks again.
#[derive(Default)]
pub(super) struct Transfers {
    network: Network,
    /// The question that is under way.
    asked: Option<Asked>,
    /// The list of chunks of the attachment that is being moved, once it was read.
    list: Option<(RecordId, Manifest)>,
    /// Parts of the attachment that is being sent which the relay turned out not to hold.
    missing: Vec<Part>,
    confirmations: u32,
    problems: BTreeMap<RecordId, Obstacle>,
    /// Why none is moved at present, though entries are.
    stopped: Option<Obstacle>,
}

/// A question to the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    record: RecordId,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Put(Part),
    Get(Part, ChunkAddress),
    /// With the hash of what was asked about.
    Confirm([u8; 32]),
}

/// What of attachments waits to be moved, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferStatus {
    /// Attachments of this device that the region does not hold yet.
    pub sending: u64,
    /// Their bytes that have not gone.
    pub bytes_to_send: u64,
    /// Attachments that are being fetched.
    pub fetching: u64,
    /// Their bytes that have not come.
    pub bytes_to_fetch: u64,
    /// Bytes among both that wait for an unmetered network.
    pub bytes_on_hold: u64,
    /// What stands in the way of single attachments.
    pub problems: BTreeMap<RecordId, Obstacle>,
    /// What stands in the way of all of them.
    pub stopped: Option<Obstacle>,
}

impl Transfers {
    pub(super) fn forget_question(&mut self) {
        self.asked = None;
    }

    pub(super) const fn take_question(&mut self) -> Option<Asked> {
        self.asked.take()
    }

    /// A person asks, or there is another network: what stood in the way may be gone.
    pub(super) fn try_again(&mut self) {
        self.problems.clear();
        self.stopped = None;
        self.done_with_one();
    }

    fn done_with_one(&mut self) {
        self.list = None;
        self.missing.clear();
        self.confirmations = 0;
    }

    fn give_up(&mut self, record: RecordId, obstacle: Obstacle) {
        self.problems.insert(record, obstacle);
        self.done_with_one();
    }
}

impl Client {
    /// Says what the network costs. What it does not allow waits for another.
    pub fn set_network(&mut self, network: Network) {
        self.transfers.network = network;
        self.engine.want_chunks();
    }

    /// What of attachments waits to be moved, and why.
    ///
    /// # Errors
    /// Storage errors.
    pub fn transfer_status(&self) -> Result<TransferStatus, ClientError> {
        let mut status = TransferStatus {
            problems: self.transfers.problems.clone(),
            stopped: self.transfers.stopped.clone(),
            ..TransferStatus::default()
        };
        for row in self.vault.read(|tables| tables.attachments())? {
            let gone = u64::from(row.done.min(row.chunks)).saturating_mul(CHUNK as u64);
            let left = row.size.saturating_sub(gone);
            let (count, bytes) = match row.moving {
                Moving::Sending => (&mut status.sending, &mut status.bytes_to_send),
                Moving::Fetching => (&mut status.fetching, &mut status.bytes_to_fetch),
                Moving::Settled => continue,
            };
            *count += 1;
            *bytes = bytes.saturating_add(left);
            if !self.transfers.network.allows(row.size) {
                status.bytes_on_hold = status.bytes_on_hold.saturating_add(left);
            }
        }
        Ok(status)
    }

    /// Asks the region again whether it holds the attachments that are here, and gives it what it
    /// does not: it may have been restored from an older copy.
    ///
    /// # Errors
    /// Storage errors.
    pub fn check_attachments(&mut self) -> Result<(), ClientError> {
        self.vault.write(|tables| {
            let rows = tables.attachments()?;
            let settled = rows.into_iter().filter(|row| row.moving == Moving::Settled);
            settled.into_iter().try_for_each(|row| {
                let done = row.chunks.saturating_add(1);
                tables.set_attachment(&AttachmentRow { moving: Moving::Sending, done, ..row })
            })
        })?;
        self.engine.want_chunks();
        Ok(())
    }

    /// The next chunk to move, or nothing.
    pub(super) fn move_chunk(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Step, ClientError> {
        while self.transfers.stopped.is_none() {
            let Some(row) = self.next_attachment()? else { break };
            match self.question(&row) {
                Ok(Some((what, want))) => {
                    let region = self.directory.region();
                    let body = ChunkRequest { region, want }.to_bytes();
                    let step = self.send(CHUNKS_PATH, body, now, rng)?;
                    self.transfers.asked = Some(Asked { record: row.record, what });
                    return Ok(step);
                }
                Ok(None) => self.fetched(row)?,
                Err(ClientError::Attachment(AttachmentError::Storage(error))) => {
                    return Err(AttachmentError::Storage(error).into());
                }
                Err(ClientError::Attachment(error)) => {
                    let obstacle = Obstacle::new("attachment", &error.to_string());
                    self.transfers.give_up(row.record, obstacle);
                }
                Err(error) => return Err(error),
            }
        }
        self.engine.chunks_done();
        Ok(Step::Idle)
    }

    fn next_attachment(&self) -> Result<Option<AttachmentRow>, ClientError> {
        let rows = self.vault.read(|tables| tables.attachments())?;
        let Transfers { problems, network, .. } = &self.transfers;
        Ok(rows.into_iter().find(|row| {
            let moves = row.moving != Moving::Settled && network.allows(row.size);
            moves && !problems.contains_key(&row.record)
        }))
    }

    /// What to ask next of an attachment; nothing when all of it has come.
    fn question(&mut self, row: &AttachmentRow) -> Result<Option<(What, ChunkWant)>, ClientError> {
        let fetching = row.moving == Moving::Fetching;
        if fetching && !self.holds(row.record, row.manifest)? {
            return Ok(Some(get(Part::Manifest, row.manifest)));
        }
        self.read_list(row)?;
        let Some((_, list)) = &self.transfers.list else { return Ok(None) };
        if fetching {
            for (part, address) in list.parts().skip(at(row.done)) {
                if !self.holds(row.record, address)? {
                    return Ok(Some(get(part, address)));
                }
            }
            return Ok(None);
        }
        let part = match self.transfers.missing.last() {
            Some(part) => *part,
            None if row.done < row.chunks => Part::Chunk(row.done),
            None if row.done == row.chunks => Part::Manifest,
            None => {
                let all: Vec<_> = list.chunks().iter().copied().chain([row.manifest]).collect();
                return Ok(Some((What::Confirm(ChunkReceipt::of(&all)), ChunkWant::Missing(all))));
            }
        };
        let address = match part {
            Part::Manifest => Some(row.manifest),
            Part::Chunk(number) => list.chunks().get(at(number)).copied(),
        };
        let address = address.ok_or(AttachmentError::Manifest)?;
        let found = self.blobs(row.record).get(address);
        match found.map_err(|error| AttachmentError::Storage(error.kind()))? {
            Found::Whole(sealed) => {
                Ok(Some((What::Put(part), ChunkWant::Put(address, sealed.into()))))
            }
            Found::Damaged | Found::Absent => Err(AttachmentError::Damaged(vec![part]).into()),
        }
    }

    /// Reads the list of chunks once for all that is moved of an attachment, and holds it against
    /// the record before anything of it is fetched.
    fn read_list(&mut self, row: &AttachmentRow) -> Result<(), ClientError> {
        if self.transfers.list.as_ref().is_some_and(|(record, _)| *record == row.record) {
            return Ok(());
        }
        self.transfers.done_with_one();
        let record = self.attachment_row(row.record)?;
        let list = self.manifest(&record, row.manifest)?;
        let claimed =
            row.moving != Moving::Fetching || super::attachments::Claim::of(&record)?.fits(&list);
        if !claimed {
            return Err(AttachmentError::Manifest.into());
        }
        self.transfers.list = Some((row.record, list));
        Ok(())
    }

    fn holds(&self, record: RecordId, address: ChunkAddress) -> Result<bool, ClientError> {
        let held = self.blobs(record).holds(address);
        Ok(held.map_err(|error| AttachmentError::Storage(error.kind()))?)
    }

    /// Takes what came of a question.
    pub(super) fn chunk_answered(
        &mut self,
        asked: &Asked,
        outcome: Outcome,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        match outcome {
            Outcome::NoAnswer => {
                self.engine.failed(Trouble::Later, now, rng);
                Ok(Progress::stopped("no_answer", NO_ANSWER))
            }
            Outcome::Answer { status: 200, body } => {
                self.take_chunk_answer(asked, &body, now, rng).inspect_err(|_| {
                    self.engine.failed(Trouble::Later, now, rng);
                })
            }
            Outcome::Answer { status, body } => match stops_chunks_alone(&body) {
                Some((code, advice)) => {
                    self.transfers.stopped = Some(Obstacle::new(code, advice));
                    Ok(Progress::default())
                }
                None => self.take_problem(status, &body, now, rng),
            },
        }
    }

    fn take_chunk_answer(
        &mut self,
        asked: &Asked,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        let answer = ChunkAnswer::from_bytes(body).map_err(|_| SyncFault::Malformed)?;
        let row = self.vault.read(|tables| tables.attachment(asked.record))?;
        // It was let go while the answer was on its way.
        let Some(row) = row else { return Ok(Progress::default()) };
        self.engine.moved();
        match (asked.what, answer) {
            (What::Put(part), ChunkAnswer::Kept) => self.put(row, part)?,
            (What::Put(part), ChunkAnswer::OtherHash) => {
                let what = format!("{part} came changed to the server: sync again");
                self.transfers.give_up(row.record, Obstacle::new("chunk_changed", &what));
                return Ok(Progress::default());
            }
            (What::Get(part, address), ChunkAnswer::Chunk(sealed)) => {
                if sealed.len() > MAX_SEALED || address_of(&sealed) != address {
                    let what = format!("{part} {CAME_CHANGED}");
                    self.transfers.give_up(row.record, Obstacle::new("chunk_changed", &what));
                    return Ok(Progress::default());
                }
                self.got(row, part, address, &sealed)?;
            }
            (What::Get(..), ChunkAnswer::Absent) => {
                self.transfers.give_up(row.record, Obstacle::new("chunk_absent", NOT_THERE));
                return Ok(Progress::default());
            }
            (What::Confirm(asked), ChunkAnswer::Held(receipt)) => {
                self.believe_held(&asked, &receipt)?;
                self.held(row, now, rng)?;
                return Ok(Progress::default());
            }
            (What::Confirm(_), ChunkAnswer::Missing(missing)) if !missing.is_empty() => {
                self.go_on_sending(&row, &missing);
                return Ok(Progress::default());
            }
            _ => return Err(SyncFault::Malformed.into()),
        }
        Ok(Progress { chunks: 1, ..Progress::default() })
    }

    fn put(&mut self, row: AttachmentRow, part: Part) -> Result<(), ClientError> {
        if self.transfers.missing.pop().is_some() {
            return Ok(());
        }
        let done = match part {
            Part::Chunk(number) => number.saturating_add(1),
            Part::Manifest => row.chunks.saturating_add(1),
        };
        Ok(self.vault.write(|tables| tables.set_attachment(&AttachmentRow { done, ..row }))?)
    }

    fn got(
        &mut self,
        row: AttachmentRow,
        part: Part,
        address: ChunkAddress,
        sealed: &[u8],
    ) -> Result<(), ClientError> {
        let kept = self.blobs(row.record).put(address, sealed);
        kept.map_err(|error| AttachmentError::Storage(error.kind()))?;
        let Part::Chunk(number) = part else { return Ok(()) };
        let done = number.saturating_add(1);
        Ok(self.vault.write(|tables| tables.set_attachment(&AttachmentRow { done, ..row }))?)
    }

    /// All of an attachment has come.
    fn fetched(&mut self, row: AttachmentRow) -> Result<(), ClientError> {
        let synced = self.blobs(row.record).sync();
        synced.map_err(|error| AttachmentError::Storage(error.kind()))?;
        self.sync_folder()?;
        self.transfers.done_with_one();
        let (moving, done) = (Moving::Settled, row.chunks);
        self.vault.write(|tables| tables.set_attachment(&AttachmentRow { moving, done, ..row }))?;
        Ok(())
    }

    /// Whether a relay of the region signed, for this device, that it holds what it was asked about.
    fn believe_held(&self, asked: &[u8; 32], receipt: &[u8]) -> Result<(), SyncFault> {
        let receipt = ChunkReceipt::verify(receipt, &self.directory)?;
        if receipt.device != self.device() {
            return Err(SyncFault::OtherDevice);
        }
        if !self.directory.knows_log(receipt.log) {
            return Err(SyncFault::UnknownLog);
        }
        if receipt.asked == *asked { Ok(()) } else { Err(SyncFault::Malformed) }
    }

    /// The relay was asked for every part, after the last went, and misses none.
    fn held(
        &mut self,
        row: AttachmentRow,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let record = row.record;
        self.transfers.done_with_one();
        let settled = AttachmentRow { moving: Moving::Settled, done: row.chunks, ..row };
        self.vault.write(|tables| tables.set_attachment(&settled))?;
        self.note_held(record, now, rng)
    }

    /// What the relay misses goes again, and is then asked for again.
    fn go_on_sending(&mut self, row: &AttachmentRow, missing: &[u32]) {
        self.transfers.confirmations += 1;
        if self.transfers.confirmations > MOST_CONFIRMATIONS {
            self.transfers.give_up(row.record, Obstacle::new("server_stuck", STUCK));
            return;
        }
        let parts: BTreeSet<Part> =
            missing.iter().map(|place| part_at(*place, row.chunks)).collect();
        self.transfers.missing = parts.into_iter().collect();
    }

    fn note_held(
        &mut self,
        record: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let custody = self.attachment(record)?.custody;
        let noted = custody.iter().any(|line| line.get("id").is_some_and(|id| id == HELD_LINE));
        if noted {
            return Ok(());
        }
        let (action, said) = (CustodyAction::HeldByRegion, CustodyLine::default());
        self.add_custody(record, HELD_LINE, action, &said, now, rng)
    }
}

const fn get(part: Part, address: ChunkAddress) -> (What, ChunkWant) {
    (What::Get(part, address), ChunkWant::Get(address))
}

/// The list stands behind the chunks.
const fn part_at(place: u32, chunks: u32) -> Part {
    if place < chunks { Part::Chunk(place) } else { Part::Manifest }
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Refusals that say nothing of entries: reports go on while chunks wait.
fn stops_chunks_alone(body: &[u8]) -> Option<(&'static str, &'static str)> {
    let problem = serde_json::from_slice::<Problem>(body).ok()?;
    let code = match problem.code {
        ProblemCode::Quota => "quota",
        ProblemCode::Storage => "storage",
        ProblemCode::TooLarge => "too_large",
        ProblemCode::Malformed => "malformed",
        ProblemCode::Other => "other",
        _ => return None,
    };
    Some((code, problem.code.advice()))
}
