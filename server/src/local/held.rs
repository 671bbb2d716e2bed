//! An open vault that a page and the syncing share: one at a time has it, for a step.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tabard_core::client::{Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::ids::Millis;

/// Why nothing was done with the vault.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    /// It was given back.
    #[error("the page is ending")]
    Ending,
    /// The device.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// A vault, a clock, and a bell that rings when something was written.
pub struct Held {
    client: Mutex<Option<Client>>,
    clock: fn() -> Clock,
    written: (Mutex<bool>, Condvar),
}

impl Held {
    /// Over an open vault.
    #[must_use]
    pub fn new(client: Client, clock: fn() -> Clock) -> Self {
        Self { client: Mutex::new(Some(client)), clock, written: Default::default() }
    }

    /// Gives the vault back; nothing is read or written after that.
    pub fn give_back(&self) -> Option<Client> {
        self.client().take()
    }

    /// What the clocks say.
    pub fn clock(&self) -> Clock {
        (self.clock)()
    }

    /// What the clock that people set says.
    pub fn now(&self) -> Millis {
        self.clock().wall
    }

    /// Does one thing with the vault.
    ///
    /// # Errors
    /// What the device says, and [`HeldError::Ending`] once it was given back.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, HeldError> {
        let mut client = self.client();
        let client = client.as_mut().ok_or(HeldError::Ending)?;
        Ok(work(client)?)
    }

    /// Writes, and has it sent.
    ///
    /// # Errors
    /// As [`Held::with`].
    pub fn write<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, HeldError> {
        let done = self.with(work)?;
        self.wake();
        Ok(done)
    }

    /// Waits until something was written, or so long.
    pub fn wait_for_writing(&self, at_most: Duration) {
        let (written, bell) = &self.written;
        let guard = written.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = bell.wait_timeout_while(guard, at_most, |written| !*written);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }

    /// Ends a wait.
    pub fn wake(&self) {
        *self.written.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.written.1.notify_all();
    }

    fn client(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
