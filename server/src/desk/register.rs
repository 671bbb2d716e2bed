//! What the desk asks of its vault: who is known, and what is written down about a call. Writing
//! waits for the vault; looking up never does.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tabard_core::client::{self, Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::subject::{PhoneNumber, Subject};

use super::fault::RegisterError;
use super::known::Known;
use crate::host::entropy;
use crate::local::{Aboard, Held};

/// A vault: one writer at a time, and beside it one that looks up.
pub struct Register {
    held: Held,
    reader: Mutex<client::Register>,
    /// Who writes, as they sign.
    by: String,
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
        Ok(Self { held: Held::new(client, clock), reader, by })
    }

    /// Gives the vault back; nothing is written after that.
    pub fn give_back(&self) -> Option<Client> {
        self.held.give_back()
    }

    pub(super) fn clock(&self) -> Clock {
        self.held.clock()
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

    /// Has what was written sent.
    pub(super) fn wake(&self) {
        self.held.wake();
    }

    /// Does one thing with the vault.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, RegisterError> {
        Ok(self.held.with(work)?)
    }

    /// Writes, and has it sent.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, RegisterError> {
        Ok(self.held.write(work)?)
    }

    pub(super) fn reader(&self) -> MutexGuard<'_, client::Register> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Aboard for Register {
    type Fault = RegisterError;

    fn held(&self) -> &Held {
        &self.held
    }

    fn before(&self, client: &mut Client, clock: Clock) -> Result<(), ClientError> {
        client.save_views(clock.wall, &mut entropy()).map(|_| ())
    }

    /// What came may change what is looked up and who asks.
    fn after(&self, received: u64) -> Result<(), RegisterError> {
        if received > 0 {
            self.read_anew()?;
        }
        if self.answer_told()? > 0 {
            self.wake();
        }
        Ok(())
    }
}
