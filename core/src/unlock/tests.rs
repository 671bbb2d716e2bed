use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
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

type Deed = fn(&mut Device, [u8; 32], &Pin) -> Result<(), UnlockError>;

/// Each act, on a device with both slots and a PIN.
const ACTS: [Deed; 4] = [
    |device, _, right| device.open(Biometric, Some(right)).map(drop),
    |device, key, right| device.renew(Biometric, key, Some(right)),
    |device, _, right| device.change(Some(right), Some(right)),
    |device, _, right| device.set_up(&BOTH, Some(right)).map(drop),
];

#[test]
fn every_fault_at_every_call_is_told_and_leaves_a_device_that_opens() {
    let right = pin("271828");
    for act in ACTS {
        for fault in [StoreFault::Cancelled, StoreFault::Lost, StoreFault::Unavailable] {
            for call in 0..3 {
                let (mut device, key) = Device::with(&BOTH, Some(&right));
                device.phone.fails_at(call, Trouble::Fault(fault));
                if let Err(error) = act(&mut device, key, &right) {
                    assert_eq!(error, UnlockError::Store(fault));
                }
                device.phone.trouble = None;
                let slots = device.status().slots;
                assert!(!slots.is_empty());
                for slot in slots {
                    assert_eq!(device.open(slot, Some(&right)), Ok(key));
                }
                assert_eq!(device.status().wrong, 0);
            }
        }
    }
    for fault in [StoreFault::Cancelled, StoreFault::Lost, StoreFault::Unavailable] {
        for call in 0..2 {
            let mut device = Device::new();
            device.phone.fails_at(call, Trouble::Fault(fault));
            assert_eq!(device.set_up(&BOTH, None), Err(UnlockError::Store(fault)));
            assert!(!device.unlock().exists(), "nothing was set up");
            let key = device.set_up(&BOTH, None).unwrap();
            assert_eq!(device.open(Credential, None), Ok(key));
        }
    }
}

#[test]
fn wherever_it_is_stopped_every_slot_still_opens() {
    let right = pin("271828");
    for (act, stop, call) in ACTS.into_iter().flat_map(|act| {
        let stops = [Trouble::StopBefore, Trouble::StopAfter];
        stops.into_iter().flat_map(move |stop| (0..3).map(move |call| (act, stop, call)))
    }) {
        let (mut device, key) = Device::with(&BOTH, Some(&right));
        device.phone.fails_at(call, stop);
        let _ = catch_unwind(AssertUnwindSafe(|| act(&mut device, key, &right)));
        device.phone.trouble = None;
        // Half of a file that was being written.
        let draft = device.dir.path().join("unlock.cbor.new");
        fs::write(&draft, &device.bytes()[..20]).unwrap();
        for slot in BOTH {
            assert_eq!(device.open(slot, Some(&right)), Ok(key), "{stop:?} at {call}");
        }
        device.renew(Biometric, key, Some(&right)).unwrap();
        assert_eq!(file::read(device.dir.path()).unwrap().wraps.len(), 2, "tidied up");
    }
}

#[test]
fn renewals_that_are_stopped_again_and_again_do_not_fill_the_file() {
    let (mut device, key) = Device::with(&BOTH, None);
    for _ in 0..20 {
        device.phone.fails_at(0, Trouble::StopAfter);
        let _ = catch_unwind(AssertUnwindSafe(|| device.renew(Biometric, key, None)));
        device.phone.trouble = None;
        assert_eq!(device.open(Biometric, None), Ok(key));
    }
    assert!(file::read(device.dir.path()).unwrap().wraps.len() <= MOST_WRAPS + 1);
}

#[test]
fn a_set_up_that_is_stopped_is_begun_again() {
    for (stop, call) in [Trouble::StopBefore, Trouble::StopAfter]
        .into_iter()
        .flat_map(|stop| [(stop, 0), (stop, 1)])
    {
        let mut device = Device::new();
        device.phone.fails_at(call, stop);
        let stopped = catch_unwind(AssertUnwindSafe(|| device.set_up(&BOTH, None)));
        assert!(stopped.is_err());
        device.phone.trouble = None;
        let key = device.set_up(&BOTH, None).unwrap();
        assert_eq!(device.open(Biometric, None), Ok(key));
        assert_eq!(device.open(Credential, None), Ok(key));
    }
}

