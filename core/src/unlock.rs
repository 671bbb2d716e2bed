//! How the key of a vault is kept on a phone: sealed in a file of the device's folder, once for
//! each way of unlocking, under a secret that the phone's key store gives back after its own
//! prompt, and under the person's PIN where there is one.
//!
//! The key store never sees the vault's key, and the PIN alone opens nothing. Whoever calls this
//! holds the folder's lock ([`FolderLock`](crate::files::FolderLock)).

mod fault;
mod file;
mod pin;
mod seal;
mod store;
mod tries;

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::client::KeyKeeper;
use crate::clock::Clock;
use crate::vault::VaultKey;

pub use fault::UnlockError;
pub use pin::{Pin, PinFault};
pub use store::{KeyStore, Slot, StoreFault};

use file::Kept;
use seal::{Cost, Stretched};
use store::Keeper;

/// So many wraps of one slot are looked at. More than one means that a renewal was cut off.
const MOST_WRAPS: usize = 4;

/// The file in a device's folder from which the vault's key is opened.
pub struct Unlock {
    dir: PathBuf,
    cost: Cost,
}

/// What a person is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlockStatus {
    /// The ways of unlocking that were set up. The platform may have lost one since.
    pub slots: Vec<Slot>,
    /// Whether a PIN is asked for as well.
    pub pin: bool,
    /// Wrong PINs since the last right one.
    pub wrong: u32,
    /// Milliseconds until the next PIN is judged; 0 when it is judged at once.
    pub wait_ms: u64,
}

