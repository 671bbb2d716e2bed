//! Joining a region by a one-time code. It survives a lost answer: begun again with the same code
//! and folder, the same keys answer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tabard_core::client::{Client, ClientError};
use tabard_core::clock::Clock;
use tabard_core::files::{self, FolderLock};
use tabard_core::region::EnrolmentCode;
use tabard_core::unlock::Unlock;
use tabard_core::vault::{VaultError, VaultKey};
use tabard_core::wire::EnrolmentReply;
use tabard_core::words::Words;

use crate::device::Device;
use crate::device::session::finish_wiping;
use crate::device::syncing::HttpRequest;
use crate::error::{Fault, TabardError};
use crate::gate::Gate;
use crate::host::{entropy, now};
use crate::secrets::{HostStore, SecretStore, Slot, pin};
use crate::settings::Settings;

/// An enrolment under way: it says what to send, and makes the device of the answer.
#[derive(uniffi::Object)]
pub struct Enrolment {
    words: Words,
    store: Arc<dyn SecretStore>,
    dir: PathBuf,
    key: VaultKey,
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
        let words = settings.chosen_words()?;
        let prepared = settings.dir().and_then(|dir| {
            let (key, request, lock) = prepare(&dir, &store, enrolling)?;
            Ok((dir, key, request, lock))
        });
        let (dir, key, request, lock) = prepared.map_err(|fault| fault.said(&words))?;
        Ok(Self { words, store, dir, key, request, lock: Gate::new(Some(lock)) })
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
    fn accepted(&self, status: u16, body: &[u8]) -> Result<Arc<Device>, Fault> {
        let reply = EnrolmentReply::of_answer(status, body).map_err(|refused| match refused {
            Some(problem) => ClientError::Problem(problem).into(),
            None => Fault::NotTheServer(status),
        })?;
        let mut pass = self.lock.enter()?;
        if pass.get().is_none() {
            return Err(Fault::ShutDown);
        }
        let client = Client::accept_enrolment(&self.dir, self.key.clone(), &reply, now())?;
        let lock = pass.get().take().ok_or(Fault::ShutDown)?;
        let store = Arc::clone(&self.store);
        Ok(Arc::new(Device::enrolled(client, lock, store, self.words.clone())))
    }
}

/// Makes the keys, and what they answer the code with.
fn prepare(
    dir: &Path,
    store: &Arc<dyn SecretStore>,
    enrolling: Enrolling,
) -> Result<(VaultKey, HttpRequest, FolderLock), Fault> {
    let code = EnrolmentCode::parse(&enrolling.code).map_err(ClientError::from)?;
    let pin = pin(enrolling.pin)?;
    if enrolling.slots.is_empty() {
        return Err(Fault::Field("slots".to_owned()));
    }
    files::create_private(dir).map_err(no_folder)?;
    let lock = FolderLock::try_take(dir).map_err(no_folder)?.ok_or(Fault::InUse)?;
    finish_wiping(dir, store)?;
    let slots: Vec<_> = enrolling.slots.into_iter().map(Into::into).collect();
    let mut keys = HostStore(Arc::clone(store));
    let (clock, rng) = (Clock::wall(now()), &mut entropy());
    let key = Unlock::at(dir).set_up(&mut keys, &slots, pin.as_ref(), clock, rng)?;
    let answer = Client::answer_code(dir, &key, &code, now(), rng)?;
    Ok((key, Client::enrolment_request(&code, &answer).into(), lock))
}

fn no_folder(error: std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::StorageFull => VaultError::Full.into(),
        _ => Fault::NoFolder,
    }
}