#[test]
fn every_flipped_bit_is_refused_or_harmless_and_nobody_is_kept_out_for_ever() {
    let right = pin("271828");
    for pin in [None, Some(&right)] {
        let (mut device, key) = Device::with(&BOTH, pin);
        for _ in 0..5 {
            let _ = device.open(Credential, Some(&self::pin("314159")));
        }
        let whole = device.bytes();
        // With a PIN each of them is counted on the disk.
        for bit in (0..whole.len() * 8).step_by(if pin.is_some() { 7 } else { 1 }) {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            for slot in BOTH {
                device.put(&bytes);
                let hour = at(3_600_000);
                if let Ok(status) = device.unlock().status(now()) {
                    assert!(status.wait_ms <= 3_600_000);
                }
                match device.open_at(slot, pin, hour) {
                    Ok(opened) => assert_eq!(opened, key),
                    Err(error) => assert!(
                        !matches!(error, UnlockError::Wait { .. } | UnlockError::Storage(_)),
                        "bit {bit}: {error}"
                    ),
                }
            }
        }
    }
}

#[test]
fn what_is_no_file_of_this_version_is_refused_and_left() {
    let (mut device, _) = Device::with(&BOTH, None);
    let whole = device.bytes();
    for cut in 0..whole.len() {
        device.put(&whole[..cut]);
        assert_eq!(device.open(Credential, None), Err(UnlockError::Damaged), "{cut}");
    }
    let longer = [whole.as_slice(), &[0; 5000]].concat();
    device.put(&longer);
    assert_eq!(device.set_up(&BOTH, None), Err(UnlockError::Damaged));
    assert_eq!(device.bytes(), longer);
    device.put(&[0xa1, 0x00, 0x02]);
    assert_eq!(device.open(Credential, None), Err(UnlockError::Newer));
}

#[test]
fn what_no_version_wrote_is_refused_before_anybody_is_asked() {
    let right = pin("271828");
    let (mut device, _) = Device::with(&BOTH, Some(&right));
    let dir = device.dir.path().to_owned();
    let sound = file::read(&dir).unwrap();
    let greedy = [
        Cost { kib: 256 * 1024 + 1, ..CHEAP },
        Cost { passes: 17, ..CHEAP },
        Cost { kib: 64, lanes: 5, ..CHEAP },
    ];
    for cost in greedy {
        let mut kept = sound.clone();
        kept.pin = Some(cost);
        file::write(&dir, &kept).unwrap();
        assert_eq!(device.open(Credential, Some(&right)), Err(UnlockError::Damaged));
    }
    let mut kept = sound.clone();
    kept.wraps.clear();
    file::write(&dir, &kept).unwrap();
    assert_eq!(device.open(Credential, Some(&right)), Err(UnlockError::Damaged));
    file::write(&dir, &sound).unwrap();
    let mut strange = device.bytes();
    let at = strange.windows(4).position(|window| window == [0xa5, 0x00, 0x00, 0x01]).unwrap();
    strange[at + 2] = 2;
    device.put(&strange);
    assert_eq!(device.open(Credential, Some(&right)), Err(UnlockError::Damaged));
}

#[test]
fn a_wrap_does_not_open_as_that_of_another_slot_or_file() {
    let (mut device, key) = Device::with(&BOTH, None);
    let mut kept = file::read(device.dir.path()).unwrap();
    kept.wraps.truncate(1);
    let whole = device.bytes();
    // The one wrap under the other slot's number, with that slot's secret.
    let secret = device.phone.secrets[&Biometric.number()];
    device.phone.secrets.insert(Credential.number(), secret);
    let other = device.bytes();
    let at = other.windows(5).rposition(|window| window == [0xa5, 0x00, 0x01, 0x01, 0x58]).unwrap();
    let first =
        other.windows(5).position(|window| window == [0xa5, 0x00, 0x00, 0x01, 0x58]).unwrap();
    let mut moved = other.clone();
    let length = at - first;
    moved.copy_within(first..first + length, at);
    moved[at + 2] = 1;
    assert_ne!(moved, whole);
    device.put(&moved);
    assert_eq!(device.open(Credential, None), Err(LOST));
    assert_eq!(device.open(Biometric, None), Ok(key));
}

#[test]
fn nothing_secret_is_printed() {
    let (mut device, _) = Device::with(&BOTH, Some(&pin("271828")));
    let error = device.open(Biometric, Some(&pin("314159"))).unwrap_err();
    let printed = format!("{error} {error:?} {:?}", device.status());
    assert!(!printed.contains("314159") && !printed.contains("271828"));
}

