//! A phone that forgets, fails and is stopped, and what is asked of it.

mod acts;
mod cut_off;
mod damage;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tempfile::TempDir;

use super::*;
use crate::clock::Running;
use crate::ids::Millis;

const FILE: &str = "unlock.cbor";
/// Cheap enough to be paid some thousand times.
const CHEAP: Cost = Cost { kib: 8, passes: 1, lanes: 1 };

/// What goes wrong at the next call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    /// It fails, and does nothing.
    Fault(StoreFault),
    /// The process ends before it is done.
    StopBefore,
    /// The process ends when it is done.
    StopAfter,
}

/// A phone's key store: what it keeps, and what goes wrong at which of its calls to come.
#[derive(Default)]
struct Phone {
    secrets: BTreeMap<u8, [u8; 32]>,
    trouble: Option<(usize, Trouble)>,
    calls: usize,
}

impl Phone {
    fn lose(&mut self, slot: Slot) {
        self.secrets.remove(&slot.number());
    }

    fn fails_at(&mut self, call: usize, trouble: Trouble) {
        (self.calls, self.trouble) = (0, Some((call, trouble)));
    }

    fn call<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Result<T, StoreFault> {
        let now = self.trouble.filter(|(at, _)| *at == self.calls).map(|(_, trouble)| trouble);
        self.calls += 1;
        match now {
            Some(Trouble::Fault(fault)) => return Err(fault),
            Some(Trouble::StopBefore) => std::panic::resume_unwind(Box::new("stopped")),
            _ => {}
        }
        let done = act(self);
        if now == Some(Trouble::StopAfter) {
            std::panic::resume_unwind(Box::new("stopped"));
        }
        Ok(done)
    }
}

impl KeyStore for Phone {
    fn protect(&mut self, slot: Slot, secret: &Zeroizing<[u8; 32]>) -> Result<(), StoreFault> {
        self.call(|phone| {
            phone.secrets.insert(slot.number(), **secret);
        })
    }

    fn reveal(&mut self, slot: Slot) -> Result<Zeroizing<[u8; 32]>, StoreFault> {
        self.call(|phone| phone.secrets.get(&slot.number()).copied())?
            .map(Zeroizing::new)
            .ok_or(StoreFault::Lost)
    }

    fn destroy(&mut self, slot: Slot) -> Result<(), StoreFault> {
        self.call(|phone| phone.lose(slot))
    }
}

fn pin(text: &str) -> Pin {
    Pin::parse(Zeroizing::new(text.to_owned())).unwrap()
}

fn now() -> Clock {
    at(0)
}

/// So many milliseconds later, by both clocks.
fn at(ms: u64) -> Clock {
    let wall = Millis(1_800_000_000_000 + i64::try_from(ms).unwrap());
    Clock { wall, running: Some(Running { boot: [1; 16], ms: 1000 + ms }) }
}

struct Device {
    dir: TempDir,
    phone: Phone,
    rng: ChaCha20Rng,
}

