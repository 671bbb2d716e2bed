//! One bit at a time: of the file as it travels, and of what is in it when the hub itself signs the
//! change.

use std::fmt::Write as _;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::pack::{Pack, judge};
use crate::python;
use crate::region::{Told, told};

/// Bits of every file, and as many of what stands between them.
const OF_EACH: usize = 8;

/// Where the bytes of the files are, by looking for them: nothing of the product's own reckoning.
fn flips(pack: &Pack, bytes: &[u8]) -> Vec<(usize, u32)> {
    let mut rng = ChaCha20Rng::seed_from_u64(25);
    let (mut flips, mut at) = (Vec::new(), 0);
    let mut some = |from: usize, length: usize, count: usize, flips: &mut Vec<_>| {
        for _ in 0..count.min(length * 8) {
            let place = from + rng.next_u64() as usize % length;
            flips.push((place, rng.next_u32() % 8));
        }
    };
    for name in pack.names() {
        let (head, size) = (30 + name.len(), pack.file(&name).len());
        some(at, head, OF_EACH, &mut flips);
        some(at + head, size, OF_EACH, &mut flips);
        at += head + size;
    }
    some(at, bytes.len() - at, 16 * OF_EACH, &mut flips);
    flips
}

#[test]
fn no_bit_of_a_pack_can_change() {
    let told = told();
    let mut bytes = told.pack.bytes();
    let flips = flips(&told.pack, &bytes);
    assert!(flips.len() > 400, "{}", flips.len());
    for (at, bit) in flips {
        bytes[at] ^= 1 << bit;
        assert!(judge(&bytes).is_err(), "byte {at}, bit {bit}");
        bytes[at] ^= 1 << bit;
    }
    assert!(judge(&bytes).is_ok(), "it is as it was");
    for changed in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), &[0]].concat()] {
        assert!(judge(changed).is_err());
    }
}

#[test]
#[ignore = "takes Python with pycose, cbor2, cryptography and zstandard: see the head of main.rs"]
fn nor_does_the_second_verifier_take_a_changed_bit() {
    let told = told();
    let bytes = told.pack.bytes();
    let mut lines = String::new();
    let flips = flips(&told.pack, &bytes);
    for (at, bit) in &flips {
        let _ = writeln!(lines, "{at} {bit}");
    }
    std::fs::write(told.path("flips"), lines).expect("a file");
    let list = told.path("flips");
    let list = list.to_str().expect("a plain name");
    let (_, said) = python::ask(&[told.path("pack.zip")], &["--flips", list]);
    assert_eq!(said[0]["tried"], flips.len());
    assert_eq!(said[0]["accepted"].as_array().map(Vec::len), Some(0), "{}", said[0]);
}

/// Packs with one bit changed in a file that proves something, and all hashes and the hub's own
/// signature made anew.
fn signed_again(told: &Told) -> Vec<(String, Pack)> {
    let hub = told.hub();
    let mut rng = ChaCha20Rng::seed_from_u64(26);
    let mut packs = Vec::new();
    let said_by_the_hub = |name: &str| {
        name.ends_with(".html") || name.ends_with(".txt") || name.starts_with("index.")
    };
    for name in told.pack.names().into_iter().filter(|name| !said_by_the_hub(name)) {
        for _ in 0..3 {
            let mut pack = told.pack.clone();
            let mut bytes = pack.file(&name).to_vec();
            let at = rng.next_u64() as usize % bytes.len();
            bytes[at] ^= 1 << (rng.next_u32() % 8);
            pack.set(&name, bytes);
            packs.push((format!("{name}, byte {at}"), pack.signed_by(&hub)));
        }
    }
    packs
}

#[test]
fn not_even_the_hub_can_change_a_bit_of_what_others_signed() {
    let told = told();
    for (what, pack) in signed_again(&told) {
        assert!(pack.verdict().is_err(), "{what}");
    }
    assert!(told.pack.clone().signed_by(&told.hub()).verdict().is_ok(), "signed anew it holds");
}

#[test]
#[ignore = "takes Python with pycose, cbor2, cryptography and zstandard: see the head of main.rs"]
fn nor_before_the_second_verifier() {
    let told = told();
    let (mut files, mut what) = (Vec::new(), Vec::new());
    for (number, (name, pack)) in signed_again(&told).into_iter().enumerate() {
        let path = told.path(&format!("signed-{number}.zip"));
        std::fs::write(&path, pack.bytes()).expect("a file");
        files.push(path);
        what.push(name);
    }
    let again = told.path("signed-again.zip");
    std::fs::write(&again, told.pack.clone().signed_by(&told.hub()).bytes()).expect("a file");
    files.push(again);
    let (_, said) = python::ask(&files, &[]);
    let (last, changed) = said.split_last().expect("lines");
    assert_eq!(last["holds"], true, "signed anew it holds: {last}");
    for (what, said) in what.iter().zip(changed) {
        assert_eq!(said["holds"], false, "{what}");
    }
}
