//! Files that were changed, or are none of ours.

use super::*;

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
