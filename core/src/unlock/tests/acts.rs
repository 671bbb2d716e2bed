//! Any acts in any order.

use proptest::prelude::*;

use super::*;

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
