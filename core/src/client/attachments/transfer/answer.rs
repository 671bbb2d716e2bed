//! What the relay's answers about chunks mean.

use std::collections::BTreeSet;

use rand_core::CryptoRng;

use super::{Asked, What};
use crate::attachment::{AttachmentError, MAX_SEALED, Part, address_of};
use crate::client::attachments::custody::{CustodyAction, CustodyLine};
use crate::client::syncing::exchange::{NO_ANSWER, Obstacle, Progress};
use crate::client::{Client, ClientError};
use crate::ids::{ChunkAddress, Millis, RecordId};
use crate::sync::{Outcome, SyncFault, Trouble};
use crate::vault::{AttachmentRow, Moving};
use crate::wire::{ChunkAnswer, ChunkReceipt, Message, Problem, ProblemCode};

/// The line of custody that says that the region holds it: there is one at most.
const HELD_LINE: &str = "held";
/// A relay that says so often that chunks are missing, though it said that it kept them, is stuck.
const MOST_CONFIRMATIONS: u32 = 3;

const STUCK: &str = "the server takes its chunks and does not keep them: tell the hub";
const NOT_THERE: &str =
    "the server does not have all of it yet: it comes once the device that captured it has synced";
const CAME_CHANGED: &str = "came changed: it alone is asked for again with the next sync";

impl Client {
    /// Takes what came of a question.
    pub(in crate::client) fn chunk_answered(
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
        kept.map_err(AttachmentError::storage)?;
        let Part::Chunk(number) = part else { return Ok(()) };
        let done = number.saturating_add(1);
        Ok(self.vault.write(|tables| tables.set_attachment(&AttachmentRow { done, ..row }))?)
    }

    /// All of an attachment has come.
    pub(super) fn fetched(&mut self, row: AttachmentRow) -> Result<(), ClientError> {
        let synced = self.blobs(row.record).sync();
        synced.map_err(AttachmentError::storage)?;
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
        if !self.directory.knows_log(receipt.log) || self.directory.is_edge(receipt.log) {
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
        // No person sees it: the lease does not matter.
        let custody = self.attachment_of(&self.attachment_row(record)?)?.custody;
        let noted = custody.iter().any(|line| line.get("id").is_some_and(|id| id == HELD_LINE));
        if noted {
            return Ok(());
        }
        let (action, said) = (CustodyAction::HeldByRegion, CustodyLine::default());
        self.add_custody(record, HELD_LINE, action, &said, now, rng)
    }
}

/// The list stands behind the chunks.
const fn part_at(place: u32, chunks: u32) -> Part {
    if place < chunks { Part::Chunk(place) } else { Part::Manifest }
}

/// Refusals that say nothing of entries: reports go on while chunks wait.
fn stops_chunks_alone(body: &[u8]) -> Option<(&'static str, &'static str)> {
    let problem = serde_json::from_slice::<Problem>(body).ok()?;
    let code = match problem.code {
        ProblemCode::Quota => "quota",
        ProblemCode::Storage => "storage",
        ProblemCode::TooLarge => "too_large",
        ProblemCode::Malformed => "malformed",
        ProblemCode::CutOff => "cut_off",
        ProblemCode::Other => "other",
        _ => return None,
    };
    Some((code, problem.code.advice()))
}
