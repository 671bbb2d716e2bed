//! Moving the bytes of attachments, one chunk a request, after every entry that waits. What stands
//! in the way of one attachment keeps none of the others.

mod answer;

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use crate::attachment::{AttachmentError, CHUNK, Found, Manifest, Network, Part};
use crate::client::attachments::shown::Claim;
use crate::client::syncing::exchange::Obstacle;
use crate::client::{Client, ClientError};
use crate::ids::{ChunkAddress, Millis, RecordId};
use crate::sync::Step;
use crate::vault::{AttachmentRow, Moving};
use crate::wire::{CHUNKS_PATH, ChunkReceipt, ChunkRequest, ChunkWant, Message};

/// What is being moved, and what stands in the way until a person asks again.
#[derive(Default)]
pub(in crate::client) struct Transfers {
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

const NO_RECORD: &str = "what it belongs to cannot be read here: its bytes are kept; tell the hub";

/// A question to the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) struct Asked {
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
    pub(in crate::client) fn forget_question(&mut self) {
        self.asked = None;
    }

    pub(in crate::client) const fn take_question(&mut self) -> Option<Asked> {
        self.asked.take()
    }

    /// A person asks, or there is another network: what stood in the way may be gone.
    pub(in crate::client) fn try_again(&mut self) {
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
    pub(in crate::client) fn move_chunk(
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
                Err(ClientError::UnknownRecord(_)) => self.without_record(&row)?,
                Err(error) => return Err(error),
            }
        }
        self.engine.chunks_done();
        Ok(Step::Idle)
    }

    /// The record of an attachment cannot be read any more: the log has something else in its place.
    /// What came of it is let go; what this device captured stays as it is.
    fn without_record(&mut self, row: &AttachmentRow) -> Result<(), ClientError> {
        if row.moving == Moving::Sending {
            self.transfers.give_up(row.record, Obstacle::new("attachment", NO_RECORD));
            return Ok(());
        }
        self.transfers.done_with_one();
        self.vault.write(|tables| tables.remove_attachment(row.record))?;
        let gone = self.blobs(row.record).remove_all();
        Ok(gone.map_err(AttachmentError::storage)?)
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
        let (_, list) = self.transfers.list.as_ref().ok_or(AttachmentError::Manifest)?;
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
        match found.map_err(AttachmentError::storage)? {
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
        let claimed = row.moving != Moving::Fetching || Claim::of(&record)?.fits(&list);
        if !claimed {
            return Err(AttachmentError::Manifest.into());
        }
        self.transfers.list = Some((row.record, list));
        Ok(())
    }

    fn holds(&self, record: RecordId, address: ChunkAddress) -> Result<bool, ClientError> {
        let held = self.blobs(record).holds(address);
        Ok(held.map_err(AttachmentError::storage)?)
    }
}

const fn get(part: Part, address: ChunkAddress) -> (What, ChunkWant) {
    (What::Get(part, address), ChunkWant::Get(address))
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
