//! The one writer. Whoever waits for it is served by whoever holds it: all that came in during one
//! commit goes into the next, so that fifty phones cost one sync of the disk and not fifty.

use std::sync::{Arc, Mutex};

use rusqlite::{Connection, TransactionBehavior};

use super::ingest::{self, Outcome, Submission};
use super::ledger::{Known, Ledger};
use super::{Limits, RelayError, lock, remember};

pub(super) struct Writer {
    db: Mutex<Connection>,
    waiting: Mutex<Vec<Arc<Ticket>>>,
}

/// A submission, and its outcome once it is durable.
struct Ticket {
    submission: Submission,
    outcome: Mutex<Option<Result<Outcome, RelayError>>>,
}

impl Writer {
    pub(super) fn new(db: Connection) -> Self {
        Self { db: Mutex::new(db), waiting: Mutex::default() }
    }

    /// Writes a submission, and returns when it is durable.
    pub(super) fn submit(
        &self,
        submission: Submission,
        known: &Mutex<Known>,
        limits: Limits,
    ) -> Result<Outcome, RelayError> {
        let ticket = Arc::new(Ticket { submission, outcome: Mutex::default() });
        lock(&self.waiting).push(ticket.clone());
        let mut db = lock(&self.db);
        if let Some(outcome) = lock(&ticket.outcome).take() {
            return outcome;
        }
        let group = std::mem::take(&mut *lock(&self.waiting));
        match write(&mut db, &group, known, limits) {
            Ok(outcomes) => {
                for (ticket, outcome) in group.iter().zip(outcomes) {
                    *lock(&ticket.outcome) = Some(outcome);
                }
            }
            Err(error) => {
                for ticket in &group {
                    *lock(&ticket.outcome) = Some(Err(error));
                }
            }
        }
        let outcome = lock(&ticket.outcome).take();
        outcome.unwrap_or(Err(RelayError::Damaged))
    }

    #[cfg(test)]
    pub(super) fn db(&self) -> std::sync::MutexGuard<'_, Connection> {
        lock(&self.db)
    }
}

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
