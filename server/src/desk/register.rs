//! What the desk asks of its vault: who is known, and what is written down about a call. Writing
//! waits for the vault; looking up never does.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tabard_core::client::{self, Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::subject::{PhoneNumber, Subject};

use super::fault::RegisterError;
use super::known::Known;
use crate::host::entropy;

/// A vault: one writer at a time, and beside it one that looks up.
pub struct Register {
    client: Mutex<Option<Client>>,
    reader: Mutex<client::Register>,
    clock: fn() -> Clock,
    /// Who writes, as they sign.
    by: String,
    written: (Mutex<bool>, Condvar),
}

/// How far the vault is.
pub(super) struct Depth {
    /// Entries that wait to be sent.
    pub(super) waiting: u64,
    /// When the region was last heard from, by this machine's clock.
    pub(super) last_contact: Option<Millis>,
    /// Whether markers may be shown.
    pub(super) readable: bool,
}

impl Register {
    /// A register over an open vault.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn new(client: Client, by: String, clock: fn() -> Clock) -> Result<Self, ClientError> {
        let reader = Mutex::new(client.register()?);
        let client = Mutex::new(Some(client));
        Ok(Self { client, reader, clock, by, written: Default::default() })
    }

    /// Gives the vault back; nothing is written after that.
    pub fn give_back(&self) -> Option<Client> {
        self.client().take()
    }

    pub(super) fn clock(&self) -> Clock {
        (self.clock)()
    }

    pub(super) fn now(&self) -> Millis {
        self.clock().wall
    }

    pub(super) fn by(&self) -> &str {
        &self.by
    }

    /// What is known of a number.
    pub(super) fn look_up(&self, number: &PhoneNumber) -> Result<Known, RegisterError> {
        let subject = Subject::Number(number.clone());
        Ok(self.reader().look_up(&subject, self.clock())?.into())
    }

    /// Notes that somebody was shown markers.
    pub(super) fn note_views(&self, markers: &[RecordId], why: &str) -> Result<(), RegisterError> {
        let now = self.now();
        self.with(|client| client.note_views(markers, why, &self.by, now, &mut entropy()))
    }

    /// How far the vault is.
    pub(super) fn depth(&self) -> Result<Depth, RegisterError> {
        let clock = self.clock();
        let (waiting, readable) = self.with(|client| {
            client.tick(clock)?;
            Ok((client.sync_status()?.waiting, !client.lease().ended))
        })?;
        let (heard, time) = self.reader().times(clock)?;
        // The region's clock may be another than this machine's: the age is what both agree on.
        let ago = |heard: Millis| Millis(clock.wall.0 - (time.0 - heard.0).max(0));
        Ok(Depth { waiting, last_contact: heard.map(ago), readable })
    }

    /// Looks up by what the region now says of how long this device may be read.
    pub(super) fn read_anew(&self) -> Result<(), RegisterError> {
        let reader = self.with(|client| client.register())?;
        *self.reader() = reader;
        Ok(())
    }

    /// Waits until something was written, or so long.
    pub(super) fn wait_for_writing(&self, at_most: Duration) {
        let (written, bell) = &self.written;
        let guard = written.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = bell.wait_timeout_while(guard, at_most, |written| !*written);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }

    /// Ends a wait.
    pub(super) fn wake(&self) {
        *self.written.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.written.1.notify_all();
    }

    /// Does one thing with the vault.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, RegisterError> {
        let mut client = self.client();
        let client = client.as_mut().ok_or(RegisterError::Ending)?;
        Ok(work(client)?)
    }

    /// Writes, and has it sent.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, RegisterError> {
        let done = self.with(work)?;
        self.wake();
        Ok(done)
    }

    fn client(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> MutexGuard<'_, client::Register> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