impl Device {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir, phone: Phone::default(), rng: ChaCha20Rng::seed_from_u64(1) }
    }

    /// With a key in these slots.
    fn with(slots: &[Slot], pin: Option<&Pin>) -> (Self, [u8; 32]) {
        let mut device = Self::new();
        let key = device.set_up(slots, pin).unwrap();
        (device, key)
    }

    fn unlock(&self) -> Unlock {
        Unlock { dir: self.dir.path().to_owned(), cost: CHEAP }
    }

    fn set_up(&mut self, slots: &[Slot], pin: Option<&Pin>) -> Result<[u8; 32], UnlockError> {
        let unlock = self.unlock();
        let key = unlock.set_up(&mut self.phone, slots, pin, now(), &mut self.rng)?;
        Ok(*key.as_bytes())
    }

    fn open(&mut self, slot: Slot, pin: Option<&Pin>) -> Result<[u8; 32], UnlockError> {
        self.open_at(slot, pin, now())
    }

    fn open_at(
        &mut self,
        slot: Slot,
        pin: Option<&Pin>,
        clock: Clock,
    ) -> Result<[u8; 32], UnlockError> {
        Ok(*self.unlock().open(&mut self.phone, slot, pin, clock)?.as_bytes())
    }

    fn renew(&mut self, slot: Slot, key: [u8; 32], pin: Option<&Pin>) -> Result<(), UnlockError> {
        let key = VaultKey::new(Zeroizing::new(key));
        self.unlock().renew(&mut self.phone, slot, &key, pin, now(), &mut self.rng)
    }

    fn change(&mut self, old: Option<&Pin>, new: Option<&Pin>) -> Result<(), UnlockError> {
        self.unlock().change_pin(&mut self.phone, old, new, now(), &mut self.rng)
    }

    fn status(&self) -> UnlockStatus {
        self.unlock().status(now()).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.dir.path().join(FILE)).unwrap()
    }

    fn put(&self, bytes: &[u8]) {
        fs::write(self.dir.path().join(FILE), bytes).unwrap();
    }
}

const LOST: UnlockError = UnlockError::Store(StoreFault::Lost);
const BOTH: [Slot; 2] = Slot::ALL;
use Slot::{Biometric, Credential};

#[test]
fn each_slot_opens_the_key_and_the_file_does_not_hold_it() {
    let (mut device, key) = Device::with(&BOTH, None);
    assert_eq!(device.open(Biometric, None), Ok(key));
    assert_eq!(device.open(Credential, None), Ok(key));
    let bytes = device.bytes();
    assert!(!bytes.windows(32).any(|window| window == key));
    for secret in device.phone.secrets.values() {
        assert_ne!(*secret, key, "the key store never gets the key");
        assert!(!bytes.windows(32).any(|window| window == secret));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(device.dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_cost_of_today_is_paid_and_stands_in_the_file() {
    let mut device = Device::new();
    let pin = pin("271828");
    let unlock = Unlock::at(device.dir.path());
    let key = unlock.set_up(&mut device.phone, &BOTH, Some(&pin), now(), &mut device.rng).unwrap();
    assert_eq!(file::read(device.dir.path()).unwrap().pin, Some(Cost::OF_TODAY));
    // Another cost in the code is no matter: the file's own is paid.
    assert_eq!(device.open(Credential, Some(&pin)), Ok(*key.as_bytes()));
}

#[test]
fn a_pin_is_asked_for_where_there_is_one_before_the_phone_asks_for_anything() {
    let right = pin("271828");
    let (mut device, key) = Device::with(&[Credential], Some(&right));
    device.phone.calls = 0;
    assert_eq!(device.open(Credential, None), Err(UnlockError::PinNeeded));
    assert_eq!(device.open(Biometric, Some(&right)), Err(UnlockError::NoSuchSlot));
    assert_eq!(device.phone.calls, 0);
    assert_eq!(device.open(Credential, Some(&right)), Ok(key));
    let (mut device, _) = Device::with(&[Credential], None);
    assert_eq!(device.open(Credential, Some(&right)), Err(UnlockError::NoPin));
    assert_eq!(Device::new().open(Credential, None), Err(UnlockError::Missing));
    assert_eq!(Device::new().set_up(&[], None), Err(UnlockError::NoSuchSlot));
}

#[test]
fn wrong_pins_are_counted_on_the_disk_and_waited_for_and_destroy_nothing() {
    let (right, wrong) = (pin("271828"), pin("314159"));
    let (mut device, key) = Device::with(&BOTH, Some(&right));
    for count in 1..=5_u32 {
        let wait_ms = if count < 5 { 0 } else { 30_000 };
        let refused = device.open(Biometric, Some(&wrong));
        assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms }));
        assert_eq!(device.status().wrong, count);
    }
    let wait = UnlockError::Wait { wait_ms: 30_000 };
    let calls = device.phone.calls;
    assert_eq!(device.open(Biometric, Some(&right)), Err(wait), "not even the right one");
    assert_eq!(device.open(Credential, Some(&right)), Err(wait), "nor by the other slot");
    assert_eq!(device.change(Some(&right), None), Err(wait));
    assert_eq!(device.renew(Biometric, key, Some(&right)), Err(wait));
    assert_eq!(device.set_up(&BOTH, Some(&right)), Err(wait));
    assert_eq!(device.phone.calls, calls, "nobody is prompted for nothing");
    assert_eq!(device.status().wrong, 5, "what is not judged is not counted");
    let refused = device.open_at(Biometric, Some(&wrong), at(30_000));
    assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms: 60_000 }));
    assert_eq!(device.open_at(Biometric, Some(&right), at(90_000)), Ok(key));
    assert_eq!(
        device.status(),
        UnlockStatus { slots: BOTH.to_vec(), pin: true, wrong: 0, wait_ms: 0 }
    );
}

