//! What the phone's own key store does for us.

use std::io;

use zeroize::Zeroizing;

use super::Unlock;
use crate::client::KeyKeeper;

/// A way of unlocking. There are two, because a new finger makes Android and iOS destroy what only
/// biometrics opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A finger or a face.
    Biometric,
    /// What unlocks the phone's screen.
    Credential,
}

impl Slot {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Biometric, Self::Credential];

    /// In the file.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Biometric => 0,
            Self::Credential => 1,
        }
    }

    pub(super) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.number() == number)
    }
}

/// The phone's key store, by the host: Android Keystore, or the Keychain with the Secure Enclave.
pub trait KeyStore {
    /// Protects the secret of a slot, durably, in the place of an earlier one. When it fails, the
    /// earlier one is as it was, or lost.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn protect(&mut self, slot: Slot, secret: &Zeroizing<[u8; 32]>) -> Result<(), StoreFault>;

    /// Gives it back, after whatever prompt the platform shows.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn reveal(&mut self, slot: Slot) -> Result<Zeroizing<[u8; 32]>, StoreFault>;

    /// Destroys it for good. There is nothing to do where that was done before.
    ///
    /// # Errors
    /// [`StoreFault`], when it may still be there.
    fn destroy(&mut self, slot: Slot) -> Result<(), StoreFault>;
}

/// Why a key store did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// The person or the platform said no.
    #[error("the phone was not unlocked, or it was stopped: try again")]
    Cancelled,
    /// The platform has it no more.
    #[error(
        "the phone has lost its key for this way of unlocking, as after a change of its fingerprints: unlock the other way, then set this one up again; if neither works, ask the hub: what waits to be sent is kept"
    )]
    Lost,
    /// It is locked, there is no such hardware, or it failed.
    #[error(
        "the phone's key store does not answer: unlock the screen or start the phone again, then try again"
    )]
    Unavailable,
}

impl StoreFault {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Lost => "slot_lost",
            Self::Unavailable => "key_store_unavailable",
        }
    }
}

/// The key as an order to wipe sees it.
pub(super) struct Keeper<'u> {
    pub(super) unlock: &'u Unlock,
    pub(super) store: &'u mut dyn KeyStore,
}

impl KeyKeeper for Keeper<'_> {
    fn destroy(&mut self) -> io::Result<()> {
        self.unlock.destroy(self.store).map_err(|error| io::Error::other(error.code()))
    }
}
