//! Joining a region by a one-time code. It survives a lost answer: begun again with the same code
//! and folder, the same keys answer.

use std::sync::Arc;

use tabard_core::client::{Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::files::{self, FolderLock};
use tabard_core::region::EnrolmentCode;
use tabard_core::unlock::Unlock;
use tabard_core::vault::VaultError;
use tabard_core::wire::{CBOR, ENROL_PATH, EnrolmentReply, Message, Problem};
use tabard_core::words::Words;

use crate::device::Device;
use crate::device::session::finish_wiping;
use crate::device::syncing::{HttpHeader, HttpRequest};
use crate::error::{Fault, TabardError};
use crate::gate::Gate;
use crate::host::{entropy, now};
use crate::secrets::{HostStore, SecretStore, Slot, Unlocking, pin};
use crate::settings::Settings;

/// An enrolment under way: it says what to send, and makes the device of the answer.
#[derive(uniffi::Object)]
pub struct Enrolment {
    words: Words,
    settings: Settings,
    store: Arc<dyn SecretStore>,
    how: Unlocking,
    request: HttpRequest,
    /// Held from the beginning, so that nobody else enrols in the folder meanwhile.
    lock: Gate<Option<FolderLock>>,
}

/// What a person brings to an enrolment.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Enrolling {
    /// The text of the code, as scanned or typed, in any case and spacing.
    pub code: String,
    /// The slots by which the device is to open; at least one.
    pub slots: Vec<Slot>,
    /// A PIN that is asked for besides; 6 to 64 characters.
    pub pin: Option<String>,
}

#[uniffi::export]
impl Enrolment {
    /// Makes the device's keys, or finds those that a lost answer left, and says what to send.
    ///
    /// # Errors
    /// [`TabardError::Input`] when the code is none, [`TabardError::Refused`] when it has expired,
    /// [`TabardError::NotAllowed`] when a device is enrolled in the folder, what the key store says,
    /// and storage errors.
    #[uniffi::constructor]
    pub fn begin(
        settings: Settings,
        store: Arc<dyn SecretStore>,
        enrolling: Enrolling,
    ) -> Result<Self, TabardError> {
        let words = settings.words_or_english();
        Self::prepared(settings, store, enrolling).map_err(|fault| fault.said(&words))
    }

    /// What the host sends; it may be sent again.
    #[must_use]
    pub fn request(&self) -> HttpRequest {
        self.request.clone()
    }

    /// Makes the device of the server's answer.
    ///
    /// # Errors
    /// [`TabardError::Refused`] when the server refused or is none of a region, and storage errors.
    pub fn answered(&self, status: u16, body: &[u8]) -> Result<Arc<Device>, TabardError> {
        self.accepted(status, body).map_err(|fault| fault.said(&self.words))
    }

    /// Says that no answer came. It always fails, with the sentence to show; the request may be
    /// sent again.
    ///
    /// # Errors
    /// [`TabardError::Refused`].
    pub fn unanswered(&self) -> Result<(), TabardError> {
        Err(Fault::NoAnswer.said(&self.words))
    }

    /// Lets go of the folder without an answer; what was begun can be begun again.
    pub fn shutdown(&self) {
        if let Ok(mut pass) = self.lock.enter() {
            *pass.get() = None;
        }
    }
}

impl Enrolment {
    fn prepared(
        settings: Settings,
        store: Arc<dyn SecretStore>,
        enrolling: Enrolling,
    ) -> Result<Self, Fault> {
        let words = settings.chosen_words()?;
        let dir = settings.dir()?;
        let code = EnrolmentCode::parse(&enrolling.code).map_err(ClientError::from)?;
        let parsed = pin(enrolling.pin.clone())?;
        let slot = enrolling.slots.first().copied();
        let slot = slot.ok_or_else(|| Fault::Field("slots".to_owned()))?;
        files::create_private(&dir).map_err(no_folder)?;
        let lock = FolderLock::try_take(&dir).map_err(no_folder)?.ok_or(Fault::InUse)?;
        finish_wiping(&dir, &store)?;
        let slots: Vec<_> = enrolling.slots.iter().map(|slot| (*slot).into()).collect();
        let mut keys = HostStore(Arc::clone(&store));
        let key = Unlock::at(&dir).set_up(
            &mut keys,
            &slots,
            parsed.as_ref(),
            Clock::wall(now()),
            &mut entropy(),
        )?;
        let answer = Client::answer_code(&dir, &key, &code, now(), &mut entropy())?;
        let header = HttpHeader { name: "content-type".to_owned(), value: CBOR.to_owned() };
        let request = HttpRequest {
            method: "POST".to_owned(),
            url: format!("{}{ENROL_PATH}", code.server.trim_end_matches('/')),
            headers: vec![header],
            body: answer.to_bytes(),
        };
        let how = Unlocking { slot, pin: enrolling.pin };
        Ok(Self { words, settings, store, how, request, lock: Gate::new(Some(lock)) })
    }

    fn accepted(&self, status: u16, body: &[u8]) -> Result<Arc<Device>, Fault> {
        if status != 200 {
            return Err(match serde_json::from_slice::<Problem>(body) {
                Ok(problem) => ClientError::Problem(problem.code).into(),
                Err(_) => Fault::NotTheServer(status),
            });
        }
        let reply = EnrolmentReply::from_bytes(body).map_err(|_| Fault::NotTheServer(status))?;
        let dir = self.settings.dir()?;
        let mut pass = self.lock.enter()?;
        if pass.get().is_none() {
            return Err(Fault::ShutDown);
        }
        let pin = pin(self.how.pin.clone())?;
        let mut keys = HostStore(Arc::clone(&self.store));
        let slot = self.how.slot.into();
        let unlock = Unlock::at(&dir);
        let key = unlock.open(&mut keys, slot, pin.as_ref(), Clock::wall(now()))?;
        let client = Client::accept_enrolment(&dir, key, &reply, now())?;
        let lock = pass.get().take().ok_or(Fault::ShutDown)?;
        let store = Arc::clone(&self.store);
        Ok(Arc::new(Device::enrolled(client, lock, store, self.words.clone())))
    }
}

fn no_folder(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::StorageFull => VaultError::Full.into(),
        _ => Fault::NoFolder,
    }
}