#[test]
fn a_pin_counts_before_it_is_judged() {
    let right = pin("271828");
    let (mut device, _) = Device::with(&[Credential], Some(&right));
    let unlock = device.unlock();
    let mut kept = unlock.ready(Some(&right), now()).unwrap();
    let dir = device.dir.path().to_owned();
    let judged = unlock.judge(&mut kept, Some(&right), now(), |_, _| {
        Some(file::read(&dir).unwrap().tries.wrong())
    });
    assert_eq!(judged, Ok(1));
    assert_eq!(device.status().wrong, 0);
    // Where it cannot be counted it is not judged.
    fs::create_dir(device.dir.path().join("unlock.cbor.new")).unwrap();
    let refused = device.open(Credential, Some(&right));
    assert!(matches!(refused, Err(UnlockError::Storage(_))), "{refused:?}");
}

#[test]
fn a_wall_clock_alone_restarts_the_wait_when_it_is_set_back_and_keeps_nobody_out() {
    let (right, wrong) = (pin("271828"), pin("314159"));
    let (mut device, key) = Device::with(&BOTH, Some(&right));
    let wall = |ms| Clock::wall(Millis(ms));
    for _ in 0..5 {
        let _ = device.open_at(Biometric, Some(&wrong), wall(1_000_000_000));
    }
    // A year was wrong, and somebody puts it right.
    assert_eq!(device.unlock().status(wall(1000)).unwrap().wait_ms, 30_000);
    let refused = device.open_at(Biometric, Some(&right), wall(21_000));
    assert_eq!(refused, Err(UnlockError::Wait { wait_ms: 10_000 }));
    assert_eq!(device.open_at(Biometric, Some(&right), wall(31_000)), Ok(key));
}

#[test]
fn a_lost_slot_is_renewed_by_the_other() {
    for pin in [None, Some(pin("271828"))] {
        let pin = pin.as_ref();
        let (mut device, key) = Device::with(&BOTH, pin);
        device.phone.lose(Biometric);
        assert_eq!(device.open(Biometric, pin), Err(LOST));
        assert_eq!(device.status().wrong, 0, "a lost slot is no wrong PIN");
        assert_eq!(device.open(Credential, pin), Ok(key));
        device.renew(Biometric, key, pin).unwrap();
        assert_eq!(device.open(Biometric, pin), Ok(key));
        assert_eq!(device.open(Credential, pin), Ok(key));
        assert_eq!(file::read(device.dir.path()).unwrap().wraps.len(), 2);
    }
}

#[test]
fn a_slot_is_added_and_the_only_one_is_never_put_at_risk() {
    let (mut device, key) = Device::with(&[Credential], None);
    assert_eq!(device.renew(Credential, key, None), Err(UnlockError::OnlySlot));
    device.renew(Biometric, key, None).unwrap();
    assert_eq!(device.open(Biometric, None), Ok(key));
    device.renew(Credential, key, None).unwrap();
    assert_eq!(device.open(Credential, None), Ok(key));
}