impl Unlock {
    /// The file of the device in `dir`, whether it is there or not.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), cost: Cost::OF_TODAY }
    }

    /// Whether unlocking was set up.
    #[must_use]
    pub fn exists(&self) -> bool {
        file::exists(&self.dir)
    }

    /// What there is, and how long no PIN is judged.
    ///
    /// # Errors
    /// [`UnlockError::Missing`], [`UnlockError::Damaged`], [`UnlockError::Newer`], and the storage.
    pub fn status(&self, clock: Clock) -> Result<UnlockStatus, UnlockError> {
        let mut kept = file::read(&self.dir)?;
        self.heed_clock(&mut kept, clock);
        Ok(UnlockStatus {
            slots: kept.slots(),
            pin: kept.pin.is_some(),
            wrong: kept.tries.wrong(),
            wait_ms: kept.tries.wait_ms(clock),
        })
    }

    /// Makes the key of a vault and protects it in each slot. Where that was done before, as when
    /// an enrolment is repeated whose answer was lost, it gives the same key, and protects it in
    /// those of the slots that lack it.
    ///
    /// # Errors
    /// [`UnlockError::NoSuchSlot`] for no slot at all; what the key store says; where it was set up
    /// before, those of [`Unlock::open`]. A set-up that failed is begun again by the next call.
    pub fn set_up(
        &self,
        store: &mut dyn KeyStore,
        slots: &[Slot],
        pin: Option<&Pin>,
        clock: Clock,
        rng: &mut dyn CryptoRng,
    ) -> Result<VaultKey, UnlockError> {
        if self.exists() {
            return self.set_up_again(store, slots, pin, clock, rng);
        }
        if slots.is_empty() {
            return Err(UnlockError::NoSuchSlot);
        }
        let key = VaultKey::new(random(rng));
        let (mut kept, stretched) = self.blank(&key, pin, rng)?;
        for slot in Slot::ALL.into_iter().filter(|slot| slots.contains(slot)) {
            let secret = random(rng);
            kept.wraps.push(seal::seal(slot, &key, &secret, stretched.as_ref(), rng)?);
            store.protect(slot, &secret)?;
        }
        // The file comes last: without it nothing was set up, and the next call begins again.
        file::write(&self.dir, &kept)?;
        Ok(key)
    }

    fn set_up_again(
        &self,
        store: &mut dyn KeyStore,
        slots: &[Slot],
        pin: Option<&Pin>,
        clock: Clock,
        rng: &mut dyn CryptoRng,
    ) -> Result<VaultKey, UnlockError> {
        let there = file::read(&self.dir)?.slots();
        let mut lost = UnlockError::NoSuchSlot;
        let mut lacking: Vec<Slot> = Slot::ALL.to_vec();
        lacking.retain(|slot| slots.contains(slot) && !there.contains(slot));
        for slot in slots.iter().copied().filter(|slot| there.contains(slot)) {
            match self.open(store, slot, pin, clock) {
                Err(error @ UnlockError::Store(StoreFault::Lost)) => {
                    lost = error;
                    lacking.push(slot);
                }
                opened => {
                    let key = opened?;
                    for slot in lacking {
                        self.renew(store, slot, &key, pin, clock, rng)?;
                    }
                    return Ok(key);
                }
            }
        }
        Err(lost)
    }

    /// Opens the key. A PIN is counted on the disk before it is judged; from the fifth wrong one on
    /// there is a wait, which begins at 30 seconds and doubles up to an hour. Nothing is ever
    /// destroyed by wrong PINs.
    ///
    /// # Errors
    /// [`UnlockError::PinNeeded`], [`UnlockError::NoPin`], [`UnlockError::NoSuchSlot`] before
    /// anybody is asked anything; [`UnlockError::Wait`] while no PIN is judged;
    /// [`UnlockError::WrongPin`]; what the key store says, [`StoreFault::Lost`] also where what it
    /// gives back does not belong to this file; a file that cannot be read or written.
    pub fn open(
        &self,
        store: &mut dyn KeyStore,
        slot: Slot,
        pin: Option<&Pin>,
        clock: Clock,
    ) -> Result<VaultKey, UnlockError> {
        let mut kept = self.ready(pin, clock)?;
        let secret = kept.reveal(store, slot)?;
        self.judge(&mut kept, pin, clock, |kept, stretched| {
            kept.unseal(slot, &secret, stretched.as_ref())
        })
    }

    /// Protects the key in a slot anew, or for the first time, and changes nothing else. The caller
    /// opened it by another slot. Wherever this is cut off, what opened before still opens.
    ///
    /// # Errors
    /// [`UnlockError::OnlySlot`] where there is no other slot to open by if this goes wrong;
    /// [`UnlockError::WrongPin`] and the like, since there is one PIN for all slots;
    /// [`UnlockError::Damaged`] for a key that is not the one in the file; key store and storage.
    pub fn renew(
        &self,
        store: &mut dyn KeyStore,
        slot: Slot,
        key: &VaultKey,
        pin: Option<&Pin>,
        clock: Clock,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), UnlockError> {
        let mut kept = self.ready(pin, clock)?;
        if kept.slots().iter().all(|there| *there == slot) {
            return Err(UnlockError::OnlySlot);
        }
        let stretched = self.judge(&mut kept, pin, clock, |kept, stretched| {
            kept.is_proved_by(key, stretched.as_ref()).then_some(stretched)
        })?;
        let secret = random(rng);
        let before = kept.wraps.clone();
        let wrap = seal::seal(slot, key, &secret, stretched.as_ref(), rng)?;
        // Both are there while the platform changes its secret: it fits one of them at any moment.
        kept.add(slot, wrap.clone(), MOST_WRAPS);
        file::write(&self.dir, &kept)?;
        let protected = store.protect(slot, &secret);
        kept.wraps = before;
        if protected.is_ok() {
            kept.wraps.retain(|other| !other.is_for(slot));
            kept.wraps.push(wrap);
        }
        // What this would take away fits no secret any more, and does no harm.
        let _ = file::write(&self.dir, &kept);
        Ok(protected?)
    }

    /// Sets another PIN, or none, for all slots. A slot that the platform has lost is dropped: it
    /// can be renewed.
    ///
    /// # Errors
    /// Those of [`Unlock::open`]. After any of them the old PIN is the PIN.
    pub fn change_pin(
        &self,
        store: &mut dyn KeyStore,
        old: Option<&Pin>,
        new: Option<&Pin>,
        clock: Clock,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), UnlockError> {
        let mut kept = self.ready(old, clock)?;
        let mut secrets = Vec::new();
        for slot in kept.slots() {
            match kept.reveal(store, slot) {
                Err(UnlockError::Store(StoreFault::Lost)) => {}
                secret => secrets.push((slot, secret?)),
            }
        }
        let (slot, secret) = secrets.first().ok_or(StoreFault::Lost)?;
        let key = self.judge(&mut kept, old, clock, |kept, stretched| {
            kept.unseal(*slot, secret, stretched.as_ref())
        })?;
        let (mut kept, stretched) = self.blank(&key, new, rng)?;
        for (slot, secret) in &secrets {
            kept.wraps.push(seal::seal(*slot, &key, secret, stretched.as_ref(), rng)?);
        }
        file::write(&self.dir, &kept)
    }

    /// Destroys the key for good: every slot at the platform, then the file. It may be called
    /// again, and goes as far as it can.
    ///
    /// # Errors
    /// The first thing that could not be destroyed.
    pub fn destroy(&self, store: &mut dyn KeyStore) -> Result<(), UnlockError> {
        let slots = Slot::ALL.map(|slot| store.destroy(slot));
        let file = file::destroy(&self.dir);
        slots.into_iter().collect::<Result<(), _>>()?;
        file
    }

    /// What an order to wipe calls to destroy the key.
    pub fn keeper<'u>(&'u self, store: &'u mut dyn KeyStore) -> impl KeyKeeper + 'u {
        Keeper { unlock: self, store }
    }

    /// The file, once a PIN is given where one is asked for, and may be judged.
    fn ready(&self, pin: Option<&Pin>, clock: Clock) -> Result<Kept, UnlockError> {
        let mut kept = file::read(&self.dir)?;
        match (kept.pin.is_some(), pin) {
            (true, None) => return Err(UnlockError::PinNeeded),
            (false, Some(_)) => return Err(UnlockError::NoPin),
            _ => {}
        }
        self.heed_clock(&mut kept, clock);
        match kept.tries.wait_ms(clock) {
            0 => Ok(kept),
            wait_ms => Err(UnlockError::Wait { wait_ms }),
        }
    }

    /// A wait that no clock can end is begun again.
    fn heed_clock(&self, kept: &mut Kept, clock: Clock) {
        if let Some(tries) = kept.tries.restarted(clock) {
            kept.tries = tries;
            // Where it cannot be written it is begun again at the next look.
            let _ = file::write(&self.dir, kept);
        }
    }

    /// Lets a PIN be judged, once it is counted on the disk.
    fn judge<T>(
        &self,
        kept: &mut Kept,
        pin: Option<&Pin>,
        clock: Clock,
        judge: impl FnOnce(&Kept, Option<Stretched>) -> Option<T>,
    ) -> Result<T, UnlockError> {
        let Some(stretched) = kept.stretch(pin)? else {
            return judge(kept, None).ok_or(UnlockError::Damaged);
        };
        kept.tries = kept.tries.counted(clock);
        file::write(&self.dir, kept)?;
        let wait_ms = kept.tries.wait_ms(clock);
        let judged = judge(kept, Some(stretched)).ok_or(UnlockError::WrongPin { wait_ms })?;
        kept.tries = tries::Tries::none();
        // The PIN was right. That it still counts as wrong is no reason to keep anybody out.
        let _ = file::write(&self.dir, kept);
        Ok(judged)
    }

    /// A file without a slot.
    fn blank(
        &self,
        key: &VaultKey,
        pin: Option<&Pin>,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Kept, Option<Stretched>), UnlockError> {
        let mut kept = Kept::new(*random(rng), pin.is_some().then_some(self.cost));
        let stretched = kept.stretch(pin)?;
        kept.prove(key, stretched.as_ref());
        Ok((kept, stretched))
    }
}

fn random(rng: &mut dyn CryptoRng) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut());
    bytes
}

#[cfg(test)]
mod tests;
