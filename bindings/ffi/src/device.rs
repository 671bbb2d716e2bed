//! An open device: everything an app does with it, a file a subject.

pub(crate) mod attachments;
pub(crate) mod crew;
pub(crate) mod jobs;
pub(crate) mod locking;
pub(crate) mod reading;
pub(crate) mod session;
pub(crate) mod status;
pub(crate) mod support;
pub(crate) mod syncing;
pub(crate) mod writing;

use std::sync::Arc;

use tabard_core::client::Client;
use tabard_core::files::FolderLock;
use tabard_core::ids::RecordId;
use tabard_core::words::Words;

use crate::error::{Fault, TabardError};
use crate::gate::Gate;
use crate::log;
use crate::secrets::{SecretStore, Unlocking};
use crate::settings::Settings;
use session::{Open, State};

/// A device of a region, open in its folder for this app alone. Calls come from any thread and are
/// done one at a time; none should be made on the thread that draws the screen.
#[derive(uniffi::Object)]
pub struct Device {
    words: Words,
    store: Arc<dyn SecretStore>,
    state: Gate<State>,
}

#[uniffi::export]
impl Device {
    /// Opens the device that is enrolled in a folder. No network is needed.
    ///
    /// # Errors
    /// [`TabardError::NotEnrolled`], [`TabardError::InUse`], [`TabardError::Locked`],
    /// [`TabardError::KeyLost`], [`TabardError::Wiped`], and storage errors.
    #[uniffi::constructor]
    pub fn open(
        settings: Settings,
        store: Arc<dyn SecretStore>,
        how: Unlocking,
    ) -> Result<Self, TabardError> {
        let words = settings.chosen_words()?;
        let opened = settings.dir().and_then(|dir| session::open(&dir, &store, how));
        let open = opened.and_then(|open| open.obey(&store));
        let open = open.map_err(|fault| fault.said(&words))?;
        log::note("opened", "");
        Ok(Self { words, store, state: Gate::new(State::Open(Box::new(open))) })
    }

    /// Closes everything: when this returns no file of the device is open in this process. Calls
    /// made after it fail with [`TabardError::ShutDown`]; to shut down twice is no fault.
    ///
    /// # Errors
    /// [`TabardError::WrongThread`] when called from within a call.
    pub fn shutdown(&self) -> Result<(), TabardError> {
        let shut = self.state.enter().map(|mut pass| {
            if let State::Open(_) = pass.get() {
                *pass.get() = State::ShutDown;
                log::note("shut_down", "");
            }
        });
        match shut {
            // A panic left it half done in memory: its files are closed all the same.
            Ok(()) | Err(Fault::Broken) => Ok(()),
            Err(fault) => Err(fault.said(&self.words)),
        }
    }
}

impl Device {
    pub(crate) fn enrolled(
        client: Client,
        lock: FolderLock,
        store: Arc<dyn SecretStore>,
        words: Words,
    ) -> Self {
        log::note("enrolled", "");
        let state = Gate::new(State::Open(Box::new(Open::new(client, lock))));
        Self { words, store, state }
    }

    /// Does something with the client that is open.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, Fault>,
    ) -> Result<T, TabardError> {
        self.with_open(|open| work(&mut open.client))
    }

    fn with_open<T>(
        &self,
        work: impl FnOnce(&mut Open) -> Result<T, Fault>,
    ) -> Result<T, TabardError> {
        let done = self.state.enter().and_then(|mut pass| match pass.get() {
            State::Open(open) => work(open),
            State::ShutDown => Err(Fault::ShutDown),
            State::Wiped(wiped) => Err(Fault::Wiped(wiped.clone())),
        });
        done.map_err(|fault| fault.said(&self.words))
    }
}

/// An id as the core knows it.
fn id(text: &str) -> Result<RecordId, Fault> {
    text.trim().parse().map_err(|_| Fault::BadId)
}