#[derive(Clone, Debug)]
enum Act {
    SetUp(u8, Option<u8>),
    Open(Slot, Option<u8>),
    Change(Option<u8>, Option<u8>),
    Renew(Slot, Option<u8>),
    Lose(Slot),
    Trouble(usize, u8),
    Later(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let slot = || prop_oneof![Just(Biometric), Just(Credential)];
    let pin = || proptest::option::of(0..3_u8);
    prop_oneof![
        1 => (1..4_u8, pin()).prop_map(|(slots, pin)| Act::SetUp(slots, pin)),
        4 => (slot(), pin()).prop_map(|(slot, pin)| Act::Open(slot, pin)),
        2 => (pin(), pin()).prop_map(|(old, new)| Act::Change(old, new)),
        3 => (slot(), pin()).prop_map(|(slot, pin)| Act::Renew(slot, pin)),
        1 => slot().prop_map(Act::Lose),
        2 => (0..3_usize, 0..5_u8).prop_map(|(call, kind)| Act::Trouble(call, kind)),
        2 => (0..4_000_000_u64).prop_map(Act::Later),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is done, and wherever it fails or is stopped: what opens is the one key, by the one
    /// PIN, and by every slot that the phone has not lost.
    #[test]
    fn any_acts_give_the_one_key_or_say_why_not(acts in proptest::collection::vec(act(), 1..24)) {
        let pins: Vec<_> = ["271828", "314159", "141421"].into_iter().map(pin).collect();
        let mut device = Device::new();
        let unlock = device.unlock();
        // The key and the PIN that there have to be.
        let mut key: Option<[u8; 32]> = None;
        let mut set: Option<u8> = None;
        let mut time = 0;
        for act in acts {
            let pin = |number: Option<u8>| number.map(|number| &pins[usize::from(number)]);
            let clock = at(time);
            let Device { phone, rng, .. } = &mut device;
            // None where the process was stopped.
            let given = match act {
                Act::Lose(slot) => { phone.lose(slot); continue; }
                Act::Later(ms) => { time += ms; continue; }
                Act::Trouble(call, kind) => {
                    let faults = [StoreFault::Cancelled, StoreFault::Lost, StoreFault::Unavailable];
                    phone.fails_at(call, match faults.get(usize::from(kind)) {
                        Some(fault) => Trouble::Fault(*fault),
                        None if kind == 3 => Trouble::StopBefore,
                        None => Trouble::StopAfter,
                    });
                    continue;
                }
                Act::SetUp(slots, given) => {
                    let slots: Vec<_> = BOTH.into_iter().filter(|slot| slots & (1 << slot.number()) != 0).collect();
                    let there = unlock.exists();
                    let done = catch_unwind(AssertUnwindSafe(|| unlock.set_up(phone, &slots, pin(given), clock, rng)));
                    if let Ok(Ok(made)) = &done && !there {
                        (key, set) = (Some(*made.as_bytes()), given);
                    }
                    done.ok().map(|done| (done.map(|key| Some(*key.as_bytes())), given))
                }
                Act::Open(slot, given) => {
                    let done = catch_unwind(AssertUnwindSafe(|| unlock.open(phone, slot, pin(given), clock)));
                    done.ok().map(|done| (done.map(|key| Some(*key.as_bytes())), given))
                }
                Act::Change(old, new) => {
                    let done = catch_unwind(AssertUnwindSafe(|| unlock.change_pin(phone, pin(old), pin(new), clock, rng)));
                    let before = set;
                    if let Ok(Ok(())) = &done {
                        prop_assert_eq!(old, before);
                        set = new;
                    }
                    done.ok().map(|done| (done.map(|()| None), before))
                }
                Act::Renew(slot, given) => {
                    let Some(key) = key else { continue };
                    let key = VaultKey::new(Zeroizing::new(key));
                    let done = catch_unwind(AssertUnwindSafe(|| unlock.renew(phone, slot, &key, pin(given), clock, rng)));
                    if let Ok(Ok(())) = &done {
                        prop_assert_eq!(given, set);
                    }
                    done.ok().map(|done| (done.map(|()| None), set))
                }
            };
            match given {
                Some((Ok(Some(opened)), given)) => {
                    prop_assert_eq!(Some(opened), key);
                    prop_assert_eq!(given, set, "another PIN opened it");
                }
                Some((Err(error), _)) => prop_assert!(!matches!(error, UnlockError::Damaged | UnlockError::Newer | UnlockError::Storage(_))),
                _ => {}
            }
        }
        device.phone.trouble = None;
        let Some(key) = key else { return Ok(()) };
        for slot in unlock.status(at(time)).unwrap().slots {
            let pin = set.map(|number| &pins[usize::from(number)]);
            let opened = device.open_at(slot, pin, at(time + 4_000_000));
            match device.phone.secrets.contains_key(&slot.number()) {
                true => prop_assert_eq!(opened, Ok(key)),
                false => prop_assert_eq!(opened, Err(LOST)),
            }
        }
    }
}
