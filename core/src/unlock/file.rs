//! The file `unlock.cbor`: whole or not there, and for its owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use minicbor::{Decode, Encode};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::seal::{self, Cost, Stretched, Wrap};
use super::tries::Tries;
use super::{KeyStore, Pin, Slot, StoreFault, UnlockError};
use crate::files;
use crate::vault::VaultKey;
use crate::wire::Message;

/// The version of the file.
pub(super) const VERSION: u32 = 1;
const NAME: &str = "unlock.cbor";
const DRAFT: &str = "unlock.cbor.new";
/// No file of this version is longer.
const MAX: u64 = 4096;

/// What the file holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Kept {
    #[n(0)]
    version: u32,
    /// Of the PIN and the proof.
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 32],
    /// Where there is a PIN: what a guess costs.
    #[n(2)]
    pub(super) pin: Option<Cost>,
    /// More than one for a slot where a renewal was cut off.
    #[n(3)]
    pub(super) wraps: Vec<Wrap>,
    #[cbor(n(4), with = "minicbor::bytes")]
    proof: [u8; 32],
    #[n(5)]
    pub(super) tries: Tries,
}

/// What every version of the file begins with.
#[derive(Decode)]
#[cbor(map)]
struct AnyVersion {
    #[n(0)]
    version: u32,
}

impl Kept {
    pub(super) fn new(salt: [u8; 32], pin: Option<Cost>) -> Self {
        let tries = Tries::none();
        Self { version: VERSION, salt, pin, wraps: Vec::new(), proof: [0; 32], tries }
    }

    pub(super) fn slots(&self) -> Vec<Slot> {
        let has = |slot: &Slot| self.wraps.iter().any(|wrap| wrap.is_for(*slot));
        Slot::ALL.into_iter().filter(has).collect()
    }

    /// Adds a wrap, and lets go of the oldest of its slot where there are too many.
    pub(super) fn add(&mut self, slot: Slot, wrap: Wrap, most: usize) {
        let there = self.wraps.iter().filter(|wrap| wrap.is_for(slot)).count();
        if there >= most {
            let oldest = self.wraps.iter().position(|wrap| wrap.is_for(slot));
            oldest.map(|oldest| self.wraps.remove(oldest));
        }
        self.wraps.push(wrap);
    }

    /// The PIN's part in the key; none where the file asks for no PIN.
    pub(super) fn stretch(&self, pin: Option<&Pin>) -> Result<Option<Stretched>, UnlockError> {
        let asked = self.pin.zip(pin);
        asked.map(|(cost, pin)| cost.stretch(pin, &self.salt)).transpose()
    }

    /// The secret of a slot, by the platform.
    pub(super) fn reveal(
        &self,
        store: &mut dyn KeyStore,
        slot: Slot,
    ) -> Result<Zeroizing<[u8; 32]>, UnlockError> {
        if !self.slots().contains(&slot) {
            return Err(UnlockError::NoSuchSlot);
        }
        let secret = store.reveal(slot)?;
        match self.wrap(slot, &secret) {
            Some(_) => Ok(secret),
            None => Err(StoreFault::Lost.into()),
        }
    }

    pub(super) fn unseal(
        &self,
        slot: Slot,
        secret: &[u8; 32],
        stretched: Option<&Stretched>,
    ) -> Option<VaultKey> {
        self.wrap(slot, secret)?.open(secret, stretched)
    }

    fn wrap(&self, slot: Slot, secret: &[u8; 32]) -> Option<&Wrap> {
        self.wraps.iter().find(|wrap| wrap.is_for(slot) && wrap.is_under(secret))
    }

    pub(super) fn prove(&mut self, key: &VaultKey, stretched: Option<&Stretched>) {
        self.proof = seal::proof(key, &self.salt, stretched);
    }

    pub(super) fn is_proved_by(&self, key: &VaultKey, stretched: Option<&Stretched>) -> bool {
        self.proof.ct_eq(&seal::proof(key, &self.salt, stretched)).into()
    }
}

pub(super) fn exists(dir: &Path) -> bool {
    dir.join(NAME).exists()
}

pub(super) fn read(dir: &Path) -> Result<Kept, UnlockError> {
    let mut bytes = Vec::new();
    let file = File::open(dir.join(NAME)).map_err(|error| failed(&error))?;
    file.take(MAX + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Result<Kept, UnlockError> {
    let any: AnyVersion = minicbor::decode(bytes).map_err(|_| UnlockError::Damaged)?;
    if any.version > VERSION {
        return Err(UnlockError::Newer);
    }
    let kept = Kept::from_bytes(bytes).map_err(|_| UnlockError::Damaged)?;
    let sound = kept.version == VERSION
        && !kept.wraps.is_empty()
        && kept.wraps.iter().all(|wrap| wrap.known_slot().is_some())
        && kept.pin.is_none_or(Cost::is_payable);
    sound.then_some(kept).ok_or(UnlockError::Damaged)
}

/// Whole or not at all: half a file would lock the vault for good.
pub(super) fn write(dir: &Path, kept: &Kept) -> Result<(), UnlockError> {
    files::replace(dir, NAME, &kept.to_bytes()).map_err(|error| failed(&error))
}

/// Overwritten first: a file that is only removed may be found again.
pub(super) fn destroy(dir: &Path) -> Result<(), UnlockError> {
    let destroy = |name: &str| {
        let path = dir.join(name);
        let mut open = match OpenOptions::new().write(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            open => open?,
        };
        let length = usize::try_from(open.metadata()?.len().min(MAX)).unwrap_or(0);
        open.write_all(&vec![0; length])?;
        open.sync_all()?;
        drop(open);
        fs::remove_file(&path)?;
        files::sync(dir)
    };
    [DRAFT, NAME].into_iter().try_for_each(destroy).map_err(|error| failed(&error))
}

fn failed(error: &io::Error) -> UnlockError {
    match error.kind() {
        ErrorKind::NotFound => UnlockError::Missing,
        ErrorKind::StorageFull => UnlockError::Full,
        ErrorKind::PermissionDenied => UnlockError::Storage("the system does not allow it"),
        _ => UnlockError::Storage("input or output error"),
    }
}
