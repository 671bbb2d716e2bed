//! The host's side of syncing: it asks what to do, does the HTTP, and hands the outcome back.

use rand_core::CryptoRng;

use crate::client::writing::account::SUBJECT;
use crate::client::{Client, ClientError};
use crate::ids::Millis;
use crate::model::Patch;
use crate::phone::Unfinished;
use crate::sync::{Next, Outcome, Step, Token, Trouble};
use crate::vault::{Moving, VaultError};
use crate::wire::{DIRECTORY_PATH, DirectoryOffer, Message, SYNC_PATH};

/// What an exchange came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries that the region now holds and did not before.
    pub newly_held: u64,
    /// Entries that came.
    pub received: u64,
    /// Whether the server turned out to have been restored from an older copy; what it lost is
    /// being given back.
    pub restored: bool,
    /// Whether this device turned out to be a copy, and went on in a new chain.
    pub reborn: bool,
    /// Chunks of attachments that went or came.
    pub chunks: u64,
    /// What stands in the way, for people.
    pub problem: Option<Obstacle>,
}

/// Why something is not held by the region, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub what_to_do: String,
}

/// Where a device's syncing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Entries of this device that the region holds.
    pub held: u64,
    /// Entries of this device that no relay holds yet.
    pub waiting: u64,
    /// Those that the edge of a control room holds, and the region is not proved to.
    pub at_edge: u64,
    /// Entries that were refused here, and are kept apart.
    pub refused: u64,
}

impl Progress {
    pub(in crate::client) fn stopped(code: &'static str, what_to_do: &str) -> Self {
        Self { problem: Some(Obstacle::new(code, what_to_do)), ..Self::default() }
    }
}

impl Obstacle {
    pub(in crate::client) fn new(code: &'static str, what_to_do: &str) -> Self {
        Self { code, what_to_do: what_to_do.to_owned() }
    }
}

pub(in crate::client) const NO_ANSWER: &str = "no answer from the server: everything is kept here and goes by itself once there is a connection; check the signal or the address, then sync again";

impl Client {
    /// Syncs with the relay at another address from now on: that of a control room, or the region's
    /// own. What was held there is proved anew.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_server(&mut self, server: &str) -> Result<(), ClientError> {
        let mut meta = self.meta()?;
        meta.server = server.to_owned();
        self.vault.write(|tables| tables.set_meta(&meta))?;
        self.engine.want(true);
        Ok(())
    }

    /// The address of the relay that this device syncs with.
    ///
    /// # Errors
    /// Storage errors.
    pub fn server(&self) -> Result<String, ClientError> {
        Ok(self.meta()?.server)
    }

    /// Asks for an exchange, now.
    pub fn sync_now(&mut self) {
        self.engine.want(true);
        self.told_offered = false;
        self.carry_again();
        self.transfers.try_again();
    }

    /// What to do next.
    ///
    /// # Errors
    /// Storage errors.
    pub fn next_step(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Result<Step, ClientError> {
        if self.vault_is_behind {
            self.catch_up(now)?;
        }
        self.transfers.forget_question();
        match self.engine.next(now) {
            Next::MoveChunk => self.move_chunk(now, rng),
            Next::Idle => Ok(Step::Idle),
            Next::Wait { until } => Ok(Step::Wait { until }),
            Next::OfferDirectory => {
                let statements = self.vault.read(|tables| tables.statements())?;
                let statements = statements.into_iter().map(|one| one.bytes).collect();
                let body = DirectoryOffer { statements }.to_bytes();
                self.send(DIRECTORY_PATH, body, now, rng)
            }
            Next::Exchange => {
                let body = self.sync_request(now, rng)?.to_bytes();
                self.told_offered = true;
                self.send(SYNC_PATH, body, now, rng)
            }
        }
    }

    /// Takes the outcome of a step.
    ///
    /// # Errors
    /// [`ClientError::Fault`] when the answer was not believed, and storage errors. Either way
    /// nothing is marked as held that was not proved to be.
    pub fn step_done(
        &mut self,
        token: Token,
        outcome: Outcome,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        if !self.engine.end(token) {
            return Err(ClientError::LateAnswer);
        }
        if let Some(asked) = self.transfers.take_question() {
            return self.chunk_answered(&asked, outcome, now, rng);
        }
        let offering = self.engine.next(now) == Next::OfferDirectory;
        match outcome {
            Outcome::NoAnswer => {
                self.engine.failed(Trouble::Later, now, rng);
                Ok(Progress::stopped("no_answer", NO_ANSWER))
            }
            Outcome::Answer { status: 200..=299, .. } if offering => {
                self.engine.offered();
                Ok(Progress::default())
            }
            Outcome::Answer { status: 200, body } => {
                self.take_answer(&body, now, rng).inspect_err(|_| {
                    self.engine.failed(Trouble::Later, now, rng);
                })
            }
            Outcome::Answer { status, body } => self.take_problem(status, &body, now, rng),
        }
    }

    /// Where the syncing stands.
    ///
    /// # Errors
    /// Storage errors.
    pub fn sync_status(&self) -> Result<SyncStatus, ClientError> {
        let meta = self.meta()?;
        let newest = meta.newest.map_or(0, |(seq, _)| seq);
        let refused = self.vault.read(|tables| tables.refused_count())?;
        let held = meta.at_region().seq;
        let (waiting, at_edge) =
            (newest.saturating_sub(meta.held.seq), meta.held.seq.saturating_sub(held));
        Ok(SyncStatus { held, waiting, at_edge, refused })
    }

    /// What would be lost with this device now. It counts, and shows nothing: no lease is needed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unfinished(&self) -> Result<Unfinished, ClientError> {
        let (drafts, attachments) = self.vault.read(|tables| {
            let mut drafts = 0;
            for record in tables.drafted()? {
                drafts += u64::from(is_typed(&tables.draft(record)?));
            }
            Ok::<_, VaultError>((drafts, tables.attachments()?))
        })?;
        let sending = attachments.iter().filter(|one| one.moving == Moving::Sending).count();
        let waiting = self.sync_status()?.waiting;
        Ok(Unfinished { waiting, drafts, attachments: sending as u64 })
    }
}

/// Whether a draft holds something that a person typed: what a record is about it is told when it
/// is begun.
fn is_typed(draft: &Patch) -> bool {
    draft.iter().any(|(path, _)| path.to_string() != SUBJECT)
}
