//! What can go wrong: a kind by which an app branches, a code for programs, and a sentence that a
//! person can act on.

use std::fmt::Display;

use tabard_core::attachment::AttachmentError;
use tabard_core::client::{ClientError, Wiped};
use tabard_core::model::report::Fault as EditFault;
use tabard_core::phone::PhoneError;
use tabard_core::region::CodeError;
use tabard_core::unlock::{StoreFault, UnlockError};
use tabard_core::vault::VaultError;
use tabard_core::words::Words;

use crate::log;

/// Why a call failed. Nothing that was saved before is lost by any of these.
///
/// `hint` is the sentence to show, in the language of the settings; `code` is stable. What Kotlin
/// calls the exception's message is not for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum TabardError {
    /// The bytes of an attachment: not here, damaged, of another format, or not to be read.
    #[error("{code}")]
    Attachment {
        /// Such as `not_here`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The person or the platform said no to a prompt: it may be asked again.
    #[error("{code}")]
    Cancelled {
        /// Always `cancelled`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// A file of this device is damaged, or is none of its files. Nothing was changed.
    #[error("{code}")]
    Damaged {
        /// Such as `vault_key_or_damage`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// Another part of the app, or another process, has this device open.
    #[error("{code}")]
    InUse {
        /// Always `in_use`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// What was given has a fault: a field, a code, a path, an empty report.
    #[error("{code}")]
    Input {
        /// Such as `bad_field`.
        code: String,
        /// What is wrong, where, and what to do.
        hint: String,
    },
    /// The platform's key store has the key no more: a finger was added, or the phone's lock was
    /// taken away. Open by the other slot, or enrol anew; what waits to be sent stays.
    #[error("{code}")]
    KeyLost {
        /// Always `slot_lost`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// Too long without a contact with the region: it may be written to, and not read.
    #[error("{code}")]
    LeaseEnded {
        /// Always `lease_ended`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The link with a crew-mate's phone.
    #[error("{code}")]
    Link {
        /// Such as `link_stranger`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// A PIN is missing or wrong, or no try is judged yet.
    #[error("{code}")]
    Locked {
        /// Such as `wrong_pin`.
        code: String,
        /// What to do.
        hint: String,
        /// Milliseconds before the next try is judged; 0 for at once.
        wait_ms: u64,
    },
    /// Written by a newer version of the library.
    #[error("{code}")]
    Newer {
        /// Such as `vault_newer`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The device's storage is full. What was saved before is kept.
    #[error("{code}")]
    NoSpace {
        /// Always `disk_full`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// This device, or its person, may not do this.
    #[error("{code}")]
    NotAllowed {
        /// Such as `not_a_writer`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// There is no device of a region in the folder, or its certificate has not come.
    #[error("{code}")]
    NotEnrolled {
        /// Such as `not_enrolled`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// No such record on this device.
    #[error("{code}")]
    NotFound {
        /// Such as `unknown_report`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The server refused, or its answer was not believed.
    #[error("{code}")]
    Refused {
        /// Such as `code_used`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The device was shut down.
    #[error("{code}")]
    ShutDown {
        /// Always `shut_down`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The storage failed in another way.
    #[error("{code}")]
    Storage {
        /// Such as `storage`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The platform's key store failed or threw.
    #[error("{code}")]
    Store {
        /// Always `key_store_unavailable`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// A fault of this library. The device has to be opened again.
    #[error("{code}")]
    Unexpected {
        /// Such as `panicked`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// Something of this person is not held by the region and would be lost.
    #[error("{code}")]
    Unsent {
        /// Such as `unsent`.
        code: String,
        /// What to do.
        hint: String,
    },
    /// The region ordered this device to be wiped, and it is.
    #[error("{code}")]
    Wiped {
        /// Always `wiped`.
        code: String,
        /// What to do.
        hint: String,
        /// Changes that the region does not hold; they are kept, sealed.
        unsent: u64,
    },
    /// A call from within a call: from a method of the host's key store.
    #[error("{code}")]
    WrongThread {
        /// Always `called_from_within`.
        code: String,
        /// What to do.
        hint: String,
    },
}

impl TabardError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.parts().0
    }

    /// The sentence to show.
    #[must_use]
    pub fn hint(&self) -> &str {
        self.parts().1
    }

    const fn parts(&self) -> (&str, &str) {
        match self {
            Self::Attachment { code, hint, .. }
            | Self::Cancelled { code, hint, .. }
            | Self::Damaged { code, hint, .. }
            | Self::InUse { code, hint, .. }
            | Self::Input { code, hint, .. }
            | Self::KeyLost { code, hint, .. }
            | Self::LeaseEnded { code, hint, .. }
            | Self::Link { code, hint, .. }
            | Self::Locked { code, hint, .. }
            | Self::Newer { code, hint, .. }
            | Self::NoSpace { code, hint, .. }
            | Self::NotAllowed { code, hint, .. }
            | Self::NotEnrolled { code, hint, .. }
            | Self::NotFound { code, hint, .. }
            | Self::Refused { code, hint, .. }
            | Self::ShutDown { code, hint, .. }
            | Self::Storage { code, hint, .. }
            | Self::Store { code, hint, .. }
            | Self::Unexpected { code, hint, .. }
            | Self::Unsent { code, hint, .. }
            | Self::Wiped { code, hint, .. }
            | Self::WrongThread { code, hint, .. } => (code.as_str(), hint.as_str()),
        }
    }
}

/// What went wrong inside, before it is put into words.
#[derive(Debug)]
pub(crate) enum Fault {
    BadId,
    BadServerAddress,
    Broken,
    CalledFromWithin,
    Client(ClientError),
    Edit(EditFault),
    Field(String),
    InUse,
    Language,
    NoFolder,
    NotTheServer(u16),
    NoAnswer,
    Phone(PhoneError),
    ShutDown,
    TooLongForQr,
    Unlock(UnlockError),
    Wiped(Wiped),
}

impl Fault {
    /// In the language of the settings.
    pub(crate) fn said(self, words: &Words) -> TabardError {
        let error = match self {
            Self::Client(error) => of_client(&error, words),
            Self::Unlock(error) => of_unlock(&error, words),
            Self::Phone(error) => of_phone(&error, words),
            Self::Edit(fault) => {
                TabardError::Input { code: "bad_field".to_owned(), hint: fault.said(words) }
            }
            own => of_own(&own, words),
        };
        log::failed(&error);
        error
    }
}

/// Faults of the calls themselves, whose sentences stand under `app_faults` in the words.
fn of_own(fault: &Fault, words: &Words) -> TabardError {
    let said = |name: &str| (name.to_owned(), words.text(&format!("app_faults.{name}")).to_owned());
    match fault {
        Fault::CalledFromWithin => {
            let (code, hint) = said("called_from_within");
            TabardError::WrongThread { code, hint }
        }
        Fault::InUse => {
            let (code, hint) = said("in_use");
            TabardError::InUse { code, hint }
        }
        Fault::ShutDown => {
            let (code, hint) = said("shut_down");
            TabardError::ShutDown { code, hint }
        }
        Fault::Wiped(wiped) => {
            let kept = wiped.kept_in().is_some();
            let (code, hint) = said(if kept { "wiped_and_kept" } else { "wiped" });
            let code = if kept { "wiped".to_owned() } else { code };
            TabardError::Wiped { code, hint, unsent: if kept { wiped.unsent } else { 0 } }
        }
        Fault::BadId => input(said("bad_id")),
        Fault::BadServerAddress => input(said("bad_server_address")),
        Fault::Language => input(said("bad_language")),
        Fault::NoFolder => input(said("no_folder")),
        Fault::TooLongForQr => input(said("too_long_for_qr")),
        Fault::Field(field) => {
            let hint = words.fill("app_faults.bad_code", &[("field", field)]);
            TabardError::Input { code: "bad_code".to_owned(), hint }
        }
        Fault::NotTheServer(status) => {
            let status = status.to_string();
            let hint = words.fill("app_faults.not_the_server", &[("status", &status)]);
            TabardError::Refused { code: "not_the_server".to_owned(), hint }
        }
        Fault::NoAnswer => {
            let (code, hint) = said("no_answer");
            TabardError::Refused { code, hint }
        }
        Fault::Broken | Fault::Client(_) | Fault::Edit(_) | Fault::Phone(_) | Fault::Unlock(_) => {
            let (code, hint) = said("panicked");
            TabardError::Unexpected { code, hint }
        }
    }
}

fn input((code, hint): (String, String)) -> TabardError {
    TabardError::Input { code, hint }
}

/// The code of an error, and its sentence in the language of the words.
fn told(code: &str, error: &dyn Display, words: &Words) -> (String, String) {
    (code.to_owned(), words.advice(&error.to_string()).to_owned())
}

fn of_client(error: &ClientError, words: &Words) -> TabardError {
    let (code, hint) = told(error.code(), error, words);
    match error {
        ClientError::Vault(error) => of_vault(error, words),
        ClientError::Attachment(error) => of_attachment(error, words),
        ClientError::NotEnrolled | ClientError::NotCertified => {
            TabardError::NotEnrolled { code, hint }
        }
        ClientError::UnknownRecord(_)
        | ClientError::LetGo(_)
        | ClientError::Erased(_)
        | ClientError::UnknownDevice => TabardError::NotFound { code, hint },
        ClientError::NotAWriter(_)
        | ClientError::NotTheReporter
        | ClientError::Role
        | ClientError::RevokedDevice
        | ClientError::NobodyReads(_)
        | ClientError::CrewIsFull
        | ClientError::NamedInNoExport
        | ClientError::OtherRegion
        | ClientError::NotOrdered
        | ClientError::Step(_)
        | ClientError::Case(_) => TabardError::NotAllowed { code, hint },
        ClientError::LeaseEnded => TabardError::LeaseEnded { code, hint },
        ClientError::WipeUnfinished => TabardError::Wiped { code, hint, unsent: 0 },
        ClientError::Code(CodeError::Expired)
        | ClientError::Problem(_)
        | ClientError::Fault(_)
        | ClientError::LateAnswer
        | ClientError::Directory(_)
        | ClientError::Statement(_)
        | ClientError::Wrap(_) => TabardError::Refused { code, hint },
        ClientError::Link(_) => TabardError::Link { code, hint },
        ClientError::Damaged(_) => TabardError::Damaged { code, hint },
        ClientError::Code(_)
        | ClientError::MateCode(_)
        | ClientError::Duplicate(_)
        | ClientError::NotAnswered
        | ClientError::NoReason
        | ClientError::Empty
        | ClientError::TooLarge
        | ClientError::NoConflict
        | ClientError::NotStated
        | ClientError::NoSuchMessage
        | ClientError::NoOutbox
        | ClientError::OwnOutbox
        | ClientError::AheadOfLog
        | ClientError::Import(_)
        | ClientError::Flags(_) => TabardError::Input { code, hint },
    }
}

fn of_vault(error: &VaultError, words: &Words) -> TabardError {
    let (code, hint) = told(error.code(), error, words);
    match error {
        VaultError::Missing => TabardError::NotEnrolled { code, hint },
        VaultError::Exists => TabardError::NotAllowed { code, hint },
        VaultError::WrongKeyOrDamaged | VaultError::Damaged => TabardError::Damaged { code, hint },
        VaultError::Newer => TabardError::Newer { code, hint },
        VaultError::Full => TabardError::NoSpace { code, hint },
        VaultError::Storage(_) => TabardError::Storage { code, hint },
    }
}

fn of_attachment(error: &AttachmentError, words: &Words) -> TabardError {
    use std::io::ErrorKind::StorageFull;
    let (code, hint) = told(error.code(), error, words);
    match error {
        AttachmentError::Storage(StorageFull) | AttachmentError::Target(StorageFull) => {
            TabardError::NoSpace { code, hint }
        }
        AttachmentError::Empty | AttachmentError::TooLarge | AttachmentError::Field(_) => {
            TabardError::Input { code, hint }
        }
        AttachmentError::Source(_) | AttachmentError::Target(_) | AttachmentError::Storage(_) => {
            TabardError::Storage { code, hint }
        }
        AttachmentError::NotHeld => TabardError::Unsent { code, hint },
        AttachmentError::Part { .. }
        | AttachmentError::Damaged(_)
        | AttachmentError::Manifest
        | AttachmentError::OtherWhole
        | AttachmentError::NotHere
        | AttachmentError::Format
        | AttachmentError::Image => TabardError::Attachment { code, hint },
    }
}

fn of_unlock(error: &UnlockError, words: &Words) -> TabardError {
    let (code, hint) = told(error.code(), error, words);
    match error {
        UnlockError::WrongPin { wait_ms } | UnlockError::Wait { wait_ms } => {
            TabardError::Locked { code, hint, wait_ms: *wait_ms }
        }
        UnlockError::PinNeeded => TabardError::Locked { code, hint, wait_ms: 0 },
        UnlockError::Store(StoreFault::Cancelled) => TabardError::Cancelled { code, hint },
        UnlockError::Store(StoreFault::Lost) => TabardError::KeyLost { code, hint },
        UnlockError::Store(StoreFault::Unavailable) => TabardError::Store { code, hint },
        UnlockError::Missing => TabardError::NotEnrolled { code, hint },
        UnlockError::Damaged => TabardError::Damaged { code, hint },
        UnlockError::Newer => TabardError::Newer { code, hint },
        UnlockError::Full => TabardError::NoSpace { code, hint },
        UnlockError::Storage(_) => TabardError::Storage { code, hint },
        _ => TabardError::Input { code, hint },
    }
}

fn of_phone(error: &PhoneError, words: &Words) -> TabardError {
    let (code, hint) = told(error.code(), error, words);
    match error {
        PhoneError::Storage(error) => of_vault(error, words),
        PhoneError::BadLabel | PhoneError::Taken => TabardError::Input { code, hint },
        PhoneError::Nobody => TabardError::NotFound { code, hint },
        PhoneError::Unsent(_) | PhoneError::Attachments(_) | PhoneError::Unsaved(_) => {
            TabardError::Unsent { code, hint }
        }
    }
}

impl From<ClientError> for Fault {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Client(error.into())
    }
}

impl From<UnlockError> for Fault {
    fn from(error: UnlockError) -> Self {
        Self::Unlock(error)
    }
}

impl From<PhoneError> for Fault {
    fn from(error: PhoneError) -> Self {
        Self::Phone(error)
    }
}

impl From<EditFault> for Fault {
    fn from(fault: EditFault) -> Self {
        Self::Edit(fault)
    }
}

/// Where there are no settings yet, the words are English.
impl From<Fault> for TabardError {
    fn from(fault: Fault) -> Self {
        fault.said(Words::english())
    }
}
