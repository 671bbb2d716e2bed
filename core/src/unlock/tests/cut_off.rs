//! What fails, or is stopped, at each call.

use super::*;

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
