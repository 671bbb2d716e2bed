//! Connections to read with. There are few: more would only share the same cores, and each holds
//! memory.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::{RelayError, database, lock};

const MOST: usize = 4;

#[derive(Default)]
pub(super) struct Readers {
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    /// Lends a connection, and waits for one while all are lent.
    pub(super) fn lend(&self, dir: &Path) -> Result<Loan<'_>, RelayError> {
        let mut pool = lock(&self.pool);
        while pool.lent >= MOST {
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.lent += 1;
        let idle = pool.idle.pop();
        drop(pool);
        let mut loan = Loan { readers: self, db: idle };
        if loan.db.is_none() {
            loan.db = Some(database::open(dir)?.0);
        }
        Ok(loan)
    }
}

/// A connection that goes back when this is dropped.
pub(super) struct Loan<'r> {
    readers: &'r Readers,
    db: Option<Connection>,
}

impl Loan<'_> {
    pub(super) fn db(&mut self) -> Result<&mut Connection, RelayError> {
        self.db.as_mut().ok_or(RelayError::Missing)
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut pool = lock(&self.readers.pool);
        pool.lent -= 1;
        pool.idle.extend(self.db.take());
        self.readers.returned.notify_one();
    }
}
