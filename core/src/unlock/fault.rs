//! Why a device does not unlock, and what to do about it.

use super::{PinFault, StoreFault};

/// Why the key of a vault was not opened or protected. Nothing is lost by any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Another PIN.
    #[error(
        "that is not the PIN: type it again; nothing is lost by a wrong one, and from the fifth on there is a wait"
    )]
    WrongPin {
        /// Milliseconds until the next one is judged.
        wait_ms: u64,
    },
    /// Too many wrong ones.
    #[error(
        "there were too many wrong PINs: wait for the time that is shown, then type it again; nothing is lost"
    )]
    Wait {
        /// Milliseconds until the next one is judged.
        wait_ms: u64,
    },
    /// None was given.
    #[error("this device asks for a PIN as well: type it")]
    PinNeeded,
    /// One was given and none is set.
    #[error("this device has no PIN: unlock it without one")]
    NoPin,
    /// This way of unlocking was not set up.
    #[error("this device was not set up to be unlocked this way: unlock it the other way")]
    NoSuchSlot,
    /// There is no other way to open by, should this go wrong.
    #[error("this is the only way to unlock this device: set up the other one first")]
    OnlySlot,
    /// There is no such file.
    #[error("this device was not set up to be unlocked: enrol it first")]
    Missing,
    /// The phone's key store.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The file is none, or the key is not the one in it.
    #[error(
        "the file that unlocks this device is damaged, and was left as it is: ask the hub for a new code; what waits to be sent is kept"
    )]
    Damaged,
    /// Written by a newer version.
    #[error("this device was set up by a newer version of Tabard: update this one")]
    Newer,
    /// The disk is full.
    #[error("the disk is full: free some space; what was saved before is kept")]
    Full,
    /// Any other failure of the storage.
    #[error("the file that unlocks this device cannot be read or written ({0}); nothing is lost")]
    Storage(&'static str),
    /// A PIN that cannot be one.
    #[error(transparent)]
    Pin(#[from] PinFault),
}

impl UnlockError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongPin { .. } => "wrong_pin",
            Self::Wait { .. } => "pin_wait",
            Self::PinNeeded => "pin_needed",
            Self::NoPin => "no_pin",
            Self::NoSuchSlot => "no_such_slot",
            Self::OnlySlot => "only_slot",
            Self::Missing => "not_set_up",
            Self::Store(fault) => fault.code(),
            Self::Damaged => "unlock_damaged",
            Self::Newer => "unlock_newer",
            Self::Full => "disk_full",
            Self::Storage(_) => "storage",
            Self::Pin(fault) => fault.code(),
        }
    }
}
