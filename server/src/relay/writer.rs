//! The one writer. Whoever waits for it is served by whoever holds it: all that came in during one
//! commit goes into the next, so that fifty phones cost one sync of the disk and not fifty.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use tabard_core::wire::ProblemCode;

use super::ingest::{self, Outcome, Submission};
use super::ledger::{Known, Ledger};
use super::{Limits, RelayError, lock, remember};

pub(super) struct Writer {
    db: Mutex<Connection>,
    queue: Mutex<Queue>,
    turn_ended: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Arc<Ticket>>,
    busy: bool,
}

/// A submission, and its outcome once it is durable.
struct Ticket {
    submission: Submission,
    outcome: Mutex<Option<Result<Outcome, RelayError>>>,
}

impl Writer {
    pub(super) fn new(db: Connection) -> Self {
        Self { db: Mutex::new(db), queue: Mutex::default(), turn_ended: Condvar::new() }
    }

    /// Writes a submission, and returns when it is durable.
    pub(super) fn submit(
        &self,
        submission: Submission,
        known: &Mutex<Known>,
        limits: Limits,
    ) -> Result<Outcome, RelayError> {
        let ticket = Arc::new(Ticket { submission, outcome: Mutex::default() });
        if let Some(turn) = self.turn_for(&ticket) {
            turn.write(known, limits);
        }
        let outcome = lock(&ticket.outcome).take();
        outcome.unwrap_or(Err(ProblemCode::Unavailable.into()))
    }

    /// Waits until a ticket was served by somebody, or it is this thread's turn to serve all.
    fn turn_for(&self, ticket: &Arc<Ticket>) -> Option<Turn<'_>> {
        let mut queue = lock(&self.queue);
        queue.waiting.push(Arc::clone(ticket));
        while queue.busy && !ticket.is_served() {
            queue = self.turn_ended.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        if ticket.is_served() {
            return None;
        }
        queue.busy = true;
        Some(Turn { writer: self, group: std::mem::take(&mut queue.waiting) })
    }

    #[cfg(test)]
    pub(super) fn db(&self) -> std::sync::MutexGuard<'_, Connection> {
        lock(&self.db)
    }
}

impl Ticket {
    fn is_served(&self) -> bool {
        lock(&self.outcome).is_some()
    }
}

/// One thread's turn to write. It ends when it is dropped, even by a panic, and leaves nobody
/// waiting.
struct Turn<'w> {
    writer: &'w Writer,
    group: Vec<Arc<Ticket>>,
}

impl Turn<'_> {
    fn write(self, known: &Mutex<Known>, limits: Limits) {
        let written = write(&mut lock(&self.writer.db), &self.group, known, limits);
        match written {
            Ok(outcomes) => {
                for (ticket, outcome) in self.group.iter().zip(outcomes) {
                    *lock(&ticket.outcome) = Some(outcome);
                }
            }
            Err(error) => {
                for ticket in &self.group {
                    *lock(&ticket.outcome) = Some(Err(error));
                }
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        for ticket in &self.group {
            lock(&ticket.outcome).get_or_insert(Err(ProblemCode::Unavailable.into()));
        }
        lock(&self.writer.queue).busy = false;
        self.writer.turn_ended.notify_all();
    }
}

/// Writes all of a group or nothing.
fn write(
    db: &mut Connection,
    group: &[Arc<Ticket>],
    cache: &Mutex<Known>,
    limits: Limits,
) -> Result<Vec<Result<Outcome, RelayError>>, RelayError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known = lock(cache).clone();
    let mut ledger = Ledger::open(&transaction, known)?;
    let mut outcomes = Vec::with_capacity(group.len());
    for ticket in group {
        let outcome = ingest::take(&mut ledger, &ticket.submission, limits)?;
        outcomes.push(outcome.map_err(RelayError::Refused));
    }
    let known = ledger.into_known();
    transaction.commit()?;
    remember(cache, known);
    Ok(outcomes)
}
