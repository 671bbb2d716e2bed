//! The platform's key store, and unlocking. The vault's key never leaves the core: what the host
//! protects is a secret for each slot, which opens nothing without the file beside the vault.

use std::path::Path;
use std::sync::Arc;

use tabard_core::clock::Clock;
use tabard_core::unlock::{self, KeyStore, Pin, StoreFault, Unlock};
use zeroize::Zeroizing;

use crate::error::{Fault, TabardError};
use crate::host;

/// One of the two ways in. A new finger takes the first one away; the second still opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Slot {
    /// A strong biometric.
    Biometric,
    /// The code of the phone itself.
    Credential,
}

/// Where the platform keeps the secret of a slot: Android's Keystore, the Secure Enclave with the
/// Keychain. Its methods are called on the thread of the call that needs them and may show a
/// prompt; they must not call the device.
#[uniffi::export(foreign)]
pub trait SecretStore: Send + Sync {
    /// Protects the secret of a slot durably, in place of an earlier one.
    ///
    /// # Errors
    /// What the platform says.
    fn protect(&self, slot: Slot, secret: Vec<u8>) -> Result<(), SecretStoreError>;

    /// Gives it back: the same 32 bytes.
    ///
    /// # Errors
    /// What the platform says.
    fn reveal(&self, slot: Slot) -> Result<Vec<u8>, SecretStoreError>;

    /// Destroys it for good, durably. There is nothing to do where that was done before.
    ///
    /// # Errors
    /// When it may still be there.
    fn destroy(&self, slot: Slot) -> Result<(), SecretStoreError>;
}

/// What a platform's key store says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// The person or the platform said no: it may be asked again.
    #[error("cancelled")]
    Cancelled,
    /// It has the secret no more.
    #[error("lost")]
    Lost,
    /// It cannot be used now, or failed.
    #[error("unavailable")]
    Unavailable,
}

/// What a host throws besides is a failure of its key store; its text is dropped.
impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// How to open: by which slot, and with the PIN where there is one.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Unlocking {
    /// The slot.
    pub slot: Slot,
    /// The PIN that the person typed.
    pub pin: Option<String>,
}

/// How a device is locked.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnlockStatus {
    /// Whether a device was set up in the folder.
    pub exists: bool,
    /// The slots by which it opens.
    pub slots: Vec<Slot>,
    /// Whether a PIN is asked for.
    pub pin: bool,
    /// Wrong PINs since the last right one.
    pub wrong_pins: u32,
    /// Milliseconds before the next PIN is judged; 0 for at once.
    pub wait_ms: u64,
}

/// Says how the device in a folder is locked. It asks nothing of the platform.
///
/// # Errors
/// [`TabardError::Damaged`] when the file that says it cannot be read.
#[uniffi::export]
pub fn unlock_status(dir: String) -> Result<UnlockStatus, TabardError> {
    let unlock = Unlock::at(Path::new(&dir));
    if !unlock.exists() {
        let (slots, exists) = (Vec::new(), false);
        return Ok(UnlockStatus { exists, slots, pin: false, wrong_pins: 0, wait_ms: 0 });
    }
    let status = unlock.status(Clock::wall(host::now())).map_err(Fault::from)?;
    Ok(UnlockStatus {
        exists: true,
        slots: status.slots.into_iter().map(Into::into).collect(),
        pin: status.pin,
        wrong_pins: status.wrong,
        wait_ms: status.wait_ms,
    })
}

/// The host's key store as the core asks it.
pub(crate) struct HostStore(pub(crate) Arc<dyn SecretStore>);

impl KeyStore for HostStore {
    fn protect(
        &mut self,
        slot: unlock::Slot,
        secret: &Zeroizing<[u8; 32]>,
    ) -> Result<(), StoreFault> {
        Ok(self.0.protect(slot.into(), secret.to_vec())?)
    }

    fn reveal(&mut self, slot: unlock::Slot) -> Result<Zeroizing<[u8; 32]>, StoreFault> {
        let bytes = Zeroizing::new(self.0.reveal(slot.into())?);
        // What is no secret of ours was put there by something else.
        let secret: [u8; 32] = bytes.as_slice().try_into().map_err(|_| StoreFault::Lost)?;
        Ok(Zeroizing::new(secret))
    }

    fn destroy(&mut self, slot: unlock::Slot) -> Result<(), StoreFault> {
        Ok(self.0.destroy(slot.into())?)
    }
}

impl From<SecretStoreError> for StoreFault {
    fn from(error: SecretStoreError) -> Self {
        match error {
            SecretStoreError::Cancelled => Self::Cancelled,
            SecretStoreError::Lost => Self::Lost,
            SecretStoreError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Slot> for unlock::Slot {
    fn from(slot: Slot) -> Self {
        match slot {
            Slot::Biometric => Self::Biometric,
            Slot::Credential => Self::Credential,
        }
    }
}

impl From<unlock::Slot> for Slot {
    fn from(slot: unlock::Slot) -> Self {
        match slot {
            unlock::Slot::Biometric => Self::Biometric,
            unlock::Slot::Credential => Self::Credential,
        }
    }
}

/// The PIN that was typed, fit to be one.
pub(crate) fn pin(text: Option<String>) -> Result<Option<Pin>, Fault> {
    let parse = |text: String| Pin::parse(Zeroizing::new(text));
    let pin = text.map(parse).transpose();
    pin.map_err(|fault| Fault::Unlock(fault.into()))
}