#[test]
fn renewing_takes_the_key_and_the_pin_of_the_file() {
    let (right, wrong) = (pin("271828"), pin("314159"));
    let (mut device, key) = Device::with(&BOTH, Some(&right));
    let refused = device.renew(Biometric, key, Some(&wrong));
    assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms: 0 }));
    assert_eq!(device.status().wrong, 1);
    assert_eq!(device.renew(Biometric, key, None), Err(UnlockError::PinNeeded));
    assert_eq!(device.open(Biometric, Some(&right)), Ok(key));
    let (mut device, key) = Device::with(&BOTH, None);
    assert_eq!(device.renew(Biometric, [9; 32], None), Err(UnlockError::Damaged));
    assert_eq!(device.open(Biometric, None), Ok(key));
}

#[test]
fn the_pin_is_changed_for_all_slots_at_once() {
    let (old, new) = (pin("271828"), pin("a longer sentence"));
    let (mut device, key) = Device::with(&BOTH, Some(&old));
    let secrets = device.phone.secrets.clone();
    let refused = device.change(Some(&new), Some(&old));
    assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms: 0 }));
    device.change(Some(&old), Some(&new)).unwrap();
    assert_eq!(device.phone.secrets, secrets, "the platform's secrets stay");
    for slot in BOTH {
        let refused = device.open(slot, Some(&old));
        assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms: 0 }));
        assert_eq!(device.open(slot, Some(&new)), Ok(key));
    }
    device.change(Some(&new), None).unwrap();
    assert_eq!(device.open(Biometric, None), Ok(key));
    assert!(!device.status().pin);
    device.phone.lose(Biometric);
    device.change(None, Some(&old)).unwrap();
    assert_eq!(device.status().slots, [Credential], "what the phone lost is dropped");
    assert_eq!(device.open(Credential, Some(&old)), Ok(key));
    device.phone.lose(Credential);
    assert_eq!(device.change(Some(&old), None), Err(LOST));
}

#[test]
fn set_up_again_gives_the_same_key_in_all_the_slots() {
    let right = pin("271828");
    let (mut device, key) = Device::with(&[Credential], Some(&right));
    let refused = device.set_up(&BOTH, Some(&pin("314159")));
    assert_eq!(refused, Err(UnlockError::WrongPin { wait_ms: 0 }));
    assert_eq!(device.set_up(&BOTH, None), Err(UnlockError::PinNeeded));
    assert_eq!(device.set_up(&[], Some(&right)), Err(UnlockError::NoSuchSlot));
    assert_eq!(device.set_up(&BOTH, Some(&right)), Ok(key));
    device.phone.lose(Biometric);
    assert_eq!(device.set_up(&BOTH, Some(&right)), Ok(key), "what was lost is made again");
    assert_eq!(device.open(Biometric, Some(&right)), Ok(key));
    device.phone.secrets.clear();
    assert_eq!(device.set_up(&BOTH, Some(&right)), Err(LOST), "a key is never replaced");
}

#[test]
fn destroyed_is_destroyed_whatever_the_platform_says_first() {
    let (mut device, _) = Device::with(&BOTH, None);
    let unlock = device.unlock();
    device.phone.fails_at(0, Trouble::Fault(StoreFault::Unavailable));
    assert!(unlock.keeper(&mut device.phone).destroy().is_err(), "to be done again");
    assert!(!unlock.exists() && device.phone.secrets.len() == 1);
    unlock.keeper(&mut device.phone).destroy().unwrap();
    assert!(device.phone.secrets.is_empty());
    unlock.destroy(&mut device.phone).unwrap();
    assert_eq!(fs::read_dir(device.dir.path()).unwrap().count(), 0);
}
